"""What follows the made-up documents: opinions heard, filings, cleanings and evaluations (R14, R16, R17)."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from fazhi.people.models import Unit

from .models import Consultation, DocumentFiling, NormativeDocument, Reappraisal

DECISIONS = 14
SITE = "https://example.invalid/rules/"


def workday(day: date) -> date:
    """The same day, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def heard(number: int, paper: NormativeDocument, random: Random) -> Iterator[Consultation]:
    """Public opinion for all but every ninth, meetings with those concerned; some too short, some not answered."""
    if number % 9 == 5:
        return
    assert paper.review_sent_on
    opened = workday(paper.review_sent_on - timedelta(days=60))
    subject = "规章草案" if paper.kind == "规章" else "涉市场主体文件" if paper.is_market else "其他文件"
    short = number % 11 == 4
    closes = opened + timedelta(days=12 if short else random.choice((30, 31, 33)))
    opinions = random.randrange(0, 40)
    answered = number % 8 != 6
    yield Consultation(
        unit=paper.unit,
        number=f"示例征{number + 1:03}",
        title=paper.title,
        subject=subject,
        document=paper.number,
        form="公开征求",
        audience="社会公众",
        opened_on=opened,
        closes_on=closes,
        is_shortened=short and number % 2 == 0,
        shortened_why="上级要求限期出台" if short and number % 2 == 0 else "",
        url=f"{SITE}opinions/{number + 1}",
        opinions=opinions,
        adopted=opinions // 3,
        is_explained=answered,
        feedback_on=workday(closes + timedelta(days=10)) if answered else None,
        stage="answered" if answered else "closed",
    )
    if paper.touches_groups and number % 10 != 8:
        yield _meeting(number, paper, subject, opened, random)


def _meeting(number: int, paper: NormativeDocument, subject: str, opened: date, random: Random) -> Consultation:
    return Consultation(
        unit=paper.unit,
        number=f"示例座{number + 1:03}",
        title=paper.title,
        subject=subject,
        document=paper.number,
        form="座谈会",
        audience=random.choice(("企业", "协会商会", "人民团体")),
        opened_on=opened,
        closes_on=opened,
        is_recorded=True,
        opinions=6,
        adopted=4,
        is_explained=True,
        feedback_on=workday(opened + timedelta(days=20)),
        stage="answered",
    )


def decision_hearings(units: dict[str, list[Unit]], today: date) -> Iterator[Consultation]:
    """Opinions on major decisions; decision number n is discussed 38·n days before today (as the decisions' own sample has it)."""
    bodies = units["departments"]
    for number in range(1, DECISIONS + 1):
        discussed = workday(today - timedelta(days=38 * number))
        opened = workday(discussed - timedelta(days=70))
        if number % 7 == 5:
            continue
        made = {
            "unit": bodies[number % len(bodies)],
            "title": f"示例重大决策{number}",
            "subject": "重大决策",
            "decision": f"示例决策{number:02}",
        }
        closes = opened + timedelta(days=20 if number == 4 else 31)
        yield Consultation(
            **made,
            number=f"示例决征{number:02}",
            form="公开征求",
            audience="社会公众",
            opened_on=opened,
            closes_on=closes,
            url=f"{SITE}decisions/{number}",
            opinions=number * 3,
            adopted=number,
            is_explained=True,
            feedback_on=closes + timedelta(days=8) if number != 6 else None,
            stage="answered" if number != 6 else "closed",
        )
        if number % 3 == 0:
            yield _hearing(number, made, opened)


def _hearing(number: int, made: dict, opened: date) -> Consultation:
    held = opened + timedelta(days=40)
    return Consultation(
        **made,
        number=f"示例决听{number:02}",
        form="听证会",
        audience="特定群体",
        opened_on=opened,
        closes_on=held,
        held_on=held,
        announced_on=opened,
        materials_on=held - timedelta(days=3 if number == 9 else 10),
        is_open=True,
        is_recorded=True,
        opinions=5,
        adopted=3,
        is_explained=True,
        feedback_on=held + timedelta(days=6),
        stage="answered",
    )


def filed(number: int, paper: NormativeDocument, today: date, random: Random) -> Iterator[DocumentFiling]:
    """Regulations go to four bodies; documents to one or two; some late, a few not at all."""
    assert paper.published_on
    to = ("国务院", "省人大常委会", "省政府", "本级人大常委会") if paper.kind == "规章" else ("本级人大常委会",)
    for place, recipient in enumerate(to):
        sent = workday(paper.published_on + timedelta(days=random.choice((6, 9, 12)) if number % 10 != 7 else 38))
        missing = sent > today or (number % 16 == 9)
        registered = workday(sent + timedelta(days=12))
        done = not missing and registered <= today
        yield DocumentFiling(
            unit=paper.unit,
            filed=paper.kind,
            document=paper.number,
            recipient=recipient,
            published_on=paper.published_on,
            sent_on=None if missing else sent,
            is_complete=not missing and (number + place) % 13 != 6,
            outcome="予以登记" if done else "",
            registered_on=registered if done else None,
            stage="due" if missing else "registered" if done else "sent",
        )


def reappraised(papers: list[NormativeDocument], units: dict[str, list[Unit]], today: date, random: Random) -> Iterator[Reappraisal]:
    """Cleanings after changes of higher law, yearly evaluations, answers to courts, evaluations of decisions."""
    triggers = ("上位法变动", "上级专项", "年度评估", "上位法变动", "司法建议", "附带审查")
    for number, paper in enumerate(random.sample(papers, 24)):
        trigger = triggers[number % len(triggers)]
        work = "后评估" if trigger == "年度评估" else "纠错答复" if trigger in ("司法建议", "附带审查") else "清理"
        told = workday(today - timedelta(days=14 + 21 * number))
        finished = workday(told + timedelta(days=70))
        done = finished <= today and number % 9 != 8
        answered = told + timedelta(days=12 if trigger == "附带审查" else 55 if number != 10 else 80)
        yield Reappraisal(
            unit=paper.unit,
            number=f"示例清评{number + 1:02}",
            work=work,
            document=paper.number,
            trigger=trigger,
            ground="示例上位法、示例通知、示例文书",
            triggered_on=told,
            started_on=workday(told + timedelta(days=20)) if done else None,
            evaluator=paper.unit.name,
            is_heard=True,
            finished_on=finished if done else None,
            conclusion="继续" if done else "",
            published_on=workday(finished + timedelta(days=9))
            if done and number % 7 != 3 and finished < today - timedelta(days=12)
            else None,
            url=f"{SITE}cleaning/{number + 1}" if done and number % 7 != 3 else "",
            answered_on=answered if work == "纠错答复" and answered <= today else None,
            stage="finished" if done else "due",
        )
    yield from _decisions_evaluated(units, today)


def _decisions_evaluated(units: dict[str, list[Unit]], today: date) -> Iterator[Reappraisal]:
    """The decisions that drew many objections; the second is looked at by the body that had assessed it first."""
    for number in (7, 11):
        began = workday(today - timedelta(days=60 + number))
        yield Reappraisal(
            unit=units["departments"][number % len(units["departments"])],
            number=f"示例决评{number:02}",
            work="后评估",
            decision=f"示例决策{number:02}",
            trigger="意见较多",
            triggered_on=began,
            started_on=began + timedelta(days=5),
            evaluator="示例大学" if number == 7 else "示例咨询公司",
            is_heard=number == 7,
            finished_on=began + timedelta(days=45),
            conclusion="修改",
            stage="finished",
        )
