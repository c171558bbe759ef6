"""The sample city: the same twice, every state met, everything marked, and each reader behind the doors."""

from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.db import transaction

from fazhi.campaign.models import Applies, Assignment, Campaign, Change, ChangeFor, Demand, Narrative, Phase, Proof, Submission
from fazhi.campaign.sufficiency import standings
from fazhi.engine.register import register
from fazhi.evidence.models import Capture, Item, PublicCopy, Signal, Version
from fazhi.journal.sealing import unsealed
from fazhi.journal.verify import verify
from fazhi.people.actor import Refused, acting
from fazhi.people.models import Post, Unit, User
from fazhi.plan.models import Mention, Plan, PlanTask
from fazhi.reports.declaration.models import DeclaredItem, Inquiry
from fazhi.reports.models import Package, Receipt
from fazhi.review.models import Decision, Mark, Recusal, Verdict
from fazhi.sample.city import ACCOUNTS, PASSWORD, SIZES, make

ON = date(2025, 9, 17)
STATES = {State.value for State in Submission.State}


def facts() -> dict[str, list]:
    """All that people see of the city, without numbers and moments."""
    cell = ("submission__unit__short_name", "submission__demand__campaign__name", "submission__demand__indicator__code")
    place = ("unit__short_name", "demand__campaign__name", "demand__indicator__code")
    wanted = {
        "units": Unit.objects.values_list("name", "short_name", "kind", "parent__name", "order"),
        "people": User.objects.values_list("username", "name", "phone"),
        "posts": Post.objects.values_list("user__username", "unit__name", "role", "since"),
        "phases": Phase.objects.values_list("campaign__name", "name", "starts_on", "state"),
        "demands": Demand.objects.values_list("campaign__name", "indicator__code", "due_on"),
        "parts": Assignment.objects.values_list(*place, "role", "is_principal", "applies"),
        "submissions": Submission.objects.values_list(*place, "state", "round", "lock"),
        "proofs": Proof.objects.values_list(*cell, "item__title", "place_kind", "place", "note", "state"),
        "texts": Narrative.objects.values_list(*cell, "text"),
        "content": Version.objects.exclude(blob=None).values_list("file_name", "blob__sha256", "text_state"),
        "links": Version.objects.exclude(url="").values_list("item__title", "url"),
        "decisions": Decision.objects.values_list(*cell, "step", "verdict", "remark", "user_name"),
        "marks": Mark.objects.values_list("subject", "verdict", "remark", "reasons__code"),
        "signals": Signal.objects.values_list("item__title", "kind", "severity", "state", "explained_by", "decided_by", "remark"),
        "captures": Capture.objects.values_list("version__item__title", "taken_at__date", "state", "status", "share_gone", "share_new"),
        "copies": PublicCopy.objects.values_list("version__item__title", "state", "made_by", "approved_by", "masks"),
        "declared": DeclaredItem.objects.values_list("declaration__name", "code", "state", "unit__short_name"),
        "packed": Package.objects.values_list("name", "state", "profile__indicators"),
        "changes": Change.objects.values_list("subject", "before", "after"),
    }
    return {name: sorted(map(repr, rows)) for name, rows in wanted.items()}


@pytest.fixture(scope="module")
def twice(django_db_setup, django_db_blocker):
    """The facts of a city that was made and undone, and those of the one that now stands, for all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        before = transaction.savepoint()
        make(SIZES["test"], ON, 7)
        first = facts()
        transaction.savepoint_rollback(before)
        make(SIZES["test"], ON, 7)
        yield first, facts()
        transaction.set_rollback(True)


@pytest.fixture
def city(twice):
    return Unit.objects.get(parent=None)


def actor(username: str, unit: str = ""):
    user = User.objects.get(username=username)
    post = user.posts.filter(unit__short_name=unit).first() if unit else None
    return acting(user, post.pk if post else None, today=ON)


def test_the_same_seed_makes_the_same_city(twice):
    first, second = twice
    assert {name: len(rows) for name, rows in first.items()} == {name: len(rows) for name, rows in second.items()}
    assert first == second


def test_every_state_is_met(city):
    assert set(Submission.objects.values_list("state", flat=True)) == STATES
    assert set(Decision.objects.values_list("verdict", flat=True)) == {Verdict.PASSED, Verdict.RETURNED, Verdict.SKIPPED}
    assert Submission.objects.filter(round=2).count() == Decision.objects.filter(round=2, step="head").count() > 0
    assert set(Assignment.objects.values_list("applies", flat=True)) == {Applies.YES, Applies.ASKED, Applies.NO}
    assert Counter(Phase.objects.filter(campaign__parent=None).values_list("no", "state")) == Counter(
        [(1, "closed"), (2, "open"), (3, "open"), (4, "waiting"), (5, "waiting")]
    )
    assert {reading.read_at is None for reading in ChangeFor.objects.all()} == {True, False}


def test_somebody_stood_aside_for_his_own_unit(city):
    named = Recusal.objects.values_list("user__username", "named__username", "unit__short_name").distinct()
    assert list(named) == [("zhuanban-jiaoyu", "zhuanban", "市教育局")]


def test_due_days_lie_before_in_and_after_this_week(city):
    days = Demand.objects.filter(campaign__parent=None).exclude(indicator__code="1.3.1").values_list("due_on", flat=True)
    sunday = date(2025, 9, 21)
    assert Counter("past" if day < ON else "this week" if day <= sunday else "later" for day in days) == Counter(
        {"past": 8, "this week": 18, "later": 77}
    )


def test_every_named_unit_is_known_and_the_plans_are_confirmed(city):
    assert set(Plan.objects.values_list("state", flat=True)) == {Plan.State.CONFIRMED}
    assert Mention.objects.filter(unit=None, collective=None).count() == 0
    assert PlanTask.objects.filter(plan__unit=city).count() == 32
    named = Mention.objects.filter(task__plan__unit=city).exclude(unit=None).values("unit").distinct().count()
    assert named == 40


def test_everybody_signs_in_with_the_one_password(city):
    validate_password(PASSWORD)
    people = list(User.objects.all())
    assert [user.username for user in people if not user.check_password(PASSWORD) or user.must_change_password] == []
    assert [user.username for user in people if acting(user, today=ON).role is None] == []
    assert {username for username, _ in ACCOUNTS} - {user.username for user in people} == set()
    assert [str(post) for post in actor("liangpai").posts] == ["市司法局联络员", "市委依法治市办联络员"]


def test_every_unit_has_a_liaison(city):
    without = Unit.objects.exclude(posts__role="liaison").exclude(kind__in=("city", "county"))
    assert list(without) == []


def test_nothing_lacks_the_mark(city):
    assert set(Campaign.objects.values_list("is_sample", flat=True)) == {True}
    named = [*Campaign.objects.values_list("name", flat=True), *Plan.objects.values_list("title", flat=True)]
    named += [*Item.objects.values_list("title", flat=True)]
    assert [name for name in named if "示例" not in name] == []
    stored = Version.objects.exclude(blob=None)
    assert [version.file_name for version in stored if "示例" not in version.file_name] == []
    written = stored.exclude(blob__media_type="image/png")
    assert {version.text_state for version in written} == {Version.TextState.DONE}
    assert [version.file_name for version in written if "示例" not in version.text] == []
    assert {version.preview["kind"] for version in stored} == {"html", "pages", "table", "image"}
    links = Version.objects.exclude(url="").values_list("url", flat=True)
    assert [url for url in links if not url.startswith("https://www.example.gov.cn/shili/")] == []


def test_the_checks_find_what_was_planted_and_nothing_else(city):
    found = Signal.objects.exclude(state="gone").values_list("item__unit__short_name", "kind", "severity", "state")
    late = [("市应急管理局", "made-late", "attention", "open")] * 4
    assert sorted(found) == sorted(
        [
            ("市民政局", "near-copy", "attention", "upheld"),
            ("市卫健委", "same-scan", "attention", "explained"),
            ("市交通运输局", "made-late", "serious", "open"),
            ("市教育局", "personal", "serious", "open"),
            ("市人社局", "outside-cycle", "attention", "open"),
            ("市司法局", "link-changed", "attention", "open"),
            ("市司法局", "link-dead", "serious", "open"),
            *[("市公安局", "number-twice", "serious", "open")] * 2,
            *[("市应急管理局", "burst", "attention", "open")] * 5,
            *late,
        ]
    )
    copied = Signal.objects.get(kind="near-copy")
    assert (copied.other.item.unit.short_name, 0.6 < copied.facts["share"] < 0.75) == ("市司法局", True)


def test_different_people_explained_and_decided(city):
    decided = Signal.objects.exclude(remark="").values_list("kind", "state", "explained_by", "decided_by")
    explainer = actor("市卫健委-联络员").user.name
    assert sorted(decided) == [("near-copy", "upheld", "", "郑明远"), ("same-scan", "explained", explainer, "何一川")]


def test_pages_were_frozen_changed_and_died_without_a_network(city):
    looks = Capture.objects.filter(version__item__title__contains="公告（示例）").exclude(state="not-taken").order_by("taken_at", "pk")
    told = [(state, status, page is not None) for state, status, page in looks.values_list("state", "status", "page")]
    assert sorted(told) == [*[("failed", 404, False)] * 3, *[("taken", 200, True)] * 3]
    assert set(Capture.objects.filter(state="not-taken").values_list("fault", flat=True)) == {"policy"}


def test_a_masked_copy_was_approved_by_a_second_person_and_hides_every_number(city):
    copy = PublicCopy.objects.get()
    assert (copy.state, copy.made_by, copy.approved_by) == ("approved", "苏文静", "韩致远")
    assert sorted(kind for kind, _ in copy.masks["values"]) == ["id-card", "id-card", "mobile", "mobile", "name", "name"]


def test_sufficiency_shows_every_kind_of_lack(city):
    rows = standings(Campaign.objects.get(parent=None), actor("zhuanban"), day=ON)
    assert (sum(row.stale for row in rows), sum(row.outside for row in rows)) == (1, 1)
    assert {bool(row.single) for row in rows} == {bool(row.gaps) for row in rows} == {True, False}


def test_the_declaration_is_on_its_way(city):
    assert Counter(DeclaredItem.objects.values_list("state", flat=True)) == {"waiting": 96, "taken": 5, "filed": 2, "returned": 1}
    returned = DeclaredItem.objects.get(state="returned").filings.get()
    assert register("R47").objects.filter(number=returned.problem).values_list("finding", flat=True).get() == returned.reason
    assert sorted(Inquiry.objects.values_list("state", "answered_by")) == [("asked", ""), ("settled", "郑明远")]


def test_a_package_was_made_with_receipts_and_the_journal_is_sealed_to_its_end(city):
    made = Package.objects.get()
    units = set(Receipt.objects.filter(package=made).values_list("unit", flat=True))
    assert (made.state, len(made.profile.indicators), len(units) == Receipt.objects.count() > 0) == ("ready", 6, True)
    assert unsealed() == []
    wrongs = [each.said for each in verify().wrongs]
    assert [said for said in wrongs if "触发器" not in said] == []  # the test database has them taken out, to be emptied


def test_a_liaison_sees_the_unit_and_what_it_leads_only(city):
    liaison, education = actor("jiaoyuju"), Unit.objects.get(short_name="市教育局")
    assert Item.objects.exclude(unit=education).count() > 0
    assert set(Item.visible_to(liaison)) == set(Item.objects.filter(unit=education))
    assert set(Submission.visible_to(liaison)) == set(Submission.objects.filter(unit=education))
    lead = actor("sifaju")
    shown = Submission.visible_to(lead).exclude(unit=lead.unit)
    assert shown.count() > 0
    assert set(shown.values_list("state", flat=True)) & {"draft"} == set()


def test_a_county_sees_itself_only(city):
    force = actor("yongchang")
    mine = Submission.objects.filter(unit__path__startswith=force.unit.path)
    assert 0 < mine.count() < Submission.objects.count()
    assert set(Submission.visible_to(force)) == set(mine)
    assert set(Campaign.visible_to(force)) == set(Campaign.objects.all())


@pytest.mark.parametrize(("username", "sees_all"), [("leader", True), ("zhuanban", True), ("officer", False), ("admin-system", False)])
def test_leaders_see_all_and_those_without_business_nothing(city, username, sees_all):
    expected = set(Submission.objects.all()) if sees_all else set()
    assert set(Submission.visible_to(actor(username))) == expected
    assert Submission.objects.count() > 0


def test_a_second_city_is_refused_and_nothing_is_changed(twice):
    _, second = twice
    with pytest.raises(Refused, match="数据库里已有单位或账号，不能再生成示例市"):
        make(SIZES["test"], ON, 8)
    with pytest.raises(CommandError, match="不能再生成示例市"):
        call_command("sample-city", size="test", stdout=StringIO())
    assert facts() == second


def test_a_day_that_does_not_exist_is_refused(db):
    with pytest.raises(CommandError, match="2025-02-30"):
        call_command("sample-city", size="test", on="2025-02-30", stdout=StringIO())
    assert Unit.objects.count() == 0
