"""数据指标 and 打开的数字: who sees which figures, the same to the row, the export, the stored ones, and the panel of an indicator."""

from datetime import date

import pytest
from django.core.cache import cache
from django.utils import timezone
from lxml import html

from fazhi.domains.oversight.models import PublicInformation
from fazhi.engine.metrics import metrics_of
from fazhi.engine.register import registers
from fazhi.journal.models import Entry, Verb
from fazhi.kit.dates import chinese_date
from fazhi.kit.sheets import read_rows, sheet_names
from fazhi.plan.models import Target
from fazhi.records.figures import full_name
from fazhi.records.holidays import seed
from fazhi.records.keeping import change
from fazhi.records.models import Published
from records.ledger import close, enter, request
from web.desks import address, error, refusal, rows, said, text, texts

YEAR = "period=2025"
RATE = "R34.share_answered_in_time"
BIG = "//div[contains(@class, 'figure-big')]"
CHIPS = "//nav[@aria-label='按判断筛选']/a"
EVERY = [full_name(model, name) for model in registers().values() for name in metrics_of(model)]


@pytest.fixture
def ledger(town):
    """教育局: two answered in time, one late; 公安局: one in time; 县教育局: one not answered and long due."""
    seed()
    enter(
        request(town.education, "教1", date(2025, 3, 3), date(2025, 3, 10)),
        request(town.education, "教2", date(2025, 4, 1), date(2025, 4, 2)),
        request(town.education, "教3", date(2025, 5, 6), date(2025, 9, 1)),
        request(town.police, "公1", date(2025, 6, 3), date(2025, 6, 5)),
        request(town.county_education, "县1", date(2025, 7, 1)),
    )
    return town


def get(who, name, query=YEAR, **more):
    return who.get(f"{address('figure', name)}?{query}", **more)


def line_of(answer, label):
    (found,) = [row for row in rows_everywhere(answer) if row[0] == label]
    return found


def rows_everywhere(answer):
    body = html.fromstring(answer.content.decode()).xpath("//main//table/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./td")] for row in body]


@pytest.mark.parametrize(
    ("who", "rate", "received"),
    [
        ("force", ["按期答复率", "60%", "≥ 100%", "未达标", "还差 2 件，最迟 12月31日", "—"], "5 件"),
        ("leader", ["按期答复率", "60%", "≥ 100%", "未达标", "还差 2 件，最迟 12月31日", "—"], "5 件"),
        ("liaison", ["按期答复率", "66.67%", "≥ 100%", "未达标", "还差 1 件，最迟 12月31日", "—"], "3 件"),
        ("stranger", ["按期答复率", "100%", "≥ 100%", "达标", "—", "—"], "1 件"),
        ("county_force", ["按期答复率", "0%", "≥ 100%", "未达标", "还差 1 件，最迟 12月31日", "—"], "1 件"),
        ("lead", ["按期答复率", "无此类事项", "≥ 100%", "无此类事项", "—", "—"], "0 件"),
    ],
)
def test_figures_are_those_of_the_readers_reach(ledger, who, rate, received):
    answer = ledger.browser(getattr(ledger, who)).get(f"/figures/?{YEAR}")

    assert line_of(answer, "按期答复率") == rate
    assert line_of(answer, "收到申请件数")[1] == received


def test_figures_can_be_narrowed_to_what_falls_short(ledger):
    client = ledger.browser(ledger.force)
    every, short = client.get(f"/figures/?{YEAR}&register=R34"), client.get(f"/figures/?{YEAR}&register=R34&verdict=未达标")

    chips = dict(each.split() for each in texts(every, CHIPS))
    assert int(chips["全部"]) == len(metrics_of(PublicInformation))
    assert [row[0] for row in rows_everywhere(short) if len(row) > 1] == ["申请答复率", "按期答复率"]
    assert chips["未达标"] == "2"


def test_figures_of_a_unit_out_of_reach_are_not_there(ledger):
    assert error(ledger.browser(ledger.liaison).get(f"/figures/?unit={ledger.police.pk}"))[0] == 404
    assert error(get(ledger.browser(ledger.liaison), RATE, f"{YEAR}&unit={ledger.police.pk}"))[0] == 404
    assert error(get(ledger.browser(ledger.county_force), RATE, f"{YEAR}&unit={ledger.city.pk}"))[0] == 404
    assert text(get(ledger.browser(ledger.force), RATE, f"{YEAR}&unit={ledger.police.pk}"), BIG) == "100%"


def test_figures_are_closed_to_admins(ledger):
    assert error(ledger.browser(ledger.system).get("/figures/"))[0] == 403


def test_figures_before_any_record_say_there_is_no_such_matter(town):
    answer = town.browser(town.force).get(f"/figures/?{YEAR}&register=R34&verdict=参考")
    assert line_of(answer, "收到申请件数")[1:4] == ["0 件", "—", "参考"]


def test_change_is_against_the_like_period_before(ledger):
    enter(request(ledger.education, "去年", date(2024, 6, 3), date(2024, 6, 4)))
    answer = ledger.browser(ledger.force).get(f"/figures/?{YEAR}")

    assert line_of(answer, "收到申请件数")[-1] == "+4 件"
    assert line_of(answer, "按期答复率")[-1] == "-40 个百分点"


def test_period_that_cannot_be_read_is_said(ledger):
    client = ledger.browser(ledger.force)
    for query, words in (
        ("period=own&since=2025-06-01&until=2025-01-01", "截止日期2025-01-01早于起始日期2025-06-01"),
        ("period=own", "自定日期要填写起止两个日期"),
        ("as_of=不是日期", "数据截至："),
    ):
        (told,) = texts(client.get(f"/figures/?{query}"), "//*[@role='alert']/div")
        assert told.startswith(words)
    half = line_of(client.get("/figures/?period=own&since=2025-03-01&until=2025-04-30"), "收到申请件数")
    assert half[1] == "2 件"


def test_opened_figure_says_value_line_formula_and_basis(ledger):
    answer = get(ledger.browser(ledger.force), RATE)

    assert (text(answer, "//h1"), text(answer, BIG)) == ("按期答复率", "60%")
    facts = dict(zip(texts(answer, "//dl[@class='facts']/dt"), texts(answer, "//dl[@class='facts']/dd"), strict=True))
    assert facts["目标"] == "≥ 100% 算法默认 创建方案任务24"
    assert (facts["算法"], facts["依据"]) == ("按期答复率 = 符合“依申请公开在法定期限内答复”的件数 ÷ 应符合的件数", "政府信息公开条例33条")
    assert len(texts(answer, "//div[contains(@class, 'chart-table')]//tr")) == 25


def test_opened_figure_lists_the_rows_it_counts_and_those_it_does_not(ledger):
    client = ledger.browser(ledger.force)
    counted = rows(get(client, RATE), table=2)
    left = {row[0]: row[-2] for row in rows(get(client, RATE, f"{YEAR}&tab=left-out"), table=2)}

    assert sorted(row[0] for row in counted) == ["公1", "教1", "教2"]
    assert {row[-1] for row in counted} == {"示例经办人 · 表格导入（示例台账.xlsx）"}
    late = "不符合“依申请公开在法定期限内答复”"
    assert left == {"教3": late, "县1": late}


def test_rows_of_whom_nothing_is_asked_are_out_of_scope(ledger):
    enter(
        request(ledger.education, "补正", date(2025, 3, 3), stage="correcting", needs_correction=True, correction_told_on=date(2025, 3, 5))
    )
    left = rows(get(ledger.browser(ledger.liaison), "R34.share_extensions_granted", f"{YEAR}&tab=left-out"), table=2)

    assert {row[-2] for row in left} == {"不在考核范围"}


def test_opened_figure_shows_a_liaison_the_own_rows_only(ledger):
    answer = get(ledger.browser(ledger.liaison), RATE, f"{YEAR}&tab=left-out")

    assert [row[0] for row in rows(answer, table=2)] == ["教3"]
    assert "县1" not in answer.content.decode() and "公1" not in answer.content.decode()


def test_opened_figure_of_a_past_evening_is_the_one_of_then(ledger):
    row = PublicInformation.objects.get(number="教3")
    change(row, {"answered_on": date(2025, 5, 8)}, ledger.force)
    client = ledger.browser(ledger.force)

    assert text(get(client, RATE), BIG) == "80%"
    assert text(get(client, RATE, f"{YEAR}&as_of=2026-01-31"), BIG) == "60%"


def test_moves_show_what_entered_and_what_left(ledger):
    close(PublicInformation.objects.get(number="教1"))
    enter(request(ledger.police, "公2", date(2025, 6, 3), date(2025, 6, 5)), known=timezone.localdate())
    client = ledger.browser(ledger.force)
    entered = rows(get(client, RATE, f"{YEAR}&tab=moves&which=entered"), table=2)
    left = rows(get(client, RATE, f"{YEAR}&tab=moves&which=left"), table=2)

    assert [row[0] for row in entered] == ["公2"]
    assert [(row[0], row[-2]) for row in left] == [("教1", "已从台账中删除")]


def test_units_are_listed_the_lowest_first_with_their_verdict(ledger):
    found = rows(get(ledger.browser(ledger.force), RATE, f"{YEAR}&tab=units"), table=2)

    assert [row[:4] for row in found] == [
        ["县教育局", "0%", "≥ 100%", "未达标"],
        ["市教育局", "66.67%", "≥ 100%", "未达标"],
        ["市公安局", "100%", "≥ 100%", "达标"],
    ]


def test_target_of_the_confirmed_plan_comes_before_the_default(ledger):
    demand = ledger.at("1.1.1")
    demand.indicator.metrics, demand.indicator.targets = [RATE], "按期答复率90%"
    demand.indicator.save()
    client = ledger.browser(ledger.force)
    told = lambda: text(get(client, RATE), "//dl[@class='facts']/dd[1]")  # noqa: E731
    assert told() == "≥ 90% 指标体系 1.1.1：按期答复率90%"

    link = ledger.campaign.links.filter(level2_no=demand.indicator.level2_no).first()
    made = Target.objects.create(task=link.task, text="依申请公开按期答复率不低于50%", operator=">=", value=50, unit="%")
    assert told() == "≥ 90% 指标体系 1.1.1：按期答复率90%"  # not yet confirmed
    Target.objects.filter(pk=made.pk).update(is_confirmed=True)
    assert told() == f"≥ 50% 创建方案 任务{link.task.no}：依申请公开按期答复率不低于50%"
    assert texts(get(client, RATE), "//*[contains(@class, 'figure-big ok')]") == ["60%"]


@pytest.mark.parametrize("name", EVERY)
def test_every_figure_opens_before_there_is_any_record(town, name):
    answer = get(town.browser(town.force), name, "")

    assert answer.status_code == 200
    assert text(answer, "//section//div[@class='empty']/h2") == "没有计入的记录"


def test_figures_that_do_not_exist_are_not_there(town):
    client = town.browser(town.force)
    assert [get(client, name).status_code for name in ("R34.nonsense", "R99.x", "nonsense")] == [404, 404, 404]


@pytest.mark.parametrize("tab", ["counted", "left-out", "moves", "units"])
def test_opened_figure_takes_the_same_queries_for_five_rows_and_for_sixty(ledger, queries, tab):
    page = f"{address('figure', RATE)}?{YEAR}&tab={tab}"
    few = [queries(ledger.browser(who), page) for who in (ledger.force, ledger.liaison)]
    for number in range(60):
        unit = ledger.bureau(f"第{number}局", 20 + number) if number < 20 else ledger.education
        enter(request(unit, f"多{number}", date(2025, 2, 3), date(2025, 2, 4 + number % 20)))
    assert [queries(ledger.browser(who), page) for who in (ledger.force, ledger.liaison)] == few


def test_figures_take_the_same_queries_for_five_rows_and_for_sixty(ledger, queries):
    few = queries(ledger.browser(ledger.force), "/figures/")
    enter(*(request(ledger.education, f"多{number}", date(2025, 2, 3)) for number in range(60)))
    assert queries(ledger.browser(ledger.force), "/figures/") == few


def test_export_holds_what_the_page_shows_and_is_journalled(ledger):
    answer = ledger.browser(ledger.liaison).get(f"{address('figure-export', RATE)}?{YEAR}")
    book = b"".join(answer.streaming_content)

    assert sheet_names(book) == ["数字", "计入", "未计入及原因", "新计入", "不再计入", "各单位", "趋势"]
    facts = {row[0]: row[1] for row in list(read_rows(book, "数字"))[2:]}
    assert (facts["单位"], facts["数值"], facts["判断"], facts["还差"]) == ("金昌市教育局", "66.67%", "未达标", "还差 1 件，最迟 12月31日")
    counted, left = list(read_rows(book, "计入"))[1:], list(read_rows(book, "未计入及原因"))[1:]
    at = counted[0].index("编号")
    assert sorted(row[at] for row in counted[1:]) == ["教1", "教2"]
    assert [(row[at], row[-1]) for row in left[1:]] == [("教3", "不符合“依申请公开在法定期限内答复”")]
    entry = Entry.objects.get(verb=Verb.DOWNLOADED)
    assert entry.said.startswith("下载了市教育局2025年“按期答复率”的明细，截至")


def test_export_of_a_unit_out_of_reach_is_not_there(ledger):
    answer = ledger.browser(ledger.stranger).get(f"{address('figure-export', RATE)}?{YEAR}&unit={ledger.education.pk}")
    assert (answer.status_code, Entry.objects.filter(verb=Verb.DOWNLOADED).count()) == (404, 0)


def test_task_force_stores_a_figure_and_sees_whether_it_still_holds(ledger):
    client = ledger.browser(ledger.force)
    page = f"{address('figure-store', RATE)}?{YEAR}"
    assert refusal(client.post(page, {"used_in": " "})) == "请写明这个数字用在哪里，200字以内，如“2026年上半年自评报告”。"

    answer = client.post(page, {"used_in": "2025年自评报告"}, follow=True)
    assert said(answer) == ["已存档：数值、计入的记录、算法和参数都留存了，以后可以复算。"]
    assert [row[:5] for row in rows(answer, table=2)] == [
        ["2025年自评报告", "60%", "2025年", chinese_date(timezone.localdate()), "仍可复算"]
    ]
    Published.objects.update(formula_digest="0" * 64)
    (row,) = rows(get(client, RATE, f"{YEAR}&tab=stored"), table=2)
    assert row[4] == "已变化：算法已更新，存档的仍按当时的算法"


def test_others_store_nothing(ledger):
    page = f"{address('figure-store', RATE)}?{YEAR}"
    for who in (ledger.liaison, ledger.leader):
        assert error(ledger.browser(who).post(page, {"used_in": "报告"}))[0] == 403
    assert "存档这个数字" not in get(ledger.browser(ledger.liaison), RATE).content.decode()
    assert Published.objects.count() == 0


def panel_of(client, demand):
    return texts(client.get(address("indicator", demand.pk)), "//li[@class='measured']/div[1]")


def test_indicator_shows_its_metrics_for_the_reader(ledger):
    demand = ledger.at("1.1.1")
    demand.indicator.metrics = [RATE, "R34.requests_received", "R34.gone"]
    demand.indicator.save()
    year = timezone.localdate().year
    enter(request(ledger.education, "今年", date(year, 1, 5), date(year, 1, 6)))
    cache.clear()

    city = panel_of(ledger.browser(ledger.force), demand)
    mine = panel_of(ledger.browser(ledger.stranger), demand)
    nothing = "没有目标，只作参考政府信息公开"
    assert city[1] == f"收到申请件数 1 件参考 {nothing}"
    assert mine == [
        "按期答复率 无此类事项无此类事项 目标 ≥ 100% · 算法默认 创建方案任务24政府信息公开",
        f"收到申请件数 0 件参考 {nothing}",
    ]


def test_indicator_without_metric_says_why(ledger):
    demand = ledger.at("1.1.2")
    demand.indicator.no_metric = "制度文本由材料审查，不能由台账计算。"
    demand.indicator.save()
    answer = ledger.browser(ledger.force).get(address("indicator", demand.pk))

    assert texts(answer, "//section[div/h2='数据']/div[@class='body soft']") == ["制度文本由材料审查，不能由台账计算。"]
    assert "echarts" not in answer.content.decode()


def test_indicator_takes_the_same_queries_for_few_rows_and_for_many(ledger, queries):
    demand = ledger.at("1.1.1")
    demand.indicator.metrics = [RATE]
    demand.indicator.save()
    page = address("indicator", demand.pk)
    few = queries(ledger.browser(ledger.force), page)
    enter(*(request(ledger.education, f"多{number}", date(2025, 2, 3)) for number in range(40)))
    assert queries(ledger.browser(ledger.force), page) == few
