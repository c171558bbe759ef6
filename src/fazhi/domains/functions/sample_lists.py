"""Sample rows of the lists of functions: proofs, charges with their complaints, and checks at random."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from fazhi.people.models import Unit

from .models import ChargeItem, ProofItem, RandomCheck

SITE = "https://example.gov.cn/sample"


def proofs(departments: list[Unit], today: date, random: Random) -> Iterator[ProofItem]:
    """Two proofs and a paid service a department, promises in place of the first, a few agencies and one demand off the list."""
    for order, unit in enumerate(departments):
        published = today - timedelta(days=random.randint(200, 800))
        for number in range(3):
            service = number == 2
            yield ProofItem(
                unit=unit,
                number=f"示例证{unit.pk:03d}{number}",
                kind="中介服务" if service else "证明事项",
                name=f"示例{'检测评估服务' if service else '证明'}{number + 1}",
                status="取消" if service and order % 3 == 0 else "保留",
                ground="" if service and order == 4 else f"示例条例第{number + 5}条",
                asked_by=unit.short_name,
                issued_by="示例机构",
                fee="示例标准" if service else "不收费",
                disclosure=("不全" if order == 7 else "齐全") if service else "",
                published_on=published,
                url=f"{SITE}/proof/{unit.pk}/{number}",
                is_promised=number == 0,
            )
        yield from _promises(unit, order, today, random)
        if order % 6 == 0:
            untied = None if order == 12 else published
            yield ProofItem(unit=unit, number=f"示例机构{unit.pk:03d}", kind="中介机构", name=f"示例事务所{order}", untied_on=untied)
    found = office(today - timedelta(days=400))
    yield ProofItem(
        unit=departments[2 % len(departments)],
        number="示例索01",
        kind="清单外索要",
        name="示例：窗口要求提供清单外的证明",
        asked_by="示例窗口",
        found_on=found,
        rectified_on=found + timedelta(days=6),
    )


def _promises(unit: Unit, order: int, today: date, random: Random) -> Iterator[ProofItem]:
    for number in range(order % 4):
        promised = office(today - timedelta(days=random.randint(5, 520)))
        checked = later(promised, random.randint(10, 60), today) if random.random() < 0.8 else None
        false = checked is not None and random.random() < 0.06
        yield ProofItem(
            unit=unit,
            number=f"示例诺{unit.pk:03d}{number}",
            kind="承诺办件",
            name=f"示例告知承诺办件{number + 1}",
            item=f"示例证{unit.pk:03d}0",
            promised_on=promised,
            checked_on=checked,
            check_result=("不实" if false else "属实") if checked else "",
            dealt_on=later(checked, 10, today) if false else None,
        )


def charges(departments: list[Unit], today: date, random: Random) -> Iterator[ChargeItem]:
    """A charge for every second department, some of affiliates and associations, two funds and three ratings."""
    for order, unit in enumerate(departments):
        kind = "评比达标" if order % 9 == 4 else "基金" if order % 11 == 5 else "收费"
        collector = ("机关", "下属单位", "机关", "协会商会")[order % 4] if kind == "收费" else "机关"
        if order % 2 and kind == "收费" and collector == "机关":
            continue
        yield ChargeItem(
            unit=unit,
            number=f"示例费{unit.pk:03d}",
            kind=kind,
            name=f"示例{kind}项目{order + 1}",
            collector=unit.short_name if collector == "机关" else f"示例{collector}",
            collector_kind=collector,
            catalogue=f"示例目录第{order + 1}项" if collector == "机关" else "",
            standard="" if kind == "评比达标" else "示例标准",
            published_on=None if kind == "评比达标" else today - timedelta(days=random.randint(100, 700)),
            url="" if kind == "评比达标" else f"{SITE}/charge/{unit.pk}",
            cleaned_on=today - timedelta(days=120) if collector != "机关" and order != 7 else None,
        )


def complaints(departments: list[Unit], today: date, random: Random) -> Iterator[ChargeItem]:
    """Twenty-four complaints, two of them late, one of them still open past its day, and one imposition that a check found."""
    for number in range(1, 25):
        received = office(today - timedelta(days=(25 - number) * 22))
        finished = later(received, 75 if number % 12 == 0 else random.randint(12, 50), today) if number != 19 else None
        true = finished is not None and number % 4 == 0
        filed = later(received, random.randint(5, 12), today)
        yield ChargeItem(
            unit=departments[number * 5 % len(departments)],
            number=f"示例举〔{received.year}〕{number:02d}号",
            kind="举报",
            name="示例：反映收取未公示的费用",
            collector="示例单位",
            collector_kind=("下属单位", "协会商会", "机关")[number % 3],
            received_on=received,
            is_named=number % 2 == 0,
            is_market=number % 3 != 0,
            filed_on=filed,
            told_on=later(filed, 14 if number == 10 else random.randint(0, 4), today),
            finish_by=office(received + timedelta(days=60)),
            finished_on=finished,
            problem=("清单外收费" if number == 8 else "违规收费") if true else "不属实" if finished else "",
            verified_on=finished if true else None,
            amount=random.choice((300, 1200, 5600)) if true else None,
            rectified_on=later(finished, 12, today) if true and number != 16 else None,
        )
    found = office(today - timedelta(days=420))
    yield ChargeItem(
        unit=departments[6 % len(departments)],
        number="示例检01",
        kind="检查发现",
        name="示例：要求会员单位付费参加评比",
        collector="示例协会",
        collector_kind="协会商会",
        problem="强制参评",
        verified_on=found,
        rectified_on=found + timedelta(days=30),
    )


def random_matters(unit: Unit) -> Iterator[RandomCheck]:
    """Four matters an enforcing body, the last an exception; every fifth body left one out."""
    for number in range(4):
        excepted = number == 3
        yield RandomCheck(
            unit=unit,
            number=f"示例项{unit.pk:03d}{number}",
            kind="抽查事项",
            name=f"示例抽查事项{number + 1}",
            is_random=not excepted and not (number == 2 and unit.pk % 5 == 0),
            is_excepted=excepted,
            exception_ground="示例：依法实行全覆盖重点监管" if excepted else "",
        )


def random_tasks(items: list[RandomCheck], today: date, random: Random) -> Iterator[RandomCheck]:
    """Sixty tasks of this year and the last two: drawn, checked, published; a few late, two never published."""
    usable = [item for item in items if item.is_random]
    for number in range(1, 61):
        item = usable[number * 7 % len(usable)]
        drawn = office(today - timedelta(days=(56 - number) * 11))
        task = RandomCheck(
            unit=item.unit,
            number=f"示例抽〔{drawn.year}〕{number:02d}号",
            kind="抽查任务",
            name=f"示例{item.name}抽查任务",
            matter=item.number,
            year=drawn.year,
            is_joint=number % 3 == 0,
            partners="" if number % 3 else "示例部门甲、示例部门乙",
            objects_listed=random.randint(120, 900),
            officers_listed=random.randint(12, 60),
        )
        _carry_out(task, number, drawn, today, random)
        yield task


def _carry_out(task: RandomCheck, number: int, drawn: date, today: date, random: Random) -> None:
    if drawn > today:
        return
    task.stage, task.draw, task.drawn_on = "drawn", f"示例抽取{number:03d}", drawn
    task.objects_drawn, task.officers_drawn = random.randint(5, 40), 1 if number == 23 else random.randint(2, 6)
    task.ended_on = later(drawn, random.randint(7, 25), today)
    if task.ended_on is None:
        return
    task.stage, task.problems = "ended", random.choice((0, 0, 1, 2, 4))
    task.problems_handled = task.problems - (1 if task.problems and number % 17 == 0 else 0)
    task.collected_on = later(task.ended_on, 5, today) if number % 9 else None
    task.published_on = None if number in (14, 38) else later(task.ended_on, 50 if number % 20 == 0 else random.randint(3, 18), today)
    if task.published_on:
        task.stage, task.url = "published", f"{SITE}/check/{number}"


def office(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def later(day: date | None, days: int, today: date) -> date | None:
    """So many days later, on a weekday and not before `day`; None when that is still to come."""
    if day is None:
        return None
    then = max(day, office(day + timedelta(days=days)))
    return then if then <= today else None
