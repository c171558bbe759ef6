"""Sample rows of leadership: made-up meetings, yearly reports, statements of duty, and problems on their way to being closed."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from fazhi.engine.register import Register
from fazhi.people.models import Unit

from .models import Deployment, DutyReport, Problem, YearReport
from .terms import CameFrom

SPAN = 540  # natural days that the sample looks back
SURNAMES = "赵钱孙李周吴郑王冯陈"
FOUND = (
    "示例：归档材料不齐",
    "示例：公示晚于期限",
    "示例：台账日期前后颠倒",
    "示例：制度没有更新",
    "示例：学时不够",
    "示例：答复没有写依据",
)


def rows(units: dict[str, list[Unit]], today: date, random: Random) -> Iterator[Register]:
    """Unsaved records of R44–R47; one department in eleven has no problem."""
    yield from _deployments(units, today)
    yield from _reports(units, today)
    yield from _duties(units, today, random)
    yield from _problems([unit for no, unit in enumerate(units["departments"]) if no % 11 != 10] + units["counties"], today, random)
    yield from _inspections(units["departments"] + units["counties"], today)


def _deployments(units: dict[str, list[Unit]], today: date) -> Iterator[Deployment]:
    """Two years of meetings and plans of the city and its counties, and the offices that do the work."""
    office = units["justice"][0]
    for year in (today.year - 1, today.year):
        for no, unit in enumerate((units["government"][0], *units["counties"])):
            yield from _leading(unit, no, year, year < today.year)
        for month in (2, 5, 8, 11):
            if date(year, month, 17) <= today:
                yield from _driving(office, date(year, month, 16), today)
    for no, unit in enumerate((office, *units["counties"])):
        yield Deployment(
            unit=unit,
            number=f"示例机构{no + 1}",
            kind="办事机构",
            level="县区" if no else "市",
            title="法治议事协调机构办事机构（示例）",
            held_on=date(today.year - 1, 6, 1),
            posts_approved=3,
            posts_filled=2 if no == 2 else 3,  # one county lacks a person
        )


def _leading(unit: Unit, no: int, year: int, is_past: bool) -> Iterator[Deployment]:
    """The meeting, the plan and the rules of appraisal of a year; last year a county's meeting was chaired by a deputy."""
    chief = not (no == 1 and is_past)
    kinds = (
        ("专题会议", "法治政府建设专题部署会", date(year, 2, 12)),
        ("规划计划", "年度工作要点", date(year, 1, 20)),
        ("考核办法", "年度考核办法", date(year, 2, 10)),
    )
    for kind, title, day in kinds:
        made = Deployment(unit=unit, number=f"示例部{year}{no:02d}{kind[:1]}", kind=kind, level="县区" if no else "市", held_on=day)
        made.title, made.document_number = f"{year}年{title}（示例）", f"示例发〔{year}〕{no + 1}号"
        if kind == "专题会议":
            made.host, made.is_chief_hosting = ("示例书记" if chief else "示例副书记"), chief
            made.decisions = "示例：部署年度重点工作"
        else:
            made.includes_law, made.weight = not (kind == "规划计划" and no == 2 and is_past), 5 if kind == "考核办法" else None
        yield made


def _driving(office: Unit, day: date, today: date) -> Iterator[Deployment]:
    """A meeting of the office and the matter it drives; those of August were finished late."""
    due = day + timedelta(days=60)
    finished = due + timedelta(days=9 if day.month == 8 else -5)
    yield Deployment(
        unit=office,
        number=f"示例办{day:%Y%m}",
        kind="办事会议",
        level="市",
        title="依法治市办会议（示例）",
        held_on=day,
        host="示例主任",
        decisions="示例：研究督察事项",
    )
    yield Deployment(
        unit=office,
        number=f"示例督{day:%Y%m}",
        kind="督办",
        level="市",
        title="督办事项（示例）",
        held_on=day + timedelta(days=1),
        due_on=due,
        finished_on=finished if finished <= today else None,
    )


def _reports(units: dict[str, list[Unit]], today: date) -> Iterator[YearReport]:
    """The reports of the last two years: one department late, one that reports to nobody, one county that did not publish."""
    for year in (today.year - 2, today.year - 1):
        for no, unit in enumerate(units["departments"] + units["counties"]):
            county = unit in units["counties"]
            whom = ("本级党委", "本级人大", "上级政府", "社会公开") if county else ("本级党委", "本级政府", "议事机构", "社会公开")
            for to, recipient in enumerate(whom):
                made = YearReport(unit=unit, year=year, reporter="市县乡" if county else "部门", recipient=recipient)
                day = date(year + 1, 3, 25 - no % 5) if recipient == "社会公开" else date(year + 1, 2, 10 + (no * 3 + to) % 15)
                day += timedelta(days=25 if no == 4 and to == 1 else 0)
                silent = (no == 7 and year == today.year - 1) or (recipient == "社会公开" and no % 13 == 12)
                if not silent and day <= today:
                    made.stage, made.delivered_on, made.receipt = "delivered", day, f"示例回执{no}"
                    made.url = f"https://example.gov.cn/fzzf/{year}/{unit.pk}" if recipient == "社会公开" else ""
                yield made


def _duties(units: dict[str, list[Unit]], today: date, random: Random) -> Iterator[DutyReport]:
    """Chiefs of counties, townships and departments in the last two years; one township chief forgot, one was never checked."""
    for year in (today.year - 2, today.year - 1):
        posts = [(unit, post) for unit in units["counties"] for post in ("县区委", "县区政府")]
        posts += [(unit, "乡镇党委") for unit in units["townships"]] + [(unit, "部门") for unit in units["departments"]]
        for no, (unit, post) in enumerate(posts):
            below, forgot = post != "部门", no % 23 == 9
            valued = not forgot and no % 4 == 0
            problems = random.randint(1, 3) if valued else 0
            yield DutyReport(
                unit=unit,
                year=year,
                name=f"{SURNAMES[no % 10]}示例",
                post=post,
                manner="" if forgot else ("会议述法", "书面述法")[no % 2],
                reported_on=None if forgot else date(year + 1, 1, 12 + no % 15),
                is_in_year_end=not forgot,
                valued_on=date(year + 1, 1, 28) if valued else None,
                valued="较好" if valued else "",
                problems=problems,
                rectified_on=date(year + 1, 4, 20) if problems and date(year + 1, 4, 20) <= today and no != 8 else None,
                checked_on=date(year, 11, 5 + no % 15) if below and no % 17 != 6 else None,
                checked_by="上级依法治市（县）办（示例）" if below and no % 17 != 6 else "",
                feedback_on=date(year, 12, 10) if below and no % 17 != 6 else None,
            )


def _problems(owners: list[Unit], today: date, random: Random) -> Iterator[Problem]:
    """160 problems of every source: most closed, some running, a few late, deferred or come back."""
    sources, closed = [each.value for each in CameFrom], ""
    for no in range(1, 161):
        found = today - timedelta(days=random.randint(2, SPAN))
        made = Problem(
            unit=random.choice(owners),
            number=f"示例问{no:03d}",
            came_from=sources[no % len(sources)],
            title=FOUND[no % len(FOUND)],
            finding="示例：抽查时发现",
            severity=("一般", "一般", "较重", "严重")[no % 4],
            basis="示例依据",
            found_on=found,
            indicator=("5.22.1", "9.32.3", "4.20.2", "5.24.2")[no % 4],
            origin=f"R32/示例审{no}" if no % 16 == 15 else "",
        )
        _worked_on(made, no, found + timedelta(days=3), today, random)
        if no % 53 == 0:
            made.reopened_of = closed
        closed = made.number if made.stage == "closed" else closed
        if made.came_from == "政府督查" and no % 3 == 0:
            made.objected_on = found + timedelta(days=9)
            answered = made.objected_on + timedelta(days=45 if no % 9 == 0 else 24)
            made.objected_on = min(made.objected_on, today)
            made.objection_answered_on = answered if answered <= today else None
        yield made


def _worked_on(made: Problem, no: int, assigned: date, today: date, random: Random) -> None:
    """How far the problem has come by `today`."""
    if assigned > today:
        return
    made.stage, made.assigned_on, made.rectify_by = "assigned", assigned, assigned + timedelta(days=random.choice((30, 45, 60)))
    if assigned + timedelta(days=5) > today:
        return
    made.stage, made.plan = "rectifying", "示例：逐项整改，专人负责"
    if no % 9 == 0:
        made.urged_on = min(today, assigned + timedelta(days=20))
    if no % 20 == 0:
        made.talked_on = min(today, assigned + timedelta(days=28))
    if no % 31 == 0:  # allowed to wait; the first of them has run out
        made.leave, made.reason, made.approver = "暂缓", "示例：等待上级系统改造", "示例分管领导"
        made.leave_until = today + timedelta(days=-15 if no == 31 else 90)
        return
    finished = made.rectify_by + timedelta(days=9 if no % 17 == 0 else -random.randint(1, 20))
    if finished > today or no % 41 == 0:
        return
    made.stage, made.finished_on, made.steps = "rechecking", finished, "示例：已补齐材料，修订制度"
    rechecked = finished + timedelta(days=random.randint(2, 9))
    if rechecked + timedelta(days=1) <= today:
        made.stage, made.rechecked_on, made.recheck_result = "closed", rechecked, "通过"
        made.rechecker, made.closed_on = f"{SURNAMES[no % 10]}示例", rechecked + timedelta(days=1)


def _inspections(inspected: list[Unit], today: date) -> Iterator[Problem]:
    """Each unit was inspected last year; nothing was found, and that is written down, too. Two were passed over."""
    for no, unit in enumerate(inspected):
        if no not in (5, 6):
            yield Problem(
                unit=unit,
                number=f"示例督察{no:03d}",
                came_from="法治督察",
                title="年度法治督察（示例）",
                stage="unfounded",
                found_on=date(today.year - 1, 10, 10 + no % 15),
                reason="没有发现问题",
            )
