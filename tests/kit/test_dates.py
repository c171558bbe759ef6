"""Chinese dates and spans, read and written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.kit.dates import DateRefused, Span, chinese_capital_date, chinese_date, parse_date, parse_span

DATES = st.dates(date(1900, 1, 1), date(2199, 12, 31))
FULL_WIDTH = {ord(sign): 0xFEE0 + ord(sign) for sign in "0123456789()-./~"}


def test_dates_are_written_both_ways():
    assert chinese_date(date(2025, 6, 3)) == "2025年6月3日"
    assert chinese_capital_date(date(2025, 6, 13)) == "二〇二五年六月十三日"
    assert chinese_capital_date(date(2030, 12, 31)) == "二〇三〇年十二月三十一日"


@pytest.mark.parametrize(
    "text",
    ["2025年6月3日", "二〇二五年六月三日", "二○二五年六月三日", "二零二五年6月三日", "2025.6.3", "2025-06-03", "2025/6/3", "2025.06.03",
     "20250603",
     " 2025 年 6 月 3 号 "],
)  # fmt: skip
def test_parse_date_reads_every_spelling(text):
    assert parse_date(text) == date(2025, 6, 3)
    assert parse_date(text.translate(FULL_WIDTH)) == date(2025, 6, 3)


def test_parse_date_without_a_year_needs_one():
    assert parse_date("六月十三日", default_year=2025) == date(2025, 6, 13)
    with pytest.raises(DateRefused, match="“6月13日”没有写年份"):
        parse_date("6月13日")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2025-02-30", "“2025-02-30”不是真实的日期：2025年没有2月30日。请写成“2025年6月13日”或“2025-06-13”。"),
        ("2025年13月1日", "“2025年13月1日”不是真实的日期：2025年没有13月1日。请写成“2025年6月13日”或“2025-06-13”。"),
        ("", "读不懂日期“”。请写成“2025年6月13日”或“2025-06-13”。"),
        ("明天", "读不懂日期“明天”。请写成“2025年6月13日”或“2025-06-13”。"),
        ("2025-6.3", "读不懂日期“2025-6.3”。请写成“2025年6月13日”或“2025-06-13”。"),
        ("2025年6月", "读不懂日期“2025年6月”。请写成“2025年6月13日”或“2025-06-13”。"),
        ("0025-06-13", "“0025-06-13”的年份不在1900至2199之间。请写成“2025年6月13日”或“2025-06-13”。"),
    ],
)
def test_parse_date_refuses_with_reason_and_example(text, said):
    with pytest.raises(DateRefused) as refused:
        parse_date(text)
    assert str(refused.value) == said


@given(DATES)
def test_dates_round_trip(day):
    for text in (
        chinese_date(day),
        chinese_capital_date(day),
        day.isoformat(),
        day.strftime("%Y%m%d"),
        f"{day.year}.{day.month}.{day.day}",
    ):
        assert parse_date(text) == day
        assert parse_span(text) == Span(day, day)


def span(start, end, open_ended=False):
    return Span(start and date.fromisoformat(start), end and date.fromisoformat(end), open_ended)


SPANS = [
    ("2025年6月初至6月中旬", span("2025-06-01", "2025-06-20")),
    ("2025年6月中旬至7月", span("2025-06-11", "2025-07-31")),
    ("2025年8月", span("2025-08-01", "2025-08-31")),
    ("(2025年9月至10月)", span("2025-09-01", "2025-10-31")),
    ("2025年11月至示范创建活动结束", span("2025-11-01", None, True)),
    ("2025年底前", span(None, "2025-12-31")),
    ("8月底前", span(None, "2025-08-31")),
    ("8月底前完成", span(None, "2025-08-31")),
    ("2025年6月上旬—7月下旬", span("2025-06-01", "2025-07-31")),
    ("2025年10月—2026年2月", span("2025-10-01", "2026-02-28")),
    ("2025年10月至次年2月", span("2025-10-01", "2026-02-28")),
    ("6月30日前", span(None, "2025-06-30")),
    ("6月30日之前", span(None, "2025-06-30")),
    ("2025年第三季度", span("2025-07-01", "2025-09-30")),
    ("三季度", span("2025-07-01", "2025-09-30")),
    ("2025年第二季度末前", span(None, "2025-06-30")),
    ("第一季度至第三季度", span("2025-01-01", "2025-09-30")),
    ("即日起至2025年8月15日", span(None, "2025-08-15")),
    ("即日起至示范创建活动结束", span(None, None, True)),
    ("即日起", span(None, None, True)),
    ("自2025年7月1日起施行", span("2025-07-01", None, True)),
    ("2025年6月1日至30日", span("2025-06-01", "2025-06-30")),
    ("2025年6月初至中旬", span("2025-06-01", "2025-06-20")),
    ("6-7月", span("2025-06-01", "2025-07-31")),
    ("2025年6-7月", span("2025-06-01", "2025-07-31")),
    ("2025.6-2025.8", span("2025-06-01", "2025-08-31")),
    ("2025-06-03至2025-07-01", span("2025-06-03", "2025-07-01")),
    ("2025-06-03", span("2025-06-03", "2025-06-03")),
    ("二〇二五年六月下旬", span("2025-06-21", "2025-06-30")),
    ("2025年十月中旬至十一月底", span("2025-10-11", "2025-11-30")),
    ("2025年上半年", span("2025-01-01", "2025-06-30")),
    ("2025年内", span("2025-01-01", "2025-12-31")),
    ("2025—2026年", span("2025-01-01", "2026-12-31")),
    ("2024年2月底", span("2024-02-21", "2024-02-29")),
    ("长期坚持", span(None, None, True)),
]


@pytest.mark.parametrize(("text", "expected"), SPANS)
def test_parse_span_reads_what_plans_write(text, expected):
    assert parse_span(text, default_year=2025) == expected
    assert parse_span(text.translate(FULL_WIDTH), default_year=2025) == expected


@pytest.mark.parametrize(
    "text",
    ["", "尽快", "每年1月31日前", "每季度", "2025年13月", "2025年7月至6月", "6月前", "2025年中", "前", "至", "2025年初至年底",
     "2025年2月30日前",
     "第五季度", "底前", "2025年第三条"],
)  # fmt: skip
def test_parse_span_refuses_what_it_does_not_understand(text):
    with pytest.raises(DateRefused) as refused:
        parse_span(text, default_year=2025)
    assert f"“{text}”" in str(refused.value)


def test_parse_span_needs_a_year():
    with pytest.raises(DateRefused, match="时间“8月底前”没有写年份"):
        parse_span("8月底前")


@given(st.text(alphabet="年月日前至到-—初底旬中上下0123456789二〇五六第季度起止", max_size=14))
def test_parse_span_answers_or_refuses(text):
    try:
        found = parse_span(text, default_year=2025)
    except DateRefused:
        return
    assert found.start or found.end or found.open_ended
    assert not (found.start and found.end) or found.start <= found.end
