"""审核: what those outside the unit are shown while it works on its submission, closed material, and taking a newer version."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fazhi.campaign.models import Campaign, Proof
from fazhi.campaign.proofs import add_proof, remove_proof, write_narrative
from fazhi.evidence.models import Item, Version
from fazhi.review.deciding import decide
from fazhi.review.marking import MarkInput
from web.desks import SECRET, address, said, text, texts


def narrative(answer):
    return texts(answer, "//dt[text()='工作开展情况']/following-sibling::dd[1]")


def names(answer):
    return texts(answer, "//nav[@aria-label='佐证']/a")


def test_outsiders_see_what_was_handed_in_while_the_unit_mends_it(town):
    submission = town.brought("returned")
    write_narrative(town.liaison, submission, "还没有想好的话")
    remove_proof(town.liaison, submission.proofs.get())
    add_proof(town.liaison, submission.demand, town.item(title="新的草稿"))

    pages = {who: town.browser(getattr(town, who)).get(address("review", submission.pk)) for who in ("liaison", "force")}

    assert {who: (names(page), narrative(page)) for who, page in pages.items()} == {
        "liaison": (["1. 新的草稿"], ["还没有想好的话"]),
        "force": (["1. 清单网页材料"], [SECRET]),
    }
    assert "还没有想好的话" not in pages["force"].content.decode()


def test_lead_that_returned_it_reads_nothing_of_the_draft_that_follows(town):
    submission = town.brought("lead")
    mark = MarkInput(submission.proofs.get().pk, "returned", ("no-seal",))
    decide(town.finance_liaison, submission, "returned", lock=submission.lock, marks=[mark])
    write_narrative(town.liaison, submission, "还没有想好的话")
    add_proof(town.liaison, submission.demand, town.item(title="新的草稿"))

    answer = town.browser(town.finance_liaison).get(address("review", submission.pk))

    assert (names(answer), narrative(answer)) == (["1. 清单网页材料"], [SECRET])
    assert [word in answer.content.decode() for word in ("还没有想好的话", "新的草稿")] == [False, False]


def test_outsiders_see_nothing_of_a_first_draft(town):
    submission = town.filled()
    answer = town.browser(town.force).get(address("review", submission.pk))

    assert (names(answer), narrative(answer), SECRET in answer.content.decode()) == ([], ["未填写"], False)


def test_lead_is_not_told_what_the_unit_did_while_drafting(town):
    submission = town.brought("lead")
    told = texts(town.browser(town.finance_liaison).get(address("review", submission.pk)), "//details//ol[@class='trail']/li")

    assert ["加入佐证" in line or "工作开展情况" in line for line in told] == [False, False]
    assert [word in line for word, line in zip(("审签通过", "提交了"), told, strict=True)] == [True, True]


def test_material_of_another_unit_is_named_but_not_shown_to_the_lead(town):
    submission = town.brought("lead")
    proof = submission.proofs.get()
    hidden = town.item(town.police, "公安内部表")
    Version.objects.filter(item=hidden).update(preview={"kind": "text"}, text="不给财政局看")
    Proof.objects.filter(pk=proof.pk).update(item=hidden, version=hidden.versions.get())

    pages = [town.browser(who).get(address("review", submission.pk)) for who in (town.finance_liaison, town.force)]

    assert ["不给财政局看" in page.content.decode() for page in pages] == [False, True]
    assert texts(pages[0], f"//a[@href='{address('item', hidden.pk)}']") == []
    assert names(pages[0]) == ["1. 公安内部表"]


def test_ended_campaign_has_no_buttons_and_says_so(town):
    submission = town.brought("lead")
    Campaign.objects.filter(pk=town.campaign.pk).update(state=Campaign.State.CLOSED)
    answer = town.browser(town.finance_liaison).get(address("review", submission.pk))

    assert texts(answer, "//button[@name='verdict']") == []
    assert text(answer, "//main/div[@class='note']") == f"“{town.campaign}”已结束，不再审核，这份报送停在现在的环节。"


@pytest.mark.parametrize("chosen", ["9" * 5000, "9" * 16])
def test_numbers_beyond_measure_choose_nothing(town, chosen):
    answer = town.browser(town.lead).post("/reviews/bulk/", {"chosen": [chosen], "sure": "1"})

    assert (answer.status_code, text(answer, "//p[@class='lead']")) == (200, "没有选中任何报送。")


def test_returned_proof_takes_the_newer_version_on_its_page(town):
    submission = town.brought("returned")
    proof, page = submission.proofs.get(), address("submission", submission.demand_id)
    client = town.browser(town.liaison)
    assert texts(client.get(page), "//button[normalize-space()='换用新版']") == []
    Version.objects.create(item=proof.item, no=2, file_name="盖章.pdf", uploaded_by="教育联络员")
    assert texts(client.get(page), "//button[normalize-space()='换用新版']") == ["换用新版"]

    done = client.post(address("proof-newest", proof.pk), follow=True)

    assert said(done) == ["“清单网页材料”已换用新版，尚未提交。请核对证明点是否还在原处。"]
    proof.refresh_from_db()
    assert (proof.version.no, proof.state) == (2, "draft")
    assert texts(done, "//button[normalize-space()='换用新版']") == []


def test_uploading_a_newer_version_says_where_the_older_still_serves(town):
    item: Item = town.file(town.liaison)
    add_proof(town.liaison, town.at("1.2.1"), item)
    newer = SimpleUploadedFile("统计表.txt", "办件统计二百件。".encode())
    done = town.browser(town.liaison).post(address("item-edit", item.pk), {"title": "统计表", "file": newer}, follow=True)

    assert said(done) == ["“统计表”已更新。它用在 1.2.1 权责清单公布，那里仍是原来的版本；要换的，请到报送页点“换用新版”。"]
