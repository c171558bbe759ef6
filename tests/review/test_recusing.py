"""Recusal: who belongs to the unit stands aside, the next is named, and it is written down."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fazhi.campaign.models import Campaign, Submission
from fazhi.journal.write import trail
from fazhi.people.actor import acting
from fazhi.people.models import Role, Unit, UnitKind, User
from fazhi.review.deciding import bulk_accept, decide
from fazhi.review.flow import submit
from fazhi.review.models import Decision, Recusal, Verdict
from fazhi.review.owed import owed_by
from fazhi.review.queue import queue
from fazhi.review.recusing import recuse
from fazhi.review.refusals import Recused, ReviewRefused
from fazhi.review.standing import eligible

PASSED = Verdict.PASSED


def test_nobody_decides_for_a_unit_he_belongs_to(city):
    both = city.person("两头任职", (city.unit, Role.TASKFORCE), (city.education, Role.OFFICER))
    submission = city.at("taskforce")
    assert [(each, each.must_recuse) for each in queue(both)] == [(submission, True)]

    with pytest.raises(Recused) as refusal:
        decide(both, submission, PASSED, lock=submission.lock)

    assert str(refusal.value) == "两头任职在报送单位市教育局任职（或提交之后任过职），按规定应当回避。已记录回避，由专班王接着审核。"
    recusal = Recusal.objects.get()
    assert (recusal.user, recusal.named, recusal.unit, recusal.step) == (both.user, city.force.user, city.education, "taskforce")
    assert Submission.objects.get().state == "taskforce"
    assert trail(submission)[0].said == "回避了专班认定：两头任职在报送单位市教育局任职（或提交之后任过职），由专班王接着审核"
    assert list(queue(both)) == []


def test_who_is_named_sees_it_on_his_today_page(city):
    both = city.person("两头任职", (city.unit, Role.TASKFORCE), (city.education, Role.OFFICER))
    submission = city.at("taskforce")
    with pytest.raises(Recused):
        decide(both, submission, PASSED, lock=submission.lock)

    lines = owed_by(city.force, city.force.today)

    assert [(line.act, line.subject, line.why) for line in lines] == [("认定", "2.8.3 合法性审核率", "两头任职回避，由您接着审核")]


def test_a_recusal_in_a_bulk_pass_is_kept_though_the_rest_passes(city):
    both = city.person("两头任职", (city.unit, Role.TASKFORCE), (city.education, Role.OFFICER))
    submission = city.at("taskforce")

    result = bulk_accept(both, [(submission.pk, submission.lock)])

    assert [why for _, _, why in result.refused] == [
        "两头任职在报送单位市教育局任职（或提交之后任过职），按规定应当回避。已记录回避，由专班王接着审核。"
    ]
    assert Recusal.objects.count() == 1


def test_who_handed_in_does_not_sign_it_himself(city):
    both = city.person("联络员兼分管", (city.education, Role.LIAISON), (city.education, Role.HEAD))
    submission = submit(both, city.filled())
    as_head = acting(both.user, both.user.posts.get(role=Role.HEAD).pk, today=both.today)

    with pytest.raises(Recused) as refusal:
        decide(as_head, submission, PASSED, lock=1)

    assert str(refusal.value) == "联络员兼分管提交了这份报送，不能自己审签，按规定应当回避。已记录回避，由教育分管接着审核。"
    assert Decision.objects.count() == 0


def test_who_supplied_a_proof_does_not_sign_it_himself(city):
    submission = city.filled()
    city.show(submission, "分管自己加的", by="教育分管")
    submit(city.liaison, submission)

    with pytest.raises(Recused) as refusal:
        decide(city.head, submission, PASSED, lock=1)

    assert str(refusal.value) == (
        "教育分管提供了其中的材料，不能自己审签，按规定应当回避。已记录回避；没有可以接替的人，请创建工作专班指定。"
    )


def test_recusing_of_ones_own_accord_needs_a_reason_and_names_the_next(city):
    submission = city.at("lead")
    with pytest.raises(ReviewRefused) as refusal:
        recuse(city.lead, submission, " ")
    assert str(refusal.value) == "请写明回避的事由，例如“与报送单位负责人有亲属关系”。"

    recusal = recuse(city.lead, submission, "配偶在该单位任职")

    assert (recusal.why, recusal.named) == ("配偶在该单位任职", city.lead_head.user)
    with pytest.raises(Recused):
        decide(city.lead, submission, PASSED, lock=submission.lock)


def test_eligible_are_ordered_and_leave_out_the_unit_itself(city):
    city.person("后到专班", (city.unit, Role.TASKFORCE))
    city.person("教育局的专班", (city.unit, Role.TASKFORCE), (city.education, Role.LIAISON))
    submission = city.at("taskforce")

    assert [user.name for user in eligible(submission, "taskforce", city.force.today)] == ["专班王", "后到专班"]
    assert [user.name for user in eligible(submission, "lead", city.force.today)] == ["司法联络员", "司法分管"]
    assert [user.name for user in eligible(submission, "head", city.force.today)] == ["教育分管"]


def test_eligible_takes_as_many_queries_for_many_people_as_for_few(city):
    submission = city.at("taskforce")

    def queries():
        with CaptureQueriesContext(connection) as seen:
            eligible(Submission.objects.get(pk=submission.pk), "taskforce", city.force.today)
        return len(seen)

    before = queries()
    for number in range(20):
        city.person(f"专班{number}", (city.unit, Role.TASKFORCE))
    assert queries() == before
    assert User.objects.count() == 26


def test_where_nobody_is_left_below_the_one_above_is_named_and_may_decide(city):
    county = Unit.objects.create(name="永昌县", short_name="永昌县", kind=UnitKind.COUNTY, parent=city.unit)
    Campaign.objects.update(unit=county)
    county_force = city.person("县专班", (county, Role.TASKFORCE), (city.education, Role.OFFICER))
    submission = city.at("lead")
    decide(city.lead, submission, PASSED, lock=2)
    assert list(queue(city.force)) == []  # a county's work is not the city's to do

    with pytest.raises(Recused) as refusal:
        decide(county_force, submission, PASSED, lock=3)

    assert refusal.value.recusal.named == city.force.user
    assert list(queue(city.force)) == [submission]
    decide(city.force, submission, PASSED, lock=3)
    assert Submission.objects.get().state == "accepted"


def test_a_unit_head_who_left_his_post_is_not_eligible(city):
    submission = city.at("head")
    city.head.user.posts.update(until=date(2025, 9, 9))

    assert eligible(submission, "head", city.force.today) == []
