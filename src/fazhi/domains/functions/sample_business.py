"""Sample rows of what concerns businesses: inspections, credit, fair competition, promises and payments, ratings and hotline orders."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from fazhi.engine.register import Register
from fazhi.people.models import Unit

from .models import BusinessInspection, CompetitionReview, CreditMatter
from .sample_lists import later, office
from .sample_promises import promises, voices

REPAIRS_BEGAN = date(2026, 4, 1)


def rows(units: dict[str, list[Unit]], today: date, random: Random) -> Iterator[Register]:
    """A year and a half before `today`, those that are referred to first; one department in nine has nothing."""
    busy = [unit for number, unit in enumerate(units["departments"]) if number % 9 != 8] or units["departments"]
    enforcers = units["enforcers"] or busy
    yield from _inspections(enforcers[:-1] or enforcers, today, random)
    yield from _credit(enforcers, today, random)
    yield from _reviews([*busy, *units["government"], *units["counties"]], today, random)
    yield from promises([*busy, *units["counties"]], today, random)
    yield from voices([*busy, *units["counties"]], today, random)


def _inspections(bodies: list[Unit], today: date, random: Random) -> Iterator[BusinessInspection]:
    """Three matters a body, five enterprises a year with a cap of two, and what was inspected; one enterprise once too often."""
    for body in bodies:
        for number in range(1, 4):
            published = date(today.year - 2, 12, 20) if body.pk % 7 or number < 3 else None  # a few bodies left one matter out
            yield BusinessInspection(
                unit=body,
                kind="事项",
                number=f"示例检查事项{body.pk:03}{number}",
                name=f"示例检查事项{number}",
                basis_text=f"示例法第{number + 20}条",
                published_on=published,
                url=f"https://example.gov.cn/inspect/{body.pk}/{number}" if published else "",
            )
        targets = [_target(body, number, year) for year in (today.year - 1, today.year) for number in range(1, 6)]
        yield from targets
        for target in targets:
            times = 3 if body.pk % 5 == 0 and target.number.endswith("1") else random.choice((0, 1, 1, 2))
            yield from _visits(target, times, today, random)


def _target(body: Unit, number: int, year: int) -> BusinessInspection:
    return BusinessInspection(
        unit=body,
        kind="对象",
        number=f"示例对象{body.pk:03}-{year}-{number}",
        name=f"示例企业{body.pk:03}{number}",
        enterprise_code=f"示例代码{body.pk:03}{number}",
        year=year,
        cap=None if body.pk % 11 == 0 else 2,
        published_on=None if body.pk % 11 == 0 else date(year - 1, 12, 25),
    )


def _visits(target: BusinessInspection, times: int, today: date, random: Random) -> Iterator[BusinessInspection]:
    """The inspections of one enterprise in its year; now and then one without approval or scan, or a case that does not count."""
    for number in range(times):
        day = office(date(target.year, 1, 8) + timedelta(days=110 * number + random.randint(0, 100)))
        if day >= today:
            return
        odd, single = random.random(), random.random() < 0.12
        visit = BusinessInspection(unit=target.unit, kind="检查", number=f"{target.number}-{number + 1}", name=target.name)
        visit.enterprise_code, visit.target = target.enterprise_code, "" if single else target.number
        visit.form, visit.manner = "个案" if single else random.choice(("日常", "专项")), random.choice(("现场", "现场", "非现场"))
        visit.item, visit.is_joint = f"示例检查事项{target.unit.pk:03}{random.randint(1, 3)}", random.random() < 0.25
        visit.inspected_on, visit.is_urgent = day, single and odd > 0.7
        visit.approved_on, visit.approval_number = office(day - timedelta(days=2)), f"示例批{target.unit.pk:03}-{day:%m%d}"
        if odd < 0.04:  # went without leave
            visit.approved_on, visit.approval_number = None, ""
        visit.notified_on, visit.notice_number = office(day - timedelta(days=1)), f"示例通知〔{day.year}〕{day:%m%d}号"
        visit.showed_card, visit.is_scanned = True, not 0.04 <= odd < 0.09
        visit.result, visit.told_on = random.choice(("未发现问题", "未发现问题", "当场指导", "责令改正")), day
        yield visit


def _credit(bodies: list[Unit], today: date, random: Random) -> Iterator[CreditMatter]:
    """Information gathered, some of it of failings that are shown; repairs and objections that hang on it."""
    shown = []
    for number in range(1, 161):
        formed = office(today - timedelta(days=random.randint(5, 540)))
        row = CreditMatter(unit=random.choice(bodies), kind="信息", number=f"示例信{number:04}", formed_on=formed)
        row.enterprise, row.enterprise_code = f"示例企业{number % 60:02}", f"示例代码{number % 60:02}"
        row.content = random.choice(("行政许可", "行政处罚", "行政处罚", "行政检查"))
        row.required_on = formed + timedelta(days=10)
        row.reported_on = later(formed, 14 if number % 37 == 0 else 6, today)  # a few reported late
        if row.content == "行政处罚":
            row.level = random.choice(("轻微", "一般", "一般", "严重"))
            row.published_on = later(formed, 6, today)
            row.repair_told_on = formed if formed >= REPAIRS_BEGAN and number % 9 else None
            longest = {"轻微": 90, "一般": 360, "严重": 1080}[row.level]
            row.ended_on = later(row.published_on, longest + (40 if number % 17 == 0 else 0), today) if row.published_on else None
            shown.append(row)
        yield row
    for number, row in enumerate(shown[::2]):
        yield from _asked_of(row, number, today, random)


def _asked_of(row: CreditMatter, number: int, today: date, random: Random) -> Iterator[CreditMatter]:
    """A repair for most, an objection for some."""
    asked = later(row.formed_on, {"轻微": 40, "一般": 110, "严重": 400}[row.level], today)
    if asked is None:
        return
    is_repair = number % 4 != 3
    made = CreditMatter(unit=row.unit, kind="修复" if is_repair else "异议", number=f"示例{'修' if is_repair else '异'}{number:03}")
    made.enterprise, made.enterprise_code, made.information, made.received_on = row.enterprise, row.enterprise_code, row.number, asked
    made.level, made.published_on = (row.level, row.published_on) if is_repair else ("", None)
    made.required_on = None if is_repair else asked + timedelta(days=14)
    if accepted := later(asked, 2, today):
        made.stage, made.accepted_on = "accepted", accepted
        done = later(accepted, 25 if number % 13 == 0 else random.randint(4, 11), today)
        if done:
            made.stage, made.finished_on = "finished", done
            fine = number % 6 != 1 and (not is_repair or row.ended_on is not None or number % 5)
            made.outcome = ("准予修复" if fine else "不予修复") if is_repair else ("异议成立" if fine else "异议不成立")
            made.reason = "" if fine else "示例：尚未履行处罚决定的义务。"
            made.corrected_on = done if made.outcome == "异议成立" else None
            if made.outcome == "准予修复" and (row.ended_on is None or row.ended_on > done):
                row.ended_on = None if number % 19 == 0 else done
    yield made


def _reviews(units: list[Unit], today: date, random: Random) -> Iterator[CompetitionReview]:
    """Ninety measures, three of them wrong in ways that are found; twenty old ones that are being cleaned."""
    for number in range(1, 91):
        drafted = office(today - timedelta(days=random.randint(10, 540)))
        unit = random.choice(units)
        row = CompetitionReview(unit=unit, number=f"示例竞{number:03}", title=f"示例政策措施{number}", drafted_on=drafted)
        of_government = number % 5 == 0
        row.issued_as, row.reviewer = ("政府", "市场监管会同") if of_government else ("部门", "起草单位")
        row.concerns_public = number % 4 == 0
        row.public_heard_on = later(drafted, 14, today) if row.concerns_public else None
        row.heard_on, row.first_reviewed_on = later(drafted, 10, today), later(drafted, 16, today) if of_government else None
        row.reviewed_on, row.conclusion = later(drafted, 24, today), random.choice(("符合", "符合", "符合", "不涉及"))
        if row.reviewed_on is None:
            row.reviewer, row.conclusion = "", ""
            yield row
            continue
        _decide(row, number, today)
        yield row
    for number in range(1, 21):
        row = CompetitionReview(unit=random.choice(units), number=f"示例存量{number:02}", kind="存量", title=f"示例存量措施{number}")
        row.issued_as, row.drafted_on, row.clean_by_on = "部门", today - timedelta(days=300), today - timedelta(days=90)
        if number % 10:  # two are still uncleaned
            row.stage, row.cleaned_on = "cleaned", office(row.clean_by_on - timedelta(days=random.randint(1, 120)))
            row.cleanup = random.choice(("保留", "修改", "废止"))
            row.announced_on = office(row.cleaned_on + timedelta(days=5)) if row.cleanup != "保留" and number != 7 else None
            row.announced_on = max(row.announced_on, row.cleaned_on) if row.announced_on else None
        yield row


def _decide(row: CompetitionReview, number: int, today: date) -> None:
    """What followed the review: most came out; one was stopped, one came out unreviewed, two were found unlawful."""
    row.stage = "reviewed"
    if number % 30 == 11:
        row.conclusion, row.exception, row.exception_reason = "例外", "公共利益", "示例：为节约能源，没有影响更小的替代方案。"
        row.exception_term = "示例：至次年12月31日"
    if number % 40 == 13:
        row.conclusion = "违反"
        row.dropped_on = later(row.reviewed_on, 3, today)
        row.stage = "dropped" if row.dropped_on else "reviewed"
        return
    row.adopted_on = later(row.reviewed_on, 12, today)
    row.stage = "adopted" if row.adopted_on else "reviewed"
    if row.adopted_on and number == 47:  # nobody reviewed it; a check found out
        row.reviewer, row.conclusion, row.reviewed_on, row.heard_on = "", "", None, None
    if row.adopted_on and number % 15 == 2:
        row.examined_on, row.examined_by = later(row.adopted_on, 30, today), "举报" if number == 47 else "抽查"
        if row.examined_on and number in (47, 62):
            row.is_unlawful, row.rectify_by_on = True, row.examined_on + timedelta(days=30)
            row.rectified_on = later(row.examined_on, 20 if number == 47 else 45, today)
