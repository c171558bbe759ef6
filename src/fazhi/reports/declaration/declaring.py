"""Acts of the declaration ledger: open, upload, receive, return, and the stages up to 推荐资格; the task force writes it down."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from fazhi.campaign.models import Applies, Assignment, Campaign
from fazhi.evidence.models import Item
from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.kit.dates import DateRefused, chinese_date, parse_date
from fazhi.people.actor import Actor
from fazhi.people.models import Unit
from fazhi.people.units import written
from fazhi.plan.refusal import Refused, must_run

from ..package.models import Package, PackageProfile
from .models import Declaration, DeclaredItem, Filing
from .problems import problem_of

State, ItemState, Outcome = Declaration.State, DeclaredItem.State, Filing.Outcome


@transaction.atomic
def open_declaration(actor: Actor, campaign: Campaign, name: str, kind: str = PackageProfile.Kind.WHOLE) -> Declaration:
    """Begin an application with one item an applicable indicator, answered for by its principal lead. Raises NotAllowed, Refused."""
    must_run(actor, campaign.unit, "建立申报台账")
    words = written(name, "申报名称", 100)
    if kind not in PackageProfile.Kind.values:
        raise Refused("没有这种申报类别。请选择综合示范创建，或单项示范项目。")
    if campaign.declarations.filter(name=words).exists():
        raise Refused(f"已有名为“{words}”的申报。请打开它继续登记，或换一个名称。")
    made = Declaration.objects.create(campaign=campaign, name=words, kind=kind, created_by=actor.user.name, moved_on=actor.today)
    if kind == PackageProfile.Kind.WHOLE:
        DeclaredItem.objects.bulk_create(_items(made))
    write(Verb.CREATED, made, f"建立了申报台账“{made}”", by=actor.who, units=[campaign.unit_id], campaign=campaign.pk)
    return made


def _items(declaration: Declaration) -> list[DeclaredItem]:
    leads = Assignment.objects.filter(demand__campaign=declaration.campaign, is_principal=True)
    unit_of = dict(leads.values_list("demand", "unit"))
    demands = declaration.campaign.demands.exclude(applies=Applies.NO).select_related("indicator").order_by("indicator__no")
    return [
        DeclaredItem(
            declaration=declaration,
            demand=each,
            order=each.indicator.no,
            code=each.indicator.code,
            title=each.indicator.title[:200],
            unit_id=unit_of.get(each.pk),
        )
        for each in demands
    ]


@transaction.atomic
def add_item(actor: Actor, declaration: Declaration, title: str, unit: Unit | None = None, code: str = "") -> DeclaredItem:
    """An item beside the indicators: the application form, a report, a project's proof."""
    held = held_open(actor, declaration, "增加申报条目")
    last = held.items.order_by("-order").values_list("order", flat=True).first() or 0
    made = DeclaredItem.objects.create(
        declaration=held, order=last + 1, code=code.strip()[:20], title=written(title, "申报条目", 200), unit=unit or held.campaign.unit
    )
    _told(actor, Verb.CREATED, made, f"在申报台账“{held}”中增加了条目“{made}”")
    return made


@transaction.atomic
def file_items(
    actor: Actor,
    declaration: Declaration,
    items: Iterable[int],
    filed_on: date | str,
    what: str,
    *,
    filed_by: str = "",
    receipt_no: str = "",
    sha256: str = "",
    package: Package | None = None,
    receipt: Item | None = None,
) -> list[Filing]:
    """Write down that these items were uploaded to the declaration system; an item that lies there unanswered is not uploaded twice."""
    held = held_open(actor, declaration, "登记上传")
    day, words = the_day(filed_on, "上传日期", actor.today), written(what or (package.name if package else ""), "上传的内容", 300)
    _refuse_digest(sha256)
    chosen = list(DeclaredItem.objects.select_for_update(of=("self",)).filter(declaration=held, pk__in=list(items)))
    if not chosen:
        raise Refused("没有选择申报条目。请勾选已上传的条目。")
    if pending := [str(each) for each in chosen if each.state in (ItemState.FILED, ItemState.TAKEN)]:
        raise Refused(f"“{'”“'.join(pending[:3])}”已经上传，还没有被退回，不用重复登记。请去掉勾选；要更正的，请先登记退回。")
    return [
        _filed(
            actor,
            each,
            filed_on=day,
            filed_by=(filed_by.strip() or actor.user.name)[:40],
            what=words,
            receipt_no=receipt_no.strip()[:100],
            sha256=sha256.strip().lower(),
            package=package,
            receipt=receipt,
        )
        for each in chosen
    ]


def _filed(actor: Actor, item: DeclaredItem, **facts: Any) -> Filing:
    made = Filing.objects.create(item=item, no=item.filings.count() + 1, **facts)
    _stand(item, ItemState.FILED)
    receipt = f"，回执号{made.receipt_no}" if made.receipt_no else ""
    _told(actor, Verb.SUBMITTED, item, f"登记申报条目“{item}”第{made.no}次上传（{chinese_date(made.filed_on)}{receipt}）", made)
    return made


@transaction.atomic
def take(actor: Actor, item: DeclaredItem, on: date | str, receipt_no: str = "") -> Filing:
    """The system received the item's last upload."""
    held, filing = _pending(actor, item, "登记接收")
    filing.outcome, filing.decided_on = Outcome.TAKEN, _after(on, filing, actor)
    filing.receipt_no = receipt_no.strip()[:100] or filing.receipt_no
    filing.save()
    _stand(held, ItemState.TAKEN)
    _told(actor, Verb.ACCEPTED, held, f"登记申报条目“{held}”已被接收（{chinese_date(filing.decided_on)}）", filing)
    return filing


@transaction.atomic
def give_back(actor: Actor, item: DeclaredItem, on: date | str, reason: str) -> Filing:
    """The system returned the item: the reason becomes a problem in R47, answered for by the item's unit."""
    held, filing = _pending(actor, item, "登记退回")
    filing.outcome, filing.decided_on, filing.reason = Outcome.RETURNED, _after(on, filing, actor), written(reason, "退回原因", 500)
    title, place = f"申报条目“{held}”被申报系统退回", f"申报台账/{held.declaration}/{held.code or held.pk}/第{filing.no}次"
    unit = held.unit or held.declaration.campaign.unit
    filing.problem = problem_of(actor, unit, f"申报退-{filing.pk}", title, filing.reason, filing.decided_on, held.code, place)
    filing.save()
    _stand(held, ItemState.RETURNED)
    told = f"登记申报条目“{held}”被退回：{filing.reason}（已转为问题 {filing.problem}）"
    _told(actor, Verb.RETURNED, held, told, filing)
    return filing


@transaction.atomic
def advance(
    actor: Actor,
    declaration: Declaration,
    to: str,
    on: date | str,
    *,
    decided_by: str = "",
    decided_no: str = "",
    outcome: str = "",
    seen: str = "",
) -> Declaration:
    """The next stage of the application. 推荐资格 and its refusal name the organ and what it said; 申报 needs every item uploaded."""
    held = held_open(actor, declaration, "登记申报进展")
    if seen and seen != held.state:
        raise Refused(f"这项申报刚刚已转到“{held.get_state_display()}”。请看过后再登记。")
    if to not in State.values or State(to) not in Declaration.THEN.get(State(held.state), ()):
        ways = "、".join(each.label for each in Declaration.THEN.get(State(held.state), ()))
        raise Refused(f"现在是“{held.get_state_display()}”，" + (f"下一步只能是：{ways}。" if ways else "申报已经结束。"))
    if to == State.FILED and (left := held.items.filter(state__in=(ItemState.WAITING, ItemState.RETURNED)).count()):
        raise Refused(f"还有 {left} 个条目没有上传或被退回后没有重新上传，不能登记为已申报。请先登记这些条目。")
    if to in (State.RECOMMENDED, State.DECLINED) and not (decided_by.strip() and outcome.strip()):
        raise Refused("请写明由哪个机关作出、结果是什么（文号可选），日后要核对。")
    before = {"state": held.get_state_display()}
    held.state, held.moved_on = to, the_day(on, "日期", actor.today)
    held.decided_by, held.decided_no, held.outcome = decided_by.strip()[:100], decided_no.strip()[:100], outcome.strip()
    held.save()
    said = f"登记申报“{held}”转到“{held.get_state_display()}”（{chinese_date(held.moved_on)}）"
    after = {"state": held.get_state_display()}
    write(Verb.MOVED, held, said, by=actor.who, units=[held.campaign.unit_id], campaign=held.campaign_id, before=before, after=after)
    return held


def held_open(actor: Actor, declaration: Declaration, act: str) -> Declaration:
    must_run(actor, declaration.campaign.unit, act)
    held = Declaration.objects.select_for_update(of=("self",)).select_related("campaign__unit").get(pk=declaration.pk)
    if held.state not in Declaration.OPEN:
        raise Refused(f"“{held}”已经结束（{held.get_state_display()}），不能再{act}。")
    return held


def _pending(actor: Actor, item: DeclaredItem, act: str) -> tuple[DeclaredItem, Filing]:
    held_open(actor, item.declaration, act)
    held = DeclaredItem.objects.select_for_update(of=("self",)).select_related("declaration__campaign__unit", "unit").get(pk=item.pk)
    filing = held.filings.order_by("-no").first()
    if held.state not in (ItemState.FILED, ItemState.TAKEN) or filing is None:
        raise Refused(f"“{held}”{held.get_state_display()}，没有等待结果的上传，不能{act}。请先登记上传。")
    return held, filing


def _stand(item: DeclaredItem, state: str) -> None:
    item.state = state
    item.lock += 1
    item.save(update_fields=["state", "lock"])


def _after(on: date | str, filing: Filing, actor: Actor) -> date:
    day = the_day(on, "结果日期", actor.today)
    if day < filing.filed_on:
        raise Refused(f"结果日期{chinese_date(day)}早于上传日期{chinese_date(filing.filed_on)}。请核对日期。")
    return day


def a_day(value: date | str, label: str) -> date:
    """The day as a person types it; raises Refused."""
    if isinstance(value, date):
        return value
    try:
        return parse_date(value)
    except DateRefused as refusal:
        raise Refused(f"{label}：{refusal}") from None


def the_day(value: date | str, label: str, today: date) -> date:
    """A day that has come; raises Refused."""
    day = a_day(value, label)
    if day > today:
        raise Refused(f"{label}{chinese_date(day)}还没有到。请填写实际发生的日期。")
    return day


def _refuse_digest(sha256: str) -> None:
    text = sha256.strip()
    if text and (len(text) != 64 or any(sign not in "0123456789abcdefABCDEF" for sign in text)):
        raise Refused("SHA-256 应是 64 位十六进制数。请从材料包清单中复制；没有的可以不填。")


def _told(actor: Actor, verb: Verb, item: DeclaredItem, said: str, *about: Any) -> None:
    campaign = item.declaration.campaign
    units = {campaign.unit_id, *([item.unit_id] if item.unit_id else [])}
    write(verb, item, said, by=actor.who, about=about, units=units, campaign=campaign.pk)
