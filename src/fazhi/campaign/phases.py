"""The phases of a campaign: opened, closed, extended and opened again, each with its reason; they may overlap."""

from datetime import date

from django.db import transaction

from fazhi.journal.write import Verb, write
from fazhi.people.actor import Actor
from fazhi.people.units import written
from fazhi.plan.refusal import Refused, must_run

from .changes import announce, units_in
from .models import Campaign, Phase


@transaction.atomic
def open_phase(actor: Actor, phase: Phase) -> Phase:
    phase = _held(actor, phase, "开启阶段")
    if phase.state != Phase.State.WAITING:
        raise Refused(f"“{phase}”{phase.get_state_display()}，不能开启。已结束的阶段请用“重开”。")
    return _moved(actor, phase, Phase.State.OPEN, phase.ends_on, Verb.CHANGED, "开启了", "")


@transaction.atomic
def close_phase(actor: Actor, phase: Phase) -> Phase:
    phase = _held(actor, phase, "结束阶段")
    if phase.state != Phase.State.OPEN:
        raise Refused(f"“{phase}”{phase.get_state_display()}，不能结束。只有进行中的阶段可以结束。")
    return _moved(actor, phase, Phase.State.CLOSED, phase.ends_on, Verb.ENDED, "结束了", "")


@transaction.atomic
def extend(actor: Actor, phase: Phase, ends_on: date | None, reason: str) -> Phase:
    """A later end, or none (至活动结束)."""
    phase = _held(actor, phase, "延长阶段")
    why = written(reason, "延期原因", 300)
    if phase.state == Phase.State.CLOSED:
        raise Refused(f"“{phase}”已结束，不能延长。如需继续，请用“重开”。")
    if phase.ends_on is None:
        raise Refused(f"“{phase}”没有结束日期，一直到活动结束，不需要延长。")
    if ends_on is not None and ends_on <= phase.ends_on:
        raise Refused(f"新的结束日期 {ends_on} 不晚于原来的 {phase.ends_on}，不是延长。请核对日期。")
    return _moved(actor, phase, Phase.State(phase.state), ends_on, Verb.EXTENDED, "延长了", why)


@transaction.atomic
def reopen(actor: Actor, phase: Phase, ends_on: date | None, reason: str) -> Phase:
    """Open a phase that was closed, with a new end."""
    phase = _held(actor, phase, "重开阶段")
    why = written(reason, "重开原因", 300)
    if phase.state != Phase.State.CLOSED:
        raise Refused(f"“{phase}”{phase.get_state_display()}，不需要重开。")
    if ends_on is not None and ends_on < actor.today:
        raise Refused(f"重开后的结束日期 {ends_on} 已经过去。请选今天或以后的日期。")
    return _moved(actor, phase, Phase.State.OPEN, ends_on, Verb.REOPENED, "重开了", why)


def _held(actor: Actor, phase: Phase, act: str) -> Phase:
    locked = Phase.objects.select_for_update(of=("self",)).select_related("campaign__unit").get(pk=phase.pk)
    must_run(actor, locked.campaign.unit, act)
    if locked.campaign.state != Campaign.State.RUNNING:
        raise Refused(f"“{locked.campaign}”{locked.campaign.get_state_display()}，不能{act}。只有进行中的创建活动可以调整阶段。")
    return locked


def _moved(actor: Actor, phase: Phase, state: Phase.State, ends_on: date | None, verb: Verb, act: str, reason: str) -> Phase:
    before, old = said(phase), {"state": phase.get_state_display(), "ends_on": phase.ends_on}
    phase.state, phase.ends_on = state, ends_on
    phase.save(update_fields=("state", "ends_on"))
    units = units_in(phase.campaign)
    announce(actor, phase.campaign, f"阶段“{phase}”", units=units, before=before, after=said(phase), reason=reason)
    text = f"{act}阶段“{phase}”" + (f"：{reason}" if reason else "")
    new = {"state": phase.get_state_display(), "ends_on": phase.ends_on}
    write(verb, phase, text, by=actor.who, about=[phase.campaign], units=units, campaign=phase.campaign_id, before=old, after=new)
    return phase


def said(phase: Phase) -> str:
    """How a phase reads in a change: 进行中，2025-06-11 至活动结束."""
    return f"{phase.get_state_display()}，{phase.starts_on}至{phase.ends_on or '活动结束'}"
