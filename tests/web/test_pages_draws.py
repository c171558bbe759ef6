"""双随机抽取 at a page: from pasted lines and from a register's list, frozen, drawn, published, exported."""

from datetime import date

import openpyxl
import pytest

from fazhi.domains.oversight.models import PublicInformation
from fazhi.journal.models import Entry
from fazhi.journal.write import Who
from fazhi.records.bulk import enter_all
from fazhi.records.models import Draw
from fazhi.records.saving import keep_view
from web.desks import address, error, refusal, rows, said, text, texts, typed

FORM = {
    "objects": "paste",
    "inspectors": "paste",
    "title": "第一次涉企检查",
    "objects_text": "A1 示例甲 高 区1\nA2 示例乙 高 区2\nA3 示例丙 低 区1",
    "inspectors_text": "p1 检查员一 区1\np2 检查员二 区2\np3 检查员三",
    "wanted": "1",
    "reserves": "1",
    "per": "1",
    "conflicts": "A1 p3",
}


@pytest.fixture
def frozen(town):
    town.browser(town.liaison).post(address("draw-new"), FORM)
    return Draw.objects.get()


def informed(town, count=4):
    made = [
        PublicInformation(
            unit=unit, number=f"示例{n}{unit.pk}", subject="示例", channel="网络" if n % 2 else "当面", received_on=date(2025, 3, 3)
        )
        for unit in (town.education, town.police)
        for n in range(count)
    ]
    enter_all(made, Who(None, "测试"), "导入")


def test_pasted_lines_are_frozen_and_the_digest_shown(town):
    browser = town.browser(town.liaison)
    answer = browser.post(address("draw-new"), FORM, follow=True)
    made = Draw.objects.get()

    assert said(answer) == ["名单已冻结，还没有抽取。请先把名单摘要告知各方，再给出种子。"]
    assert text(answer, "//dt[.='名单摘要']/following-sibling::dd[1]") == made.frame_digest
    assert rows(answer) == [["A1", "示例甲", "高", "区1"], ["A2", "示例乙", "高", "区2"], ["A3", "示例丙", "低", "区1"]]
    assert made.frame["conflicts"] == [["A1", "p3"]]


def test_wrong_form_is_refused_and_keeps_what_was_typed(town):
    answer = town.browser(town.liaison).post(address("draw-new"), {**FORM, "wanted": "9"})

    assert (answer.status_code, refusal(answer)) == (422, "“高”只有2个，不够抽9个。请减少抽取数量。")
    assert typed(answer, "objects_text")[0].strip() == FORM["objects_text"]
    assert typed(answer, "title") == ["第一次涉企检查"]
    assert Draw.objects.count() == 0


def test_list_of_a_register_is_drawn_as_filtered_and_as_seen(town):
    informed(town)
    browser = town.browser(town.liaison)
    told = {"objects": "R34", "objects_query": "http://x/registers/R34/?channel=网络", "stratum": "channel", "wanted": "1", "title": "抽查"}
    page = browser.get(address("draw-new"), told)
    assert "R34 政府信息公开，申请渠道：网络，共 2 条" in texts(page, "//form//p")

    browser.post(address("draw-new"), told)
    held = Draw.objects.get()
    mine = PublicInformation.objects.filter(unit=town.education, channel="网络")
    assert sorted(key for key, *_ in held.frame["objects"]) == sorted(mine.values_list("business_key", flat=True))
    assert held.frame["wanted"] == {"网络": 1}
    assert held.source == "检查对象：R34 政府信息公开，申请渠道：网络"


def test_saved_view_is_a_source_and_equal_units_do_not_meet(town):
    informed(town, 2)
    view = keep_view(town.force, "R34", "当面的", "channel=当面")
    browser = town.browser(town.force)
    told = {"objects": f"view:{view.pk}", "inspectors": "R34", "same": "unit", "wanted": "2", "per": "2", "title": "交叉检查"}
    page = browser.get(address("draw-new"), told)
    assert "责任单位相同的回避" in texts(page, "//select[@name='same']/option")
    browser.post(address("draw-new"), told)
    held = Draw.objects.get()
    browser.post(address("draw-act", held.pk, "draw"), {"how": "system"})
    held.refresh_from_db()

    units = dict(PublicInformation.objects.values_list("business_key", "unit__short_name"))
    assert [(key, who) for key, people in held.result["pairs"].items() for who in people if units[key] == units[who]] == []
    assert sorted(len(people) for people in held.result["pairs"].values()) == [2, 2]


def test_seed_needs_its_source_and_draws_once(town, frozen):
    browser = town.browser(town.liaison)
    page = address("draw-act", frozen.pk, "draw")
    for post, told in (({}, "没有填写种子"), ({"seed": "07"}, "请写明种子出自哪个公开事件")):
        answer = browser.post(page, post)
        assert (answer.status_code, refusal(answer).startswith(told)) == (422, True)
    answer = browser.post(page, {"seed": "07", "seed_source": "示例开奖"}, follow=True)

    assert said(answer) == ["已抽取，结果已留存，不能重来。"]
    held = Draw.objects.get()
    (first, second), _ = [
        [key for keys in sides for key in keys] for _, sides in sorted(held.result["drawn"].items(), key=lambda x: -len(x[1][1]))
    ]
    shown = [row for table in (1, 2) for row in rows(answer, table)]
    assert [row[2] for row in shown if row[3] in ("示例甲", "示例乙")] == [first, second]
    again = browser.post(page, {"seed": "08", "seed_source": "示例"})
    assert (again.status_code, refusal(again).startswith("这次抽取已经做过")) == (422, True)


def test_published_draw_is_read_by_the_area_and_not_by_other_counties(town, frozen):
    browser = town.browser(town.liaison)
    browser.post(address("draw-act", frozen.pk, "draw"), {"how": "system"})
    stranger, county = town.browser(town.stranger), town.browser(town.county_liaison)
    page = address("draw", frozen.pk)
    assert [each.get(page).status_code for each in (stranger, county)] == [404, 404]
    browser.post(address("draw-act", frozen.pk, "publish"))

    assert [each.get(page).status_code for each in (stranger, county)] == [200, 404]
    assert [row[0] for row in rows(stranger.get(address("draws")))] == ["第一次涉企检查"]
    assert texts(county.get(address("draws")), "//main//h2") == ["还没有抽取"]
    assert texts(stranger.get(page), "//form[contains(@action, '/draws/')]") == []
    assert error(stranger.post(address("draw-act", frozen.pk, "publish")))[0] == 403


def test_exports_hold_the_draw(town, frozen, tmp_path):
    browser = town.browser(town.liaison)
    browser.post(address("draw-act", frozen.pk, "draw"), {"how": "system"})
    book = browser.get(address("draw-book", frozen.pk))
    (tmp_path / "book.xlsx").write_bytes(book.content)
    told = browser.get(address("draw-csv", frozen.pk)).content.decode("utf-8-sig").splitlines()

    held = Draw.objects.get()
    assert [each.said for each in Entry.objects.filter(verb="downloaded").order_by("pk")] == [
        f"下载了双随机抽取“{held}”的名录和结果",
        f"下载了双随机抽取“{held}”的复核数据",
    ]
    assert [row[0].value for row in openpyxl.load_workbook(tmp_path / "book.xlsx")["抽取结果"].iter_rows(min_row=3)] == [
        "抽中",
        "候补",
        "抽中",
    ]
    assert told[:2] == ["类别,编号,名称,层,回避项,检查人员", f"种子,{held.seed},系统在名单冻结之后生成,,,"]


def test_list_takes_the_same_queries_for_one_and_for_three(town, frozen, queries):
    few = queries(town.browser(town.liaison), "/draws/")
    for title in ("二", "三"):
        town.browser(town.liaison).post(address("draw-new"), {**FORM, "title": title})

    assert queries(town.browser(town.liaison), "/draws/") == few
