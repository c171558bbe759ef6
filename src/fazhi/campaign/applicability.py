"""Not applicable: asked with a reason, approved or turned down by another person of the task force, and taken back."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from fazhi.journal.write import Verb, write
from fazhi.people.actor import Actor, NotAllowed
from fazhi.people.lines import inherited_by, line_of
from fazhi.people.models import Role
from fazhi.people.units import written
from fazhi.plan.refusal import Refused, must_run

from .changes import announce, units_of
from .models import Applies, Assignment, Campaign, Demand

Asked = Demand | Assignment


@transaction.atomic
def ask_not_applicable(actor: Actor, record: Asked, reason: str) -> Asked:
    """Ask that a demand (for all units) or an assignment (for one) does not apply. Until it is approved the work is owed.

    A unit may ask for its own part, a lead unit for the demand, the task force for both.
    """
    record, campaign = _held(record)
    if not (actor.runs(campaign.unit) or _is_own(actor, record)):
        raise NotAllowed(f"您不能为“{_name(record)}”申请不适用：只有承担这项工作的单位或专班可以申请。请联系承担单位。")
    if record.applies != Applies.YES:
        raise Refused(f"“{_name(record)}”目前是“{record.get_applies_display()}”，不能再次申请。")
    record.na_reason = written(reason, "不适用理由", 500)
    record.applies = Applies.ASKED
    record.na_asked_by, record.na_asked_by_id = actor.user.name, actor.user.pk
    record.na_decided_by, record.na_decided_at = "", None
    record.save()
    said = f"为“{_name(record)}”申请不适用：{record.na_reason}"
    write(Verb.SUBMITTED, record, said, by=actor.who, units=_units(record), campaign=campaign.pk, after={"applies": "申请不适用"})
    return record


@transaction.atomic
def decide_not_applicable(actor: Actor, record: Asked, approve: bool, remark: str = "") -> Asked:
    """Approve or turn down; the approver is of the task force, did not ask, and does not belong to the unit it is about."""
    record, campaign = _held(record)
    must_run(actor, campaign.unit, "批准不适用")
    if record.applies != Applies.ASKED:
        raise Refused(
            f"“{_name(record)}”没有待批准的不适用申请（目前是“{record.get_applies_display()}”），可能已由他人办理。请刷新后查看。"
        )
    if record.na_asked_by_id == actor.user.pk:
        raise NotAllowed("这项不适用是您本人申请的，须由专班的另一人批准。请转请他人办理。")
    if isinstance(record, Assignment) and actor.belongs_to(record.unit):
        raise NotAllowed(f"您在{record.unit.short_name}任职，不能批准本单位的不适用。请由专班的其他人办理。")
    record.applies = Applies.NO if approve else Applies.YES
    record.na_decided_by, record.na_decided_at = actor.user.name, timezone.now()
    record.save()
    verb, act = (Verb.APPROVED, "批准") if approve else (Verb.REFUSED, "未批准")
    said = f"{act}“{_name(record)}”不适用" + (f"：{remark}" if remark else "")
    _told(
        actor,
        record,
        campaign,
        verb,
        said,
        "申请不适用" if not approve else "适用",
        record.get_applies_display(),
        remark or record.na_reason,
    )
    return record


@transaction.atomic
def restore(actor: Actor, record: Asked, reason: str) -> Asked:
    """It applies after all."""
    record, campaign = _held(record)
    must_run(actor, campaign.unit, "恢复适用")
    if record.applies != Applies.NO:
        raise Refused(f"“{_name(record)}”目前是“{record.get_applies_display()}”，不需要恢复。")
    why = written(reason, "恢复适用的理由", 300)
    record.applies, record.na_decided_by, record.na_decided_at = Applies.YES, actor.user.name, timezone.now()
    record.save()
    _told(actor, record, campaign, Verb.CHANGED, f"恢复“{_name(record)}”适用：{why}", "不适用", "适用", why)
    return record


def _held(record: Asked) -> tuple[Any, Campaign]:
    if isinstance(record, Demand):
        demand = Demand.objects.select_for_update(of=("self",)).select_related("campaign__unit", "indicator").get(pk=record.pk)
        locked: Asked = demand
    else:
        assignment = Assignment.objects.select_for_update(of=("self",))
        locked = assignment.select_related("unit", "demand__campaign__unit", "demand__indicator").get(pk=record.pk)
        demand = locked.demand
    if demand.campaign.state == Campaign.State.CLOSED:
        raise Refused(f"“{demand.campaign}”已结束，不能再调整是否适用。")
    return locked, demand.campaign


def _is_own(actor: Actor, record: Asked) -> bool:
    if not actor.is_(Role.LIAISON, Role.HEAD) or actor.unit is None:
        return False
    if isinstance(record, Assignment):
        return actor.unit.pk in line_of(record.unit)
    return record.assignments.filter(unit__in=inherited_by(actor.unit), role=Assignment.Role.LEAD).exists()


def _name(record: Asked) -> str:
    return str(record) if isinstance(record, Demand) else f"{record.unit.short_name} {record.demand}"


def _units(record: Asked) -> list[int]:
    return units_of(record) if isinstance(record, Demand) else [record.unit_id]


def _told(actor: Actor, record: Asked, campaign: Campaign, verb: Verb, said: str, before: str, after: str, reason: str) -> None:
    demand = record if isinstance(record, Demand) else record.demand
    units = _units(record)
    announce(actor, campaign, f"{_name(record)} 是否适用", units=units, before=before, after=after, demand=demand, reason=reason)
    change: dict[str, Any] = {"before": {"applies": before}, "after": {"applies": after}}
    write(verb, record, said, by=actor.who, about=[demand], units=units, campaign=campaign.pk, **change)
