"""Sample rows of services: made-up powers, licences, matters, cases and windows of a city that mostly keeps the rules."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from fazhi.engine.register import Register
from fazhi.people.models import Unit

from .models import PowerItem, ServiceMatter
from .sample_lists import SITE, charges, complaints, later, office, proofs, random_matters, random_tasks

CASES = 360
KINDS = ("许可", "许可", "确认", "公共服务", "给付", "其他权力")
REFORMS = ("告知承诺", "优化服务", "改为备案", "取消审批")
POWERS = ("许可", "处罚", "强制", "检查", "确认", "奖励")


def rows(units: dict[str, list[Unit]], today: date, random: Random) -> Iterator[Register]:
    """Two years before `today`, those that are referred to first; the last department has nothing, as happens."""
    departments = units["departments"][:-1] or units["departments"]
    powers = [power for unit in departments for power in _powers(unit, today, random)]
    yield from powers
    yield from _found_thresholds(departments, today)
    matters = [matter for unit in [*departments, *units["counties"]] for matter in _matters(unit, powers, random)]
    yield from matters
    yield from _cases(matters, today, random)
    yield from _windows([*units["government"], *units["counties"]])
    yield from proofs(departments, today, random)
    yield from charges(departments, today, random)
    yield from complaints(departments, today, random)
    items = [item for unit in units["enforcers"] for item in random_matters(unit)]
    yield from items
    yield from random_tasks(items, today, random)


def _powers(unit: Unit, today: date, random: Random) -> Iterator[PowerItem]:
    """Four powers and two licences a department; now and then a change of law was not followed, a licence differs."""
    for number, category in enumerate((*POWERS[1:5], "许可", "许可")):
        licence, published = number > 3, today - timedelta(days=random.randint(200, 900))
        changed = today - timedelta(days=random.randint(60, 500)) if random.random() < 0.25 else None
        updated = later(changed, random.randint(10, 50), today) if random.random() > 0.1 else None
        yield PowerItem(
            unit=unit,
            number=f"示例{'许' if licence else '权'}{unit.pk:03d}{number}",
            kind="许可事项" if licence else "权责事项",
            name=f"示例{category}事项{number + 1}",
            category=category,
            ground=f"示例法第{number + 8}条",
            duty="" if licence or random.random() < 0.04 else "示例：受理、审查、决定、监管责任；不履行、乱履行职责的追责情形",
            match=("不一致" if random.random() < 0.03 else "一致") if licence else "未比对",
            effective_on=published,
            published_on=published,
            url=f"{SITE}/power/{unit.pk}/{number}",
            change="示例：依据修订" if changed else "",
            law_changed_on=changed,
            updated_on=updated,
            edition=2 if updated else 1,
        )


def _found_thresholds(departments: list[Unit], today: date) -> Iterator[PowerItem]:
    """One hidden licence and one threshold, both found the year before; the second is not yet put right."""
    for number, kind in enumerate(("变相许可", "准入限制")):
        found = office(date(today.year - 1, 5 + number * 4, 12))
        if found > today:
            continue
        yield PowerItem(
            unit=departments[(number * 7 + 3) % len(departments)],
            number=f"示例查{number + 1:02d}",
            kind=kind,
            name="示例：以备案名义要求事先审批" if number == 0 else "示例：以入库名录限制外地企业",
            disguise="备案" if number == 0 else "目录名录",
            found_by="群众企业反映" if number == 0 else "自查",
            found_on=found,
            rectified_on=later(found, 25, today) if number == 0 else None,
        )


def _matters(unit: Unit, powers: list[PowerItem], random: Random) -> Iterator[ServiceMatter]:
    """Five matters a unit: most online and at the one window; a few without a mark, a guide or a promise that holds."""
    own = [power.number for power in powers if power.unit == unit and power.kind == "许可事项"]
    for number in range(5):
        licence = number < len(own)
        category = "许可" if licence else random.choice(KINDS[2:])
        online = random.choices(("全程网办", "网上可办", "不能"), (70, 25, 5))[0]
        legal, promised = (20, random.choice((3, 5, 7, 10))) if licence else (None, random.choice((0, 1, 3)))
        yield ServiceMatter(
            unit=unit,
            number=f"示例事{unit.pk:03d}{number}",
            kind="事项",
            name=f"示例{category}事项{number + 1}",
            category=category,
            power=own[number] if licence else "",
            reform=random.choice(REFORMS) if licence and random.random() < 0.6 else "不适用",
            online=online,
            is_instant=random.random() < 0.4,
            is_near=random.random() < 0.3,
            is_once=random.random() < 0.8,
            is_self_served=random.random() < 0.2,
            is_one_window=random.random() < 0.88,
            spans=random.choices(("本地", "市域通办", "跨省通办"), (70, 20, 10))[0],
            guide="不符合" if random.random() < 0.03 else "符合标准",
            legal_days=legal,
            promised_days=promised,
            promised_before=promised + (-1 if promised > 3 and random.random() < 0.04 else random.choice((0, 0, 2))),
        )


def _cases(matters: list[ServiceMatter], today: date, random: Random) -> Iterator[ServiceMatter]:
    """A case every other day for two years: permits with their corrections, openings of businesses, and the rest."""
    for number in range(1, CASES + 1):
        matter = random.choice(matters)
        received = office(today - timedelta(days=(CASES - number) * 2))
        case = ServiceMatter(
            unit=matter.unit,
            number=f"示例办〔{received.year}〕{number:04d}号",
            kind="办件",
            name=f"{matter.name}的办件",
            category=matter.category,
            matter="示例事未列" if number == 77 else matter.number,
            channel=random.choices(("网上", "窗口", "自助", "就近"), (60, 30, 5, 5))[0],
            received_on=received,
        )
        if matter.category == "许可":
            _permit(case, number, today, random)
        else:
            _service(case, number, today, random)
        yield case


def _permit(case: ServiceMatter, number: int, today: date, random: Random) -> None:
    """A licence: one in eight must be corrected; one in forty is late, one in thirty extended, now and then untold."""
    received: date = case.received_on
    case.procedure = {0: "联合", 5: "初审"}.get(number % 15, "一般")
    case.accepted_on = received
    if number % 8 == 3:
        case.needs_correction = True
        case.correction_told_on = later(received, 12 if number % 56 == 3 else random.randint(0, 5), today)
        late = number % 56 == 3  # told too late: it counts as accepted when it was received
        case.accepted_on = received if late else later(case.correction_told_on, random.randint(3, 12), today)
    if number % 30 == 7:
        case.extended_days, case.extension_told = 10, number % 60 == 7
    case.finished_on = later(case.accepted_on, 48 if number % 40 == 9 else random.randint(1, 20), today)


def _service(case: ServiceMatter, number: int, today: date, random: Random) -> None:
    """Any other case: half with a limit of its own law, the others without; some open a business."""
    received: date = case.received_on
    case.accepted_on = received
    if number % 2:
        case.procedure, case.legal_due_on = "另有规定", office(received + timedelta(days=15))
        case.finished_on = later(received, 24 if number % 45 == 0 else random.randint(0, 12), today)
    else:
        case.procedure, case.finished_on = "无期限", later(received, random.randint(0, 6), today)
    if number % 5 == 1:
        case.name, case.is_parallel = "示例企业开办办件", random.random() < 0.93
        case.startup_hours = random.choice((3, 4, 6, 8, 12)) if case.finished_on else None


def _windows(units: list[Unit]) -> Iterator[ServiceMatter]:
    """Each hall has a window for the city and one for other provinces; every second one receives for elsewhere."""
    for order, unit in enumerate(units):
        for spans in ("市域通办", "跨省通办", "代收代办")[: 3 - order % 2]:
            yield ServiceMatter(unit=unit, number=f"示例窗{unit.pk:03d}{spans[:1]}", kind="窗口", name=f"示例{spans}窗口", spans=spans)
