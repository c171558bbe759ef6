"""What reaches the lead unit and what does not: drafts after a return, later versions, names of what was taken out, closed grants."""

from datetime import date

import pytest
from django.core.files.base import ContentFile

from fazhi.campaign.assigning import assign, unassign
from fazhi.campaign.models import Proof, Submission
from fazhi.campaign.owed import owed_by
from fazhi.campaign.proofs import add_proof, change_proof, remove_proof, submission_of
from fazhi.campaign.uses import story, versions_open_to
from fazhi.evidence.acts import edit_item, expiring, new_version_from_upload
from fazhi.evidence.models import Item
from fazhi.evidence.uploads import receive
from fazhi.journal.models import Entry
from fazhi.people.actor import acting
from fazhi.people.lines import inherited_by
from fazhi.people.models import Grant, Post, Role
from fazhi.people.units import merge_units
from fazhi.review.deciding import decide
from fazhi.review.flow import submit
from fazhi.review.marking import MarkInput
from fazhi.review.models import Verdict
from web.desks import SECRET, address

DRAFT = "退回后起草的材料"


def returned(town):
    """教育局's submission at 1.2.1, which 财政局, its lead, sent back."""
    submission = town.brought("lead")
    mark = MarkInput(submission.proofs.get().pk, Verdict.RETURNED, ("no-seal",), "没有章")
    decide(town.finance_liaison, submission, Verdict.RETURNED, lock=submission.lock, marks=[mark])
    submission.refresh_from_db()
    return submission


def shown(actor, submission):
    submission.refresh_from_db()
    return [proof.item.title for proof in Proof.shown_to(actor, submission).select_related("item")]


def readers(town):
    """Owner, colleague, task force, lead, stranger."""
    return (town.liaison, town.colleague, town.force, town.finance_liaison, town.stranger)


def test_lead_reads_nothing_drafted_after_the_return_until_the_head_signed(town):
    submission = returned(town)
    before = shown(town.finance_liaison, submission)
    new = town.proof(town.at("1.2.1"), DRAFT)
    drafted = [DRAFT in shown(each, submission) for each in readers(town)]
    submit(town.liaison, submission, explain="已补")
    unsigned = [DRAFT in shown(each, submission) for each in readers(town)]
    mark = MarkInput(new.pk, Verdict.RETURNED, ("no-seal",), "没有章")
    decide(town.colleague, submission, Verdict.RETURNED, lock=submission.lock, marks=[mark])
    sent_back = [DRAFT in shown(each, submission) for each in readers(town)]
    submit(town.liaison, submission, explain="已补")
    submission.refresh_from_db()
    decide(town.colleague, submission, Verdict.PASSED, lock=submission.lock)

    assert before == ["清单网页材料"]
    assert drafted == unsigned == sent_back == [True, True, True, False, False]
    assert [DRAFT in shown(each, submission) for each in readers(town)] == [True, True, True, True, False]


def test_lead_reads_no_note_written_after_the_return(town):
    submission = returned(town)
    change_proof(town.liaison, submission.proofs.get(), note=DRAFT)

    assert [len(shown(each, submission)) for each in readers(town)] == [1, 1, 1, 0, 0]


def test_narrative_is_not_found_or_told_while_it_is_rewritten(town):
    submission = returned(town)
    found = [SECRET[6:] in town.browser(each).get("/search/", {"q": SECRET[:6]}).content.decode() for each in readers(town)]
    drafting = [submission.is_drafting_for(each) for each in readers(town)]
    Submission.objects.update(state="lead")

    assert drafting == [False, False, False, True, True]
    # the words that were looked for stand in the box of whoever finds nothing, the rest of the sentence does not
    assert found == [True, True, True, False, False]
    assert SECRET[6:] in town.browser(town.finance_liaison).get("/search/", {"q": SECRET[:6]}).content.decode()


def handed_in_file(town):
    """A real file of 教育局 with its proof, which waits for 财政局; then 教育局 renews the file."""
    item = town.file(town.liaison, "清单.txt", "公开的清单。".encode())
    proof = add_proof(town.liaison, town.at("1.2.1"), item)
    submission = submit(town.liaison, proof.submission, explain="其余后补")
    decide(town.colleague, submission, Verdict.PASSED, lock=submission.lock)
    new_version_from_upload(town.liaison, item, receive(town.liaison, "清单二.txt", ContentFile("新写的秘密。".encode())))
    return item, proof, submission


def test_reviewer_opens_the_version_that_was_handed_in_and_no_later_one(town):
    item, _, _ = handed_in_file(town)
    first, second = item.versions.order_by("no")
    opened = [[version.no for version in versions_open_to(each, item).order_by("no")] for each in readers(town)]
    browser = town.browser(town.finance_liaison)
    page = browser.get(address("item", item.pk)).content.decode()

    assert opened == [[1, 2], [1, 2], [1, 2], [1], []]
    assert [browser.get(address("content", each.pk)).status_code for each in (first, second)] == [200, 404]
    assert ("第 1 版" in page, "第 2 版" in page, second.blob.sha256 in page) == (True, False, False)


def grants(unit):
    return sorted(Grant.objects.filter(unit=unit).values_list("kind", flat=True))


@pytest.mark.parametrize("how", ["demoted", "dropped", "taken out"])
def test_what_was_opened_closes_when_its_reason_falls_away(town, how):
    item, proof, submission = handed_in_file(town)
    before = grants(town.finance)
    if how == "demoted":
        assign(town.force, town.at("1.2.1"), town.finance, "responsible")
    elif how == "dropped":
        unassign(town.force, town.at("1.2.1"), town.finance)
    else:
        submission.refresh_from_db()
        mark = MarkInput(proof.pk, Verdict.RETURNED, ("no-seal",), "没有章")
        decide(town.finance_liaison, submission, Verdict.RETURNED, lock=submission.lock, marks=[mark])
        remove_proof(town.liaison, proof)

    assert before == ["campaign.submission", "evidence.item"]
    assert grants(town.finance) == (["campaign.submission"] if how == "taken out" else [])
    assert [Item.visible_to(each).filter(pk=item.pk).exists() for each in readers(town)] == [True, True, True, False, False]


def test_item_stays_open_where_another_submission_still_shows_it_to_the_same_lead(town):
    item = town.item()
    for code in ("1.1.1", "1.1.2"):
        submission = submit(town.liaison, add_proof(town.liaison, town.at(code), item).submission, explain="其余后补")
        decide(town.colleague, submission, Verdict.PASSED, lock=submission.lock)
    assign(town.force, town.at("1.1.1"), town.justice, "responsible")

    assert grants(town.justice) == ["campaign.submission", "evidence.item"]
    assert Item.visible_to(town.lead).get() == item


def test_names_of_what_was_taken_out_of_a_draft_are_told_to_the_unit_alone(town):
    removed = town.proof(town.at("1.2.1"), DRAFT)
    remove_proof(town.liaison, removed)
    submission = town.brought("lead")
    told = [any(DRAFT in str(entry) for entry in story(each, submission)) for each in readers(town)]
    cell = town.browser(town.finance_liaison).get(address("cell", submission.demand_id, town.education.pk)).content.decode()

    assert told == [True, True, True, False, False]
    assert (DRAFT in cell, "等待分管领导审签" in cell) == (False, True)


def test_looking_at_the_page_leaves_no_trace_and_the_first_act_does(town):
    entries = Entry.objects.count()
    answer = town.browser(town.liaison).get(address("submission", town.at("1.2.1").pk))
    after_looking = Submission.objects.count(), Entry.objects.count() - entries
    submission_of(town.liaison, town.at("1.2.1"))

    assert (answer.status_code, after_looking) == (200, (0, 0))
    assert (Submission.objects.count(), Entry.objects.count() - entries) == (1, 1)


def merged(town):
    """教育局 and 公安局 become one; the liaison of 教育局 acts for the new unit."""
    system = town.person("系统管理", town.city, Role.SYSTEM_ADMIN)
    both = [town.education, town.police]
    new = merge_units(system, both, "金昌市教育公安局", "市教公局", "government", date(2025, 6, 1))
    post = Post.objects.filter(unit=new, role=Role.LIAISON).select_related("user").order_by("pk").first()
    for each in both:
        each.refresh_from_db()
    return new, acting(post.user, post.pk)


def test_heir_of_two_hands_in_for_each_at_an_address_of_its_own(town):
    demand = town.at("1.1.2")
    town.proof(demand, "教育的清单")
    town.proof(demand, "公安的清单", actor=town.stranger)
    new, heir = merged(town)
    browser = town.browser(heir)
    pages = [browser.get(address("submission", demand.pk, unit.pk)).content.decode() for unit in (town.education, town.police)]
    places = {line.place for line in owed_by(heir, heir.today) if line.subject.startswith("1.1.2") and line.kind == "submit"}
    act = browser.post(address("submission-narrative", demand.pk, town.police.pk), {"text": "公安写的"})

    assert [("教育的清单</a>" in page, "公安的清单</a>" in page) for page in pages] == [(True, False), (False, True)]
    assert places == {("submission", (demand.pk, unit.pk)) for unit in (town.education, town.police)}
    assert (act.status_code, act.url) == (302, address("submission", demand.pk, town.police.pk))
    assert Submission.objects.get(narrative__text="公安写的").unit == town.police
    assert inherited_by(new) == {new.pk, town.education.pk, town.police.pk}


def test_heir_renews_the_material_it_took_over_and_a_stranger_does_not(town):
    item = town.item()
    Item.objects.filter(pk=item.pk).update(expires_on=date(2025, 7, 10))
    new, heir = merged(town)

    assert list(expiring(new, date(2025, 7, 1))) == [item]
    assert edit_item(heir, item, title="新名称").title == "新名称"
    assert list(expiring(town.justice, date(2025, 7, 1))) == []
