"""Sample rows of enforcement: made-up officers, cases, reviews and supervision of a city that mostly keeps the rules."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from fazhi.engine.register import Register
from fazhi.people.models import Unit

from .models import Auxiliary, DiscretionItem, EnforcementCase, Officer, SupervisionMatter, TrainingRecord
from .sample_cases import AREAS, enforcement_cases, file_reviews, later, legal_reviews, referrals

SURNAMES = "赵钱孙李周吴郑王冯陈"


def rows(units: dict[str, list[Unit]], today: date, random: Random) -> Iterator[Register]:
    """Two years before `today`, those that are referred to first; the last of the bodies has nothing, as happens."""
    bodies = (units["enforcers"] + units["townships"])[:-1] or units["enforcers"]
    officers = [officer for body in bodies for officer in _officers(body, today, random)]
    yield from officers
    yield from _training(officers, today, random)
    items = [item for body in units["enforcers"] for item in _items(body, today, random)]
    yield from items
    cases = list(enforcement_cases(units["enforcers"], items, today, random))
    yield from cases
    yield from legal_reviews(cases, officers, random)
    yield from referrals(units["enforcers"], cases, today, random)
    yield from file_reviews(cases, today, random)
    yield from _matters(bodies, cases, today, random)
    yield from _auxiliaries(bodies, today, random)


def _name(random: Random) -> str:
    return f"{random.choice(SURNAMES)}示例"


def _officers(body: Unit, today: date, random: Random) -> Iterator[Officer]:
    """Four to eight a body, the first a reviewer; now and then a certificate has run out or a duty was forgotten."""
    for number in range(random.randint(4, 8)):
        entered = today - timedelta(days=random.randint(500, 3000))
        expired, forgotten, checked = random.random() < 0.04, random.random() < 0.05, random.random() < 0.3
        yield Officer(
            unit=body,
            number=f"示例执{body.pk:03d}{number:02d}",
            name=_name(random),
            body=body.name,
            body_kind="行政机关" if body.kind != "township" else "乡镇街道",
            body_announced_on=today - timedelta(days=700),
            staffing=random.choice(("公务员", "公务员", "参公", "事业")),
            post="法制审核" if number == 0 else random.choice(("执法一科", "执法二科", "窗口")),
            duty="" if forgotten else "示例：按权责清单分解到本岗的职权和责任",
            status="离岗" if number == 7 else "在岗",
            entered_on=entered,
            left_on=today - timedelta(days=60) if number == 7 else None,
            certificate=f"示例证{body.pk:03d}{number:02d}",
            certificate_from=entered,
            certificate_until=today + timedelta(days=-20 if expired else random.randint(30, 1500)),
            disclosed_on=None if forgotten else entered + timedelta(days=30),
            is_reviewer=number == 0,
            reviewer_since=entered if number == 0 else None,
            has_law_qualification=number == 0,
            checked_on=today - timedelta(days=random.randint(5, 300)) if checked else None,
            check_result=("未亮证" if random.random() < 0.1 else "合格") if checked else "",
        )


def _training(officers: list[Officer], today: date, random: Random) -> Iterator[TrainingRecord]:
    """Last year two courses that make forty hours (not for everybody), this year one so far."""
    for officer in officers:
        short = random.random() < 0.06
        dated = [(date(today.year - 1, 4, 18), 16 if short else 24), (date(today.year - 1, 10, 24), 16)]
        dated += [(date(today.year, 3, 20), 24)] if today > date(today.year, 3, 20) else []
        for number, (day, hours) in enumerate(dated):
            passed = random.random() > 0.03
            yield TrainingRecord(
                unit=officer.unit,
                officer=officer.number,
                course=f"{day.year}年示例执法培训第{number + 1}期",
                category=("公共法律知识", "业务知识", "执法技能")[number % 3],
                organiser="市司法局（示例）",
                trained_on=day,
                hours=hours,
                is_examined=number == 0,
                score=(86 if passed else 51) if number == 0 else None,
                is_passed=number == 0 and passed,
                proof="示例签到表",
            )


def _items(body: Unit, today: date, random: Random) -> Iterator[DiscretionItem]:
    for number, kind in enumerate(("裁量基准", "裁量基准", "从轻清单", "免罚清单")):
        missing = number == 1 and body.pk % 3 == 0
        made = today - timedelta(days=random.randint(300, 900))
        changed = made + timedelta(days=200) if random.random() < 0.3 else None
        yield DiscretionItem(
            unit=body,
            number=f"示例基准{body.pk:03d}{number}",
            kind=kind,
            area=random.choice(AREAS),
            matter=f"示例事项{number + 1}",
            basis_text="示例依据",
            content="" if missing else "示例：按情节分三阶",
            status="尚未制定" if missing else "现行有效",
            made_on=None if missing else made,
            effective_on=None if missing else made + timedelta(days=30),
            published_on=None if missing else made + timedelta(days=10),
            url="" if missing else f"https://example.gov.cn/sample/{body.pk}/{number}",
            law_changed_on=changed,
            adjusted_on=changed + timedelta(days=40) if changed and random.random() < 0.8 else None,
        )


def _matters(bodies: list[Unit], cases: list[EnforcementCase], today: date, random: Random) -> Iterator[SupervisionMatter]:
    """Complaints, supervision papers, joint actions and zero reports, and a tracing for each overturned case but one."""
    kinds = ("投诉举报", "投诉举报", "监督检查", "监督检查", "联合执法", "涉企专项", "争议协调", "零报告", "干预记录")
    for number in range(64):
        kind, found = kinds[number % 9 if number < 18 else number % 8], today - timedelta(days=random.randint(3, 540))
        matter = SupervisionMatter(
            unit=random.choice(bodies),
            number=f"示例监{number + 1:03d}",
            kind=kind,
            found_by="群众企业" if kind == "投诉举报" else "上级监督" if kind == "监督检查" else "自查",
            subject=f"示例{kind}事项",
            is_business=kind == "涉企专项" or random.random() < 0.5,
            found_on=found,
            rectify_by=found + timedelta(days=40) if kind in ("投诉举报", "监督检查", "涉企专项", "争议协调") else None,
        )
        if kind == "监督检查":
            matter.paper, matter.paper_number, matter.asked_on = (
                "监督意见书",
                f"示例监督〔{found.year}〕{number}号",
                found + timedelta(days=3),
            )
            matter.asked_on = min(matter.asked_on, today)
            matter.answered_on = later(matter.asked_on, 45 if random.random() < 0.1 else 25, today)
            matter.stage = "answered" if matter.answered_on else "asked"
        done = later(matter.answered_on or (found if kind != "监督检查" else None), random.randint(2, 30), today)
        if done and random.random() > 0.05:
            matter.finished_on, matter.stage = done, "finished"
            matter.outcome = {"涉企专项": "已完成", "联合执法": "已完成", "零报告": "已完成", "争议协调": "协调一致"}.get(kind, "已纠正")
        if kind == "干预记录" and number == 8:  # the second one was never announced
            matter.announced_on, matter.people_accounted, matter.outcome = matter.finished_on or today, 1, "已追责"
        yield matter
    yield from _tracings(cases, today)


def _tracings(cases: list[EnforcementCase], today: date) -> Iterator[SupervisionMatter]:
    """A tracing for each overturned case but the first."""
    for number, case in enumerate([each for each in cases if each.overturned_on][1:]):
        yield SupervisionMatter(
            unit=case.unit,
            number=f"示例倒查{number + 1:02d}",
            kind="错案倒查",
            found_by="复议诉讼",
            subject="示例错案责任倒查",
            case=case.number,
            found_on=case.overturned_on,
            finished_on=later(case.overturned_on, 30, today),
            outcome="已追责" if later(case.overturned_on, 30, today) else "",
            people_accounted=1 if later(case.overturned_on, 30, today) else 0,
            stage="finished" if later(case.overturned_on, 30, today) else "found",
        )


def _auxiliaries(bodies: list[Unit], today: date, random: Random) -> Iterator[Auxiliary]:
    for number in range(30):
        hired = today - timedelta(days=random.randint(200, 1200))
        overstepped = today - timedelta(days=100) if number == 17 else None
        yield Auxiliary(
            unit=random.choice(bodies),
            number=f"示例辅{number + 1:03d}",
            name=_name(random),
            post=random.choice(("巡查辅助", "信息录入", "现场秩序维护")),
            duty="" if number == 9 else "示例：协助巡查、记录；不得独立执法、不得作出决定",
            hiring=random.choice(("劳动合同", "劳务派遣", "购买服务")),
            is_hired_openly=number != 21,
            hired_on=hired,
            contract_until=today + timedelta(days=-10 if number == 5 else random.randint(30, 700)),
            trained_on=hired + timedelta(days=3) if number != 13 else None,
            overstepped_on=overstepped,
            overstepping="示例：单独检查经营场所" if overstepped else "",
            dealt_on=overstepped + timedelta(days=12) if overstepped else None,
        )
