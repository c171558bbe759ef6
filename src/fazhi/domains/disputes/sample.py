"""Sample records of disputes: made-up, visibly so, most of them in order and a few wrong as they go wrong in life."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from fazhi.engine.register import Register
from fazhi.people.models import Unit

from .models import LawTelling, Mediation, Petition, Reconsideration

SPAN = 540  # natural days that the sample looks back
MATTERS = ("示例处罚决定", "示例登记行为", "示例征收补偿决定", "示例不履行职责", "示例信息公开答复", "示例工伤认定")
QUARRELS = ("邻里纠纷", "婚姻家庭纠纷", "土地承包纠纷", "物业纠纷", "劳动报酬纠纷", "交通事故损害赔偿")
CLAIMS = ("反映拖欠工程款", "反映征收补偿", "反映物业收费", "反映噪声扰民", "请求解决住房", "反映退休待遇")


def rows(units: dict[str, list[Unit]], today: date, random: Random) -> Iterator[Register]:
    """Unsaved records of the four registers; one department in nine has none."""
    busy = [unit for number, unit in enumerate(units["departments"]) if number % 9 != 8]
    yield from _reconsiderations(units["justice"], [unit.short_name for unit in units["enforcers"] or busy], today, random)
    yield from _committees(units, today, random)
    yield from _mediators(units, today)
    yield from _quarrels([*units["townships"], *units["villages"]], today, random)
    yield from _money(units["counties"], today)
    yield from _tellings(busy, today, random)
    yield from _petitions([*busy, *units["counties"]], today, random)


def _reconsiderations(justice: list[Unit], respondents: list[str], today: date, random: Random) -> Iterator[Register]:
    for number in range(1, 161):
        received = _back(today, random, SPAN)
        made = Reconsideration(unit=justice[0], number=f"示例复〔{received.year}〕{number}号", received_on=received)
        made.respondent, made.applicant, made.matter = random.choice(respondents), f"示例申请人{number}", random.choice(MATTERS)
        made.is_information_case, made.on_platform = made.matter == "示例信息公开答复", number % 53 != 0
        accepted = _office(received + timedelta(days=4))
        if number % 18 == 0:  # by way of the body that punished on the spot
            made.handed_in_on, made.forwarded_on = _office(received - timedelta(days=14 if number % 36 == 0 else 3)), received
        if number % 12 == 5:
            made.needs_correction, made.correction_told_on = True, min(today, _office(received + timedelta(days=3)))
            made.stage, made.corrected_on = "correcting", received + timedelta(days=9)
            accepted = _office(received + timedelta(days=13))
            made.corrected_on = made.corrected_on if made.corrected_on <= today else None
        if number % 22 == 0 and accepted <= today:
            made.stage, made.acceptance, made.accepted_on = "declined", "不予受理", accepted
        elif accepted <= today:
            _taken(made, number, accepted, today, random)
        yield made


def _taken(made: Reconsideration, number: int, accepted: date, today: date, random: Random) -> None:
    """An application that was accepted: copy, reply, decision and what followed."""
    made.stage, made.acceptance, made.accepted_on = "accepted", "受理", accepted
    if number % 71 == 0:  # nobody decided in time: accepted by silence, but written down later than the law says
        made.acceptance, made.accepted_on = "视为受理", accepted + timedelta(days=6)
    if made.is_information_case or number % 5 == 0:
        made.procedure, made.simple_ground = "简易", "政府信息公开" if made.is_information_case else "各方同意"
    simple = made.procedure == "简易"
    sent, replied = _office(accepted + timedelta(days=2 if simple else 6)), _office(accepted + timedelta(days=6 if simple else 15))
    if sent <= today:
        made.copy_sent_on = made.copy_received_on = sent
    if replied <= today and number % 47:  # one respondent in 47 never replied
        made.replied_on = replied
    made.is_complex = number % 14 == 0 and not simple
    closed = accepted + timedelta(days=random.randint(15, 28) if simple else random.randint(30, 58))
    if number % 20 == 1 and not simple:
        made.extended_days, made.extension_told, closed = 30, number % 40 == 1, accepted + timedelta(days=82)
    if number % 43 == 0:
        closed = accepted + timedelta(days=100)  # late
    if closed > today:
        return
    made.stage, made.closed_on = "decided", closed
    made.outcome = random.choice(("维持", "维持", "驳回", "调解", "和解撤回", "撤销", "确认违法"))
    if made.is_information_case and number != 60:
        made.outcome = "维持"
    if made.is_complex and number % 28:  # every second complex case went without hearing and committee
        made.hearing_told_on, made.hearing_on, made.consulted_on = (
            _office(accepted + timedelta(days=5)),
            _office(accepted + timedelta(days=20)),
            closed - timedelta(days=4),
        )
    made.is_public = number % 3 == 0
    if made.is_public and number % 33:
        made.published_on = min(today, closed + timedelta(days=15))
    if made.outcome in ("撤销", "确认违法"):
        _corrected(made, number, closed, today)


def _corrected(made: Reconsideration, number: int, closed: date, today: date) -> None:
    """What the respondent of a case lost has to do, and did."""
    made.copied_up, made.perform_by_on = number % 8 != 0, closed + timedelta(days=60)
    if number % 15 and closed + timedelta(days=40) <= today:
        made.stage, made.performed_on = "performed", closed + timedelta(days=40)
    elif closed + timedelta(days=60) < today:
        made.urged = "约谈"
    if number % 4 == 0:
        made.opinion_on = closed + timedelta(days=2)
        if number % 12 and closed + timedelta(days=45) <= today:
            made.opinion_answered_on = closed + timedelta(days=45)


def _committees(units: dict[str, list[Unit]], today: date, random: Random) -> Iterator[Register]:
    for setting, places in (("乡镇街道", units["townships"]), ("村居", units["villages"])):
        for number, unit in enumerate(places, 1):
            if setting == "村居" and number % 30 == 0:
                continue  # a village without a committee
            made = Mediation(unit=unit, kind="调委会", number=f"示例{setting}调委会{number:03}", setting=setting)
            made.name, made.began_on = f"{unit.short_name}人民调解委员会（示例）", date(2015, 6, 1)
            made.members, made.women = random.choice((3, 5, 7)), 0 if number % 25 == 0 else 1
            made.term_began_on = today - timedelta(days=1200 if number % 17 == 0 else random.randint(60, 900))
            yield made


def _mediators(units: dict[str, list[Unit]], today: date) -> Iterator[Register]:
    for number, unit in enumerate(units["townships"], 1):
        for each in range(1 if number % 9 == 0 else 2):  # one township in nine has a single full-time mediator
            yield _mediator(unit, f"示例调解员{number:03}-{each + 1}", today)
    for number, unit in enumerate(units["villages"], 1):
        if number % 3:
            yield _mediator(unit, f"示例村居调解员{number:03}", today)


def _mediator(unit: Unit, number: str, today: date) -> Mediation:
    made = Mediation(unit=unit, kind="调解员", number=number, name=number, is_full_time=True)
    made.began_on = date(today.year - 2, 3, 1)
    return made


def _quarrels(places: list[Unit], today: date, random: Random) -> Iterator[Register]:
    for number in range(1, 241 if places else 0):
        accepted = _back(today, random, SPAN)
        made = Mediation(unit=random.choice(places), kind="调解案件", number=f"示例调〔{accepted.year}〕{number}号", accepted_on=accepted)
        made.name, made.parties = random.choice(QUARRELS), f"示例当事人{number}"
        concluded = accepted + timedelta(days=50 if number % 30 == 0 else random.randint(1, 27))
        if concluded <= today:
            made.concluded_on = concluded
            made.outcome = random.choice(("书面协议", "书面协议", "口头协议", "口头协议", "调解不成"))
            if made.outcome != "调解不成":
                made.effective_on, made.performed = concluded, number % 12 != 0
            if made.outcome == "书面协议" and number % 6 == 0:
                asked = concluded + timedelta(days=40 if number % 36 == 0 else 12)
                made.wants_confirmation = True
                made.confirmation_asked_on = asked if asked <= today else None
            made.charged = number == 133  # the one that took money
        yield made


def _money(counties: list[Unit], today: date) -> Iterator[Register]:
    for number, unit in enumerate(counties, 1):
        for year in (today.year - 1, today.year):
            made = Mediation(unit=unit, kind="经费", number=f"示例调解经费{unit.short_name}{year}", year=year)
            made.name, made.budgeted, made.subsidy_due = f"{year}年人民调解工作经费（示例）", 500000, 120000
            made.paid = 500000 if year < today.year else 300000 + 100000 * (number % 3)
            made.subsidy_paid = 120000 if number % 4 else 90000
            yield made


def _tellings(units: list[Unit], today: date, random: Random) -> Iterator[Register]:
    for number, unit in enumerate(units, 1):
        for year in (today.year - 1, today.year):
            duties = LawTelling(unit=unit, kind="责任清单", year=year, number=f"示例普法清单{number:03}-{year}")
            duties.title = f"{year}年普法责任清单（示例）"
            if number % 13:
                duties.published_on, duties.url = min(today, _office(date(year, 3, 20))), f"https://example.cn/duties/{number}-{year}"
            yield duties
        for kind, times in (("普法活动", 3), ("以案释法", 0 if number % 11 == 0 else 2)):
            for each in range(times):
                held = _back(today, random, SPAN)
                made = LawTelling(unit=unit, kind=kind, year=held.year, number=f"示例{kind}{number:03}-{each}", held_on=held)
                made.title, made.law = f"{kind}（示例）", "行政处罚法" if (number + each) % 16 else ""
                made.form, made.audience_size = ("宣讲会" if kind == "普法活动" else "发布案例"), random.randint(20, 300)
                if kind == "以案释法":
                    made.published_on, made.is_anonymous = held, (number + each) % 21 != 0
                yield made


def _petitions(units: list[Unit], today: date, random: Random) -> Iterator[Register]:
    for number in range(1, 261):
        received = _back(today, random, SPAN)
        made = Petition(unit=random.choice(units), number=f"示例信〔{received.year}〕{number}号", received_on=received)
        made.petitioner, made.subject = f"示例信访人{number}", f"{random.choice(CLAIMS)}（示例）"
        made.form, made.origin = random.choice(("来信", "走访", "网上", "电话")), random.choice(("直接提出", "转送交办"))
        made.category = "建议意见" if number % 5 == 0 else "申诉求决"
        if made.form == "走访" and number % 7 == 0:
            made.representatives = 7 if number % 35 == 0 else 3
        if number % 6 == 1:
            yield _sorted(made, received + timedelta(days=20 if number % 42 == 1 else 7), today)
            continue
        told = received + timedelta(days=24 if number % 31 == 0 else random.randint(1, 12))
        if made.origin == "转送交办" and number % 29 == 0:
            made.is_disowned, made.disowned_on, made.stage = True, _office(received + timedelta(days=4)), "returned"
        elif told <= today:
            made.told_on = told
            _handled(made, number, told, today, random)
        yield made


def _sorted(made: Petition, on: date, today: date) -> Petition:
    """A petition that the petition office got and passed on."""
    made.origin = "信访部门"
    if on <= today:
        made.stage, made.sorted_on = "sorted", on
    return made


def _handled(made: Petition, number: int, told: date, today: date, random: Random) -> None:
    """A petition that the unit took on: led into another lawful way, or answered by itself."""
    made.accepted_on = told
    if made.category == "申诉求决" and number % 3 == 0:
        made.way = random.choice(("诉讼法律程序", "仲裁", "行政程序", "履职程序"))
        made.stage, made.led_on = ("accepted", None) if number % 48 == 0 else ("led", told)  # one in sixteen was not led on
        return
    made.stage, made.way = "accepted", "信访程序" if made.category == "申诉求决" else ""
    done = told + timedelta(days=random.randint(15, 58))
    if number % 25 == 0:
        made.extended_days, made.extension_told, done = 30, number % 50 != 0, told + timedelta(days=85)
    if number % 37 == 0:
        done = told + timedelta(days=110)  # late
    if done > today:
        return
    made.stage, made.concluded_on, made.outcome = "concluded", done, random.choice(("支持", "解释说明", "不予支持"))
    made.resolved = number % 4 != 0
    asked = done + timedelta(days=20)
    if made.way and number % 8 == 0 and asked <= today:
        made.review_asked_on = asked
        if asked + timedelta(days=25) <= today:
            made.stage, made.reviewed_on = "reviewed", asked + timedelta(days=25)
        if number % 16 == 0 and asked + timedelta(days=90) <= today:
            made.stage, made.recheck_asked_on = "rechecked", asked + timedelta(days=40)
            made.rechecked_on = asked + timedelta(days=85 if number % 64 == 0 else 65)


def _back(today: date, random: Random, most: int) -> date:
    """A working day of the last `most` days."""
    return _office(today - timedelta(days=random.randint(1, most)))


def _office(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
