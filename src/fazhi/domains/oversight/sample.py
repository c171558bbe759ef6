"""Sample records of oversight: made-up, visibly so, most of them in order and a few wrong as they go wrong in life."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from fazhi.engine.register import Register
from fazhi.kit.days import add_months
from fazhi.people.models import Unit

from .models import Finding, KeyPost, Lawsuit, PressExposure, ProcuratorialAdvice, Proposal, PublicInformation

SPAN = 540  # natural days that the sample looks back
THINGS = (
    "示例校园周边整治",
    "示例道路改造",
    "示例行政处罚信息",
    "示例补贴发放名单",
    "示例规划许可",
    "示例征收补偿方案",
    "示例检验结果",
    "示例合同履行情况",
)


def rows(units: dict[str, list[Unit]], today: date, random: Random) -> Iterator[Register]:
    """Unsaved records of the seven registers; one department in eight has none."""
    busy = [unit for number, unit in enumerate(units["departments"]) if number % 8 != 7]
    enforcers = units["enforcers"] or busy
    for make, some in (
        (_entries, busy),
        (_pieces, busy),
        (_requests, busy),
        (_proposals, busy),
        (_reports, units["government"]),
        (_lawsuits, [*enforcers, *units["counties"], *units["government"]]),
        (_advices, enforcers),
        (_exposures, enforcers),
        (_findings, busy),
        (_posts, busy),
    ):
        if some:
            yield from make(some, today, random)


def _entries(units: list[Unit], today: date, random: Random) -> Iterator[Register]:
    for number, unit in enumerate(units, 1):
        for part in ("机构职能", "权责清单", "财政预决算"):
            entry = PublicInformation(unit=unit, kind="目录事项", number=f"示例目录{number:03}-{part}", subject=f"{part}（示例）")
            if not (part == "财政预决算" and number % 19 == 5):  # one body in nineteen has not published its budget
                entry.stage, entry.opened_on = "opened", _office(today - timedelta(days=random.randint(300, SPAN)))
                entry.url = f"https://example.cn/open/{number}"
            yield entry


def _pieces(units: list[Unit], today: date, random: Random) -> Iterator[Register]:
    for number in range(1, 91):
        formed = _back(today, random, SPAN)
        opened = formed + timedelta(days=45 if number % 23 == 0 else random.randint(1, 24))  # one in 23 was forgotten
        piece = PublicInformation(unit=random.choice(units), kind="主动公开", number=f"示例信息{number:04}", formed_on=formed)
        piece.subject = random.choice(THINGS)
        if _office(opened) <= today:
            piece.stage, piece.opened_on, piece.url = "opened", _office(opened), f"https://example.cn/piece/{number}"
        yield piece


def _requests(units: list[Unit], today: date, random: Random) -> Iterator[Register]:
    for number in range(1, 201):
        received = _back(today, random, SPAN)
        channel = random.choice(("当面", "签收邮寄", "平信", "网络", "网络"))
        made = PublicInformation(unit=random.choice(units), number=f"示例申〔{received.year}〕{number}号", subject=random.choice(THINGS))
        made.applicant, made.channel, made.received_on, made.submitted_on = f"示例{number}", channel, received, received
        if channel in ("平信", "网络"):
            made.confirmed_on = received
        if number % 40 == 0:  # the day the system got it was taken for the day of receipt
            made.channel, made.confirmed_on = "网络", received + timedelta(days=3)
        answered = _office(received + timedelta(days=random.randint(3, 25)))
        if number % 14 == 3:  # a third party was asked; one in six took its time
            made.asked_whom, made.asked_on = "第三方", received + timedelta(days=1)
            replied = made.asked_on + timedelta(days=40 if number % 84 == 3 else 9)
            made.opinion_on = replied if replied <= today else None
        if number % 9 == 0:
            made.needs_correction, made.correction_told_on = True, _office(received + timedelta(days=15 if number % 45 == 0 else 4))
            made.stage = "correcting"
            if number % 27 == 0 and received < today - timedelta(days=60):
                made.stage, answered = "abandoned", today + timedelta(days=1)
            elif received < today - timedelta(days=40):
                made.corrected_on = received + timedelta(days=18)
                answered, made.stage = made.corrected_on + timedelta(days=20), "working"
        elif number % 13 == 0:
            made.extended_days, made.extension_told, answered = 20, number % 26 == 0, _office(received + timedelta(days=40))
        if number % 50 == 1:
            answered = received + timedelta(days=48)  # late
        if number % 67 == 0:
            made.stage, answered = "working", today + timedelta(days=1)  # forgotten, overdue
        if answered <= today and made.stage not in ("abandoned", "correcting"):
            made.stage, made.answered_on = "answered", answered
            made.outcome = random.choice(("公开", "公开", "公开", "部分公开", "不予公开", "无法提供"))
            made.ground = "政府信息公开条例第十六条" if made.outcome in ("部分公开", "不予公开") and number % 17 else ""
            if number == 120:
                made.overturned, made.overturned_on = "复议纠错", min(today, answered + timedelta(days=70))
        elif made.stage == "received" and received < today - timedelta(days=5):
            made.stage = "working"
        yield made


def _proposals(units: list[Unit], today: date, random: Random) -> Iterator[Register]:
    for number in range(1, 121):
        session = today.year - number % 2
        assigned = _office(date(session, 3, 10) + timedelta(days=random.randint(0, 12)))
        if assigned > today:
            assigned = _office(date(session - 1, 3, 10))
        kind = ("代表建议", "政协提案")[number % 2] if number % 20 else "审议意见"
        made = Proposal(unit=random.choice(units), kind=kind, number=f"示例{assigned.year}年第{number}号", assigned_on=assigned)
        made.subject, made.raised_by = f"关于{random.choice(THINGS)}的建议", f"示例代表{number}"
        made.tier, made.role = ("复杂" if number % 10 == 3 else "一般"), ("主办" if number % 3 else "会办")
        made.concerns_document, made.concerns_decision = number % 12 == 1, kind == "审议意见" and number % 40 == 0
        answered = add_months(assigned, 5 if made.tier == "复杂" else 2) + timedelta(days=random.randint(0, 25))
        if kind == "审议意见":
            made.required_on, made.consulted_on = add_months(assigned, 6), answered - timedelta(days=10)
        if number % 37 == 0:
            answered = add_months(assigned, 7)  # late for either tier
        if number % 59 == 0:
            made.is_disowned, made.disowned_on, made.stage = True, _office(assigned + timedelta(days=3)), "returned"
        elif _office(answered) <= today:
            made.stage, made.answered_on, made.contacted = "assessed", _office(answered), number % 31 != 0
            made.result = random.choice(("A", "A", "B", "C"))
            made.satisfaction = "不满意" if number % 41 == 0 else random.choice(("满意", "满意", "基本满意"))
        elif made.consulted_on:
            made.consulted_on = None
        yield made


def _reports(units: list[Unit], today: date, random: Random) -> Iterator[Register]:
    for year in (today.year - 1, today.year):
        heard, meeting = date(year, 8, 28), _office(date(year, 12, 22))
        for name, audit in (("法治政府建设情况的报告（示例）", None), ("审计查出问题整改情况的报告（示例）", heard)):
            made = Proposal(unit=units[0], kind="专项报告", number=f"示例{year}年{name}", subject=name, meeting_on=meeting)
            made.audit_heard_on = audit if audit and audit <= today else None
            if meeting <= today:
                made.consulted_on, made.delivered_on = meeting - timedelta(days=24), meeting - timedelta(days=12)
                made.stage, made.answered_on = "answered", meeting
            yield made


def _lawsuits(units: list[Unit], today: date, random: Random) -> Iterator[Register]:
    for number in range(1, 71):
        served = _back(today, random, SPAN)
        made = Lawsuit(unit=random.choice(units), case_number=f"（{served.year}）示例行初{number}号", served_on=served)
        made.matter, made.plaintiff, made.is_information_case = random.choice(THINGS), f"示例原告{number}", number % 11 == 0
        defended, heard = served + timedelta(days=19 if number % 29 == 0 else random.randint(7, 14)), served + timedelta(days=55)
        judged = heard + timedelta(days=random.randint(20, 50))
        if defended <= today:
            made.stage, made.defended_on = "defended", defended
        if heard <= today:
            made.stage, made.heard_on = "heard", _office(heard)
            made.attendee_kind = random.choice(("副职", "副职", "副职", "正职", "其他分管负责人"))
            made.attendee, made.identity_filed_on = f"示例负责人{number}", made.heard_on - timedelta(days=2)
            if number % 10 == 0:  # away for work nobody else could do; one in three without proof
                made.attendee_kind, made.excuse, made.excuse_sealed = "工作人员", "他人不能代替的公务", number % 30 != 0
            if number % 33 == 0:  # the head of an entrusted body does not count
                made.attendee_kind, made.advised_on = "受委托组织负责人", min(today, heard + timedelta(days=15))
        if judged + timedelta(days=20) <= today:
            made.stage, made.judged_on, made.judgment_served_on = "effective", judged, judged + timedelta(days=3)
            made.form, made.effective_on = "判决", judged + timedelta(days=19)
            made.outcome = "驳回诉讼请求" if number % 6 else random.choice(("撤销", "确认违法", "责令履行"))
            if made.outcome == "责令履行":
                made.perform_by_on = made.effective_on + timedelta(days=60)
                if number % 12 == 0 and made.effective_on + timedelta(days=50) <= today:
                    made.stage, made.performed_on = "performed", made.effective_on + timedelta(days=50)
        yield made


def _advices(units: list[Unit], today: date, random: Random) -> Iterator[Register]:
    for number in range(1, 41):
        received = _back(today, random, SPAN)
        made = ProcuratorialAdvice(unit=random.choice(units), number=f"示例检建〔{received.year}〕{number}号", received_on=received)
        made.kind, made.subject = random.choice(("公益诉讼", "公益诉讼", "社会治理")), random.choice(THINGS)
        made.issued_by, made.issued_on = "示例检察院", received - timedelta(days=2)
        made.urgency = "紧急" if number % 9 == 0 else "一般"
        replied = received + timedelta(days=12 if made.urgency == "紧急" else random.randint(25, 55))
        if made.kind == "社会治理":
            made.required_on = received + timedelta(days=60)
        if number % 17 == 0:
            replied = received + timedelta(days=80)  # late
        if replied <= today:
            made.stage, made.replied_on, made.outcome = "replied", replied, "采纳"
            if number % 13 == 0:
                made.outcome, made.reason = "部分采纳", "示例：部分事项不属本单位监管职责"
            if number % 8 and replied + timedelta(days=40) <= today:
                made.stage, made.rectified_on = "rectified", replied + timedelta(days=40)
        if number == 32 and received < today - timedelta(days=200):
            made.stage, made.sued_on, made.lawsuit_number = "sued", received + timedelta(days=150), "示例公益诉讼1号"
        yield made


def _exposures(units: list[Unit], today: date, random: Random) -> Iterator[Register]:
    for number in range(1, 31):
        day = _back(today, random, SPAN)
        occurred = timezone.make_aware(datetime.combine(day, time(random.randint(0, 20), 15)))
        made = PressExposure(unit=random.choice(units), number=f"示例舆情{number:03}", occurred_at=occurred, found_at=occurred)
        made.kind, made.level = ("媒体曝光", "其他") if number % 2 else ("政务舆情", "重大" if number % 6 == 0 else "其他")
        made.subject, made.medium = f"反映{random.choice(THINGS)}（示例）", "示例日报"
        hours = 60 if number % 14 == 1 else 7 if number == 12 else 3  # one answered too late, one grave event after seven hours
        made.stage, made.first_released_at = "released", occurred + timedelta(hours=hours)
        if made.level == "重大":
            made.conference_at, made.is_ongoing, made.followups = occurred + timedelta(hours=20), True, number % 4
        if made.kind == "媒体曝光" and number % 9 and day + timedelta(days=20) <= today:
            made.stage, made.verified_on, made.finding = "answered", day + timedelta(days=6), random.choice(("属实", "部分属实", "不属实"))
            made.answered_on, made.answer_url = day + timedelta(days=18), f"https://example.cn/answer/{number}"
            made.handled_on = None if made.finding == "不属实" else day + timedelta(days=16)
        if made.first_released_at.date() < today:
            yield made


def _findings(units: list[Unit], today: date, random: Random) -> Iterator[Register]:
    for number in range(1, 81):
        found = _back(today, random, SPAN)
        made = Finding(unit=random.choice(units), number=f"示例问题{number:03}", kind=random.choice(("审计", "审计", "财会", "统计")))
        made.report, made.subject = f"{found.year}年度示例监督报告", f"{random.choice(THINGS)}程序不完备"
        made.found_on, made.rectify_by_on = found, found + timedelta(days=90)
        done = found + timedelta(days=random.randint(20, 85))
        if number % 15 == 0:
            made.extended_until_on, made.extension_basis = found + timedelta(days=150), "" if number % 45 == 0 else "示例批复"
            done = found + timedelta(days=140)
        if number % 16 == 0:
            done = found + timedelta(days=200)  # overdue until then
        if done <= today:
            made.stage, made.rectified_on, made.measures = "rectified", done, "示例：已补办手续，修订制度。"
            if done + timedelta(days=15) <= today:
                made.stage, made.closed_on, made.reopened = "closed", done + timedelta(days=15), number == 44
        yield made


def _posts(units: list[Unit], today: date, random: Random) -> Iterator[Register]:
    areas = ("财政资金", "国有资产", "政府投资", "政府采购", "公共资源", "公共工程")
    for number, unit in enumerate(units[:40], 1):
        since = add_months(today, -random.randint(3, 50))
        made = KeyPost(unit=unit, number=f"示例岗位{number:03}", name=f"示例{areas[number % 6]}审核岗", area=areas[number % 6])
        made.splits_duties, made.splits_posts, made.grades_powers = True, True, number % 14 != 0
        made.rule_title, made.rule_on = "内部控制制度（示例）", date(today.year - 2, 5, 6)
        made.holder, made.holder_since_on, made.rotation_years = f"示例人员{number}", since, 5
        if number % 18 == 0:  # sat there for six years; every second one with leave to stay
            made.holder_since_on, made.is_deferred = add_months(today, -72), number % 36 == 0
            made.deferred_until_on = add_months(today, 6) if made.is_deferred else None
            made.deferral_reason = "专业岗位，已安排专项审计（示例）" if made.is_deferred else ""
        made.rotate_by_on = add_months(made.holder_since_on, 60)
        yield made


def _back(today: date, random: Random, most: int) -> date:
    """A working day of the last `most` days."""
    return _office(today - timedelta(days=random.randint(1, most)))


def _office(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
