"""申报台账: uploads with receipts, returns that become problems, the province's questions up to 推荐资格."""

import io

import pytest
from openpyxl import load_workbook

from fazhi.engine.register import register
from fazhi.journal.models import Entry
from fazhi.reports.models import Declaration, DeclaredItem, Filing, Inquiry
from web.desks import address, error, refusal, rows, said, text

FILED = {"filed_on": "2025-06-20", "what": "1.1.1 佐证.pdf", "filed_by": "示例张某", "receipt_no": "HZ-001"}


@pytest.fixture
def held(town):
    """A comprehensive declaration of the campaign."""
    town.browser(town.force).post("/declarations/new/", {"name": "示例申报", "kind": "whole"})
    return Declaration.objects.get()


def item(code="1.1.1"):
    return DeclaredItem.objects.get(code=code)


def do(town, held, act, who=None, **fields):
    return town.browser(who or town.force).post(address("declaration-act", held.pk, act), {"form": act, **fields}, follow=True)


def filed(town, held, code="1.1.1", **more):
    return do(town, held, "file", items=[item(code).pk], **{**FILED, **more})


def test_declaration_has_an_item_an_indicator_answered_by_its_principal_lead(town, held):
    answer = town.browser(town.force).get(address("declaration", held.pk))

    assert [row[1:4] for row in rows(answer)][:2] == [["1.1.1 按期办结", "市司法局", "待上传"], ["1.1.2 依法许可", "市司法局", "待上传"]]
    assert text(answer, "//p[@class='lead']").startswith("准备申报")


def test_upload_is_written_down_with_receipt_and_person(town, held):
    answer = filed(town, held)
    row = Filing.objects.get()

    assert said(answer) == ["已登记 1 个条目的上传。"]
    assert (row.item.state, row.no, str(row.filed_on), row.filed_by, row.receipt_no) == ("filed", 1, "2025-06-20", "示例张某", "HZ-001")
    assert Entry.objects.order_by("-pk").first().said == "登记申报条目“1.1.1 按期办结”第1次上传（2025年6月20日，回执号HZ-001）"


def test_same_item_is_not_uploaded_twice_unanswered(town, held):
    filed(town, held)
    answer = filed(town, held)

    assert refusal(answer) == "“1.1.1 按期办结”已经上传，还没有被退回，不用重复登记。请去掉勾选；要更正的，请先登记退回。"
    assert Filing.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"filed_on": "2099-01-01"}, "上传日期2099年1月1日还没有到。请填写实际发生的日期。"),
        ({"what": " "}, "没有填写上传的内容。请填写。"),
        ({"sha256": "xyz"}, "SHA-256 应是 64 位十六进制数。请从材料包清单中复制；没有的可以不填。"),
        ({"items": []}, "没有选择申报条目。请勾选已上传的条目。"),
    ],
)
def test_bad_upload_is_refused_and_what_was_typed_stays(town, held, wrong, words):
    answer = do(town, held, "file", **{"items": [item().pk], **FILED, **wrong})

    assert (answer.status_code, refusal(answer)) == (422, words)
    assert text(answer, "//input[@name='receipt_no']/@value") == "HZ-001"
    assert Filing.objects.count() == 0


def test_return_becomes_a_problem_of_the_unit(town, held):
    filed(town, held)
    client = town.browser(town.force)
    answer = client.post(address("declared-item-act", item().pk, "return"), {"on": "2025-06-25", "reason": "缺少盖章页"}, follow=True)
    filing, problem = Filing.objects.get(), register("R47").objects.get()

    assert said(answer) == ["已登记退回，并转为一条问题整改，责任单位会看到。"]
    assert (filing.item.state, filing.outcome, filing.reason, filing.problem) == ("returned", "returned", "缺少盖章页", problem.number)
    assert (problem.unit, problem.came_from, problem.title, problem.finding, problem.indicator, problem.stage) == (
        town.justice,
        "上级反馈",
        "申报条目“1.1.1 按期办结”被申报系统退回",
        "缺少盖章页",
        "1.1.1",
        "found",
    )
    filed(town, held)
    assert [each.no for each in item().filings.all()] == [1, 2]


def test_result_before_the_upload_is_refused(town, held):
    filed(town, held)
    answer = town.browser(town.force).post(address("declared-item-act", item().pk, "take"), {"on": "2025-06-01"})

    assert refusal(answer) == "结果日期2025年6月1日早于上传日期2025年6月20日。请核对日期。"


def test_stages_are_gone_through_in_order_and_filing_needs_every_item(town, held):
    assert (
        refusal(do(town, held, "move", to="recommended", on="2025-06-30", seen="preparing")) == "现在是“准备申报”，下一步只能是：已申报。"
    )
    assert refusal(do(town, held, "move", to="filed", on="2025-06-30")) == (
        "还有 5 个条目没有上传或被退回后没有重新上传，不能登记为已申报。请先登记这些条目。"
    )
    do(town, held, "file", items=[each.pk for each in DeclaredItem.objects.all()], **FILED)
    for to in ("filed", "first-review", "first-check"):
        do(town, held, "move", to=to, on="2025-06-30")
    assert refusal(do(town, held, "move", to="recommended", on="2025-06-30")) == (
        "请写明由哪个机关作出、结果是什么（文号可选），日后要核对。"
    )
    do(town, held, "move", to="recommended", on="2025-06-30", decided_by="示例省委依法治省办", outcome="取得推荐资格")
    held.refresh_from_db()
    assert (held.get_state_display(), held.decided_by, held.outcome) == ("取得推荐资格", "示例省委依法治省办", "取得推荐资格")


def test_question_of_the_province_is_answered_by_the_unit_and_settled(town, held):
    fields = {
        "step": "first-review",
        "text": "满意度数据如何得来？",
        "asked_on": "2025-06-20",
        "asked_by": "示例省初评组",
        "item": item().pk,
    }
    do(town, held, "ask", **fields, problem="1")
    found = Inquiry.objects.get()
    place = address("inquiry", found.pk)

    assert (found.unit, found.problem) == (town.justice, register("R47").objects.get().number)
    assert refusal(town.browser(town.force).post(place, {"settle": "1", "words": "认可"})) == "这条意见还没有答复，不能了结。请先填写答复。"
    town.browser(town.lead).post(place, {"words": "由统计局抽样调查"})
    town.browser(town.force).post(place, {"settle": "1", "words": "省级认可"})
    found.refresh_from_db()
    assert (found.state, found.answer, found.answered_by, found.outcome) == ("settled", "由统计局抽样调查", town.lead.user.name, "省级认可")
    assert refusal(town.browser(town.lead).post(place, {"words": "改一下"})).startswith("这条意见已了结（省级认可）")


def test_units_see_their_own_items_and_questions(town, held):
    do(town, held, "ask", step="first-check", text="依据何在", asked_on="2025-06-20", asked_by="示例省初核组", item=item().pk)
    lead, stranger = town.browser(town.lead), town.browser(town.stranger)

    assert [row[0] for row in rows(lead.get(address("declaration", held.pk)))] == [
        "1.1.1 按期办结",
        "1.1.2 依法许可",
        "2.3.1 合法性审核率",
    ][:3]
    assert error(stranger.get(address("declaration", held.pk)))[0] == 404
    assert error(stranger.get(address("declared-item", item().pk)))[0] == 404
    assert error(stranger.get(address("inquiry", Inquiry.objects.get().pk)))[0] == 404
    assert error(lead.post(address("declaration-act", held.pk, "file"), FILED))[0] == 403


def test_ledger_is_exported_as_it_stands(town, held):
    filed(town, held)
    sheet = load_workbook(io.BytesIO(town.browser(town.force).get(address("declaration-export", held.pk)).content))["申报台账"]
    found = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(no for no, row in enumerate(found) if row[0] == "编号")

    assert Entry.objects.first().said == f"导出了“{held}”的申报台账"
    assert found[head + 1][:9] == ["1.1.1", "按期办结", "市司法局", "已上传", 1, found[head + 1][5], "示例张某", "1.1.1 佐证.pdf", "HZ-001"]


def test_declaration_takes_the_same_queries_for_one_and_for_thirty_items(town, held, queries):
    DeclaredItem.objects.exclude(code="1.1.1").delete()
    few = queries(town.browser(town.force), address("declaration", held.pk))
    for no in range(30):
        do(town, held, "add", title=f"附件{no}")
    do(town, held, "file", items=[each.pk for each in DeclaredItem.objects.all()], **FILED)

    assert queries(town.browser(town.force), address("declaration", held.pk)) == few
