"""What a liaison does on the page of 报送; what is refused leaves what was typed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fazhi.campaign.models import Proof, Submission
from fazhi.evidence.models import Item
from fazhi.journal.models import Entry
from web.desks import SECRET, address, error, refusal, said, texts, typed

GOOD = "权责清单三百项。".encode()
NO_DAY = "形成日期：“2025-02-30”不是真实的日期：2025年没有2月30日。请写成“2025年6月13日”或“2025-06-13”。"


@pytest.fixture
def press(town):
    """`press(name, **fields)` sends a form of the page of 1.2.1, as the liaison unless `who` is given."""

    def pressed(name, who=None, code="1.2.1", **fields):
        return town.browser(who or town.liaison).post(address(f"submission-{name}", town.at(code).pk), fields, follow=True)

    return pressed


def proofs():
    found = Proof.objects.exclude(state="removed").order_by("pk").select_related("item", "requirement")
    return [(each.item.title, each.requirement.name if each.requirement else "", each.place_said) for each in found]


def upload(name, data=GOOD):
    return SimpleUploadedFile(name, data)


# Files


def test_files_of_an_ordinary_form_become_proofs(town, press):
    asked = town.asked("1.2.1", "清单网页")
    answer = press(
        "files", files=[upload("清单.txt"), upload("说明.txt", "说明一份。".encode())], requirement=asked.pk, effective_on="2025.6.13"
    )

    assert said(answer) == ["已上传 2 个文件，尚未提交。"]
    assert proofs() == [("清单", "清单网页", "全文"), ("说明", "清单网页", "全文")]
    assert {str(day) for day in Item.objects.values_list("effective_on", flat=True)} == {"2025-06-13"}


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("空.txt", b"", "空.txt：“空.txt”是空文件（0 字节），没有内容可交。请确认选对了文件，再重新上传。"),
        ("程序.exe", b"MZ\x90\0", "程序.exe：不接收 .exe 文件：它可能带有程序或脚本。"),
        ("网页.html", b"<html><script>alert(1)</script></html>", "网页.html：不接收 .html 文件：它可能带有程序或脚本。"),
        ("伪装.pdf", b"MZ\x90\0\x03", "伪装.pdf：这是可以运行的程序或快捷方式，有安全风险，不接收。请确认选对了文件。"),
        ("网页.txt", b"<!doctype html><script>alert(1)</script>", "网页.txt：这是网页或带脚本的文件，有安全风险，不直接接收。"),
    ],
)
def test_file_of_a_wrong_kind_is_refused_by_name(town, press, name, data, why):
    answer = press("files", files=[upload(name, data)])

    assert (answer.status_code, refusal(answer).startswith(why), proofs()) == (422, True, [])


def test_file_that_is_refused_leaves_the_others_of_the_same_form(town, press):
    answer = press("files", files=[upload("清单.txt"), upload("程序.exe", b"MZ")], effective_on="2025-06-13")

    assert (answer.status_code, said(answer)) == (422, ["已上传 1 个文件，尚未提交。"])
    assert proofs() == [("清单", "", "全文")]


def test_sending_no_file_is_refused(town, press):
    answer = press("files", effective_on="2025-06-13")

    assert (answer.status_code, refusal(answer)) == (422, "请先选择要上传的文件。")


def test_file_with_an_impossible_date_is_not_taken_and_the_date_kept(town, press):
    answer = press("files", files=[upload("清单.txt")], effective_on="2025-02-30")

    assert (answer.status_code, refusal(answer), typed(answer, "effective_on", "/files/")) == (422, NO_DAY, ["2025-02-30"])
    assert (proofs(), Item.objects.count()) == ([], 0)


def test_same_file_twice_is_two_items_and_says_nothing_of_other_units(town, press):
    town.file(town.stranger, "清单.txt", GOOD)
    answer = press("files", files=[upload("清单.txt")], effective_on="2025-06-13")
    press("files", files=[upload("清单.txt")], effective_on="2025-06-13")

    assert ("公安" in answer.content.decode().partition("<main")[2], len(proofs())) == (False, 2)


def test_name_with_a_path_in_it_is_made_safe(town, press):
    press("files", files=[upload("../../etc/清单.txt")], effective_on="2025-06-13")

    assert list(Item.objects.values_list("title", flat=True)) == ["清单"]


def test_name_of_two_hundred_characters_is_kept_as_far_as_it_goes(town, press):
    answer = press("files", files=[upload("长" * 200 + ".txt")], effective_on="2025-06-13")

    assert said(answer) == ["已上传 1 个文件，尚未提交。"]
    assert set(Item.objects.get().title) == {"长"}


# Links, off-line, earlier material


def test_link_becomes_a_proof(town, press):
    asked = town.asked("1.2.1", "清单网页")
    answer = press("link", url="https://www.jcs.gov.cn/qd/", title="权责清单", effective_on="2025-06-13", requirement=asked.pk)

    assert (said(answer), proofs()) == (["已加入链接，尚未提交。"], [("权责清单", "清单网页", "全文")])


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"url": ""}, "网址：没有填写，请填写。"),
        ({"url": "不是网址"}, "网址：网址不完整。请从浏览器地址栏整条复制，以 http:// 或 https:// 开头。"),
        ({"url": "javascript:alert(1)"}, "网址：网址不完整。请从浏览器地址栏整条复制，以 http:// 或 https:// 开头。"),
        (
            {"url": "http://192.168.1.8/a"},
            "“192.168.1.8”是内部地址，评估组打不开。请改交公开网址，或把页面打印成 PDF 上传，或登记线下查阅。",
        ),
        ({"url": "https://a.gov.cn/", "title": "名" * 201}, "名称：超过了 200 个字，请精简后再提交。"),
        ({"url": "https://a.gov.cn/", "effective_on": "2025-02-30"}, NO_DAY),
    ],
)
def test_link_that_cannot_be_is_refused_and_what_was_typed_kept(town, press, fields, why):
    given = {"title": "权责清单", "effective_on": "2025-06-13"} | fields
    answer = press("link", **given)

    assert (answer.status_code, refusal(answer), proofs(), Item.objects.count()) == (422, why, [], 0)
    assert [typed(answer, name, "/link/") for name in ("url", "title", "effective_on")] == [
        [given[name]] for name in ("url", "title", "effective_on")
    ]
    assert typed(answer, "title", "/offline/") == [""]


def test_offline_view_is_registered_without_content(town, press):
    answer = press("offline", title="会议纪要", seen_where="市教育局档案室", seen_by="教育联络员", effective_on="2025-03-01")

    assert (said(answer), proofs()) == (["已登记线下查阅，尚未提交。"], [("会议纪要", "", "全文")])
    assert Item.objects.get().versions.count() == 0


def test_offline_view_without_a_place_is_refused_and_what_was_typed_kept(town, press):
    answer = press("offline", title="会议纪要", seen_where="", seen_by="教育联络员")

    assert (answer.status_code, refusal(answer)) == (422, "查阅地点：没有填写，请填写。")
    assert typed(answer, "title", "/offline/") == ["会议纪要"]


def test_earlier_material_is_used_again_but_not_twice_at_one_place(town, press):
    item = town.file(town.liaison, "清单.txt", GOOD)

    assert said(press("earlier", item=item.pk)) == ["已引用“清单”，尚未提交。"]
    again = press("earlier", item=item.pk)
    assert (again.status_code, refusal(again)) == (
        422,
        "本指标已有“清单”的同一处作为佐证，不用重复加入。如证明的是另一处，请写明页码、段落或时间点。",
    )
    assert proofs() == [("清单", "", "全文")]


@pytest.mark.parametrize("item", ["stranger", "9999", "abc", ""])
def test_material_of_another_unit_is_not_found(town, press, item):
    number = town.file(town.stranger, "公安台账.txt", GOOD).pk if item == "stranger" else item

    assert (error(press("earlier", item=number))[0], proofs()) == (404, [])


# Proofs


@pytest.fixture
def proof(town):
    return town.filled().proofs.get()


def edit(town, proof, who=None, **fields):
    known = {"title": "清单网页材料", "effective_on": "2025-03-01", "place_kind": "whole", "place": "", "note": ""} | fields
    return town.browser(who or town.liaison).post(address("proof-edit", proof.pk), known, follow=True)


def test_proof_says_where_in_the_item_it_stands(town, proof):
    answer = edit(town, proof, place_kind="page", place="2-3", note="公布记录", requirement=proof.requirement_id)

    assert said(answer) == ["已修改“清单网页材料”的证明点。"]
    assert proofs() == [("清单网页材料", "清单网页", "第2-3页")]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"effective_on": "2025-02-30"}, NO_DAY),
        ({"place_kind": "page", "place": "第几页"}, "看不懂页的位置“第几页”。请写数字，例如 3，或 3-5。"),
        ({"place_kind": "page", "place": ""}, "证明点选了“页”，但没有写明位置。请补充位置，或改选“全文”。"),
        ({"place_kind": "nowhere"}, "证明点：请从列表中选择。"),
        ({"note": "注" * 501}, "证明什么：超过了 500 个字，请精简后再提交。"),
        ({"title": "名" * 201}, "名称：超过了 200 个字，请精简后再提交。"),
        ({"requirement": "abc"}, "对应应交材料：请从列表中选择。"),
    ],
)
def test_proof_with_a_place_that_cannot_be_is_refused_and_what_was_typed_kept(town, proof, fields, why):
    given = {"title": "新名称", "note": "公布记录"} | fields
    answer = edit(town, proof, **given)

    assert (answer.status_code, refusal(answer)) == (422, why)
    assert [typed(answer, name, "/proof/") for name in ("title", "note")] == [[given["title"]], [given["note"]]]
    assert Item.objects.get().title == "清单网页材料"


def test_proof_is_taken_down_and_the_item_stays(town, proof):
    answer = town.browser(town.liaison).post(address("proof-drop", proof.pk), follow=True)

    assert (said(answer), proofs(), Item.objects.count()) == (["已撤下“清单网页材料”；材料仍在本单位材料库中。"], [], 1)


def test_proof_of_another_unit_is_not_found(town, proof):
    for who in (town.stranger, town.county_liaison, town.finance_liaison):
        answer = town.browser(who).post(address("proof-drop", proof.pk))

        assert (error(edit(town, proof, who=who))[0], error(answer)[0]) == (404, 404)
    assert len(proofs()) == 1


# Narrative and handing in


def test_narrative_is_saved_and_journalled(town, press):
    answer = press("narrative", text="全年公布清单三百项。")

    assert (said(answer), typed(answer, "text", "/narrative/")) == (["工作开展情况已保存。"], ["全年公布清单三百项。"])
    assert Entry.objects.order_by("-pk").first().said == "填写了指标 1.2.1 的工作开展情况"


def test_narrative_written_while_the_submission_went_on_is_not_lost(town, press):
    town.brought("lead")
    answer = press("narrative", text="又补充的一段。")

    assert (answer.status_code, refusal(answer)) == (422, "这次报送待牵头单位审核，审核期间不能改动。如需修改，请先撤回，或等审核退回。")
    assert texts(answer, "//section[.//h2='您刚才写的（没有保存）']/div[@class='body plain-text']") == ["又补充的一段。"]


def test_handing_in_waits_for_the_head_and_can_be_taken_back(town, press):
    town.filled()

    assert said(press("send")) == ["已提交，等待分管领导审签。"]
    assert Submission.objects.get().state == "head"
    assert said(press("take-back")) == ["已撤回，可以继续修改。"]
    assert Submission.objects.get().state == "draft"


def test_handing_in_nothing_is_refused(town, press):
    answer = press("send", explain="以后补")

    assert (answer.status_code, refusal(answer)) == (
        422,
        "还没有任何内容可以提交：没有材料，也没有写工作开展情况。请先添加材料或写明工作开展情况。",
    )
    assert typed(answer, "explain", "/send/") == ["以后补"]


def test_handing_in_with_gaps_needs_an_explanation(town, press):
    town.filled("1.1.1")
    answer = press("send", code="1.1.1")

    assert answer.status_code == 422
    assert refusal(answer) == (
        "还不能直接提交：“办件统计”需要 2 份，现有 1 份，还差 1 份。请补齐后再提交；确实不能补的，请写明原因再提交。"
    )
    assert said(press("send", code="1.1.1", explain="另一份月底前补齐")) == ["已提交，等待分管领导审签。"]


def test_taking_back_what_was_decided_is_refused(town, press):
    town.brought("lead")

    assert refusal(press("take-back")) == "这份报送现在是“待牵头单位审核”，已经有人审核，不能撤回。需要修改的，请与审核人联系退回。"


def test_nobody_hands_in_for_another_unit(town, press):
    town.filled()
    answer = press("send", who=town.stranger)

    assert (error(answer)[0], SECRET in answer.content.decode(), Submission.objects.get().state) == (404, False, "draft")


# What was returned, and what lies before a reviewer


def correct(town, proof, **fields):
    found = {"title": proof.item.title, "effective_on": "2025-06-13", "place_kind": "whole", "requirement": proof.requirement_id or ""}
    return town.browser(town.liaison).post(address("proof-edit", proof.pk), found | fields, follow=True)


def test_correcting_the_date_of_a_returned_proof_mends_it(town):
    submission = town.brought("returned")
    proof = submission.proofs.select_related("item").get()
    before = proof.state

    answer = correct(town, proof, effective_on="2025-06-20")
    proof.refresh_from_db()

    assert (before, proof.state, str(Item.objects.get(pk=proof.item_id).effective_on)) == ("returned", "draft", "2025-06-20")
    assert said(answer) == [f"已修改“{proof.item.title}”的证明点。"]


def test_title_and_date_stay_while_the_item_lies_before_a_reviewer(town):
    proof = town.brought("head").proofs.select_related("item", "submission__demand__indicator").get()
    before = proof.item.effective_on

    answer = town.browser(town.liaison).post(address("item-edit", proof.item_id), {"effective_on": "2024-01-01"})

    assert (answer.status_code, Item.objects.get(pk=proof.item_id).effective_on) == (422, before)
    assert refusal(answer) == (
        f"“{proof.item.title}”正在审核或已经认定（“{proof.submission.demand}”），名称和形成日期不能再改。"
        "请另交一份材料，或请审核人退回后再改。"
    )
