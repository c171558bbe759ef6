"""Decisions: the whole way with a return in between, refusals, two at once, many at once."""

import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fazhi.campaign.models import Proof, Submission
from fazhi.journal.write import trail
from fazhi.people.actor import NotAllowed
from fazhi.people.models import Grant, Role
from fazhi.review.deciding import bulk_accept, decide
from fazhi.review.flow import reopen, submit, withdraw
from fazhi.review.marking import MarkInput
from fazhi.review.models import Decision, Mark, Round, Step, Verdict
from fazhi.review.owed import owed_by
from fazhi.review.refusals import AlreadyDecided, ReviewRefused
from fazhi.review.since import since_return

PASSED, RETURNED = Verdict.PASSED, Verdict.RETURNED


def now(submission):
    return Submission.objects.get(pk=submission.pk)


def told(submission):
    """The trail, oldest first, as “name said”."""
    return [f"{entry.actor_name}{entry.said}" for entry in reversed(trail(submission))]


def test_submission_goes_from_unit_to_acceptance_with_a_return_in_between(city):
    submission = city.filled(None, "审核意见书第1号", "审核意见书第2号")
    first, second = submission.proofs.all()

    submit(city.liaison, submission, submission.lock)
    decide(city.head, submission, PASSED, lock=1)
    marks = [MarkInput(first.pk, RETURNED, ["outside-cycle", "no-seal"], "落款是2022年")]
    decide(city.lead, submission, RETURNED, lock=2, marks=marks, remark="请换一份")
    assert (now(submission).state, now(submission).round) == ("returned", 1)
    assert [proof.state for proof in submission.proofs.all()] == ["returned", "draft"]
    Proof.objects.filter(pk=first.pk).update(state=Proof.State.REMOVED)
    third = city.show(submission, "审核意见书第3号")
    submit(city.liaison, now(submission), 3)
    decide(city.head, submission, PASSED, lock=4)
    decide(city.lead, submission, PASSED, lock=5)
    decide(city.force, submission, PASSED, lock=6, remark="材料齐全")

    assert (now(submission).state, now(submission).round, now(submission).lock) == ("accepted", 2, 7)
    assert {proof.pk: (proof.state, proof.round) for proof in submission.proofs.all()} == {
        first.pk: ("removed", 1),
        second.pk: ("accepted", 1),
        third.pk: ("accepted", 2),
    }
    assert told(submission) == [
        "教育联络员提交了 2 件材料，等待分管领导审签",
        "教育分管审签通过了 2 件材料，送市司法局审核",
        "司法联络员退回了 1 件材料：形成日期不在创建周期内、未盖章或签字；意见：请换一份",
        "教育联络员第2次提交了 2 件材料，等待分管领导审签",
        "教育分管审签通过了 2 件材料，送市司法局审核",
        "司法联络员审核通过了 2 件材料，送专班认定",
        "专班王认定了 2 件材料，报送办结；意见：材料齐全",
    ]


def test_every_proof_carries_its_own_mark(city):
    submission = city.at("head", None, "甲", "乙")
    first, second = submission.proofs.all()

    decision = decide(city.head, submission, RETURNED, lock=1, marks=[MarkInput(second.pk, RETURNED, ["unreadable"])])

    assert list(decision.marks.order_by("proof").values_list("proof", "verdict", "reasons__code")) == [
        (first.pk, "passed", None),
        (second.pk, "returned", "unreadable"),
    ]


def test_a_return_may_name_missing_material_and_the_narrative(city):
    submission = city.at("head")
    wanted = submission.demand.requirements.get()
    marks = [MarkInput(None, RETURNED, ["lacking"], requirement_id=wanted.pk), MarkInput(None, RETURNED, ["no-narrative"])]

    decision = decide(city.head, submission, RETURNED, lock=1, marks=marks)

    returned = decision.marks.filter(verdict=RETURNED).values_list("about", "subject")
    assert list(returned) == [("requirement", "应交材料：审核意见书"), ("narrative", "工作开展情况")]
    assert told(submission)[-1] == "教育分管退回了报送（应交材料：审核意见书、工作开展情况）：缺少应交材料、工作开展情况未写明"
    assert [proof.state for proof in submission.proofs.all()] == ["draft"]


@pytest.mark.parametrize(
    ("verdict", "marks", "message"),
    [
        (RETURNED, [], "退回时至少要点名一件材料、一项缺少的材料或工作开展情况，并选择退回原因。"),
        (RETURNED, [("proof", RETURNED, [], "")], "退回“审核意见书第1号（全文）”要选择至少一个退回原因。"),
        (
            RETURNED,
            [("proof", RETURNED, ["other"], " ")],
            "退回“审核意见书第1号（全文）”选了“其他”，请在意见里说明是什么问题、怎么改。",
        ),
        (RETURNED, [("proof", RETURNED, ["nonsense"], "")], "没有代号为“nonsense”的退回原因，可能已经停用。请刷新页面后重新选择。"),
        (
            PASSED,
            [("proof", RETURNED, ["no-seal"], "")],
            "“审核意见书第1号（全文）”标为退回，这份报送就不能通过。请改为整份退回，或把它改为通过。",
        ),
        (RETURNED, [("stranger", RETURNED, ["no-seal"], "")], "有一件材料不在这份报送里，可能刚被撤下。请刷新页面后再审核。"),
        (RETURNED, [("proof", RETURNED, ["no-seal"], "")] * 2, "同一件材料收到了两条意见，请只保留一条。"),
        ("skipped", [], "结论只能是通过或退回修改。"),
    ],
)
def test_a_decision_that_says_too_little_is_refused_and_changes_nothing(city, verdict, marks, message):
    submission = city.at("head")
    ids = {"proof": submission.proofs.get().pk, "stranger": city.filled(city.ask(4, "备案率")).proofs.get().pk}
    given = [MarkInput(ids[which], said, codes, remark) for which, said, codes, remark in marks]

    with pytest.raises(ReviewRefused) as refusal:
        decide(city.head, submission, verdict, lock=1, marks=given)

    assert str(refusal.value) == message
    assert (now(submission).state, Decision.objects.count(), Mark.objects.count()) == ("head", 0, 0)


@pytest.mark.parametrize(
    ("state", "who", "message"),
    [
        ("head", "lead_head", "这份报送等待市教育局分管领导审签，不由您办理。"),
        ("head", "force", "这份报送等待市教育局分管领导审签，不由您办理。"),
        ("lead", "other", "这份报送等待市司法局审核，不由您办理。"),
        ("lead", "head", "这份报送等待市司法局审核，不由您办理。"),
        ("taskforce", "lead", "这份报送等待金昌市创建工作专班认定，不由您办理。"),
        ("taskforce", "liaison", "这份报送等待金昌市创建工作专班认定，不由您办理。"),
    ],
)
def test_nobody_decides_a_step_that_is_not_his(city, state, who, message):
    submission = city.at(state)

    with pytest.raises(NotAllowed) as refusal:
        decide(getattr(city, who), submission, PASSED, lock=submission.lock)

    assert str(refusal.value) == message
    assert now(submission).state == state


def test_a_unit_that_leads_its_own_indicator_skips_the_lead_step_visibly(city):
    submission = city.start(unit=city.finance)
    city.show(submission, "财政意见", by="财政联络员")
    head = city.person("财政分管", (city.finance, Role.HEAD))
    submit(city.other, submission)

    decide(head, submission, PASSED, lock=1)

    assert now(submission).state == "taskforce"
    skipped = Decision.objects.get(step=Step.LEAD)
    assert (skipped.verdict, skipped.user, skipped.remark) == (
        "skipped",
        None,
        "市财政局就是本指标的牵头单位，不审核自己的报送，直接送专班认定",
    )
    assert told(submission)[-1] == "财政分管审签通过了 1 件材料，市财政局就是本指标的牵头单位，不审核自己的报送，直接送专班认定"


def test_an_indicator_without_lead_goes_to_the_task_force(city):
    city.demand.assignments.filter(role="lead").delete()
    submission = city.at("head")

    decide(city.head, submission, PASSED, lock=1)

    assert (now(submission).state, Decision.objects.get(step=Step.LEAD).remark) == (
        "taskforce",
        "本指标没有牵头单位，直接送专班认定",
    )


def test_the_task_force_decides_the_lead_step_when_the_lead_was_taken_away_meanwhile(city):
    submission = city.at("lead")
    city.demand.assignments.filter(role="lead").delete()
    with pytest.raises(NotAllowed) as refusal:
        decide(city.lead, submission, PASSED, lock=2)
    assert str(refusal.value) == "这份报送等待金昌市创建工作专班认定，不由您办理。"
    assert [line.act for line in owed_by(city.force, city.force.today)] == ["审核"]

    decide(city.force, submission, PASSED, lock=2)

    assert now(submission).state == "taskforce"


def test_lead_units_may_open_the_material_only_once_it_reaches_them(city):
    submission = city.at("head")
    item = submission.proofs.get().item
    grants = Grant.objects.filter(kind="evidence.item").order_by("unit")
    assert list(grants) == []

    decide(city.head, submission, PASSED, lock=1)

    assert list(grants.values_list("object_id", "unit", "why")) == [
        (item.pk, city.justice.pk, "报送审核"),
        (item.pk, city.finance.pk, "报送审核"),
    ]


def test_the_second_of_two_is_told_what_the_first_did(city):
    submission = city.at("taskforce")
    colleague = city.person("专班李", (city.unit, Role.TASKFORCE))
    decide(colleague, submission, PASSED, lock=3, remark="同意")
    at = timezone.localtime(trail(submission)[0].at)

    with pytest.raises(AlreadyDecided) as refusal:
        decide(city.force, submission, RETURNED, lock=3, marks=[MarkInput(None, RETURNED, ["no-narrative"])])

    assert str(refusal.value) == (
        f"专班李（金昌市）于{at.year}年{at.month}月{at.day}日{at:%H:%M}认定了 1 件材料，报送办结；意见：同意。"
        "这份报送现在是“已认定”，您的操作没有生效，请刷新页面查看后再办理。"
    )
    assert Decision.objects.filter(step=Step.TASKFORCE).count() == 1


def test_a_reviewer_is_told_that_the_unit_took_it_back(city):
    submission = city.at("head")
    withdraw(city.liaison, submission, 1)
    at = timezone.localtime(trail(submission)[0].at)

    with pytest.raises(AlreadyDecided) as refusal:
        decide(city.head, submission, PASSED, lock=1)

    assert str(refusal.value) == (
        f"教育联络员（市教育局）于{at.year}年{at.month}月{at.day}日{at:%H:%M}撤回了报送的 1 件材料。"
        "这份报送现在是“待提交”，您的操作没有生效，请刷新页面查看后再办理。"
    )


@pytest.mark.postgres
def test_two_who_press_in_the_same_moment_cannot_both_decide(committed_city):
    city = committed_city
    submission = city.at("taskforce")
    colleague = city.person("专班李", (city.unit, Role.TASKFORCE))
    mark = [MarkInput(submission.proofs.get().pk, RETURNED, ["no-seal"])]
    together, outcomes = threading.Barrier(2), []

    def press(actor, verdict, marks):
        together.wait()
        try:
            decide(actor, submission, verdict, lock=3, marks=marks)
            outcomes.append(verdict)
        except AlreadyDecided:
            outcomes.append("already decided")
        finally:
            connections.close_all()

    pressing = [threading.Thread(target=press, args=each) for each in ((city.force, PASSED, []), (colleague, RETURNED, mark))]
    for thread in pressing:
        thread.start()
    for thread in pressing:
        thread.join()

    decision = Decision.objects.get(step=Step.TASKFORCE)
    assert sorted(outcomes) == sorted([decision.verdict, "already decided"])
    assert now(submission).state == {"passed": "accepted", "returned": "returned"}[decision.verdict]


def test_bulk_accept_passes_what_it_can_and_says_why_not(city):
    good = [city.at("taskforce", city.ask(no, f"指标{no}")) for no in (11, 12)]
    stale = city.at("taskforce", city.ask(13, "指标13"))
    early = city.at("lead", city.ask(14, "指标14"))

    result = bulk_accept(city.force, [*((each.pk, each.lock) for each in good), (stale.pk, 1), (early.pk, 2), (99999, 1)])

    assert [each.pk for each in result.accepted] == [each.pk for each in good]
    assert [(pk, name) for pk, name, _ in result.refused] == [
        (stale.pk, "金昌市教育局 2.8.13 指标13"),
        (early.pk, "金昌市教育局 2.8.14 指标14"),
        (99999, "编号99999"),
    ]
    assert result.refused[1][2] == "这份报送等待市司法局审核，不由您办理。"
    assert [now(each).state for each in (*good, stale, early)] == ["accepted", "accepted", "taskforce", "lead"]
    assert told(good[1])[-1] == told(good[0])[-1] == "专班王一并认定了 2 份报送"


def test_bulk_accept_does_not_reach_what_the_actor_may_not_see(city):
    submission = city.at("taskforce")
    stranger = city.person("无关人员", (city.bureau("市气象局"), Role.LIAISON))

    result = bulk_accept(stranger, [(submission.pk, submission.lock)])

    assert (result.accepted, result.refused) == ([], [(submission.pk, f"编号{submission.pk}", "没有这份报送，或它不对您开放。")])
    assert now(submission).state == "taskforce"


def test_deciding_takes_as_many_queries_for_many_proofs_as_for_few(city):
    few = city.at("lead", city.ask(21, "少"), "甲")
    many = city.at("lead", city.ask(22, "多"), *(f"材料{n}" for n in range(30)))
    assert len(city.lead.posts) == 1  # loaded once a request

    def queries(submission):
        with CaptureQueriesContext(connection) as seen:
            decide(city.lead, submission, PASSED, lock=submission.lock)
        return len(seen)

    assert queries(many) == queries(few)


def test_withdraw_takes_back_before_anybody_decided(city):
    submission = city.at("head")

    withdraw(city.liaison, submission, 1)

    assert (now(submission).state, now(submission).round, now(submission).submitted_at) == ("draft", 0, None)
    assert list(submission.proofs.values_list("state", "round")) == [("draft", 1)]
    assert Round.objects.count() == 0
    assert told(submission)[-1] == "教育联络员撤回了报送的 1 件材料"


def test_withdraw_is_refused_once_somebody_decided(city):
    submission = city.at("lead")

    with pytest.raises(ReviewRefused) as refusal:
        withdraw(city.liaison, submission, 2)

    assert str(refusal.value) == ("这份报送现在是“待牵头单位审核”，已经有人审核，不能撤回。需要修改的，请与审核人联系退回。")
    assert now(submission).state == "lead"


def test_withdrawing_a_resubmission_stands_as_returned_again(city):
    submission = city.at("head", None, "甲", "乙")
    bad, good = submission.proofs.all()
    decide(city.head, submission, RETURNED, lock=1, marks=[MarkInput(bad.pk, RETURNED, ["no-seal"])])
    submit(city.liaison, submission, 2, explain="电子签章")

    withdraw(city.liaison, submission, 3)

    assert (now(submission).state, now(submission).round) == ("returned", 1)
    assert dict(submission.proofs.values_list("pk", "state")) == {bad.pk: "returned", good.pk: "draft"}
    assert since_return(now(submission)).is_empty


def test_a_reopened_submission_takes_more_and_keeps_what_was_accepted(city):
    submission = city.at("accepted")
    reopen(city.force, submission, "补充下半年的材料", submission.lock)
    assert owed_by(city.liaison, city.liaison.today)[0].why == "创建工作专班重开了报送，可以补充、修改材料后重新提交"
    city.show(submission, "下半年的审核意见书")

    submit(city.liaison, submission)

    assert list(submission.proofs.order_by("pk").values_list("state", "round")) == [("accepted", 1), ("submitted", 2)]
    decide(city.head, submission, RETURNED, lock=6, marks=[MarkInput(submission.proofs.last().pk, RETURNED, ["no-seal"])])
    assert list(submission.proofs.order_by("pk").values_list("state", flat=True)) == ["accepted", "returned"]
    assert told(submission)[4] == "专班王重开了已认定的报送：补充下半年的材料"


def test_only_the_task_force_reopens_and_only_what_was_accepted(city):
    submission = city.at("lead")
    with pytest.raises(ReviewRefused) as refusal:
        reopen(city.force, submission, "补充")
    assert str(refusal.value) == "这份报送现在是“待牵头单位审核”，只有已认定的才需要重开。"
    with pytest.raises(NotAllowed):
        reopen(city.liaison, submission, "补充")
    assert now(submission).state == "lead"


def test_a_remark_that_is_too_long_is_refused_and_not_cut(city):
    submission = city.at("head")

    with pytest.raises(ReviewRefused) as refusal:
        decide(city.head, submission, PASSED, lock=1, remark="长" * 2001)

    assert str(refusal.value) == "审核意见有 2001 个字，最多 2000 个字。请精简后再提交。"
    assert now(submission).state == "head"
