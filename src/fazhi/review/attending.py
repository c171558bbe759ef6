"""Submissions that wait where nobody may decide them. Worked out here and not in the database: there it is a search within a search
for each of thousands of rows, here a handful of plain lists. recusing.why_recused says the same of one person in words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from fazhi.campaign.models import Proof, Submission
from fazhi.people.actor import Actor
from fazhi.people.models import Post, Role, Unit

from .models import Decision, Recusal, Round, Step
from .queue import RUNNING, with_lead
from .standing import LEADING

Barred = dict[int, set[int]]  # submission → users


@dataclass(frozen=True)
class People:
    """Users by (unit, role) today; members of a unit, each with the last day of the post; the heir of each unit that has one."""

    today: dict[tuple[int, str], set[int]]
    members: dict[int, list[tuple[int, date | None]]]
    heirs: dict[int, int]

    def line(self, unit: int) -> list[int]:
        """The unit and whoever took over from it."""
        line = [unit]
        while line[-1] in self.heirs:
            line.append(self.heirs[line[-1]])
        return line

    def holding(self, units: Iterable[int], roles: Iterable[str]) -> set[int]:
        return {user for unit in units for role in roles for user in self.today.get((unit, role), ())}

    def of_the_unit(self, unit: int, since: date | None, day: date) -> set[int]:
        """Everybody of the unit's line today, or at any time since the handing-in."""
        lasting = [row for each in self.line(unit) for row in self.members.get(each, ())]
        return {user for user, until in lasting if until is None or until >= day or (since is not None and until >= since)}


def unattended(actor: Actor, day: date) -> QuerySet[Any]:
    """Submissions in the campaigns of the actor's unit for whose step nobody is appointed on `day` who may decide it. Nine queries.

    Whoever stood aside, or would have to, does not count: what waits for such a one alone waits where nobody sees it.
    """
    waiting = with_lead(Submission.objects.filter(RUNNING, state__in=Submission.WAITING, demand__campaign__unit=actor.unit))
    rows = list(waiting.order_by().values_list("pk", "state", "unit", "lead", "handed_on"))
    people, barred, above = _people(day), _barred(waiting), _handed_above(waiting)
    found = []
    for pk, state, unit, lead, handed_on in rows:
        if state == Step.HEAD:
            free = people.holding(people.line(unit), [Role.HEAD]) - barred[pk]
        elif state == Step.LEAD and lead not in (None, unit):
            free = people.holding(people.line(lead), LEADING) - barred[pk] - people.of_the_unit(unit, handed_on, day)
        else:
            force = people.holding([actor.unit.pk] if actor.unit else [], [Role.TASKFORCE])
            free = (force - barred[pk] - people.of_the_unit(unit, handed_on, day)) | above[pk]
        if not free:
            found.append(pk)
    return with_lead(Submission.objects.filter(pk__in=found)).select_related("unit", "demand__campaign")


def _people(day: date) -> People:
    today: dict[tuple[int, str], set[int]] = defaultdict(set)
    for unit, role, user in Post.objects.on(day).filter(user__is_active=True).values_list("unit", "role", "user"):
        today[unit, role].add(user)
    members: dict[int, list[tuple[int, date | None]]] = defaultdict(list)
    for unit, user, until in Post.objects.filter(since__lte=day).values_list("unit", "user", "until"):
        members[unit].append((user, until))
    return People(today, members, {unit: heir for unit, heir in Unit.objects.values_list("pk", "heir") if heir})


def _barred(waiting: QuerySet[Any]) -> Barred:
    """Who stood aside at this step, decided in this round, handed it in, or supplied to it."""
    of_these = {"submission__in": waiting.order_by().values("pk")}
    round_, step = F("submission__round"), F("submission__state")
    pairs = [
        Recusal.objects.filter(round=round_, step=step, **of_these).values_list("submission", "user"),
        Decision.objects.filter(round=round_, **of_these).values_list("submission", "user"),
        Round.objects.filter(no=round_, **of_these).values_list("submission", "user"),
        Proof.objects.filter(**of_these).exclude(state=Proof.State.REMOVED).order_by().values_list("submission", "added_by_id").distinct(),
    ]
    found: Barred = defaultdict(set)
    for rows in pairs:
        for submission, user in rows:
            found[submission].add(user or 0)  # a proof from before the number was kept names nobody
    return found


def _handed_above(waiting: QuerySet[Any]) -> Barred:
    """Who was named to take over at this step and has not stood aside himself."""
    rows = Recusal.objects.filter(submission__in=waiting.order_by().values("pk"), round=F("submission__round"), step=F("submission__state"))
    named: Barred = defaultdict(set)
    for submission, user, successor in rows.values_list("submission", "user", "named"):
        named[submission].add(successor)
        named[-submission].add(user)  # kept apart under the negative number: who stood aside
    return defaultdict(set, {pk: {each for each in users if each} - named[-pk] for pk, users in list(named.items()) if pk > 0})
