"""Sample rows of enforcement cases and of what hangs on them: legal reviews, referrals to the police, reviews of files."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from fazhi.people.models import Unit

from .models import CrimeReferral, DiscretionItem, EnforcementCase, FileReview, LegalReview, Officer

AREAS = ("食品药品", "公共卫生", "自然资源", "生态环境", "安全生产", "劳动保障", "城市管理", "交通运输", "教育培训", "其他")


def enforcement_cases(bodies: list[Unit], items: list[DiscretionItem], today: date, random: Random) -> Iterator[EnforcementCase]:
    """A case every few days for two years: penalties most, then permits, inspections and a few seizures."""
    for number in range(300):
        body = random.choice(bodies[:-1] or bodies)
        kind = random.choices(("处罚", "许可", "检查", "强制"), (50, 25, 17, 8))[0]
        filed = later(today - timedelta(days=int((300 - number) * 2.4)), 0, today)
        case = EnforcementCase(
            unit=body,
            number=f"示例{kind}〔{filed.year if filed else today.year}〕{number + 1:03d}号",
            party=f"示例当事人{number + 1}",
            subject=f"示例{kind}事项",
            kind=kind,
            procedure={"处罚": "普通", "许可": "一般"}.get(kind, "其他"),
            area=random.choice(AREAS),
            is_business=random.random() < 0.6,
            officers=2 if kind != "许可" else None,
            filed_on=filed or today,
            needs_review=kind == "处罚" and random.random() < 0.35,
        )
        _conclude(case, items, today, random)
        yield case


def _conclude(case: EnforcementCase, items: list[DiscretionItem], today: date, random: Random) -> None:
    """What became of the case by today: most in time, a few late or unpublished."""
    taken = {"处罚": (25, 80), "许可": (3, 24), "检查": (1, 10), "强制": (1, 5)}[case.kind]
    late = random.random() < 0.05
    case.decided_on = later(case.filed_on, random.randint(*taken) + (15 if late else 0), today)
    if case.kind == "处罚" and random.random() > 0.03:
        case.told_on = later(case.filed_on, taken[0] - 8, today)
        case.stage = "told" if case.told_on else "filed"
    if case.kind == "强制":
        _measure(case, today, random)
    if case.decided_on is None:
        return
    case.outcome, case.stage = "作出决定", "decided"
    if case.kind == "处罚":
        own = [item.number for item in items if item.unit == case.unit and item.status == "现行有效"]
        case.discretion = random.choice(("一般", "一般", "从轻", "免罚", "从重"))
        case.standard = random.choice(own) if own and random.random() > 0.05 else ""
        case.fine = random.choice((500, 2000, 5000, 20000)) if case.discretion != "免罚" else None
        if random.random() < 0.1:
            case.measure, case.measured_at = "登记保存", _at(case.filed_on, 10)
            case.measure_ended_on = later(case.filed_on, 12 if random.random() < 0.1 else 6, today)
        case.hearing = "未申请" if (case.fine or 0) >= 20000 else "不适用"
    if case.kind == "处罚" and "市场监管" in case.unit.name:
        case.publicity = "市监跨省" if random.random() < 0.15 else "市监同省"
        case.pushed_on = later(case.decided_on, random.randint(3, 12), today) if case.publicity == "市监跨省" else None
    case.trace = "缺音像" if random.random() < 0.04 else "齐备"
    case.published_on = later(case.pushed_on or case.decided_on, 40 if random.random() < 0.06 else random.randint(1, 6), today)
    case.served_on = later(case.decided_on, random.randint(0, 4), today)
    if case.served_on and case.kind in ("处罚", "许可", "强制"):
        case.stage, case.fulfilled_on = "served", later(case.served_on, random.randint(1, 14), today)
        case.stage = "fulfilled" if case.fulfilled_on else "served"
    case.archived_on = later(case.fulfilled_on or case.decided_on, 30, today) if random.random() > 0.05 else None
    case.stage = "archived" if case.archived_on else case.stage
    if case.kind == "处罚" and random.random() < 0.03:
        case.overturned_on = later(case.decided_on, 90, today)
        case.withdrawn_on = later(case.overturned_on, 1, today)


def _measure(case: EnforcementCase, today: date, random: Random) -> None:
    """A seizure, approved before it was done, or done on the spot and approved within the day; one in ten lasts too long."""
    case.measure, case.is_on_spot = random.choice(("查封", "扣押")), random.random() < 0.3
    case.measured_at = _at(case.filed_on, 10)
    case.approved_at = _at(case.filed_on, 16 if case.is_on_spot else 9)
    case.measure_ended_on = later(case.filed_on, 36 if random.random() < 0.1 else random.randint(8, 26), today)


def legal_reviews(cases: list[EnforcementCase], officers: list[Officer], random: Random) -> Iterator[LegalReview]:
    """One a case that needs it, before the decision; once in a while it was forgotten or came too late."""
    reviewers = {officer.unit_id: officer.number for officer in officers if officer.is_reviewer}
    for number, case in enumerate(each for each in cases if each.needs_review and each.decided_on):
        if random.random() < 0.04:
            continue
        late = number in (9, 30)  # decided first, reviewed afterwards
        reviewed = case.decided_on + timedelta(days=2 if late else -2)
        yield LegalReview(
            unit=case.unit,
            number=f"示例审{number + 1:03d}",
            case=case.number,
            category=random.choice(("疑难复杂", "目录其他", "重大公共利益")),
            submitted_on=reviewed - timedelta(days=3),
            reviewed_on=reviewed,
            conclusion=random.choice(("通过", "通过", "修改后通过")),
            opinion="示例：事实清楚，程序合法，建议完善裁量说明",
            is_adopted="采纳",
            reviewer=reviewers.get(case.unit_id, ""),
            stage="reviewed",
        )


def referrals(bodies: list[Unit], cases: list[EnforcementCase], today: date, random: Random) -> Iterator[CrimeReferral]:
    """Eight cases to the police, one of them a day too late, and a meeting every quarter."""
    for number, case in enumerate([each for each in cases if each.kind == "处罚"][::18][:8]):
        reported = case.filed_on + timedelta(days=10)
        approved = reported + timedelta(days=2)
        handed = _at(approved + timedelta(days=2 if number == 3 else 0), 16)
        if approved + timedelta(days=10) > today:
            continue
        told = approved + timedelta(days=4)
        yield CrimeReferral(
            unit=case.unit,
            number=f"示例移{number + 1:03d}",
            case=case.number,
            subject="示例涉嫌罪名",
            other_organ="市公安局（示例）",
            reported_on=reported,
            decision="批准",
            approved_on=approved,
            approved_at=_at(approved, 10),
            approved_by_head=True,
            transferred_at=handed,
            accepted_on=approved + timedelta(days=2),
            police_decision="不予立案" if number == 5 else "立案",
            police_decided_on=told,
            police_told_on=told,
            goods_handed_on=None if number == 5 else told + timedelta(days=2),
            objection="无异议" if number == 5 else "",
            handled_on=told + timedelta(days=20) if number == 5 and told + timedelta(days=20) <= today else None,
            stage="answered",
        )
    yield from _meetings(bodies, today, random)


def _meetings(bodies: list[Unit], today: date, random: Random) -> Iterator[CrimeReferral]:
    """A meeting, a notice or an exchange of data every quarter."""
    for quarter in range(1, 7):
        day = later(today - timedelta(days=91 * quarter), 0, today) or today
        yield CrimeReferral(
            unit=random.choice(bodies),
            number=f"示例会{day.year}{quarter:02d}",
            kind=random.choice(("联席会议", "案情通报", "信息共享")),
            subject="示例行刑衔接会议和通报",
            other_organ="市人民检察院（示例）",
            reported_on=day,
            stage="closed",
        )


def file_reviews(cases: list[EnforcementCase], today: date, random: Random) -> Iterator[FileReview]:
    drawn = [case for case in cases if case.archived_on and case.archived_on < today - timedelta(days=60)]
    for number, case in enumerate(drawn[::4]):
        bad = random.random() < 0.1
        reviewed = case.archived_on + timedelta(days=30)
        asked = reviewed + timedelta(days=7) if bad or random.random() < 0.3 else None
        yield FileReview(
            unit=case.unit,
            number=f"示例评{number + 1:03d}",
            year=reviewed.year,
            case=case.number,
            organiser="市司法局（示例）",
            sample_seed=f"示例种子{reviewed.year}",
            reviewed_on=reviewed,
            score=random.randint(48, 59) if bad else random.randint(78, 98),
            grade="不合格" if bad else random.choice(("合格", "优秀")),
            telling="不合格" if bad and case.kind == "处罚" else "合格",
            text_trace="合格",
            video_trace="不合格" if bad else random.choice(("合格", "不适用")),
            filing="合格",
            problems="示例：音像记录缺失，裁量说明不充分" if asked else "",
            found_on=reviewed if asked else None,
            asked_on=asked,
            rectify_by=asked + timedelta(days=30) if asked else None,
            rectified_on=later(asked, 24 if random.random() > 0.15 else 40, today),
        )


def later(day: date | None, days: int, today: date) -> date | None:
    """So many days later on a weekday; None when that is still to come."""
    if day is None:
        return None
    then = day + timedelta(days=days)
    then += timedelta(days=max(0, 7 - then.isoweekday()) if then.isoweekday() > 5 else 0)
    then += timedelta(days=1) if then.isoweekday() == 7 else timedelta()
    return then if then <= today else None


def _at(day: date | None, hour: int) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time(hour, 30))) if day else None
