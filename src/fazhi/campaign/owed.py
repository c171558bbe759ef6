"""What the campaign room owes: units their material and their reading, task forces what only they can settle."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from fazhi.people.actor import Actor
from fazhi.people.lines import inherited_by
from fazhi.people.models import Role
from fazhi.people.owed import Owed
from fazhi.plan.models import Plan

from .models import Applies, Assignment, Campaign, ChangeFor, Demand, TaskLink
from .progress import Cell, CellState, gathered


def owed_by(actor: Actor, day: date) -> list[Owed]:
    """The lines of 今天要做的 that come from plan and campaign, for the post the actor acts in. At most nine queries.

    Kinds: submit (material not handed in), fix (returned), read (a change), settle (for the task force). What waits for a reviewer is
    review's to list.
    """
    if actor.unit is None:
        return []
    found: list[Owed] = []
    if actor.is_(Role.LIAISON, Role.HEAD):
        mine = Q(unit__in=inherited_by(actor.unit))  # the actor's unit, and those it took over from, near or far
        found += _material(mine, actor.unit.pk, day) if actor.is_(Role.LIAISON) else ()
        found += _reading(mine)
    if actor.is_(Role.TASKFORCE):
        found += [*_plans(actor), *_campaigns(actor), *_not_applicable(actor)]
    return sorted(found, key=lambda line: (line.due_on or date.max, line.kind, line.subject))


def _material(mine: Q, own: int, day: date) -> Iterator[Owed]:
    where = mine & Q(demand__campaign__state=Campaign.State.RUNNING)
    found = gathered(Assignment.objects.filter(where), where, day)
    open_cells = {key: cell for key, cell in found.items() if _is_open(cell)}
    demands = Demand.objects.filter(pk__in={demand for demand, _ in open_cells}).select_related("indicator").in_bulk()
    for (demand, unit), cell in open_cells.items():
        act, why, kind = _said(cell, day)
        subject = str(demands[demand])
        place = ("submission", (demand,) if unit == own else (demand, unit))
        yield Owed(act, subject, why, cell.due_on, place, unit_id=unit, kind=kind)


def _is_open(cell: Cell) -> bool:
    begun = cell.state in (CellState.DRAFT, CellState.RETURNED)
    return begun or (cell.required > 0 and cell.state in (CellState.NONE, CellState.OVERDUE))


def _said(cell: Cell, day: date) -> tuple[str, str, str]:
    if cell.state == CellState.RETURNED:
        return (
            "修改退回材料",
            f"报送被退回，{cell.returned} 份佐证需要修改。" if cell.returned else "报送被退回，请按意见修改后再报。",
            "fix",
        )
    late = f"已逾期 {(day - cell.due_on).days} 天，" if cell.due_on and cell.due_on < day else ""
    if cell.supplied >= cell.required:
        return "提交报送", f"{late}材料已备齐（{cell.supplied}/{cell.required} 份），还没有提交。", "submit"
    return "补充佐证", f"{late}需要 {cell.required} 份，现有 {cell.supplied} 份。", "submit"


def _reading(mine: Q) -> Iterator[Owed]:
    unread = ChangeFor.objects.filter(mine, read_at=None).select_related("change__campaign").order_by("change__at", "pk")
    for reading in unread:
        why = f"{reading.change.by}作了变更" + (f"：{reading.change.reason}" if reading.change.reason else "，请阅知。")
        yield Owed("知悉变更", reading.change.subject, why, None, ("change", (reading.pk,)), unit_id=reading.unit_id, kind="read")


def _plans(actor: Actor) -> Iterator[Owed]:
    drafts = Plan.objects.filter(unit=actor.unit, state=Plan.State.DRAFT).annotate(
        open=Count("tasks__mentions", filter=Q(tasks__mentions__unit=None, tasks__mentions__members=None), distinct=True)
    )
    for plan in drafts:
        why = f"还有 {plan.open} 处单位名称没有认定。" if plan.open else "读出的内容等待确认。"
        yield Owed("确认创建方案", str(plan), why, None, ("plan", (plan.pk,)), unit_id=plan.unit_id, kind="settle")


def _campaigns(actor: Actor) -> Iterator[Owed]:
    led = Assignment.objects.filter(demand=OuterRef("pk"), role=Assignment.Role.LEAD)
    unled = Demand.objects.filter(campaign__unit=actor.unit).exclude(applies=Applies.NO).exclude(Exists(led))
    without_lead = dict(unled.order_by().values_list("campaign").annotate(n=Count("pk")))
    proposed = TaskLink.objects.filter(campaign__unit=actor.unit, is_confirmed=False)
    open_links = dict(proposed.order_by().values_list("campaign").annotate(n=Count("pk")))
    for campaign in Campaign.objects.filter(unit=actor.unit).exclude(state=Campaign.State.CLOSED):
        place, subject, own = ("campaign", (campaign.pk,)), str(campaign), actor.unit.pk if actor.unit else None
        if links := open_links.get(campaign.pk):
            yield Owed("确认任务与指标对应", subject, f"有 {links} 处对应等待确认。", None, place, unit_id=own, kind="settle")
        if demands := without_lead.get(campaign.pk):
            yield Owed("分派责任单位", subject, f"有 {demands} 项指标没有牵头单位。", None, place, unit_id=own, kind="settle")
        if campaign.state == Campaign.State.PREPARING and not links and not demands:
            yield Owed("发布创建活动", subject, "对应和分工已落实，等待发布。", None, place, unit_id=own, kind="settle")


def _not_applicable(actor: Actor) -> Iterator[Owed]:
    of = {"applies": Applies.ASKED}
    demands = Demand.objects.filter(campaign__unit=actor.unit, **of).exclude(campaign__state=Campaign.State.CLOSED)
    parts = Assignment.objects.filter(demand__campaign__unit=actor.unit, **of).exclude(demand__campaign__state=Campaign.State.CLOSED)
    asked: list[tuple[Demand | Assignment, int, str]] = [(demand, demand.pk, str(demand)) for demand in demands.select_related("indicator")]
    asked += [(part, part.demand_id, f"{part.unit} {part.demand}") for part in parts.select_related("unit", "demand__indicator")]
    for record, demand, subject in asked:
        why = f"{record.na_asked_by}申请不适用：{record.na_reason}"
        waits = "专班其他人批准" if record.na_asked_by_id == actor.user.pk else ""
        own = actor.unit.pk if actor.unit else None
        yield Owed("批准不适用", subject, why, None, ("indicator", (demand,)), unit_id=own, waits_for=waits, kind="settle")
