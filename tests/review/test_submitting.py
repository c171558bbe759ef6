"""Handing in: what is missing needs a word, what was returned needs an answer, and what changed since is seen."""

import pytest

from fazhi.campaign.models import Campaign, Narrative, Proof, Submission
from fazhi.evidence.models import Version
from fazhi.people.actor import NotAllowed
from fazhi.people.models import Role, Unit
from fazhi.review.deciding import decide
from fazhi.review.flow import submit
from fazhi.review.marking import MarkInput
from fazhi.review.models import Round, Verdict
from fazhi.review.refusals import AlreadyDecided, ReviewRefused
from fazhi.review.since import since_return

RETURNED = Verdict.RETURNED


def now(submission):
    return Submission.objects.get(pk=submission.pk)


def refusal_of(actor, submission, lock=None, **more):
    with pytest.raises(ReviewRefused) as refusal:
        submit(actor, submission, lock, **more)
    return str(refusal.value)


def test_a_submission_that_shows_nothing_is_refused(city):
    submission = city.start()

    assert refusal_of(city.liaison, submission, explain="没有") == (
        "还没有任何内容可以提交：没有材料，也没有写工作开展情况。请先添加材料或写明工作开展情况。"
    )
    assert (now(submission).state, Round.objects.count()) == ("draft", 0)


def test_missing_material_is_named_and_needs_an_explanation(city):
    submission = city.filled(city.ask(5, "备案率", materials=("备案回执", "备案目录")))
    assert refusal_of(city.liaison, submission) == (
        "还不能直接提交：“备案目录”需要 1 份，现有 0 份，还差 1 份。请补齐后再提交；确实不能补的，请写明原因再提交。"
    )

    submit(city.liaison, submission, explain="目录年底才编")

    kept = Round.objects.get()
    assert (now(submission).state, kept.explain, kept.missing) == ("head", "目录年底才编", ["“备案目录”需要 1 份，现有 0 份，还差 1 份"])


@pytest.mark.parametrize("who", ["head", "lead", "force"])
def test_only_a_liaison_of_the_unit_hands_in(city, who):
    submission = city.filled()

    with pytest.raises(NotAllowed) as refusal:
        submit(getattr(city, who), submission)

    assert str(refusal.value) == "只有市教育局的联络员可以提交这份报送。如您就是，请先切换到该单位的身份。"
    assert now(submission).state == "draft"


def test_the_heir_of_a_unit_hands_in_for_it(city):
    heir = Unit.objects.create(name="金昌市教育体育局", short_name="市教体局", kind="government", parent=city.unit)
    city.education.heir = heir
    city.education.save()
    liaison = city.person("教体联络员", (heir, Role.LIAISON))
    submission = city.filled()

    submit(liaison, submission)

    assert now(submission).state == "head"


def test_nothing_is_handed_in_after_the_campaign_ended(city):
    submission = city.filled()
    Campaign.objects.update(state=Campaign.State.CLOSED)

    assert refusal_of(city.liaison, submission) == "“2025年度创建”已结束，现在不接收报送。需要补报的，请联系创建工作专班。"


def test_pressing_submit_twice_hands_in_once(city):
    submission = city.filled()
    submit(city.liaison, submission, 0)

    with pytest.raises(AlreadyDecided):
        submit(city.liaison, submission, 0)
    assert refusal_of(city.liaison, submission, 1) == "这份报送现在是“待分管领导审签”，不能重复提交。"
    assert (now(submission).round, Round.objects.count()) == (1, 1)


def test_what_was_returned_and_left_as_it_was_needs_a_word(city):
    submission = city.at("head")
    proof = submission.proofs.get()
    decide(city.head, submission, RETURNED, lock=1, marks=[MarkInput(proof.pk, RETURNED, ["no-seal"])])

    assert refusal_of(city.liaison, submission) == (
        "还不能直接提交：“审核意见书”需要 1 份，现有 0 份，还差 1 份；"
        "佐证“审核意见书第1号（全文）”被退回后还没有修改，请修改、换用新版或撤下。"
        "请补齐后再提交；确实不能补的，请写明原因再提交。"
    )
    submit(city.liaison, submission, explain="电子签章，打印件不显示")
    assert (now(submission).state, now(submission).round) == ("head", 2)


def test_what_was_not_named_in_a_return_needs_no_redo(city):
    submission = city.at("head", None, "甲", "乙")
    bad, good = submission.proofs.all()
    decide(city.head, submission, RETURNED, lock=1, marks=[MarkInput(bad.pk, RETURNED, ["no-seal"])])
    Proof.objects.filter(pk=bad.pk).update(state=Proof.State.REMOVED)

    submit(city.liaison, submission)

    assert Proof.objects.get(pk=good.pk).state == "submitted"


def test_changes_since_the_return_are_told_one_by_one(city):
    submission = city.at("head", None, "甲", "乙", "丙", "丁")
    kept, replaced, reworded, removed = submission.proofs.all()
    decide(city.head, submission, RETURNED, lock=1, marks=[MarkInput(replaced.pk, RETURNED, ["no-seal"])])
    newer = Version.objects.create(item=replaced.item, no=2, uploaded_by="教育联络员")
    Proof.objects.filter(pk=replaced.pk).update(version=newer)
    Proof.objects.filter(pk=reworded.pk).update(place_kind="page", place="3", note="审核率见第3页")
    Proof.objects.filter(pk=removed.pk).update(state=Proof.State.REMOVED)
    added = city.show(submission, "戊")
    Narrative.objects.update(text="全年审核规范性文件13件。")

    changes = since_return(now(submission))

    assert changes.added == [added]
    assert changes.removed == ["丁"]
    assert [(each.proof, each.before, each.after) for each in changes.replaced] == [(replaced, 1, 2)]
    assert [(each.proof, each.before, each.after) for each in changes.notes] == [
        (
            reworded,
            "材料：丙；对应：审核意见书；证明点：全文；形成日期：2025-03-01",
            "材料：丙；对应：审核意见书；证明点：第3页；形成日期：2025-03-01；说明：审核率见第3页",
        )
    ]
    assert changes.narrative == ("全年审核规范性文件12件。", "全年审核规范性文件13件。")
    assert changes.untouched == [kept]


def test_a_narrative_that_was_returned_and_left_needs_a_word(city):
    submission = city.at("head")
    decide(city.head, submission, RETURNED, lock=1, marks=[MarkInput(None, RETURNED, ["no-narrative"])])

    assert refusal_of(city.liaison, submission) == (
        "还不能直接提交：退回时指出的工作开展情况还没有改。请补齐后再提交；确实不能补的，请写明原因再提交。"
    )
    Narrative.objects.update(text="全年审核规范性文件12件，其中提出修改意见9件。")
    submit(city.liaison, submission)
    assert now(submission).state == "head"


def test_nothing_is_handed_in_where_the_unit_was_found_not_to_be_concerned(city):
    submission = city.filled()
    city.demand.assignments.filter(unit=city.education).update(applies="no")

    assert refusal_of(city.liaison, submission) == ("这项指标对市教育局已批准为不适用，不需要报送。如情况有变，请联系专班恢复适用。")
