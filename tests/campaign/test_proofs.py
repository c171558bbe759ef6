"""Proofs: filed, changed and taken out while the submission is open."""

from datetime import date

import pytest

from campaign.town import DAY
from fazhi.campaign.applicability import ask_not_applicable, decide_not_applicable
from fazhi.campaign.models import Proof, Submission
from fazhi.campaign.places import placed
from fazhi.campaign.proofs import add_proof, change_proof, date_warning, file_by_hint, missing, remove_proof, submission_of, write_narrative
from fazhi.campaign.publishing import close
from fazhi.evidence.filing import guess_place
from fazhi.evidence.models import Item, Version
from fazhi.journal.write import trail
from fazhi.people.actor import NotAllowed
from fazhi.people.scope import grant
from fazhi.plan.refusal import Refused


@pytest.fixture
def demand(town):
    return town.demand(town.running(), "1.1.1")


def test_submission_of_is_made_once_and_keeps_the_units_name(town, demand):
    first, second = submission_of(town.liaison, demand), submission_of(town.colleague, demand)

    assert (first, first.unit_name, first.state) == (second, "金昌市教育局", "draft")


def test_submission_of_refuses_whoever_does_not_supply(town, demand):
    with pytest.raises(NotAllowed, match=r"^您不能替市教育局报送材料"):
        submission_of(town.stranger, demand, town.education)
    with pytest.raises(NotAllowed):
        submission_of(town.force, demand)
    with pytest.raises(Refused, match=r"^市司法局在指标 1.2.1 上没有分工"):
        submission_of(town.lead, town.demand(demand.campaign, "1.2.1"))

    assert Submission.objects.count() == 0


def test_submission_of_waits_for_publishing(town):
    demand = town.demand(town.assigned(), "1.1.1")

    with pytest.raises(Refused, match=r"筹备中，现在不能报送材料。请等专班发布后再报送。$"):
        submission_of(town.liaison, demand)


def test_add_proof_files_the_newest_version_at_its_place(town, demand):
    item = town.item(pages=9)
    newer = Version.objects.create(item=item, no=2, uploaded_by="某人", pages=9)

    proof = add_proof(
        town.liaison, demand, item, requirement=demand.requirements.first(), place_kind="page", place="第３页", note=" 办结率 "
    )

    assert (proof.version, proof.place, proof.note, proof.state, proof.round, proof.place_said) == (
        newer,
        "3",
        "办结率",
        "draft",
        1,
        "第3页",
    )
    assert [str(entry) for entry in trail(proof)] == ["教育联络员为指标 1.1.1 加入佐证“统计表（第3页）”"]


def test_add_proof_refuses_the_same_place_twice_and_takes_another(town, demand):
    item = town.item()
    requirement = demand.requirements.first()
    add_proof(town.liaison, demand, item, requirement=requirement, place_kind="page", place="3")

    with pytest.raises(Refused, match=r"^“办件统计”下已有“统计表”的同一处作为佐证"):
        add_proof(town.liaison, demand, item, requirement=requirement, place_kind="page", place="第3页")
    add_proof(town.liaison, demand, item, requirement=requirement, place_kind="page", place="4")
    add_proof(town.liaison, demand, item)
    with pytest.raises(Refused, match=r"^本指标已有"):
        add_proof(town.liaison, demand, item)

    assert Proof.objects.count() == 3


def test_add_proof_takes_only_what_is_the_units_own_even_where_more_was_opened_to_it(town, demand):
    foreign = town.item(town.justice, "别家材料")
    grant(foreign, "报送审核", unit=town.education)

    assert Item.visible_to(town.liaison).get() == foreign
    with pytest.raises(NotAllowed, match=r"^这份材料不是本单位的"):
        add_proof(town.liaison, demand, foreign)
    assert Proof.objects.count() == 0


def test_add_proof_refuses_a_removed_item_and_a_strange_requirement(town, demand):
    item = town.item()
    other = town.demand(demand.campaign, "2.3.1").requirements.get()

    with pytest.raises(Refused, match=r"^“审核意见书”不是指标 1.1.1 的应交材料"):
        add_proof(town.liaison, demand, item, requirement=other)
    item.removed_at = "2025-07-01T00:00:00Z"
    item.save()
    with pytest.raises(NotAllowed):
        add_proof(town.liaison, demand, item)

    assert Proof.objects.count() == 0


@pytest.mark.parametrize("state", ["head", "lead", "taskforce", "accepted"])
def test_proofs_stand_still_while_under_review(town, demand, state):
    proof = town.proof(demand)
    Submission.objects.update(state=state)

    for act in (
        lambda: town.proof(demand, "另一份"),
        lambda: change_proof(town.liaison, proof, note="改"),
        lambda: remove_proof(town.liaison, proof),
        lambda: write_narrative(town.liaison, proof.submission, "改"),
    ):
        with pytest.raises(Refused, match=r"审核期间不能改动"):
            act()

    assert list(Proof.objects.values_list("note", "state")) == [("", "draft")]


def test_change_proof_mends_a_returned_one(town, demand):
    proof = town.proof(demand, requirement="办件统计")
    Submission.objects.update(state="returned", round=1)
    Proof.objects.update(state="returned")
    newer = Version.objects.create(item=proof.item, no=2, uploaded_by="某人")

    mended = change_proof(town.liaison, proof, newest=True, note="已换盖章件", place_kind="time", place="2分5秒")

    assert (mended.state, mended.version, mended.place) == ("draft", newer, "02:05")
    assert trail(proof)[0].changes == {"位置": ["全文", "02:05处"], "说明": ["", "已换盖章件"], "版本": [1, 2]}


def test_change_proof_leaves_an_accepted_one_alone(town, demand):
    proof = town.proof(demand)
    Proof.objects.update(state="accepted")

    with pytest.raises(Refused, match=r"^这份佐证已认定，不能修改"):
        change_proof(town.liaison, proof, note="改")


def test_remove_proof_keeps_the_row_and_frees_the_place(town, demand):
    proof = town.proof(demand)

    remove_proof(town.liaison, proof)
    add_proof(town.liaison, demand, proof.item)

    assert list(Proof.objects.order_by("pk").values_list("state", flat=True)) == ["removed", "draft"]
    with pytest.raises(Refused, match=r"已经撤下"):
        remove_proof(town.liaison, proof)


def test_write_narrative_is_journalled_when_it_changes(town, demand):
    submission = submission_of(town.liaison, demand)

    write_narrative(town.liaison, submission, " 全年办件 100 件。 ")
    narrative = write_narrative(town.colleague, submission, "全年办件 100 件。")

    assert (narrative.text, narrative.written_by) == ("全年办件 100 件。", "教育联络员")
    assert trail(narrative).count() == 1


def test_missing_says_which_and_how_many(town, demand):
    submission = submission_of(town.liaison, demand)
    assert [(each.needed, each.given, str(each)) for each in missing(submission)] == [(2, 0, "“办件统计”需要 2 份，现有 0 份，还差 2 份。")]

    town.proof(demand, "一", requirement="办件统计")
    second = town.proof(demand, "二", requirement="办件统计")
    assert missing(submission) == []

    Proof.objects.filter(pk=second.pk).update(state="returned")
    assert [str(each) for each in missing(submission)] == [
        "“办件统计”需要 2 份，现有 1 份，还差 1 份。",
        "佐证“二（全文）”被退回后还没有修改，请修改、换用新版或撤下。",
    ]


def test_missing_asks_the_principal_for_its_own_and_an_empty_hand_for_something(town, demand):
    principal = submission_of(town.lead, demand)
    assert [each.requirement.name for each in missing(principal)] == ["汇总说明"]

    demand.requirements.all().delete()
    assert [str(each) for each in missing(principal)] == ["还没有任何佐证。请至少加入一份材料。"]


def test_submission_stays_open_to_read_when_the_campaign_is_over(town, demand):
    proof = town.proof(demand)
    close(town.force, demand.campaign, "已命名")

    assert submission_of(town.liaison, demand) == proof.submission
    with pytest.raises(Refused, match=r"^“金昌创建”已结束，现在不能改动材料"):
        remove_proof(town.liaison, proof)


def test_not_applicable_needs_nothing_and_takes_nothing(town, demand):
    part = demand.assignments.get(unit=town.education)
    ask_not_applicable(town.liaison, part, "本单位没有审批事项")
    submission_of(town.liaison, demand)
    decide_not_applicable(town.force, part, approve=True)

    with pytest.raises(Refused, match=r"对市教育局不适用，不用报送"):
        town.proof(demand)


@pytest.mark.parametrize(
    ("formed", "said"),
    [
        (date(2025, 3, 1), ""),
        (None, "没有填写形成日期，无法判断是否在创建周期内。请补填文件本身的日期。"),
        (date(2025, 8, 1), "形成日期 2025-08-01 晚于今天，可能填写有误。请核对。"),
        (date(2023, 12, 31), "形成日期 2023-12-31 不在创建周期（2024-01-01 至 2025-12-31）内。如确需使用，请在说明中写明理由。"),
    ],
)
def test_date_warning_warns_and_does_not_refuse(town, demand, formed, said):
    item = town.item(effective_on=formed)

    assert date_warning(item, demand.campaign, DAY) == said
    assert add_proof(town.liaison, demand, item).item == item


@pytest.mark.parametrize(("name", "code"), [("1.1.1 统计.pdf", "1.1.1"), ("第2项材料.pdf", "1.1.2")])
def test_file_by_hint_finds_the_units_demand(town, demand, name, code):
    assert file_by_hint(town.liaison, demand.campaign, guess_place(name), town.education).indicator.code == code


def test_file_by_hint_says_why_it_finds_none(town, demand):
    for name, why in (
        ("统计.pdf", "都没有指标编号"),
        ("9.9.9 统计.pdf", "不在本次创建活动的指标里"),
        ("2.3.1 统计.pdf", "没有分派给市教育局"),
    ):
        with pytest.raises(Refused, match=why):
            file_by_hint(town.liaison, demand.campaign, guess_place(name), town.education)


def test_file_by_hint_does_not_tell_a_stranger_what_a_campaign_asks(town, demand):
    with pytest.raises(Refused, match=r"不在本次创建活动的指标里"):
        file_by_hint(town.county_liaison, demand.campaign, guess_place("1.1.1 统计.pdf"), town.county_education)


@pytest.mark.parametrize(
    ("kind", "said", "place"),
    [
        ("whole", "第3页", ""),
        ("page", "第３页", "3"),
        ("page", "3—5", "3-5"),
        ("paragraph", "2 段", "2"),
        ("time", "1:02:03", "1:02:03"),
        ("time", "75:10", "1:15:10"),
        ("time", "2分5秒", "02:05"),
        ("anchor", " 办事指南 ", "办事指南"),
    ],
)
def test_placed_brings_a_place_into_one_form(kind, said, place):
    assert placed(kind, said, None) == (kind, place)


@pytest.mark.parametrize(
    ("kind", "said", "why"),
    [
        ("page", "", "没有写明位置"),
        ("page", "末页", "请写数字"),
        ("page", "5-3", "请写数字"),
        ("page", "0", "请写数字"),
        ("time", "1:75", "看不懂时间点"),
        ("x", "1", "没有选定"),
    ],
)
def test_placed_refuses_what_names_no_place(kind, said, why):
    with pytest.raises(Refused, match=why):
        placed(kind, said, None)


def test_placed_refuses_a_page_beyond_the_last(town):
    version = town.item(pages=4).current

    assert placed("page", "4", version) == ("page", "4")
    with pytest.raises(Refused, match=r"^这份材料只有 4 页，没有第 5 页"):
        placed("page", "5", version)
