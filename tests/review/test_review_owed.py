"""Today's lines of review, the reasons counted, and timeliness."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fazhi.campaign.models import Requirement
from fazhi.people.models import Post, Role
from fazhi.people.owed import Owed
from fazhi.review.deciding import decide
from fazhi.review.flow import submit
from fazhi.review.marking import MarkInput
from fazhi.review.models import Decision, ReturnReason, Round, Verdict
from fazhi.review.owed import owed_by
from fazhi.review.queue import queue, thread
from fazhi.review.reasons import counts, load_reasons
from fazhi.review.timeliness import Timeliness, timeliness

DAY = date(2025, 9, 10)
EARLY = datetime(2025, 9, 1, 1, 0, tzinfo=UTC)


def handed_in(submission):
    submission.rounds.update(at=EARLY)
    type(submission).objects.filter(pk=submission.pk).update(submitted_at=EARLY)
    return submission


def test_each_role_is_told_what_waits_for_it(city):
    sign = handed_in(city.at("head", city.ask(11, "甲", due_on=date(2025, 9, 12))))
    check = handed_in(city.at("lead", city.ask(12, "乙")))
    accept = handed_in(city.at("taskforce", city.ask(13, "丙")))

    why = "市教育局于9月1日提交，共 1 件材料"
    unit = city.education.pk
    assert owed_by(city.head, DAY) == [Owed("审签", "2.8.11 甲", why, date(2025, 9, 12), ("review", (sign.pk,)), unit, kind="sign")]
    assert owed_by(city.lead, DAY) == [Owed("审核", "2.8.12 乙", why, None, ("review", (check.pk,)), unit, kind="review")]
    assert owed_by(city.other, DAY) == []
    assert owed_by(city.force, DAY) == [
        Owed("认定", "2.8.13 丙", why, None, ("review", (accept.pk,)), unit, kind="accept"),
        Owed("等待", "1 份报送", "最早一份已等 9 天", None, ("unit", (unit,)), unit, waits_for="市教育局分管领导审签", kind="read"),
        Owed(
            "等待",
            "1 份报送",
            "最早一份已等 9 天",
            None,
            ("unit", (city.justice.pk,)),
            city.justice.pk,
            waits_for="市司法局审核",
            kind="read",
        ),
    ]
    assert [(line.act, line.subject, line.waits_for) for line in owed_by(city.liaison, DAY)] == [
        ("等待审核", "2.8.11 甲", "市教育局分管领导审签"),
        ("等待审核", "2.8.12 乙", "市司法局审核"),
        ("等待审核", "2.8.13 丙", "金昌市创建工作专班认定"),
    ]


def test_the_liaison_is_told_why_something_came_back(city):
    submission = city.at("lead")
    proof = submission.proofs.get()
    decide(city.lead, submission, Verdict.RETURNED, lock=2, marks=[MarkInput(proof.pk, Verdict.RETURNED, ["outside-cycle", "no-seal"])])

    assert owed_by(city.liaison, DAY) == [
        Owed(
            "修改后重新提交",
            "2.8.3 合法性审核率",
            "市司法局退回1 件材料：形成日期不在创建周期内、未盖章或签字",
            None,
            ("submission", (city.demand.pk,)),
            city.education.pk,
            kind="fix",
        )
    ]


def test_the_task_force_is_told_where_nobody_can_review(city):
    handed_in(city.at("head"))
    Post.objects.filter(role=Role.HEAD, unit=city.education).update(until=date(2025, 9, 1))

    first = owed_by(city.force, DAY)[0]

    assert first == Owed(
        "明确审核人",
        "市教育局",
        "1 份报送在等，市教育局没有可以审核的分管领导：未任命，或都应回避",
        None,
        ("directory-unit", (city.education.pk,)),
        city.education.pk,
        kind="settle",
    )


def test_many_waiting_at_one_unit_are_one_line(city):
    for no in range(11, 16):
        handed_in(city.at("taskforce", city.ask(no, f"指标{no}")))

    assert [(line.act, line.subject, line.place) for line in owed_by(city.force, DAY)] == [("认定", "市教育局 5 份报送", ("reviews", ()))]


@pytest.mark.parametrize(("few", "many"), [(1, 4), (5, 9)])  # single lines, and lines for a whole unit
def test_owed_and_queue_take_as_many_queries_for_many_as_for_few(city, few, many):
    def queries(actor):
        actor.posts  # noqa: B018  # loaded once a request
        with CaptureQueriesContext(connection) as seen:
            owed_by(actor, DAY)
            list(queue(actor))
        return len(seen)

    def fill(numbers):
        for no in numbers:
            for place, state in enumerate(("head", "lead", "taskforce")):
                city.at(state, city.ask(100 * place + no, f"指标{no}"))

    people = (city.force, city.lead, city.head, city.liaison)
    fill(range(10, 10 + few))
    before = [queries(actor) for actor in people]
    fill(range(10 + few, 10 + many))
    assert [queries(actor) for actor in people] == before


def test_reasons_are_seeded_once_and_keep_what_an_office_changed(city):
    ReturnReason.objects.filter(code="no-seal").update(text="没有公章")

    assert load_reasons() == 0
    assert (ReturnReason.objects.count(), ReturnReason.objects.get(code="no-seal").text) == (14, "没有公章")


def test_reasons_are_counted_by_unit(city):
    for no, code in ((11, "no-seal"), (12, "no-seal"), (13, "unreadable")):
        submission = city.at("head", city.ask(no, f"指标{no}"))
        mark = MarkInput(submission.proofs.get().pk, Verdict.RETURNED, [code])
        decide(city.head, submission, Verdict.RETURNED, lock=1, marks=[mark])

    assert [(each.reason.code, each.times, each.units) for each in counts(city.campaign)] == [
        ("no-seal", 2, ((city.education.pk, "市教育局", 2),)),
        ("unreadable", 1, ((city.education.pk, "市教育局", 1),)),
    ]


def test_timeliness_counts_first_handing_in_against_the_due_day(city):
    handed_in(city.at("head", city.ask(11, "按时", due_on=date(2025, 9, 1))))
    handed_in(city.at("head", city.ask(12, "迟报", due_on=date(2025, 8, 31))))
    city.ask(13, "未报", due_on=date(2025, 9, 9))  # city.demand itself is due on 30 September, when the phase ends
    returned = handed_in(city.at("head", city.ask(14, "退回后再报", due_on=date(2025, 9, 30))))
    decide(city.head, returned, Verdict.RETURNED, lock=1, marks=[MarkInput(None, Verdict.RETURNED, ["no-narrative"])])
    submit(city.liaison, returned, explain="已写明")
    Decision.objects.update(at=datetime(2025, 9, 2, tzinfo=UTC))
    Round.objects.filter(no=2).update(at=datetime(2025, 9, 4, 12, tzinfo=UTC))

    found = {each.unit: each for each in timeliness(city.campaign, DAY)}

    assert found["市教育局"] == Timeliness(city.education.pk, "市教育局", 5, 2, 1, 1, 1, 2.5, 1)
    assert list(found) == ["市教育局"]  # the leads gather and check; nothing is asked of them


def test_timeliness_counts_a_principal_lead_where_it_is_asked(city):
    Requirement.objects.update(asked_of="principal")

    assert timeliness(city.campaign, date(2025, 10, 1)) == [Timeliness(city.justice.pk, "市司法局", 1, 0, 0, 1, 0, None, 0)]


def test_timeliness_counts_the_leads_where_nobody_else_answers(city):
    city.demand.assignments.filter(role="responsible").delete()

    assert [(each.unit, each.owed) for each in timeliness(city.campaign, DAY)] == [("市司法局", 1), ("市财政局", 1)]


def test_thread_shows_each_round_with_its_decisions(city):
    submission = city.at("lead")
    decide(city.lead, submission, Verdict.RETURNED, lock=2, marks=[MarkInput(None, Verdict.RETURNED, ["no-narrative"])])
    submit(city.liaison, submission, explain="见附件")

    assert [(each.no, each.round.explain, [decision.step for decision in each.decisions]) for each in thread(submission)] == [
        (2, "见附件", []),
        (1, "", ["head", "lead"]),
    ]
