"""Counting time limits: pauses, extensions, floors, hours, and what always holds."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.kit.days import Calendar, CountedDay, CountRefused
from fazhi.kit.holidayseed import seed_from_chinesecalendar
from fazhi.kit.limits import Extension, Limit, Pause, Unit, due, due_on, explain, is_provisional

CALENDAR = Calendar(seed_from_chinesecalendar([2025, 2026]), {2025, 2026})
FRIDAY = date(2025, 9, 26)


def limit(number=20, unit=Unit.WORKDAY, **also):
    also = {"law": "政府信息公开条例", "article": "第33条", "confidence": "甲", "start": "收到日"} | also
    return Limit("O04", "答复", number=number, unit=unit, **also)


ANSWER = limit(extension=Extension(20, Unit.WORKDAY, "负责人同意", tell=True))
STARTS = st.dates(date(2024, 12, 1), date(2027, 6, 30))


@st.composite
def limits(draw, pausable=False):
    """A limit in days, months or years: ceiling, floor, backwards or rolling over."""
    unit = draw(st.sampled_from([Unit.WORKDAY, Unit.DAY, Unit.MONTH, Unit.YEAR]))
    number = draw(st.integers(1, {Unit.MONTH: 12, Unit.YEAR: 3}.get(unit, 90)))
    manner = draw(st.sampled_from(["", "floor", "roll_over", *([] if pausable else ["before"])]))
    return limit(number, unit, **({manner: True} if manner else {}))


@st.composite
def pauses(draw):
    since = draw(st.dates(date(2024, 12, 1), date(2027, 12, 31)))
    until = draw(st.none() | st.integers(0, 90).map(lambda days: since + timedelta(days=days)))
    return Pause(since, until, draw(st.sampled_from(["鉴定", "听证"])))


@given(limits(), STARTS)
def test_due_is_never_before_the_start_and_never_after_it_backwards(row, start):
    end = due(row, start, CALENDAR).due_on

    assert end < start if row.before else end > start


@given(limits(), STARTS)
def test_fast_path_equals_the_full_one(row, start):
    counted = due(row, start, CALENDAR)

    assert due_on(row, start, CALENDAR) == counted.due_on
    assert is_provisional(row, start, counted.due_on, CALENDAR) == counted.provisional


@given(limits(pausable=True), STARTS, st.lists(pauses(), max_size=3))
def test_days_lead_without_a_gap_to_the_due_day(row, start, stops):
    counted = due(row, start, CALENDAR, pauses=stops)

    assert [day.day for day in counted.days] == [start + timedelta(days=n) for n in range(1, len(counted.days) + 1)]
    numbers = [day.number for day in counted.days if day.counted]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [day for day in counted.days if not day.counted and day.number is not None] == []
    assert all(day.reason for day in counted.days)
    if counted.due_on:
        assert counted.days[-1].day == counted.due_on
        assert counted.full_on == max(day.day for day in counted.days if day.counted)
        assert row.unit not in (Unit.WORKDAY, Unit.DAY) or numbers[-1] == row.number
    assert due_on(row, start, CALENDAR, pauses=stops) == counted.due_on


@given(limits(pausable=True), STARTS, st.lists(pauses(), max_size=2), pauses())
def test_one_more_pause_never_makes_it_earlier(row, start, stops, more):
    before, after = (due(row, start, CALENDAR, pauses=each).due_on for each in (stops, [*stops, more]))

    assert after is None or (before is not None and after >= before)


@given(limits(pausable=True), STARTS, pauses())
def test_a_pause_told_twice_counts_once(row, start, stop):
    assert due(row, start, CALENDAR, pauses=[stop, stop]) == due(row, start, CALENDAR, pauses=[stop])


def test_pause_does_not_count_from_the_day_after_it_began_up_to_its_last_day():
    stop = Pause(date(2025, 10, 9), date(2025, 10, 20), "鉴定")

    counted = due(limit(), FRIDAY, CALENDAR, pauses=[stop])

    told = {day.day: day for day in counted.days}
    assert told[date(2025, 10, 9)] == CountedDay(date(2025, 10, 9), True, "工作日", 4)
    assert {told[date(2025, 10, day)] for day in range(10, 21)} == {
        CountedDay(date(2025, 10, day), False, "停表：鉴定", None) for day in range(10, 21)
    }
    assert told[date(2025, 10, 21)] == CountedDay(date(2025, 10, 21), True, "工作日", 5)
    assert counted.due_on == date(2025, 11, 11)


def test_open_pause_leaves_no_due_day_unless_the_limit_ended_before_it():
    stopped = due(limit(), FRIDAY, CALENDAR, pauses=[Pause(date(2025, 10, 9), None, "鉴定")])
    too_late = due(limit(), FRIDAY, CALENDAR, pauses=[Pause(date(2025, 10, 30), None, "鉴定")])

    assert (stopped.due_on, stopped.full_on, stopped.days[-1].reason) == (None, None, "停表：鉴定，尚未恢复")
    assert explain(limit(), stopped)[-2:] == ["停表尚未恢复，届满日待恢复后计算。", "依据：政府信息公开条例第33条（信度甲）。"]
    assert too_late.due_on == date(2025, 10, 30)


def test_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(CountRefused, match="结束日2025-10-08早于开始日2025-10-09"):
        Pause(date(2025, 10, 9), date(2025, 10, 8), "鉴定")


def test_extension_up_to_what_the_law_allows():
    assert due(ANSWER, FRIDAY, CALENDAR, extended=20).due_on == date(2025, 11, 27)
    for refused, why in ((21, "最多延长20个工作日，不能延长21个工作日"), (-1, "要是正整数")):
        for way in (due, due_on):
            with pytest.raises(CountRefused, match=why):
                way(ANSWER, FRIDAY, CALENDAR, extended=refused)
    with pytest.raises(CountRefused, match="没有规定可以延长"):
        due_on(limit(), FRIDAY, CALENDAR, extended=1)
    unlimited = limit(6, Unit.MONTH, extension=Extension(None, Unit.MONTH, "高级法院批准"))
    assert due_on(unlimited, date(2025, 8, 31), CALENDAR, extended=30) == date(2028, 8, 31)


def test_floor_gives_the_first_day_and_the_day_on_which_it_is_full():
    counted = due(limit(7, floor=True), date(2026, 2, 12), CALENDAR)

    assert (counted.full_on, counted.due_on) == (date(2026, 2, 28), date(2026, 3, 1))
    assert counted.days[-1] == CountedDay(date(2026, 3, 1), False, "最短期间已满，自本日起可以办理", None)
    assert "到2026年2月28日最短期间满，自2026年3月1日起可以办理。" in explain(limit(7, floor=True), counted)


def test_backwards_runs_backwards():
    counted = due(limit(7, before=True), date(2026, 2, 25), CALENDAR)

    assert (counted.due_on, counted.days[0].day, counted.days[-1].day) == (date(2026, 2, 9), date(2026, 2, 24), date(2026, 2, 9))
    assert explain(limit(7, before=True), counted)[0] == "答复：自2026年2月25日（收到日）的前一日起倒数7个工作日。"


def test_last_day_that_is_off_moves_on_only_where_it_may():
    rolls, stays = limit(60, Unit.DAY, roll_over=True), limit(60, Unit.DAY)

    assert due(rolls, date(2025, 8, 2), CALENDAR).due_on == date(2025, 10, 9)
    assert due(stays, date(2025, 8, 2), CALENDAR).due_on == date(2025, 10, 1)
    assert due(rolls, date(2025, 7, 30), CALENDAR).due_on == date(2025, 9, 28)
    told = {day.day: day.reason for day in due(rolls, date(2025, 8, 2), CALENDAR).days}
    assert told[date(2025, 10, 1)] == "自然日，末日逢国庆节放假，顺延"
    assert told[date(2025, 10, 6)] == "中秋节放假，顺延"
    assert told[date(2025, 10, 9)] == "休假日后的第一日，期间到此届满"


def test_hours_run_on_from_the_moment():
    row, began = limit(24, Unit.HOUR), datetime(2025, 9, 30, 17, 30)

    counted = due(row, began, CALENDAR)

    assert (counted.due_at, counted.due_on) == (datetime(2025, 10, 1, 17, 30), date(2025, 10, 1))
    assert [day.reason for day in counted.days] == ["连续计时，本日计6.5小时", "连续计时，本日计17.5小时"]
    assert due_on(row, began, CALENDAR) == date(2025, 10, 1)
    for way in (due, due_on):
        with pytest.raises(CountRefused, match="要有起算的时刻"):
            way(row, began.date(), CALENDAR)


def test_moment_with_a_zone_is_the_day_of_beijing():
    late = datetime(2025, 9, 25, 17, 0, tzinfo=UTC)  # one o'clock in the morning of the 26th in Beijing

    assert due_on(limit(), late, CALENDAR) == due(limit(), late, CALENDAR).due_on == due_on(limit(), FRIDAY, CALENDAR)
    counted = due(limit(24, Unit.HOUR), late, CALENDAR)
    assert (counted.due_at, counted.due_on, counted.start) == (late + timedelta(hours=24), date(2025, 9, 27), FRIDAY)


def test_fixed_day_is_in_the_year_after():
    row = limit(None, Unit.DATE, fixed=(3, 31))

    counted = due(row, date(2025, 1, 1), CALENDAR)

    assert (counted.due_on, due_on(row, date(2025, 12, 31), CALENDAR)) == (date(2026, 3, 31), date(2026, 3, 31))
    assert counted.days == (CountedDay(date(2026, 3, 31), True, "固定日期：次年3月31日前", 1),)
    assert explain(row, counted)[0] == "答复：2025年度的，次年3月31日前办理。"


@pytest.mark.parametrize(
    ("row", "how"),
    [
        (limit(7, before=True), "倒推的"),
        (limit(24, Unit.HOUR), "按小时计的"),
        (limit(None, Unit.DATE, fixed=(1, 31)), "按日期计的"),
    ],
)
def test_pauses_are_refused_where_there_can_be_none(row, how):
    with pytest.raises(CountRefused, match=f"是{how}期限，没有停表"):
        due(row, datetime(2025, 9, 26, 9), CALENDAR, pauses=[Pause(FRIDAY, None, "鉴定")])


def test_case_is_asked_for_and_must_be_one_of_them():
    cases = {
        name: Limit(f"P15/{name}", name, "", "", "乙", number=number, unit=Unit.WORKDAY) for name, number in (("处罚", 7), ("其他", 20))
    }
    row = Limit("P15", "公开", "", "", "乙", unit=Unit.WORKDAY, cases=cases)

    assert due_on(row, FRIDAY, CALENDAR, case="处罚") == due(row, FRIDAY, CALENDAR, case="处罚").due_on == date(2025, 10, 13)
    for case, why in ((None, "请指明一种：处罚、其他"), ("许可", "没有“许可”这一情形；可选：处罚、其他")):
        with pytest.raises(CountRefused, match=why):
            due_on(row, FRIDAY, CALENDAR, case=case)
    with pytest.raises(CountRefused, match="这一条不分情形"):
        due(limit(), FRIDAY, CALENDAR, case="许可")


def test_quantity_and_parameter_without_number_are_refused():
    parameter = limit(None, Unit.DAY, parameter=True)

    with pytest.raises(CountRefused, match="是数量要求，不是期限"):
        due(Limit("T01", "学时", "", "", "甲", number=40, quantity=True), FRIDAY, CALENDAR)
    with pytest.raises(CountRefused, match="是地方参数，本地的数字还没有设定"):
        due_on(parameter, FRIDAY, CALENDAR)
    assert due_on(parameter.with_number(15), FRIDAY, CALENDAR) == date(2025, 10, 11)
    assert (parameter.only_reminds, parameter.with_number(15).only_reminds) == (True, False)
    with pytest.raises(CountRefused, match="不是地方参数，不能改"):
        limit().with_number(15)


def test_count_out_of_the_calendar_is_refused():
    far = limit(20, Unit.YEAR)

    with pytest.raises(CountRefused, match="超出了可用的年份"):
        due(far, date(9990, 1, 1), CALENDAR)
    with pytest.raises(CountRefused, match="超出了可用的年份"):
        due(limit(20), date(2025, 1, 1), CALENDAR, pauses=[Pause(date(2025, 1, 2), date.max, "鉴定")])
    with pytest.raises(CountRefused, match="超出了可用的年份"):
        due_on(limit(20), date(9999, 12, 30), CALENDAR)


@pytest.mark.parametrize(
    ("also", "why"),
    [
        ({"number": 0}, "数字要在1到20000之间"),
        ({"number": None}, "没有数字的要标明"),
        ({"confidence": "好"}, "信度“好”要以甲、乙、丙、丁开头"),
        ({"fixed": (1, 31)}, "单位是“日期”的要写月日"),
        ({"floor": True, "before": True}, "不能并用"),
        ({"suggested": 5}, "只有地方参数才有建议值"),
        ({"quantity": True}, "数量要求不带单位"),
        ({"extension": Extension(1, Unit.MONTH, "批准")}, "延长的单位要与期限的单位相同"),
    ],
)
def test_row_that_contradicts_itself_is_refused(also, why):
    with pytest.raises(ValueError, match=f"期限O04：.*{why}"):
        limit(**({"number": 20} | also))


def test_explain_tells_a_liaison_everything():
    counted = due(ANSWER, FRIDAY, CALENDAR, extended=10)

    assert explain(ANSWER, counted) == [
        "答复：自2025年9月26日（收到日）次日起算30个工作日。",
        "其中延长10个工作日，须经负责人同意，并应当告知当事人。",
        "期间10个周六、周日不计。",
        "9月28日周日，调休上班（国庆节），计入。",
        "10月1日至10月5日国庆节放假，不计。",
        "10月6日中秋节放假，不计。",
        "10月7日至10月8日国庆节放假，不计。",
        "10月11日周六，调休上班（国庆节），计入。",
        "到2025年11月13日届满。",
        "依据：政府信息公开条例第33条（信度甲）。",
    ]
