"""Who must not decide a submission, said to the database; recusing.why_recused says the same of one person in words."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from fazhi.campaign.models import Proof
from fazhi.people.models import Post

from .models import Decision, Recusal, Round


def involved(person: Any) -> Q:
    """Did `person` (a user id, or a reference to one) stand aside here, decide another step of the round, hand it in or supply?"""
    here = {"submission": OuterRef("pk"), "user": person}
    aside = Recusal.objects.filter(round=OuterRef("round"), step=OuterRef("state"), **here)
    decided = Decision.objects.filter(round=OuterRef("round"), **here)
    sent = Round.objects.filter(no=OuterRef("round"), **here)
    supplied = Proof.objects.filter(submission=OuterRef("pk"), added_by_id=person).exclude(state=Proof.State.REMOVED)
    return Q(Exists(aside)) | Q(Exists(decided)) | Q(Exists(sent)) | Q(Exists(supplied))


def of_the_unit(person: Any, day: date) -> Q:
    """Is or was `person` of the submitting unit's line since the handing-in, whose day the submissions carry as `handed_on`?"""
    lasting = Q(until=None) | Q(until__gte=day) | Q(until__gte=OuterRef("handed_on"))
    return Q(Exists(Post.objects.filter(lasting, in_line_of(OuterRef("unit")), user=person, since__lte=day)))


def in_line_of(unit: Any) -> Q:
    """Posts in the unit or in whoever took over from it, three successions deep."""
    return Q(unit=unit) | Q(unit__inherited=unit) | Q(unit__inherited__inherited=unit) | Q(unit__inherited__inherited__inherited=unit)
