"""审核: the queue, one submission, deciding, two who press at once, and passing many."""

import pytest

from evidence.files import docx_file
from fazhi.campaign.models import Submission
from fazhi.campaign.proofs import add_proof
from fazhi.evidence.jobs import prepare
from fazhi.people.models import Post, Role
from fazhi.review.deciding import decide
from fazhi.review.flow import submit
from web.desks import SECRET, address, error, refusal, rows, said, text, texts, typed


def press(town, who, submission, verdict="passed", lock=None, **fields):
    known = {"verdict": verdict, "lock": submission.lock if lock is None else lock} | fields
    return town.browser(who).post(address("review-decide", submission.pk), known, follow=True)


def state(submission):
    return Submission.objects.get(pk=submission.pk).state


# The queue


def test_queue_lists_what_waits_for_the_reader(town):
    town.brought("head", "1.2.1")
    town.brought("lead", "1.1.2", "事项清单材料")
    lists = {
        name: rows(town.browser(getattr(town, name)).get("/reviews/"))
        for name in ("colleague", "lead", "finance_liaison", "force", "liaison")
    }

    assert {name: [(row[1], row[2], row[4], row[5]) for row in found] for name, found in lists.items()} == {
        "colleague": [("1.2.1 权责清单公布", "金昌市教育局", "1", "1")],
        "lead": [("1.1.2 依法许可", "金昌市教育局", "1", "1")],
        "finance_liaison": [],
        "force": [],
        "liaison": [],
    }


def test_queue_takes_the_same_queries_for_six_submissions_and_for_thirty_six(town, queries):
    demands = town.more(36)
    for demand in demands[:6]:  # five and more of one unit are one line of the count in the corner
        town.brought("lead", demand.indicator.code, f"材料{demand.pk}")
    few = queries(town.browser(town.lead), "/reviews/")
    for demand in demands[6:]:
        town.brought("lead", demand.indicator.code, f"材料{demand.pk}")

    assert queries(town.browser(town.lead), "/reviews/") == few
    assert len(rows(town.browser(town.lead).get("/reviews/"))) == 36


# One submission


def test_review_shows_material_demand_and_what_the_unit_says(town):
    submission = town.brought("lead")
    answer = town.browser(town.finance_liaison).get(address("review", submission.pk))

    assert text(answer, "//h1") == "金昌市教育局 · 1.2.1 权责清单公布"
    assert texts(answer, "//nav[@aria-label='佐证']/a") == ["1. 清单网页材料"]
    assert texts(answer, "//dt[text()='工作开展情况']/following-sibling::dd[1]") == [SECRET]
    assert texts(answer, "//button[@name='verdict']") == ["通过", "退回修改"]


def test_review_shows_a_document_in_the_page(town):
    item = town.file(town.liaison, "意见书.docx", docx_file("合法性审核意见书"))
    prepare.call(item.current.pk)
    proof = add_proof(town.liaison, town.at("1.2.1"), item, requirement=town.asked("1.2.1", "清单网页"))
    submit(town.liaison, proof.submission)
    answer = town.browser(town.colleague).get(address("review", proof.submission_id))

    assert texts(answer, "//div[contains(@class,'paper')]/p") == ["合法性审核意见书"]


def test_review_is_closed_to_others(town):
    submission = town.brought("taskforce")
    for who in (town.stranger, town.lead, town.county_liaison, town.county_force):
        answer = town.browser(who).get(address("review", submission.pk))

        assert (error(answer)[0], SECRET in answer.content.decode()) == (404, False)


def test_review_keeps_a_draft_from_the_lead(town):
    submission = town.filled()

    assert error(town.browser(town.finance_liaison).get(address("review", submission.pk)))[0] == 404


def test_reader_who_does_not_decide_has_no_buttons(town):
    submission = town.brought("lead")

    pages = [town.browser(who).get(address("review", submission.pk)) for who in (town.liaison, town.force, town.leader)]
    assert [texts(page, "//button[@name='verdict']") for page in pages] == [[], [], []]


def test_review_takes_the_same_queries_for_one_proof_and_for_thirty(town, queries):
    submission = town.filled("1.1.2")
    submit(town.liaison, submission)
    page = address("review", submission.pk)
    few = queries(town.browser(town.colleague), page)
    for no in range(30):
        submission.proofs.create(
            item=town.item(title=f"材料{no}"), requirement=town.asked("1.1.2", "事项清单"), state="submitted", added_by="某人"
        )

    assert queries(town.browser(town.colleague), page) == few


# Deciding


def test_passing_goes_step_by_step_to_accepted(town):
    submission = town.brought("head")
    told = []
    for who in (town.colleague, town.finance_liaison, town.force):
        submission.refresh_from_db()
        told += said(press(town, who, submission))

    assert told == [
        "已通过，市教育局的报送现在待牵头单位审核。",
        "已通过，市教育局的报送现在待专班认定。",
        "已通过，市教育局的报送现在已认定。",
    ]
    assert state(submission) == "accepted"


def test_returning_names_the_proof_and_the_reason(town):
    submission = town.brought("lead")
    proof = submission.proofs.get().pk
    fields = {f"reasons-{proof}": ["no-seal", "incomplete"], f"remark-{proof}": "缺第二页", "remark": "请尽快"}

    assert said(press(town, town.finance_liaison, submission, "returned", **fields)) == ["已退回市教育局修改。"]
    page = town.browser(town.force).get(address("review", submission.pk))
    assert texts(page, "//ol[@class='trail mt-2']//div[@class='row-why']") == ["清单网页材料（全文）：未盖章或签字、内容不完整 缺第二页"]


def test_returning_the_narrative_needs_words_only(town):
    submission = town.brought("lead")

    assert said(press(town, town.finance_liaison, submission, "returned", **{"narrative-remark": "写清数量"})) == ["已退回市教育局修改。"]


@pytest.mark.parametrize(
    ("verdict", "fields", "why"),
    [
        ("returned", {"remark": "不行"}, "退回时至少要点名一件材料、一项缺少的材料或工作开展情况，并选择退回原因。"),
        ("returned", {"reasons": ["other"], "remark": "不行"}, "退回“清单网页材料（全文）”选了“其他”，请在意见里说明是什么问题、怎么改。"),
        ("returned", {"reasons": ["nonsense"], "remark": "不行"}, "没有代号为“nonsense”的退回原因，可能已经停用。请刷新页面后重新选择。"),
        (
            "passed",
            {"reasons": ["no-seal"], "remark": "不行"},
            "“清单网页材料（全文）”标为退回，这份报送就不能通过。请改为整份退回，或把它改为通过。",
        ),
        ("", {"remark": "不行"}, "结论只能是通过或退回修改。"),
    ],
)
def test_decision_that_does_not_hold_is_refused_and_what_was_typed_kept(town, verdict, fields, why):
    submission = town.brought("lead")
    reasons = fields.pop("reasons", [])
    answer = press(town, town.finance_liaison, submission, verdict, **fields, **{f"reasons-{submission.proofs.get().pk}": reasons})

    assert (answer.status_code, refusal(answer), state(submission)) == (422, why, "lead")
    assert typed(answer, "remark", "/decide/") == ["不行"]
    assert texts(answer, "//input[@checked]/@value") == [reason for reason in reasons if reason != "nonsense"]


def test_remark_that_is_too_long_is_refused_whole(town):
    submission = town.brought("lead")
    answer = press(town, town.finance_liaison, submission, remark="长" * 2001)

    assert (answer.status_code, refusal(answer)) == (422, "审核意见有 2001 个字，最多 2000 个字。请精简后再提交。")
    assert typed(answer, "remark", "/decide/") == ["长" * 2001]


def test_second_of_two_reviewers_sees_what_the_first_did_and_keeps_the_words(town):
    submission = town.brought("lead")
    decide(town.finance_liaison, submission, "passed", lock=submission.lock)
    answer = press(town, town.finance_liaison, submission, "returned", **{"narrative-remark": "写清数量"})

    assert answer.status_code == 409
    assert refusal(answer).startswith("财政联络员（市财政局）于")
    assert refusal(answer).endswith("您的操作没有生效，请刷新页面查看后再办理。您填写的意见没有保存：写清数量")
    assert state(submission) == "taskforce"


def test_decision_without_the_lock_of_a_page_is_stale(town):
    submission = town.brought("lead")

    assert (press(town, town.finance_liaison, submission, lock="").status_code, state(submission)) == (409, "lead")


def test_decision_of_somebody_elses_step_is_refused(town):
    submission = town.brought("lead")

    assert error(press(town, town.force, submission)) == (403, "不能打开", "这份报送等待市财政局审核，不由您办理。")
    assert error(press(town, town.stranger, submission))[0] == 404
    assert state(submission) == "lead"


def test_reviewer_who_belongs_to_the_unit_stands_aside(town):
    Post.objects.create(user=town.force.user, unit=town.education, role=Role.OFFICER, since="2025-01-01")
    submission = town.brought("lead")
    decide(town.finance_liaison, submission, "passed", lock=submission.lock)
    submission.refresh_from_db()
    answer = press(town, town.force, submission)

    assert (error(answer)[0], error(answer)[2].endswith("按规定应当回避。已记录回避，由专班李接着审核。")) == (403, True)
    assert (state(submission), len(rows(town.browser(town.force_two).get("/reviews/")))) == ("taskforce", 1)


def test_accepted_is_given_back_with_a_reason(town):
    submission = town.brought("accepted")
    client = town.browser(town.force)
    address_of = address("review-reopen", submission.pk)

    refused = client.post(address_of, {"lock": submission.lock, "reason": " "})
    assert (refused.status_code, refusal(refused)) == (422, "请写明重开的原因，报送单位会看到，例如“补充下半年的材料”。")
    done = client.post(address_of, {"lock": submission.lock, "reason": "补充下半年的材料"}, follow=True)
    assert (said(done), state(submission)) == (["已重开，金昌市教育局可以补充材料。"], "returned")


# Many at once


def bulk(town, who, **fields):
    return town.browser(who).post("/reviews/bulk/", fields)


def test_bulk_asks_once_more_and_then_passes(town):
    both = [town.brought("lead", "1.1.1"), town.brought("lead", "1.1.2", "另一份")]
    asked = bulk(town, town.lead, chosen=[each.pk for each in both])

    assert [row[0] for row in rows(asked)] == ["1.1.1 按期办结", "1.1.2 依法许可"]
    done = bulk(town, town.lead, sure="1", chosen=typed(asked, "chosen"), locks=typed(asked, "locks"))
    assert text(done, "//p[@class='lead']") == "通过 2 份，未通过 0 份。"
    assert [state(each) for each in both] == ["taskforce", "taskforce"]


def test_bulk_names_what_somebody_else_decided_meanwhile_and_what_is_not_ones_own(town):
    first, second, foreign = town.brought("lead", "1.1.1"), town.brought("lead", "1.1.2", "另一份"), town.brought("lead", "1.2.1", "清单")
    asked = bulk(town, town.lead, chosen=[first.pk, second.pk, foreign.pk])
    decide(town.lead_head, first, "passed", lock=first.lock)
    chosen = [first.pk, second.pk, foreign.pk]
    done = bulk(town, town.lead, sure="1", chosen=chosen, locks=typed(asked, "locks"))

    assert [row[0] for row in rows(asked)] == ["1.1.1 按期办结", "1.1.2 依法许可"]
    assert text(done, "//p[@class='lead']") == "通过 1 份，未通过 2 份。"
    refused = texts(done, "(//main//section)[1]//div[@class='row-why']")
    assert (refused[0].startswith("司法分管（市司法局）于"), refused[1]) == (True, "没有这份报送，或它不对您开放。")
    assert state(foreign) == "lead"


@pytest.mark.parametrize("chosen", [[], ["abc"], ["²"], ["9" * 30]])
def test_bulk_of_nothing_says_so(town, chosen):
    answer = bulk(town, town.lead, chosen=chosen, sure="1")

    assert (answer.status_code, text(answer, "//p[@class='lead']")) == (200, "没有选中任何报送。")
