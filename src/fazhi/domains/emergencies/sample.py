"""Sample rows of emergencies: made-up plans, drills, trainings, events and places of danger."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from fazhi.engine.register import Register
from fazhi.people.models import Unit

from .models import Emergency, RiskSource

EVENTS = ("生产安全事故", "交通火灾事故", "自然灾害", "公共卫生", "交通火灾事故")
PLACES = (("示例水库下游", "自然灾害"), ("示例化工储罐", "事故灾难"), ("示例滑坡点", "自然灾害"), ("示例农贸市场", "公共卫生"))


def rows(units: dict[str, list[Unit]], today: date, random: Random) -> Iterator[Register]:
    """Unsaved records of R39 and R40; plans first, since drills name them."""
    owners = units["departments"] + units["counties"] + units["townships"]
    plans = [plan for no, unit in enumerate(owners) for plan in _plans(unit, no, units, today)]
    yield from plans
    yield from _drills(plans, today)
    yield from _trainings(units["departments"] + units["counties"], today, random)
    yield from _events(units["departments"] + units["counties"], today, random)
    yield from _risks(units["counties"] + units["townships"], today, random)


def _plans(unit: Unit, no: int, units: dict[str, list[Unit]], today: date) -> Iterator[Emergency]:
    """Two a unit; now and then one was not made, not filed in time, not revised or not drilled."""
    first = "总体" if unit in units["counties"] else "生产安全" if unit in units["townships"] or no % 3 == 0 else "部门"
    for which, kind in enumerate((first, "专项")):
        made = Emergency(unit=unit, kind="预案", number=f"示例预案{unit.pk:04d}{which}", title=f"{kind}应急预案（示例）", plan_kind=kind)
        if (no + which) % 29 != 28:
            issued = today - timedelta(days=90 + (no * 37 + which * 200) % 1100)
            made.issued_on = issued
            made.filed_on = issued + timedelta(days=45 if no % 19 == 3 else 18)
            made.cares_for_groups, made.keeps_offline = no % 14 != 5, no % 15 != 6
            if issued < today - timedelta(days=400):
                made.last_drilled_on = issued + timedelta(days=200)
                made.drilled_on = None if no % 12 == 4 else issued + timedelta(days=380)
            if issued < today - timedelta(days=700) and no % 16 != 2:
                made.assessed_on = issued + timedelta(days=690)
            if no % 21 == 8:
                made.changed_on = issued + timedelta(days=60 if which else -60)
        yield made


def _drills(plans: list[Emergency], today: date) -> Iterator[Emergency]:
    drilled = [(plan, plan.drilled_on) for plan in plans if plan.drilled_on and plan.drilled_on >= today - timedelta(days=540)]
    for no, (plan, held) in enumerate(drilled):
        yield Emergency(
            unit=plan.unit,
            kind="演练",
            number=f"示例演练{no + 1:03d}",
            title=f"{plan.plan_kind}预案演练（示例）",
            plan=plan.number,
            held_on=held,
            people_due=40,
            people_came=38,
            drill_assessed_on=None if no % 13 == 7 else min(today, held + timedelta(days=9)),
        )


def _trainings(owners: list[Unit], today: date, random: Random) -> Iterator[Emergency]:
    for year in (today.year - 1, today.year):
        for no, unit in enumerate(owners):
            day, due = date(year, 4 + no % 3, 10 + no % 15), random.randint(12, 40)
            if day <= today and no % 17 != 9:
                yield Emergency(
                    unit=unit,
                    kind="培训",
                    number=f"示例应训{year}{no:03d}",
                    title="突发事件应对培训（示例）",
                    held_on=day,
                    people_due=due,
                    people_came=due - (3 if no % 10 == 6 else 0),
                )


def _events(owners: list[Unit], today: date, random: Random) -> Iterator[Emergency]:
    """Twenty events: most passed on within the hours, two late, one waiting for a report on its cause."""
    for no in range(20):
        day, kind = today - timedelta(days=random.randint(3, 540)), EVENTS[no % 5]
        began = timezone.make_aware(datetime.combine(day, time(random.randint(0, 20), 15)))
        made = Emergency(
            unit=random.choice(owners),
            kind="事件",
            number=f"示例事件{no + 1:02d}",
            title=f"{kind}（示例）",
            event_kind=kind,
            grade="较大" if no % 7 == 0 else "一般",
            occurred_at=began,
            received_at=began + timedelta(minutes=50),
            passed_up_at=began + timedelta(minutes=230 if no in (6, 15) else 120),
            misreport="迟报" if no == 6 else "没有",
        )
        if "事故" in kind:
            made.unit_told_at, made.unit_reported_at = began + timedelta(minutes=5), began + timedelta(minutes=50)
            made.investigated_on = _by(day + timedelta(days=75 if no == 10 else 50), today)
            made.investigation_received_on = made.investigated_on
            made.approved_on = _by(day + timedelta(days=88 if no == 10 else 62), today)
        if no % 5 == 0:
            made.has_new_casualties, made.supplemented_on = True, _by(day + timedelta(days=4), today)
        if kind == "自然灾害":
            made.ordered_on, made.order_filed_on = day, None if no == 17 else _by(day + timedelta(days=12), today)
            made.special_report_on = _by(day + timedelta(days=80), today)
        made.ended_on = _by(day + timedelta(days=3), today)
        made.reviewed_on = None if no == 12 else _by(day + timedelta(days=40), today)
        yield made


def _by(day: date, today: date) -> date | None:
    return day if day <= today else None


def _risks(owners: list[Unit], today: date, random: Random) -> Iterator[RiskSource]:
    """Three to five a county or township; some checks have run out, some are not published, a few are gone."""
    for place, unit in enumerate(owners):
        for no in range(random.randint(3, 5)):
            (name, cause), found = PLACES[(place + no) % 4], today - timedelta(days=random.randint(100, 900))
            checked, weighed = today - timedelta(days=random.randint(1, 80)), (place * 5 + no) % 19 != 11
            made = RiskSource(
                unit=unit,
                number=f"示例险{unit.pk:04d}{no}",
                kind="危险源" if cause == "事故灾难" else "危险区域",
                name=f"{name}{no + 1}",
                cause=cause,
                place=f"{unit.name}（示例）",
                found_on=found,
                registered_on=found + timedelta(days=6),
                keeper="示例管理单位",
                measures="示例：专人巡查、设置警示",
                checked_on=checked,
                next_check_on=checked + timedelta(days=60 if no == 2 else 92),
                is_public=no != 3,
            )
            if weighed:
                made.assessed_on, made.grade = found + timedelta(days=30), ("较大", "一般", "低")[no % 3]
            if made.is_public and (place + no) % 17 != 3:
                made.published_on, made.url = found + timedelta(days=45), f"https://example.gov.cn/risk/{unit.pk}{no}"
            if (place + no) % 23 == 7:
                made.removed_on = today - timedelta(days=20)
            yield made
