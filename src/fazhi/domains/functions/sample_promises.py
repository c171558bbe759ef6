"""Sample rows of promises, contracts, payments and compensation, and of what people say of services and ask of the hotline."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from fazhi.engine.register import Register
from fazhi.people.models import Unit

from .models import GovernmentPromise, PublicVoice
from .sample_lists import later, office

ASKED = ("示例路灯不亮", "示例公积金提取咨询", "示例施工噪声", "示例供热温度不足", "示例停车收费", "示例社保转移咨询")


def promises(units: list[Unit], today: date, random: Random) -> Iterator[Register]:
    """A hundred and sixty promises and contracts, the yearly arrears of every unit, ten complaints, six harms, one listed body."""
    for number in range(1, 81):
        made, unit = _back(today, random), random.choice(units)
        row = GovernmentPromise(unit=unit, kind="政策承诺", number=f"示例诺{number:03}", title="示例奖补政策承诺", made_on=made)
        row.counterpart, row.paper, row.perform_by_on = f"示例企业{number:02}", f"示例〔{made.year}〕{number}号", made + timedelta(days=120)
        row.performed_on = later(made, 150 if number % 26 == 0 else random.randint(20, 118), today)
        if number == 33:  # given up without a lawful ground
            row.performed_on, row.changed_on, row.ground = None, later(made, 40, today), "换届调整等"
        yield row
    for number in range(1, 81):
        yield _contract(number, random.choice(units), today, random)
    for unit in units:
        yield _arrears(unit, today, random)
    yield from _complaints_and_harms(units, today, random)


def _contract(number: int, unit: Unit, today: date, random: Random) -> GovernmentPromise:
    """Two in three with a small business; one in sixteen is paid late, one has a term that is too long."""
    made = _back(today, random)
    row = GovernmentPromise(unit=unit, kind="政府合同", number=f"示例合同{number:03}", title="示例采购合同", made_on=made)
    row.counterpart, row.paper, row.perform_by_on = f"示例企业{number:02}", f"示例采购合同{number}", made + timedelta(days=160)
    row.performed_on = later(made, 170 if number % 20 == 0 else random.randint(70, 150), today)
    row.is_small_business, row.payable = number % 3 != 0, random.choice((12000, 48000, 260000))
    if row.is_small_business:
        row.term = random.choice(("未约定", "约定"))
        row.agreed_days = (90 if number == 41 else 45) if row.term == "约定" else None
        row.delivered_on = later(made, random.randint(25, 45), today)
        row.checked_on = later(row.delivered_on, 7, today) if row.delivered_on and number % 2 else None
    if began := row.checked_on or row.delivered_on:
        row.paid_on = later(began, 95 if number % 16 == 0 else random.randint(8, 29), today)
        row.paid = row.payable if row.paid_on else None
    return row


def _arrears(unit: Unit, today: date, random: Random) -> GovernmentPromise:
    """What is owed from last year, made public by the end of March; a few late, a few not at all."""
    year = today.year - 1
    row = GovernmentPromise(unit=unit, kind="逾期账款公开", number=f"示例账款{unit.pk:03}-{year}", title=f"{year}年逾期账款（示例）")
    row.year, row.overdue_contracts = year, random.choice((0, 0, 0, 1))
    row.payable = 30000 * row.overdue_contracts
    opened = date(today.year, 4, 9) if unit.pk % 13 == 0 else date(today.year, 3, 20)
    if unit.pk % 17 and opened < today:
        row.opened_on, row.url = opened, f"https://example.gov.cn/arrears/{unit.pk}"
    return row


def _complaints_and_harms(units: list[Unit], today: date, random: Random) -> Iterator[GovernmentPromise]:
    for number in range(1, 11):
        made = _back(today, random)
        row = GovernmentPromise(unit=random.choice(units), kind="拖欠投诉", number=f"示例投诉{number:02}", title="示例拖欠工程款投诉")
        row.counterpart, row.made_on = f"示例企业{number + 80}", made
        if number % 5 == 0:
            row.extended_days, row.extension_by = 30, "示例负责人"
        row.performed_on = later(made, 50 if number == 7 else random.randint(12, 28), today)
        yield row
    for number in range(1, 7):
        made = _back(today, random)
        row = GovernmentPromise(
            unit=random.choice(units), kind="补偿", number=f"示例补偿{number:02}", title="示例规划调整补偿", made_on=made
        )
        row.counterpart, row.paper, row.cause = f"示例企业{number + 90}", f"示例补偿协议{number}", "规划调整"
        row.payable, row.perform_by_on = 120000, made + timedelta(days=60)
        row.paid_on = later(made, 100 if number == 4 else 45, today)
        row.paid = row.payable if row.paid_on else None
        yield row
    listed = GovernmentPromise(unit=random.choice(units), kind="失信记录", number="示例失信01", title="示例未履行生效判决")
    listed.made_on, listed.performed_on = today - timedelta(days=300), today - timedelta(days=250)
    yield listed


def voices(units: list[Unit], today: date, random: Random) -> Iterator[PublicVoice]:
    """Two hundred ratings and as many orders over a year and a half."""
    for number in range(1, 201):
        row = PublicVoice(unit=random.choice(units), kind="好差评", number=f"示例评{number:04}", subject="示例窗口服务评价")
        row.channel, row.received_on, row.is_named = random.choice(("窗口", "网上")), _back(today, random), random.random() < 0.6
        row.rating = random.choices(("非常满意", "满意", "基本满意", "不满意", "非常不满意"), (50, 30, 8, 8, 4))[0]
        if row.rating.endswith("不满意"):
            _finish(row, row.received_on, 14 if number % 11 == 0 else random.randint(1, 5), today, forgotten=number % 23 == 0)
        yield row
    for number in range(1, 201):
        yield _order(number, random.choice(units), today, random)


def _order(number: int, unit: Unit, today: date, random: Random) -> PublicVoice:
    received = _back(today, random)
    row = PublicVoice(unit=unit, kind="热线工单", number=f"示例单{number:04}", subject=random.choice(ASKED), received_on=received)
    row.channel, row.person, row.tier = "电话", f"示例来电人{number}", random.choice(("咨询", "咨询", "一般", "一般", "复杂"))
    row.dispatched_on, row.stage = received, "dispatched"
    if number % 25 == 6:
        row.stage, row.returned_on, row.return_reason = "returned", received, "示例：不属本单位职责"
        row.return_examined_on = received if number % 50 == 6 else None
    elif number % 31 == 9:
        row.stage, row.way, row.routed_on = "routed", random.choice(("信访", "复议", "诉讼")), received
    else:
        if number % 18 == 5:
            row.is_repeat, row.original = True, f"示例单{number - 1:04}"
        if row.tier == "复杂" and number % 4 == 0:
            row.extended_days, row.extension_by = 5, "示例热线中心"
        most = {"咨询": 3, "一般": 6, "复杂": 19}[row.tier]
        _finish(row, received, most + 9 if number % 15 == 0 else random.randint(1, most), today, unhappy=random.random() < 0.07)
    return row


def _finish(row: PublicVoice, began: date, after: int, today: date, *, forgotten: bool = False, unhappy: bool = False) -> None:
    """Done, told and asked afterwards, as far as that has come by today."""
    done = later(began, after, today)
    if done is None:
        return
    row.stage, row.finished_on, row.answer = "finished", done, "示例：已核实并整改、答复。"
    asked = later(done, 3, today)
    if asked is None or forgotten:
        return
    row.stage, row.revisited_on, row.satisfaction = "revisited", asked, "不满意" if unhappy else "满意"
    again = later(asked, 7, today)
    if unhappy and again:
        row.stage, row.redone_on = "redone", again


def _back(today: date, random: Random) -> date:
    """A working day of the last year and a half."""
    return office(today - timedelta(days=random.randint(1, 540)))
