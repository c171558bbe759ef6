"""Made-up rules and documents of a year and a half, with what was asked, filed and looked at again; each visibly 示例."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from fazhi.engine.register import Register
from fazhi.people.models import Unit

from .models import NormativeDocument
from .sample_follows import SITE, decision_hearings, filed, heard, reappraised, workday

TOPICS = (
    "校外托管",
    "城市停车",
    "物业服务",
    "共享单车",
    "电梯安全",
    "社区养老",
    "户外广告",
    "农贸市场",
    "雨污分流",
    "餐饮油烟",
    "人才公寓",
    "小微企业贴息",
)
REGULATION_TOPICS = ("城市养犬", "历史建筑保护", "电动自行车停放充电")
PUBLISHED, DRAFTS = 48, 8

# What is wrong on purpose: every so many documents one of these.
FLAWS: tuple[dict, ...] = (
    {"review_result": "不合法"},  # discussed although found unlawful
    {"published_url": ""},  # in force and nowhere to be read
    {"platform_effect": "废止"},  # the portal marks it repealed
    {"competition_reviewed_on": None, "is_market": True},
    {"reviewer": "本单位审核机构", "issued_as": "政府办公室"},
    {"is_disputed": True, "third_party": ""},
    {"found": "上级纠正"},
)


def rows(units: dict[str, list[Unit]], today: date, random: Random) -> Iterator[Register]:
    """R13, then R14, R16 and R17 that name its rows. The last two departments have none."""
    makers = [*units["departments"][:-2], *units["counties"], *units["government"]]
    papers = [_document(number, random.choice(makers), today, random) for number in range(PUBLISHED)]
    papers += [_regulation(number, units["government"][0], today) for number in range(len(REGULATION_TOPICS))]
    _chain(papers)
    yield from papers
    yield from (_draft(number, random.choice(makers), today, random) for number in range(DRAFTS))
    for number, paper in enumerate(papers):
        yield from heard(number, paper, random)
        yield from filed(number, paper, today, random)
    yield from decision_hearings(units, today)
    yield from reappraised(papers, units, today, random)


def _document(number: int, unit: Unit, today: date, random: Random) -> NormativeDocument:
    published = workday(today - timedelta(days=random.randrange(15, 540)))
    sent = workday(published - timedelta(days=random.randrange(40, 60)))
    trial = number % 6 == 0
    paper = NormativeDocument(
        unit=unit,
        kind="规范性文件",
        number=f"示例文件{published.year}-{number + 1:02}",
        title=f"示例{TOPICS[number % len(TOPICS)]}管理{'试行' if trial else ''}办法",
        issued_as=random.choice(("政府办公室", "政府同意", "部门")),
        is_planned=random.random() < 0.85,
        is_focused=number % 3 == 0,
        reported_on=workday(sent - timedelta(days=30)) if number % 8 == 0 else None,
        is_important=number % 4 != 3,
        is_market=number % 2 == 0,
        touches_groups=number % 2 == 0,
        assessed_on=workday(sent - timedelta(days=90)),
        competition_reviewed_on=workday(sent - timedelta(days=20)),
        review_sent_on=sent,
        reviewer="政府审核机构",
        review_done_on=workday(sent + timedelta(days=random.choice((8, 11, 15, 18, 24)))),
        review_result=random.choice(("合法", "合法", "修改后合法")),
        deliberated_on=workday(sent + timedelta(days=28)),
        meeting="办公会议" if number % 3 else "常务会议",
        signed_on=workday(published - timedelta(days=random.choice((3, 6, 8)))),
        document_number=f"示例发〔{published.year}〕{number + 1}号",
        published_on=published,
        published_url=f"{SITE}{number + 1}",
        validity="暂行试行" if trial else "一般",
        interpreted_on=workday(published + timedelta(days=random.choice((0, 1, 2, 9)))),
        stage="published",
    )
    _comes_into_force(paper, published + timedelta(days=random.randrange(1, 40)), today)
    if number % 7 == 3:
        _flawed(paper, FLAWS[number // 7 % len(FLAWS)], today)
    return paper


def _comes_into_force(paper: NormativeDocument, effective: date, today: date) -> None:
    paper.effective_on = effective
    paper.expires_on = effective + timedelta(days=700 if paper.validity == "暂行试行" else 1800)
    paper.effect = paper.platform_effect = "有效" if effective <= today else "未施行"


def _flawed(paper: NormativeDocument, flaw: dict, today: date) -> None:
    assert paper.published_on and paper.review_sent_on
    for name, value in flaw.items():
        setattr(paper, name, value)
    if paper.found != "没有":
        paper.found_on = min(today, paper.published_on + timedelta(days=60))
    if paper.is_disputed:
        paper.coordinated_on = workday(paper.review_sent_on - timedelta(days=10))


def _regulation(number: int, unit: Unit, today: date) -> NormativeDocument:
    published = workday(today - timedelta(days=40 + 160 * number))
    effective = published + timedelta(days=31 if number < 2 else 10)  # the last one comes into force too early
    return NormativeDocument(
        unit=unit,
        kind="规章",
        number=f"示例规章{published.year}-{number + 1:02}",
        title=f"示例{REGULATION_TOPICS[number]}规定",
        issued_as="政府",
        is_planned=True,
        reported_on=published - timedelta(days=120),
        is_important=True,
        is_disputed=number == 1,
        coordinated_on=published - timedelta(days=80) if number == 1 else None,
        third_party="示例大学法学院" if number == 1 else "",
        assessed_on=published - timedelta(days=150),
        review_sent_on=published - timedelta(days=60),
        reviewer="政府审核机构",
        review_done_on=published - timedelta(days=42),
        review_result="合法",
        deliberated_on=published - timedelta(days=20),
        meeting="常务会议",
        signed_on=published - timedelta(days=5),
        document_number=f"示例政府令第{number + 1}号",
        published_on=published,
        published_url=f"{SITE}r{number + 1}",
        effective_on=effective,
        validity="不设",
        interpreted_on=published,
        effect="有效" if effective <= today else "未施行",
        platform_effect="有效" if effective <= today else "未施行",
        stage="published",
    )


def _chain(papers: list[NormativeDocument]) -> None:
    """Later documents on the same topic repeal earlier ones; one successor was forgotten to be named, one effect to be changed."""
    same = sorted((each for each in papers if TOPICS[0] in each.title), key=lambda each: each.effective_on or date.max)
    for place, (old, new) in enumerate(pairwise(same)):
        if new.effect != "有效":
            continue
        old.replaced_by = new.number
        if place != 1:
            old.effect = old.platform_effect = "废止"
            old.effect_changed_on, old.stage = new.effective_on, "ended"


def _draft(number: int, unit: Unit, today: date, random: Random) -> NormativeDocument:
    """Under way: in each stage one or two, one with its review overdue."""
    stage = ("drafting", "assessed", "consulting", "sent", "sent", "reviewed", "reviewed", "deliberated")[number]
    sent = stage in ("sent", "reviewed", "deliberated")
    done = stage in ("reviewed", "deliberated")
    began = workday(today - timedelta(days=(60, 60, 60, 5, 40, 30, 45, 30)[number]))
    return NormativeDocument(
        unit=unit,
        kind="规范性文件",
        number=f"示例在办{today.year}-{number + 1:02}",
        title=f"示例{TOPICS[-1 - number]}扶持办法",
        issued_as="部门",
        is_planned=True,
        is_important=number % 2 == 0,
        assessed_on=began - timedelta(days=60) if stage != "drafting" else None,
        review_sent_on=began if sent else None,
        reviewer="本单位审核机构" if done else "",
        review_done_on=workday(began + timedelta(days=random.choice((10, 14)))) if done else None,
        review_result="合法" if done else "",
        deliberated_on=workday(began + timedelta(days=20)) if stage == "deliberated" else None,
        meeting="办公会议" if stage == "deliberated" else "",
        stage=stage,
    )
