"""Sample rows of officials: made-up appraisals, studies, lectures, oaths and trainings."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from fazhi.engine.register import Register
from fazhi.people.models import Unit

from .models import Conduct, Learning, OfficialTraining

SURNAMES = "赵钱孙李周吴郑王冯陈"


def rows(units: dict[str, list[Unit]], today: date, random: Random) -> Iterator[Register]:
    """Unsaved records of R41–R43."""
    yield from _conduct(units["departments"] + units["counties"], today, random)
    yield from _learning(units, today, random)
    yield from _trainings(units, today, random)


def _conduct(owners: list[Unit], today: date, random: Random) -> Iterator[Conduct]:
    """Appraisals, a few of them without law, some matters dealt with, zero reports; nobody of the leadership prosecuted."""
    for no in range(90):
        day = today - timedelta(days=random.randint(3, 540))
        yield Conduct(
            unit=random.choice(owners),
            number=f"示例考察{no + 1:03d}",
            kind="任前考察",
            rank=("部门领导", "中层干部")[no % 2],
            happened_on=day,
            covers_law=no % 31 != 12,
            has_exam=no % 37 != 20,
            is_passed=no % 37 != 20 and no % 29 != 4,
            document_number=f"示例组〔{day.year}〕{no}号",
        )
    for no in range(14):
        day = today - timedelta(days=random.randint(10, 540))
        trouble, dealing = (("观念淡薄", "批评教育"), ("特权思想", "督促整改"), ("违纪", "处分"), ("违法", "处分"))[no % 4]
        dealt = no != 9
        yield Conduct(
            unit=random.choice(owners),
            number=f"示例处置{no + 1:02d}",
            kind="问题处置",
            rank=("中层干部", "其他干部")[no % 2],
            happened_on=day,
            trouble=trouble,
            dealing=dealing if dealt else "",
            dealt_on=day if dealt else None,
            rectified_on=day + timedelta(days=9) if dealt else None,
        )
    for no, unit in enumerate(owners):
        yield Conduct(unit=unit, number=f"示例零报{no + 1:03d}", kind="零报告", rank="政府班子", happened_on=date(today.year - 1, 12, 20))


def _learning(units: dict[str, list[Unit]], today: date, random: Random) -> Iterator[Learning]:
    """What two years bring: studies, courses and oaths of the governments, lectures and hearings of the departments."""
    for year in (today.year - 1, today.year):
        for no, unit in enumerate((units["government"][0], *units["counties"])):
            yield from _studies(unit, no, year, today, random)
            yield from _courses(unit, no, year, today)
        for no, unit in enumerate(units["departments"]):
            yield from _lectures(unit, no, year, today)


def _studies(unit: Unit, no: int, year: int, today: date, random: Random) -> Iterator[Learning]:
    """Four planned studies a year; one county missed that of September."""
    for month in (3, 6, 9, 11):
        planned = date(year, month, 28)
        held = planned - timedelta(days=random.randint(1, 20))
        missed = (no == 1 and month == 9) or held > today
        yield Learning(
            unit=unit,
            number=f"示例学{year}{no}{month:02d}",
            kind="常务会学法",
            topic="示例：学习宪法和行政法律",
            planned_on=planned,
            held_on=None if missed else held,
            host="示例市长",
            covers_thought=not missed,
        )


def _courses(unit: Unit, no: int, year: int, today: date) -> Iterator[Learning]:
    """Two main classes a year, one of them without law, and the oath on 4 December, where one person was away."""
    for which, day in enumerate((date(year, 4, 15), date(year, 9, 15), date(year, 12, 4))):
        if day > today:
            continue
        made = Learning(unit=unit, number=f"示例班{year}{no}{which}", kind="党校课程", held_on=day, people_came=45)
        made.topic, made.covers_thought, made.law_hours = f"主体班第{which + 1}期（示例）", True, 0 if no == 2 and which else 8
        if which == 2:
            made.kind, made.topic, made.law_hours = "宪法宣誓", "宪法宣誓（示例）", None
            made.people_due, made.people_came = 24, 23 if no == 2 else 24
        yield made


def _lectures(unit: Unit, no: int, year: int, today: date) -> Iterator[Learning]:
    """Two lectures and one hearing a year; every eighth department has one lecture, every ninth went to no court."""
    for which, (kind, month) in enumerate((("法治讲座", 4), ("法治讲座", 10), ("旁听庭审", 5))):
        day = date(year, month, 8 + no % 18)
        if day > today or (which == 1 and no % 8 == 7) or (which == 2 and no % 9 == 8):
            continue
        yield Learning(
            unit=unit,
            number=f"示例讲{year}{unit.pk:04d}{which}",
            kind=kind,
            topic=f"{kind}（示例）",
            held_on=day,
            speaker="示例讲师" if which < 2 else "",
            place="市中级人民法院（示例）" if which == 2 else "",
            people_came=20 + no % 15,
        )


def _trainings(units: dict[str, list[Unit]], today: date, random: Random) -> Iterator[OfficialTraining]:
    """Entrants and newly appointed, the chiefs of enforcing bodies, and those who answer emergencies."""
    for no in range(70):
        kind, began = ("初任培训", "任职培训")[no % 2], today - timedelta(days=random.randint(30, 900))
        made = _owed(random.choice(units["departments"]), f"示例训{no + 1:03d}", kind, no, began)
        trained = began + timedelta(days=400 if no % 33 == 5 else random.randint(60, 340))
        if trained <= today and no % 27 != 8:
            made.trained_on, made.is_off_duty, made.is_exam_condition = trained, True, True
            made.includes_law, made.law_hours = no % 28 != 13, 0 if no % 28 == 13 else 8
            made.is_passed, made.score = no % 24 != 10, 52 if no % 24 == 10 else 88
        yield made
    for no, unit in enumerate(units["enforcers"]):
        began = today - timedelta(days=random.randint(300, 1300))
        made = _owed(unit, f"示例负责人{no + 1:02d}", "负责人脱产", no, began)
        made.post = "局长"
        if no % 9 != 4:  # one chief in nine has not been called up yet
            made.trained_on, made.is_off_duty = began + timedelta(days=random.randint(60, 290)), True
            made.includes_law, made.law_hours, made.certificate = True, 24, f"示例结业{no + 1}"
        yield made
    for no, unit in enumerate(units["counties"] + units["townships"]):
        began = today - timedelta(days=random.randint(30, 500))
        made = _owed(unit, f"示例应急{no + 1:03d}", "应急培训", no, began)
        if no % 16 != 9:
            made.trained_on, made.law_hours = began + timedelta(days=20), 4
        yield made


def _owed(unit: Unit, number: str, kind: str, no: int, began: date) -> OfficialTraining:
    """A training that one person owes."""
    named, course = f"{SURNAMES[no % 10]}示例", f"{kind}班（示例）"
    return OfficialTraining(unit=unit, number=number, kind=kind, name=named, started_on=began, course=course)
