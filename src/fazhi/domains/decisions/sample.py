"""Made-up major decisions of a year and a half and the counsel who advised on them; each visibly 示例."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from fazhi.engine.register import Register
from fazhi.people.models import Unit

from .models import LegalCounsel, MajorDecision

SUBJECTS = (
    ("公交线网优化调整方案", "公共政策"),
    ("国土空间专项规划", "重要规划"),
    ("城市供水价格调整方案", "公共政策"),
    ("中心医院迁建项目", "公共建设项目"),
    ("历史文化街区保护措施", "资源政策"),
    ("生活垃圾分类收费办法", "公共政策"),
    ("义务教育学区调整方案", "其他重大事项"),
)
COUNT = 14
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫"

# decision number → what is wrong with it on purpose
FLAWS: dict[int, dict] = {
    2: {"head_spoke_last": False},
    3: {"party_agreed_on": None},
    5: {"counsel": "", "counsel_opinion_on": None},
    6: {"explained_on": None},
    8: {"review_form": "以征求意见代替", "review_result": "", "review_sent_on": None},
    9: {"are_impartial": False},
    10: {"needs_risk": False, "risk_on": None, "risk": "", "is_risk_complete": False},
    12: {"dissent": "没有载明"},
    13: {"archived_on": None, "archive_number": "", "stage": "published"},
    14: {"is_off_target": True, "tracked_on": None},
}


def rows(units: dict[str, list[Unit]], today: date, random: Random) -> Iterator[Register]:
    """R19, then R18. The last two departments have no counsel."""
    bodies = units["departments"]
    yield from _counsels(bodies[:-2], today, random)
    for number in range(1, COUNT + 1):
        yield _decision(number, bodies[number % len(bodies)], today)
    yield from (_under_way(number, bodies[number % len(bodies)], today) for number in range(COUNT + 1, COUNT + 6))


def _workday(day: date) -> date:
    """The same day, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)


def _counsels(bodies: list[Unit], today: date, random: Random) -> Iterator[LegalCounsel]:
    """One for each body, an official lawyer for every third; every sixth is engaged and never asked."""
    for number, unit in enumerate(bodies, start=1):
        idle = number % 6 == 0
        official = number % 3 == 0
        yield LegalCounsel(
            unit=unit,
            number=f"示例聘{number:02}",
            name=f"示例{SURNAMES[number % len(SURNAMES)]}律师",
            kind="公职律师" if official else "法律顾问",
            firm="法规科" if official else "示例律师事务所",
            begins_on=today - timedelta(days=900 - 20 * number),
            ends_on=None if official else today + timedelta(days=-20 if number % 9 == 8 else 200),
            is_contracted=number % 10 != 7,
            opinions=0 if idle else random.randrange(1, 12),
            last_opinion_on=None if idle else today - timedelta(days=random.randrange(5, 200)),
            evaluated_on=today - timedelta(days=150) if number % 4 else None,
        )


def _decision(number: int, unit: Unit, today: date) -> MajorDecision:
    """A decision taken 38·n days ago, from the catalogue to the archive."""
    discussed = _workday(today - timedelta(days=38 * number))
    subject, matter = SUBJECTS[number % len(SUBJECTS)]
    made = MajorDecision(
        unit=unit,
        number=f"示例决策{number:02}",
        title=f"示例{subject}",
        matter=matter,
        year=discussed.year,
        is_listed=number != 1,
        adjusted_why="" if number != 1 else "示例常务会议纪要：年中新增",
        party_agreed_on=discussed - timedelta(days=130),
        listed_on=discussed - timedelta(days=125),
        started_on=_workday(discussed - timedelta(days=110)),
        executor=unit.name,
        is_objected=number in (7, 11),
    )
    _argued(made, number, discussed)
    _reviewed(made, number, discussed)
    _decided(made, number, discussed, today)
    for name, value in FLAWS.get(number, {}).items():
        setattr(made, name, value)
    return made


def _argued(made: MajorDecision, number: int, discussed: date) -> None:
    """Experts, risks, competition; what does not apply says why."""
    matter = made.matter
    made.touches_groups = number % 3 == 0
    made.needs_experts = matter != "其他重大事项"
    made.experts_skipped_why = "不涉及专业技术问题" if matter == "其他重大事项" else ""
    made.experts_on = _workday(discussed - timedelta(days=35)) if matter != "其他重大事项" else None
    made.are_impartial = matter != "其他重大事项"
    made.risk_on = _workday(discussed - timedelta(days=32))
    made.is_risk_complete = True
    made.risk = "可控" if number % 4 else "调整后可控"
    made.first_evaluator = "示例咨询公司"
    made.touches_market = number % 2 == 0
    made.competition_reviewed_on = _workday(discussed - timedelta(days=30)) if number % 2 == 0 else None


def _reviewed(made: MajorDecision, number: int, discussed: date) -> None:
    """The review of legality and the meeting; number 4 left too little time for the review."""
    sent = _workday(discussed - timedelta(days=9 if number == 4 else 20))
    made.review_sent_on = sent
    made.review_form = "合法性审查"
    made.review_done_on = _workday(discussed - timedelta(days=4))
    made.review_result = "合法" if number % 3 else "修改后合法"
    made.counsel = f"示例聘{number % 5 + 1:02}"
    made.counsel_opinion_on = _workday(discussed - timedelta(days=6))
    made.discussed_on = discussed
    made.meeting = "常务会议"
    made.head_spoke_last = True
    made.agreement = "与多数一致"
    made.dissent = "没有不同意见" if number % 4 else "已如实载明"


def _decided(made: MajorDecision, number: int, discussed: date, today: date) -> None:
    """Decision, publication, archive; number 11 was published late, the latest five are not archived yet."""
    decided = discussed + timedelta(days=3)
    published = _workday(decided + timedelta(days=40 if number == 11 else 8))
    aged = number > 5
    made.party_reported_on = decided
    made.must_report = number % 4 == 0
    made.congress_on = decided + timedelta(days=2) if number % 4 == 0 else None
    made.decided_on = decided
    made.published_on = published if published <= today else None
    made.url = f"https://example.invalid/decisions/{number}" if published <= today else ""
    made.is_watched = number % 2 == 0
    made.explained_on = published + timedelta(days=2) if number % 2 == 0 and published < today else None
    made.archived_on = _workday(decided + timedelta(days=120)) if aged else None
    made.archive_number = f"示例卷{number:02}" if aged else ""
    made.tracked_on = decided + timedelta(days=100) if aged else None
    made.stage = "archived" if aged else "published" if published <= today else "decided"


def _under_way(number: int, unit: Unit, today: date) -> MajorDecision:
    """In this year's catalogue and not decided yet: listed, started, sent, reviewed."""
    stage = ("listed", "started", "drafting", "sent", "reviewed")[number - COUNT - 1]
    begun, sent, reviewed = stage != "listed", stage in ("sent", "reviewed"), stage == "reviewed"
    subject, matter = SUBJECTS[number % len(SUBJECTS)]
    return MajorDecision(
        unit=unit,
        number=f"示例决策{number:02}",
        title=f"示例{subject}（二期）",
        matter=matter,
        year=today.year,
        is_listed=True,
        party_agreed_on=date(today.year, 1, 15),
        listed_on=date(today.year, 1, 22),
        started_on=_workday(today - timedelta(days=80)) if begun else None,
        review_sent_on=_workday(today - timedelta(days=20)) if sent else None,
        review_form="合法性审查" if reviewed else "",
        review_done_on=_workday(today - timedelta(days=6)) if reviewed else None,
        review_result="合法" if reviewed else "",
        counsel="示例聘01" if reviewed else "",
        counsel_opinion_on=_workday(today - timedelta(days=8)) if reviewed else None,
        executor=unit.name,
        stage=stage,
    )
