"""Carrying work over to a campaign under another edition: along confirmed links, assignments and accepted proofs, as drafts."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction

from fazhi.journal.write import Verb, write
from fazhi.people.actor import Actor
from fazhi.plan.models import EditionLink
from fazhi.plan.refusal import Refused, must_run

from .deriving import heir, name_principal
from .models import Assignment, Campaign, Demand, Proof, Requirement, Submission


@dataclass
class CarryReport:
    """What was carried over, and which old indicators have no confirmed link (their work stays where it is)."""

    assignments: int = 0
    proofs: int = 0
    held_back: int = 0  # proofs whose new submission is under review just now; carrying again later takes them
    unlinked: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        held_back = f"，{self.held_back} 份因新报送正在审核而暂未沿用" if self.held_back else ""
        unlinked = f"，{len(self.unlinked)} 项旧指标没有对应" if self.unlinked else ""
        return f"沿用分工 {self.assignments} 条、佐证 {self.proofs} 份{held_back}{unlinked}"


@transaction.atomic
def carry_over(actor: Actor, old: Campaign, new: Campaign) -> CarryReport:
    """Carry assignments and accepted proofs of `old` to `new`. Running it again adds only what is not there yet.

    Nothing is accepted by being carried: the proofs stand as drafts, each saying in its note where it came from and why.
    """
    must_run(actor, old.unit, "沿用原有工作")
    must_run(actor, new.unit, "沿用原有工作")
    Campaign.objects.select_for_update().get(pk=new.pk)
    links = list(
        EditionLink.objects.filter(old__edition=old.edition_id, new__edition=new.edition_id, is_confirmed=True).order_by(
            "new__no", "old__no"
        )
    )
    if reasons := _reasons(old, new, links):
        raise Refused(*reasons)
    olds = {each.indicator_id: each for each in old.demands.select_related("indicator").prefetch_related("assignments__unit__heir")}
    news = {each.indicator_id: each for each in new.demands.select_related("indicator").prefetch_related("assignments", "requirements")}
    pairs = [(link, olds[link.old_id], news[link.new_id]) for link in links if link.old_id in olds and link.new_id in news]
    report = CarryReport(unlinked=[each.indicator.code for pk, each in olds.items() if pk not in {link.old_id for link in links}])
    touched = _carry_assignments(actor, pairs, report)
    _carry_proofs(actor, pairs, report)
    units = {each.unit_id for each in touched}
    write(Verb.ASSIGNED, new, f"自“{old}”{report.said}", by=actor.who, about=[old, *touched], units=units, campaign=new.pk)
    return report


def _reasons(old: Campaign, new: Campaign, links: list[EditionLink]) -> list[str]:
    reasons = []
    if old.pk == new.pk:
        reasons.append("新旧创建活动是同一个，无从沿用。请选择另一个创建活动。")
    elif old.edition_id == new.edition_id:
        reasons.append("两个创建活动使用同一指标版本，没有版本对应可循。请选择使用新版本的创建活动。")
    elif not links:
        reasons.append("两个指标版本之间还没有确认任何对应关系。请先对照版本并确认对应。")
    if new.state == Campaign.State.CLOSED:
        reasons.append(f"“{new}”已结束，不能再沿用进来。")
    return reasons


Pairs = list[tuple[EditionLink, Demand, Demand]]


def _carry_assignments(actor: Actor, pairs: Pairs, report: CarryReport) -> list[Assignment]:
    made: list[Assignment] = []
    for link, before, after in pairs:
        standing = list(after.assignments.all()) + [each for each in made if each.demand_id == after.pk]
        taken = {each.unit_id for each in standing} | set(after.taken_off)
        fresh: list[Assignment] = []
        for each in before.assignments.all():
            unit = heir(each.unit, actor.today)
            if unit.pk not in taken:
                taken.add(unit.pk)
                origin = f"沿用自 {link}：{link.explanation}"[:200]
                lead = each.is_principal and not any(other.is_principal for other in (*standing, *fresh))
                fresh.append(Assignment(demand=after, unit=unit, role=each.role, order=len(taken), origin=origin, is_principal=lead))
        if not any(each.is_principal for each in standing):
            name_principal(fresh)
        made += fresh
    report.assignments = len(made)
    return Assignment.objects.bulk_create(made, batch_size=500)


def _carry_proofs(actor: Actor, pairs: Pairs, report: CarryReport) -> None:
    accepted = Proof.objects.filter(submission__demand__in=[before.pk for _, before, _ in pairs], state=Proof.State.ACCEPTED)
    by_demand: dict[int, list[Proof]] = defaultdict(list)
    for proof in accepted.select_related("submission__unit__heir", "requirement").order_by("pk"):
        by_demand[proof.submission.demand_id].append(proof)
    wanted = [(link, after, proof) for link, before, after in pairs for proof in by_demand[before.pk]]
    submissions = _submissions(actor, wanted)
    # What stands there already, also what the unit took out, is not carried again.
    places = Proof.objects.filter(submission__in=[each.pk for each in submissions.values()])
    standing = set(places.values_list("submission", "item", "place_kind", "place"))
    made: dict[tuple[object, ...], Proof] = {}
    for link, after, proof in wanted:
        submission = submissions[after.pk, heir(proof.submission.unit, actor.today).pk]
        place = (submission.pk, proof.item_id, proof.place_kind, proof.place)
        if place in standing:
            continue
        if submission.state not in Submission.OPEN:
            report.held_back += 1
            continue
        copy = _copy(actor, link, after, proof, submission)
        made.setdefault((*place, copy.requirement and copy.requirement.pk), copy)
    report.proofs = len(Proof.objects.bulk_create(made.values(), batch_size=500))


def _submissions(actor: Actor, wanted: list[tuple[EditionLink, Demand, Proof]]) -> dict[tuple[int, int], Submission]:
    """The submissions the proofs go to, made where there are none."""
    demands = {after.pk for _, after, _ in wanted}
    found = {(each.demand_id, each.unit_id): each for each in Submission.objects.filter(demand__in=demands)}
    for _, after, proof in wanted:
        unit = heir(proof.submission.unit, actor.today)
        if (after.pk, unit.pk) not in found:
            found[after.pk, unit.pk] = Submission(demand=after, unit=unit, unit_name=unit.name)
    Submission.objects.bulk_create([each for each in found.values() if each.pk is None], batch_size=500)
    return found


def _copy(actor: Actor, link: EditionLink, after: Demand, proof: Proof, submission: Submission) -> Proof:
    origin = f"（沿用自 {link}：{link.explanation}）"
    return Proof(
        submission=submission,
        requirement=_same(proof.requirement, after),
        item_id=proof.item_id,
        version_id=proof.version_id,
        place_kind=proof.place_kind,
        place=proof.place,
        note=proof.note[: max(500 - len(origin), 0)] + origin[:500],
        round=submission.round + 1,
        added_by=actor.user.name,
        added_by_id=proof.added_by_id,  # who carries it over did not supply it
    )


def _same(requirement: Requirement | None, after: Demand) -> Requirement | None:
    """The new demand's requirement of the same name; else the proof is filed under none, for the unit to place."""
    if requirement is None:
        return None
    return next((each for each in after.requirements.all() if each.name == requirement.name), None)
