"""The holiday notice and the seed: both give the tables of the time limits, and contradictions are refused."""

from datetime import date, timedelta

import pytest

from fazhi.kit.days import DayRule
from fazhi.kit.holidayseed import SEEDED_YEARS, seed_from_chinesecalendar
from fazhi.kit.notice import NoticeRefused, parse_notice

OFF = {
    2025: ["0101-0101", "0128-0204", "0404-0406", "0501-0505", "0531-0602", "1001-1008"],
    2026: ["0101-0103", "0215-0223", "0404-0406", "0501-0505", "0619-0621", "0925-0927", "1001-1007"],
}
WORKED = {2025: ["0126", "0208", "0427", "0928", "1011"], 2026: ["0104", "0214", "0228", "0509", "0920", "1010"]}

NOTICE_2025 = """各单位:2025年元旦、春节、清明节、劳动节、端午节和国庆节、中秋节怎样放假,安排如下。
一、元旦:1月1日(周三)放假1天,不调休。
二、春节:1月28日(农历除夕、周二)至2月4日(农历正月初七、周二)放假调休,共8天。1月26日(周日)、2月8日(周六)上班。
三、清明节:4月4日(周五)至6日(周日)放假,共3天。
四、劳动节:5月1日(周四)至5日(周一)放假调休,共5天。4月27日(周日)上班。
五、端午节:5月31日(周六)至6月2日(周一)放假,共3天。
六、国庆节、中秋节:10月1日(周三)至8日(周三)放假调休,共8天。9月28日(周日)、10月11日(周六)上班。
放假期间请安排好值班和安全工作。
2024年11月12日
"""
NOTICE_2026 = """关于2026年部分节假日安排的通知(自拟)
一、元旦:1月1日(周四)至3日(周六)放假调休,共3天。1月4日(周日)上班。
二、春节:2月15日(农历腊月二十八、周日)至23日(农历正月初七、周一)放假调休,共9天。2月14日(周六)、2月28日(周六)
上班。
三、清明节:4月4日(星期六)至6日(星期一)放假,共3天。
四、劳动节:5月1日至5日放假调休,共5天,5月9日(周六)上班。
五、端午节:6月19日(周五)放假,与周末连休。鼓励各单位安排职工在6月22日休息。
六、中秋节:9月25日(周五)~27日(周日)放假,共3天。
七、国庆节:10月1日(周四)至7日(周三)放假调休,共7天。9月20日(周日)、10月10日(周六)上班。
"""
FULL_WIDTH = {ord(sign): 0xFEE0 + ord(sign) for sign in "0123456789(),:;~"}


def table(year):
    kinds = {}
    for span in OFF[year]:
        first, last = (date(year, int(end[:2]), int(end[2:])) for end in span.split("-"))
        kinds |= {first + timedelta(days=n): "休" for n in range((last - first).days + 1)}
    return dict(sorted((kinds | {date(year, int(day[:2]), int(day[2:])): "班" for day in WORKED[year]}).items()))


@pytest.mark.parametrize(("text", "year"), [(NOTICE_2025, 2025), (NOTICE_2026, 2026)])
@pytest.mark.parametrize("signs", [{}, FULL_WIDTH], ids=["half-width", "full-width"])
def test_parse_notice_gives_the_year_table(text, year, signs):
    rules = parse_notice(text.translate(signs), year)

    assert {day: rule.kind for day, rule in rules.items()} == table(year)
    assert rules[date(year, 10, 3)] == DayRule("休", "国庆节、中秋节" if year == 2025 else "国庆节")


@pytest.mark.parametrize("year", [2025, 2026])
def test_seed_gives_the_year_table(year):
    assert {day: rule.kind for day, rule in seed_from_chinesecalendar([year]).items()} == table(year)


def test_seed_covers_2004_to_2026_with_chinese_names():
    rules = seed_from_chinesecalendar()

    assert (SEEDED_YEARS[0], SEEDED_YEARS[-1]) == (2004, 2026)
    assert sorted({day.year for day in rules}) == list(SEEDED_YEARS)
    assert {rule.name for rule in rules.values()} == {
        "元旦", "春节", "清明节", "劳动节", "端午节", "国庆节", "中秋节", "抗日战争胜利70周年纪念日",
    }  # fmt: skip
    with pytest.raises(ValueError, match="没有2027年"):
        seed_from_chinesecalendar([2026, 2027])


def test_parse_notice_reads_days_of_the_year_before():
    text = NOTICE_2025.replace(
        "1月1日(周三)放假1天,不调休。", "2024年12月31日(周二)至2025年1月1日(周三)放假调休,共2天。2024年12月28日(周六)上班。"
    )

    rules = parse_notice(text, 2025)

    assert list(rules.items())[:3] == [
        (date(2024, 12, 28), DayRule("班", "元旦")),
        (date(2024, 12, 31), DayRule("休", "元旦")),
        (date(2025, 1, 1), DayRule("休", "元旦")),
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("共8天。1月26日", "共7天。1月26日", "写的是7天,按起止日期算是8天"),
        ("5月1日(周四)", "5月1日(周五)", "2025-05-01是周四,通知写的是周五"),
        ("4月27日(周日)上班", "4月28日上班", "2025-04-28是周一,本来就上班"),
        ("5月31日(周六)至6月2日(周一)", "5月32日至6月2日(周一)", "没有“5月32日”这一天"),
        ("10月11日(周六)上班", "10月4日(周六)上班", "2025-10-04在通知里出现了两次"),
        ("4月4日(周五)至6日(周日)放假,共3天", "4月4日(周五)至6日(周日)歇业", "读不懂这一句:“4月4日(周五)至6日(周日)歇业”"),
        ("六、国庆节、中秋节", "六、国庆节", "没有读到中秋的安排"),
        ("2025年元旦", "2026年元旦", "写的是2026年的安排,不是2025年的"),
        ("放假1天,不调休", "放假2天,不调休", "写的是2天,按起止日期算是1天"),
        ("5月31日(周六)至6月2日(周一)放假,共3天。", "", "“端午节”一段没有读到放假日期"),
    ],
)
def test_parse_notice_refuses_contradictions_by_their_sentence(old, new, said):
    assert old in NOTICE_2025
    with pytest.raises(NoticeRefused) as refused:
        parse_notice(NOTICE_2025.replace(old, new), 2025)
    # The notice's own signs are half width here; the sentence is quoted as read.
    assert said.replace(",", ",") in half(str(refused.value))


def half(text):
    return text.translate({full: sign for sign, full in FULL_WIDTH.items()})


@pytest.mark.parametrize("text", ["", "放假三天", "各位同事好"])
def test_parse_notice_refuses_what_is_no_notice(text):
    with pytest.raises(NoticeRefused, match="读不懂这份通知"):
        parse_notice(text, 2026)
