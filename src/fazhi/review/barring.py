"""Who must not decide a submission, said to the database; recusing.why_recused says the same of one person in words."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from fazhi.campaign.models import Proof

from .models import Decision, Recusal, Round


def involved(person: Any) -> Q:
    """Did `person` (a user id, or a reference to one) stand aside here, decide another step of the round, hand it in or supply?"""
    here = {"submission": OuterRef("pk"), "user": person}
    aside = Recusal.objects.filter(round=OuterRef("round"), step=OuterRef("state"), **here)
    decided = Decision.objects.filter(round=OuterRef("round"), **here)
    sent = Round.objects.filter(no=OuterRef("round"), **here)
    supplied = Proof.objects.filter(submission=OuterRef("pk"), added_by_id=person).exclude(state=Proof.State.REMOVED)
    return Q(Exists(aside)) | Q(Exists(decided)) | Q(Exists(sent)) | Q(Exists(supplied))
