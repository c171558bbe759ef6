"""Confirming a plan, and replacing it by a newer one."""

from contextlib import suppress

from django.db import transaction
from django.utils import timezone

from fazhi.evidence.signals.boilerplate import BoilerplateRefused, keep_boilerplate
from fazhi.journal.write import Verb, write
from fazhi.people.actor import Actor

from .correcting import open_draft, open_names
from .models import Plan, Target
from .refusal import Refused, must_run


@transaction.atomic
def confirm_plan(actor: Actor, plan: Plan) -> Plan:
    """A person answers for the reading: the plan is fixed and all its tasks and targets with it. Refused with every reason at once.

    Its words are common text from now on: everybody may quote the plan.
    """
    locked = open_draft(actor, plan)
    tasks = list(locked.tasks.all())
    reasons = open_names(tasks)
    if not tasks:
        reasons.insert(0, "方案里没有任何任务。请补录任务，或换一份完整的方案重新导入。")
    if reasons:
        raise Refused(*reasons)
    locked.tasks.update(is_confirmed=True)
    Target.objects.filter(task__plan=locked).update(is_confirmed=True)
    locked.state, locked.confirmed_at, locked.confirmed_by = Plan.State.CONFIRMED, timezone.now(), actor.user.name
    locked.save(update_fields=("state", "confirmed_at", "confirmed_by"))
    with suppress(BoilerplateRefused):  # a document too short or too long to be compared with
        keep_boilerplate(locked.unit, str(locked)[:200], locked.text, by=actor.who, source=locked.unit)
    left = locked.leftovers.filter(settled_as="").count()
    said = f"确认了创建方案，共 {len(tasks)} 项任务" + (f"，另有 {left} 处未识别内容保留待查" if left else "")
    write(Verb.CONFIRMED, locked, said, by=actor.who, about=locked.tasks.all(), units=[locked.unit_id], after={"state": "已确认"})
    return locked


@transaction.atomic
def supersede(actor: Actor, old: Plan, new: Plan) -> Plan:
    """The new plan takes the place of the old one, which stays readable. Campaigns change over by their own act."""
    must_run(actor, old.unit, "用新版方案取代原方案")
    plans = {plan.pk: plan for plan in Plan.objects.select_for_update(of=("self",)).select_related("unit").filter(pk__in=(old.pk, new.pk))}
    before, after = plans[old.pk], plans[new.pk]
    reasons = []
    if before.pk == after.pk or before.unit_id != after.unit_id:
        reasons.append("新版和原方案应当是同一单位的两份方案。请核对所选的方案。")
    if before.state != Plan.State.CONFIRMED:
        reasons.append(f"原方案《{before}》{before.get_state_display()}，不在执行中，不能被取代。请选择已确认的方案。")
    if after.state != Plan.State.CONFIRMED:
        reasons.append(f"新版方案《{after}》还没有确认。请先确认新版方案，再取代原方案。")
    if reasons:
        raise Refused(*reasons)
    before.state, after.supersedes = Plan.State.SUPERSEDED, before
    before.save(update_fields=("state",))
    after.save(update_fields=("supersedes",))
    write(Verb.CHANGED, after, f"以《{after}》取代了《{before}》", by=actor.who, about=[before], units=[after.unit_id])
    return after
