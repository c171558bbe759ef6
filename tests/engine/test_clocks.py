"""Clocks: where the due day stands, when it is judged, and in which colour; the lists' conditions agree with the pages' words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.models import CharField, DateField
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from engine.toyapp.models import Errand, Visit, Yearbook
from engine.toys import errand, put
from fazhi.engine.clocks import DayClock, clocks_of
from fazhi.engine.holidays import calendar
from fazhi.engine.models import HolidayYear, Pause, Setting
from fazhi.engine.register import Register
from fazhi.engine.rules import marks
from fazhi.kit.limits import Pause as Interval
from fazhi.people.models import Unit
from fazhi.records.holidays import seed
from fazhi.records.running import Colour, colour, coloured, running, set_clocks

SEPTEMBER = date(2025, 9, 26)  # before the National Day holidays of 2025


def paused(row, clock, since, until, reason="征求第三方意见"):
    Pause.objects.create(kind=row._meta.label_lower, object_id=row.pk, clock=clock, reason=reason, since=since, until=until)
    set_clocks(row)
    row.save()
    return row


def kept(row, clock, day):
    return marks(type(row), [row.pk], day)[row.pk][f"{clock}_kept"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("clock", "values", "due"),
    [
        ("due_on", {"received_on": SEPTEMBER}, date(2025, 10, 30)),
        ("due_on", {}, None),
        ("due_on", {"received_on": SEPTEMBER, "corrected_on": date(2025, 10, 15)}, date(2025, 11, 12)),  # starts again
        ("due_on", {"received_on": SEPTEMBER, "extended_days": 20}, date(2025, 11, 27)),
        ("due_on", {"received_on": date(2019, 5, 14)}, None),  # the law was not yet in force
        ("publish_by", {"kind": "许可", "done_on": date(2026, 2, 12)}, date(2026, 2, 28)),
        ("publish_by", {"kind": "其他", "done_on": date(2026, 2, 12)}, date(2026, 3, 18)),
        ("publish_by", {"kind": "不公开", "done_on": date(2026, 2, 12)}, None),
        ("publish_by", {"kind": "许可", "done_on": date(2026, 2, 12), "is_secret": True}, None),
        ("tell_by", {"found_at": datetime(2026, 2, 12, 8, 30, tzinfo=UTC)}, datetime(2026, 2, 13, 8, 30, tzinfo=UTC)),
        ("end_from", {"posted_on": SEPTEMBER}, date(2025, 10, 14)),  # the first day after seven full working days
        ("notice_by", {"hearing_on": date(2025, 10, 15)}, date(2025, 9, 29)),  # backwards over the holidays
    ],
)
def test_due_day(town, clock, values, due):
    assert getattr(errand(town.education, **values), clock) == due


@pytest.mark.django_db
def test_year_runs_to_the_fixed_day_of_the_next(town):
    assert put(Yearbook, town.education, year=2025).file_by == date(2026, 1, 31)


@pytest.mark.django_db
def test_city_sets_the_number_of_its_own_parameter(town):
    before = put(Visit, town.education, number="1", visited_on=date(2026, 3, 2)).announce_by
    Setting.objects.create(name="limit:D07", value=5, since=date(2026, 1, 1))

    assert (before, put(Visit, town.education, number="2", visited_on=date(2026, 3, 2)).announce_by) == (
        date(2026, 3, 30),
        date(2026, 3, 9),
    )


@pytest.mark.django_db
def test_pause_does_not_count_and_an_open_one_leaves_no_due_day(town):
    row = paused(errand(town.education, received_on=SEPTEMBER), "due_on", date(2025, 10, 9), date(2025, 10, 20))
    other = paused(errand(town.education, "示例2", received_on=SEPTEMBER), "due_on", date(2025, 10, 9), None)
    assert (row.due_on, other.due_on) == (date(2025, 11, 11), None)
    assert (colour(Errand.due_on.field, other, date(2026, 1, 1)), kept(other, "due_on", date(2026, 1, 1))) == (Colour.PAUSED, None)

    other.done_on = date(2025, 10, 20)  # the act ends the pause that nobody ended
    set_clocks(other)

    assert other.due_on == date(2025, 11, 11)


@pytest.mark.django_db
def test_count_explains_itself_day_by_day(town):
    row = errand(town.education, received_on=SEPTEMBER)
    told = clocks_of(Errand)["due_on"].account(row, [Interval(date(2025, 10, 9), date(2025, 10, 10), "征求第三方意见")], calendar())

    reasons = {day.day: (day.counted, day.reason) for day in told.days}
    assert (told.due_on, reasons[date(2025, 10, 1)], reasons[date(2025, 10, 10)]) == (
        date(2025, 10, 31),
        (False, "国庆节放假"),
        (False, "停表：征求第三方意见"),
    )


@pytest.mark.django_db
@pytest.mark.postgres
def test_clock_is_judged_once_it_stopped_or_its_day_is_past(town):
    open_one = errand(town.education, "1", received_on=SEPTEMBER)
    kept_one, late = (errand(town.education, str(day), received_on=SEPTEMBER, done_on=date(2025, 10, day)) for day in (30, 31))

    assert [kept(open_one, "due_on", date(2025, 10, day)) for day in (30, 31)] == [None, False]
    assert (kept(kept_one, "due_on", date(2025, 10, 30)), kept(late, "due_on", date(2025, 11, 1))) == (True, False)


@pytest.mark.django_db
@pytest.mark.postgres
def test_floor_is_judged_only_when_the_act_is_done(town):
    values = {"posted_on": SEPTEMBER}
    rows = [errand(town.education, str(day), **values, ended_on=day) for day in (None, date(2025, 10, 13), date(2025, 10, 14))]

    assert [kept(row, "end_from", date(2026, 1, 1)) for row in rows] == [None, False, True]


@pytest.mark.django_db
@pytest.mark.postgres
def test_hours_run_on_through_days_off(town):
    found = datetime(2025, 10, 1, 2, 0, tzinfo=UTC)
    rows = [errand(town.education, str(late), found_at=found, told_at=found + timedelta(hours=24, seconds=late)) for late in (0, 1)]

    assert [kept(row, "tell_by", date(2025, 10, 9)) for row in rows] == [True, False]


@pytest.mark.django_db
@pytest.mark.postgres
def test_beyond_the_last_notice_a_clock_is_provisional_and_never_judged(town):
    row = errand(town.education, received_on=date(2026, 12, 10), done_on=date(2027, 6, 1))
    unanswered = errand(town.education, "示例2", received_on=date(2026, 12, 10))

    assert row.due_on == date(2027, 1, 8)
    assert [each.provisional for each in running(row, date(2027, 7, 1)) if each.name == "due_on"] == [True]
    assert [kept(each, "due_on", date(2027, 7, 1)) for each in (row, unanswered)] == [None, None]
    assert colour(Errand.due_on.field, unanswered, date(2027, 7, 1)) == Colour.RUNNING

    HolidayYear.objects.create(year=2027, source="示例")

    assert [kept(each, "due_on", date(2027, 7, 1)) for each in (row, unanswered)] == [False, False]


@pytest.mark.django_db
def test_year_left_out_is_a_gap_behind_which_nothing_is_judged(town):
    HolidayYear.objects.create(year=2028, source="示例")

    assert kept(errand(town.education, received_on=date(2026, 12, 10), done_on=date(2027, 6, 1)), "due_on", date(2028, 7, 1)) is None


def test_unknown_limit_is_refused_where_it_is_declared():
    with pytest.raises(ImproperlyConfigured) as refused:

        class Wrong(Register):
            number = CharField(max_length=10)
            done_on = DateField(null=True)
            due_on = DayClock("期限", "O99", start="done_on", stop="done_on")

            class Meta(Register.Meta):
                app_label = "nowhere"

    assert str(refused.value).partition("。")[0] == "Wrong.due_on: 没有编号为“O99”的期限"


MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC)).map(lambda when: when.replace(microsecond=0))
DAYS = st.dates(date(2025, 1, 1), date(2027, 6, 1))
OLD_OR_NEW = DAYS | st.dates(date(2018, 6, 1), date(2019, 12, 1))
VALUES = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(Errand.Kind.values),
        "is_secret": st.booleans(),
        "extended_days": st.integers(0, 20),
        **{
            name: st.none() | OLD_OR_NEW
            for name in ("received_on", "corrected_on", "done_on", "published_on", "posted_on", "ended_on", "hearing_on", "noticed_on")
        },
        **{name: st.none() | MOMENTS for name in ("found_at", "told_at")},
    }
)


@pytest.mark.usefixtures("toys")
@pytest.mark.postgres
class TestColours(TestCase):
    """For any record on any day exactly the condition of its colour finds it."""

    @classmethod
    def setUpTestData(cls):
        seed()
        cls.unit = Unit.objects.create(name="示例", short_name="示例", kind="government")

    @settings(max_examples=60)
    @given(VALUES, DAYS, st.sampled_from([None, "open", "closed"]))
    def test_condition_of_the_list_agrees_with_the_page(self, values, day, pause):
        row = put(Errand, self.unit, number="示例", **values)
        if pause and row.received_on:
            paused(row, "due_on", row.received_on, None if pause == "open" else row.received_on + timedelta(days=30))
        for name, clock in clocks_of(Errand).items():
            found = {each for each in Colour if Errand.objects.filter(coloured(clock, each, day)).exists()}
            told = colour(clock, row, day)

            assert found == ({told} if told else set()), (name, getattr(row, name), told)

    @settings(max_examples=40)
    @given(st.integers(2018, 2026), st.none() | DAYS, DAYS)
    def test_year_and_parameter_have_the_colour_of_their_day(self, year, filed, day):
        book = put(Yearbook, self.unit, year=year, filed_on=filed)
        clock = clocks_of(Yearbook)["file_by"]
        found = {each for each in Colour if Yearbook.objects.filter(coloured(clock, each, day)).exists()}
        told = colour(clock, book, day)

        assert found == ({told} if told else set())
