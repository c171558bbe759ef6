"""Who is kept from deciding: by what he did in the round, by where he was, and what an ended campaign keeps from everybody."""

import pytest

from fazhi.campaign.models import Assignment, Campaign, Proof, Submission
from fazhi.evidence.models import Item
from fazhi.journal.models import Verb
from fazhi.journal.write import trail, write
from fazhi.people.actor import NotAllowed, acting
from fazhi.people.models import Grant, Post, Role
from fazhi.review.deciding import decide
from fazhi.review.flow import open_to_leads, reopen, submit, withdraw
from fazhi.review.models import Recusal, Verdict
from fazhi.review.owed import owed_by
from fazhi.review.queue import queue
from fazhi.review.recusing import recuse, why_recused
from fazhi.review.refusals import AlreadyDecided, Recused, ReviewRefused
from fazhi.review.standing import eligible

PASSED = Verdict.PASSED


def now(submission):
    return Submission.objects.get(pk=submission.pk)


def moved(actor, unit, role):
    """The person after leaving the post held so far for another one."""
    actor.user.posts.update(until=actor.today)
    Post.objects.filter(user=actor.user).update(until="2025-09-09")
    Post.objects.create(user=actor.user, unit=unit, role=role, since="2025-09-10")
    return acting(actor.user, today=actor.today)


def test_who_handed_in_does_not_accept_it_after_changing_post(city):
    submission = city.at("taskforce")
    mover = moved(city.liaison, city.unit, Role.TASKFORCE)
    assert [each.must_recuse for each in queue(mover)] == [True]

    with pytest.raises(Recused) as refusal:
        decide(mover, submission, PASSED, lock=3)

    assert str(refusal.value) == "教育联络员提交了这份报送，不能自己认定，按规定应当回避。已记录回避，由专班王接着审核。"
    assert now(submission).state == "taskforce"


def test_who_was_of_the_unit_since_the_handing_in_does_not_decide(city):
    colleague = city.person("教育科员", (city.education, Role.OFFICER))
    submission = city.at("taskforce")
    Submission.objects.update(submitted_at="2025-09-05T02:00:00Z")
    mover = moved(colleague, city.unit, Role.TASKFORCE)

    assert [each.must_recuse for each in queue(mover)] == [True]
    assert why_recused(mover, now(submission)) == "教育科员在报送单位市教育局任职（或提交之后任过职）"
    assert [user.name for user in eligible(now(submission), "taskforce", mover.today)] == ["专班王"]
    Submission.objects.update(submitted_at="2025-09-10T02:00:00Z")  # handed in after he had left
    assert (why_recused(mover, now(submission)), [each.must_recuse for each in queue(mover)]) == ("", [False])


def test_one_person_does_not_decide_two_steps_of_a_round(city):
    both = city.person("身兼两职", (city.justice, Role.HEAD), (city.unit, Role.TASKFORCE))
    submission = city.at("lead")
    decide(both, submission, PASSED, lock=2)
    as_force = acting(both.user, both.user.posts.get(role=Role.TASKFORCE).pk, today=both.today)
    assert [each.must_recuse for each in queue(as_force)] == [True]
    assert [user.name for user in eligible(now(submission), "taskforce", both.today)] == ["专班王"]

    with pytest.raises(Recused) as refusal:
        decide(as_force, submission, PASSED, lock=3)

    assert str(refusal.value) == (
        "身兼两职已在本次报送的牵头单位审核环节作过决定，同一人不能再认定，按规定应当回避。已记录回避，由专班王接着审核。"
    )
    decide(city.force, submission, PASSED, lock=3)
    assert now(submission).state == "accepted"


def test_recusal_asks_for_the_person_and_not_for_the_name(city):
    namesake = city.person("教育联络员", (city.education, Role.HEAD))
    submission = city.at("head")

    assert (why_recused(namesake, submission), [each.must_recuse for each in queue(namesake)]) == ("", [False])
    Proof.objects.update(added_by="改过的名字", added_by_id=namesake.user.pk)
    assert why_recused(namesake, submission) == "教育联络员提供了其中的材料，不能自己审签"
    assert [each.must_recuse for each in queue(namesake)] == [True]


def test_the_task_force_is_told_where_the_only_head_stands_aside(city):
    submission = city.at("head")
    settle = lambda: [line for line in owed_by(city.force, city.force.today) if line.act == "明确审核人"]  # noqa: E731
    assert settle() == []

    recuse(city.head, submission, "亲属")

    assert [(line.subject, line.why, line.place) for line in settle()] == [
        ("市教育局", "1 份报送在等，市教育局没有可以审核的分管领导：未任命，或都应回避", ("directory-unit", (city.education.pk,)))
    ]
    city.person("新任分管", (city.education, Role.HEAD))
    assert settle() == []


def test_the_only_head_who_supplied_does_not_count_as_attending(city):
    submission = city.filled()
    city.show(submission, "分管自己加的", by="教育分管")
    submit(city.liaison, submission)

    assert [line.subject for line in owed_by(city.force, city.force.today) if line.act == "明确审核人"] == ["市教育局"]


def test_the_task_force_is_told_where_all_of_it_stand_aside(city):
    submission = city.at("taskforce")
    recuse(city.force, submission, "亲属")

    lines = owed_by(city.force, city.force.today)

    assert [(line.act, line.subject) for line in lines] == [("明确审核人", "金昌市")]
    assert lines[0].why == "1 份报送在等，金昌市没有可以审核的专班成员：未任命，或都应回避"


def test_who_is_of_the_unit_does_not_reopen_for_it(city):
    both = city.person("两头任职", (city.unit, Role.TASKFORCE), (city.education, Role.OFFICER))
    submission = city.at("accepted")

    with pytest.raises(NotAllowed) as refusal:
        reopen(both, submission, "补充")

    assert str(refusal.value) == "您在报送单位市教育局任职（或提交之后任过职），不能重开它的报送。请由专班的其他人办理。"
    assert now(submission).state == "accepted"


def test_nothing_is_decided_or_taken_back_once_the_campaign_ended(city):
    submission = city.at("head")
    Campaign.objects.update(state=Campaign.State.CLOSED)

    with pytest.raises(ReviewRefused) as deciding:
        decide(city.head, submission, PASSED, lock=1)
    with pytest.raises(ReviewRefused) as taking_back:
        withdraw(city.liaison, submission, 1)

    assert str(deciding.value) == "“2025年度创建”已结束，不再审核，这份报送停在现在的环节，内容和轨迹都可以查看。"
    assert str(taking_back.value) == "“2025年度创建”已结束，撤回后也不能再提交，所以没有撤回。内容和轨迹都可以查看。"
    assert (now(submission).state, list(queue(city.head)), owed_by(city.liaison, city.liaison.today)) == ("head", [], [])


def test_recusals_go_with_the_round_that_is_taken_back(city):
    submission = city.at("head")
    recuse(city.head, submission, "以为是亲属")

    withdraw(city.liaison, submission, 1)
    submit(city.liaison, submission, 2)

    assert (Recusal.objects.count(), why_recused(city.head, now(submission)), len(queue(city.head))) == (0, "", 1)


def test_a_lead_named_late_is_opened_the_material_once_and_that_is_written_down(city):
    submission = city.at("lead")
    newcomer = city.person("环保联络员", (city.bureau("市环保局"), Role.LIAISON))
    Assignment.objects.filter(demand=city.demand, unit=city.justice).delete()
    Assignment.objects.filter(demand=city.demand, unit=city.finance).delete()
    Assignment.objects.create(demand=city.demand, unit=newcomer.unit, role="lead", is_principal=True)
    assert list(Item.visible_to(newcomer)) == []

    assert [open_to_leads(newcomer, now(submission)) for _ in range(2)] == [1, 0]

    assert list(Item.visible_to(newcomer)) == [submission.proofs.get().item]
    written = trail(submission).filter(verb=Verb.GRANTED)
    assert [entry.said for entry in written] == ["因接手牵头审核，取得了市教育局 1 件材料的查阅权限"]


def test_leads_are_not_opened_what_another_unit_shared(city):
    submission = city.filled()
    shared = city.show(submission, "公安局的材料").item
    Item.objects.filter(pk=shared.pk).update(unit=city.bureau("市公安局"))
    submit(city.liaison, submission)

    decide(city.head, submission, PASSED, lock=1)

    own = submission.proofs.exclude(item=shared).get().item_id
    assert set(Grant.objects.filter(kind="evidence.item").values_list("object_id", flat=True)) == {own}


def test_what_the_first_did_is_told_with_one_full_stop(city):
    submission = city.at("head")
    write(Verb.RETURNED, submission, "退回了报送；意见：请补。", by=city.head.who)

    with pytest.raises(AlreadyDecided) as refusal:
        decide(city.head, submission, PASSED, lock=0)

    assert str(refusal.value).partition("意见：")[2] == "请补。这份报送现在是“待分管领导审签”，您的操作没有生效，请刷新页面查看后再办理。"
