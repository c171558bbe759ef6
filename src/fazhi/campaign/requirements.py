"""The material a demand asks for: added, corrected and taken away; once the campaign runs, the units concerned are told."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from fazhi.journal.write import Verb, write
from fazhi.people.actor import Actor
from fazhi.people.units import written
from fazhi.plan.models import Material
from fazhi.plan.refusal import Refused, changed

from .assigning import held
from .changes import announce, units_of
from .models import Demand, Proof, Requirement

FIELDS = ("name", "kind", "count", "asked_of", "order")


@transaction.atomic
def add_requirement(
    actor: Actor, demand: Demand, name: str, kind: str = "", count: int = 1, asked_of: str = Material.AskedOf.EACH, reason: str = ""
) -> Requirement:
    demand = held(actor, demand, "调整应交材料")
    last = demand.requirements.order_by("-order").first()
    requirement = Requirement(demand=demand, order=last.order + 1 if last else 0)
    changed(requirement, FIELDS, {"name": written(name, "材料名称", 200), "kind": kind, "count": count, "asked_of": asked_of})
    _check(requirement)
    requirement.save()
    _told(actor, demand, Verb.CREATED, requirement, f"增加了应交材料“{requirement}”", "", said(requirement), reason)
    return requirement


@transaction.atomic
def edit_requirement(actor: Actor, requirement: Requirement, reason: str = "", **fields: Any) -> Requirement:
    """Change name, form, number or by whom; the proofs filed under it stay."""
    demand = held(actor, requirement.demand, "调整应交材料")
    requirement = Requirement.objects.get(pk=requirement.pk)
    before = said(requirement)
    changed(requirement, FIELDS, fields)
    _check(requirement)
    requirement.save()
    _told(actor, demand, Verb.CHANGED, requirement, f"调整了应交材料“{requirement}”", before, said(requirement), reason)
    return requirement


@transaction.atomic
def remove_requirement(actor: Actor, requirement: Requirement, reason: str = "") -> None:
    """No longer ask for it. Proofs that were filed under it stay with the submission, without a requirement."""
    demand = held(actor, requirement.demand, "调整应交材料")
    requirement = Requirement.objects.get(pk=requirement.pk)
    doubles = _doubles(requirement)
    if doubles:
        raise Refused(f"“{requirement}”下有 {doubles} 份佐证与未归类的佐证重复，取消后会冲突。请先由单位撤下重复的佐证。")
    loose = list(requirement.proofs.all())
    requirement.proofs.update(requirement=None)
    _told(actor, demand, Verb.REMOVED, requirement, f"取消了应交材料“{requirement}”", said(requirement), "", reason, loose)
    requirement.delete()


def said(requirement: Requirement) -> str:
    """How the requirement reads in a change: 合法性审核意见书（文件）2 份，每个责任单位."""
    kind = f"（{requirement.kind}）" if requirement.kind else ""
    return f"{requirement.name}{kind}{requirement.count} 份，{requirement.get_asked_of_display()}"


def _check(requirement: Requirement) -> None:
    if requirement.count < 1:
        raise Refused(f"“{requirement.name}”的份数是 {requirement.count}，至少应为 1 份。如不再需要，请取消这项材料。")


def _doubles(requirement: Requirement) -> int:
    """Live proofs under the requirement that would stand twice in their submission once it is gone."""
    places = ("submission_id", "item_id", "place_kind", "place")
    live = requirement.proofs.exclude(state="removed").values_list(*places)
    submissions = {row[0] for row in live}
    loose = (
        requirement.proofs.model.objects.filter(submission__in=submissions, requirement=None).exclude(state="removed").values_list(*places)
    )
    return len(set(live) & set(loose))


def _told(
    actor: Actor,
    demand: Demand,
    verb: Verb,
    requirement: Requirement,
    act: str,
    before: str,
    after: str,
    reason: str,
    proofs: Sequence[Proof] = (),
) -> None:
    units = units_of(demand)
    subject = f"指标 {demand.indicator.code} 应交材料"
    announce(actor, demand.campaign, subject, units=units, before=before, after=after, demand=demand, reason=reason)
    text = f"在指标 {demand.indicator.code} {act}" + (f"：{reason}" if reason else "")
    change: dict[str, Any] = {"before": {"应交材料": before}, "after": {"应交材料": after}}
    write(verb, requirement, text, by=actor.who, about=[demand, *proofs], units=units, campaign=demand.campaign_id, **change)
