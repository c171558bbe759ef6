"""Questions of the province at 初评 and 初核: asked, answered by the unit, settled by the task force, made a problem where they are one."""

from datetime import date

from django.db import transaction

from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.kit.dates import chinese_date
from fazhi.people.actor import Actor, NotAllowed
from fazhi.people.models import Role, Unit
from fazhi.people.scope import reaches
from fazhi.people.units import written
from fazhi.plan.refusal import Refused, must_run

from .declaring import a_day, held_open, the_day
from .models import Declaration, DeclaredItem, Inquiry
from .problems import problem_of

State = Inquiry.State


@transaction.atomic
def ask(
    actor: Actor,
    declaration: Declaration,
    step: str,
    text: str,
    asked_on: date | str,
    asked_by: str,
    *,
    item: DeclaredItem | None = None,
    unit: Unit | None = None,
    due_on: date | str | None = None,
    is_problem: bool = False,
) -> Inquiry:
    """Write down what the province asked; `is_problem` also puts it into R47. The unit is the item's where none is named."""
    held = held_open(actor, declaration, "登记省级意见")
    if step not in Inquiry.Step.values:
        raise Refused("请选择是哪个环节提出的：省级初评、省级初核，或其他审核。")
    if item is not None and item.declaration_id != held.pk:
        raise Refused("所选条目不属于这项申报。请重新选择。")
    day = the_day(asked_on, "提出日期", actor.today)
    until = a_day(due_on, "答复期限") if due_on else None
    if until is not None and until < day:
        raise Refused(f"答复期限{chinese_date(until)}早于提出日期{chinese_date(day)}。请核对。")
    answerable = unit or (item.unit if item else None) or held.campaign.unit
    made = Inquiry.objects.create(
        declaration=held,
        item=item,
        step=step,
        text=written(text, "问题或意见", 5000),
        asked_on=day,
        asked_by=written(asked_by, "提出机关", 100),
        unit=answerable,
        due_on=until,
    )
    if is_problem:
        title, place = f"{made.get_step_display()}意见：{made.text}", f"申报台账/{held}/意见{made.pk}"
        made.problem = problem_of(actor, answerable, f"申报问-{made.pk}", title, made.text, day, item.code if item else "", place)
        made.save(update_fields=["problem"])
    _told(actor, Verb.CREATED, made, f"登记了{made.asked_by}在{made.get_step_display()}提出的意见：{made.text[:60]}")
    return made


@transaction.atomic
def answer(actor: Actor, inquiry: Inquiry, words: str) -> Inquiry:
    """The unit that was asked answers, or the task force for it; an answer may be mended until the question is settled."""
    held = _locked(inquiry)
    is_unit = held.unit is not None and actor.is_(Role.LIAISON, Role.HEAD) and reaches(actor, held.unit)
    if not is_unit and not actor.runs(held.declaration.campaign.unit):
        raise NotAllowed("答复由承办单位或创建工作专班填写。请联系承办单位的联络员。")
    if held.state == State.SETTLED:
        raise Refused(f"这条意见已了结（{held.outcome}），不能再改答复。如有新情况，请联系专班另行登记。")
    held.answer, held.answered_by, held.answered_on, held.state = written(words, "答复", 5000), actor.user.name, actor.today, State.ANSWERED
    held.save()
    _told(actor, Verb.CHANGED, held, f"答复了{held.get_step_display()}意见：{held.answer[:60]}")
    return held


@transaction.atomic
def settle(actor: Actor, inquiry: Inquiry, outcome: str) -> Inquiry:
    """How the question ended: 认可, 扣分, 要求补充 …, in the task force's words."""
    must_run(actor, inquiry.declaration.campaign.unit, "了结省级意见")
    held = _locked(inquiry)
    if held.state == State.ASKED:
        raise Refused("这条意见还没有答复，不能了结。请先填写答复。")
    held.outcome, held.state = written(outcome, "了结情况", 500), State.SETTLED
    held.save()
    _told(actor, Verb.CONFIRMED, held, f"了结了{held.get_step_display()}意见：{held.outcome}")
    return held


def _locked(inquiry: Inquiry) -> Inquiry:
    related = ("declaration__campaign__unit", "unit")
    return Inquiry.objects.select_for_update(of=("self",)).select_related(*related).get(pk=inquiry.pk)


def _told(actor: Actor, verb: Verb, inquiry: Inquiry, said: str) -> None:
    campaign = inquiry.declaration.campaign
    units = {campaign.unit_id, *([inquiry.unit_id] if inquiry.unit_id else [])}
    write(verb, inquiry, said, by=actor.who, about=[inquiry.declaration], units=units, campaign=campaign.pk)
