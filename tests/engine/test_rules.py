"""Rules: kept, broken or not asked; what is NULL is broken, and what waits is read on the day that is asked."""

from datetime import date

import pytest

from engine.toyapp.models import Errand, Visit
from engine.toys import errand, put
from fazhi.engine.models import Setting
from fazhi.engine.rules import Rule, Severity, broken, marks, rules_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
DAY = date(2026, 6, 30)


def answer(row, rule, day=DAY):
    return marks(type(row), [row.pk], day)[row.pk][rule]


@pytest.mark.parametrize(
    ("rule", "values", "expected"),
    [
        ("subject_is_told", {"subject": "示例"}, True),
        ("subject_is_told", {}, False),
        ("fee_is_low", {"kind": "其他", "fee": 500}, None),
        ("fee_is_low", {"kind": "许可", "fee": 100}, True),
        ("fee_is_low", {"kind": "许可", "fee": 101}, False),
        ("fee_is_low", {"kind": "许可"}, False),  # NULL is not kept
        ("copies_enough", {"received_on": date(2024, 12, 31)}, None),
        ("copies_enough", {"received_on": date(2025, 1, 1)}, False),
        ("copies_enough", {"received_on": date(2025, 12, 31), "copies": 2}, True),
        ("copies_enough", {"received_on": date(2026, 1, 1)}, None),
        ("copies_enough", {}, None),
        ("is_not_future", {"received_on": date(2026, 6, 30)}, True),
        ("is_not_future", {"received_on": date(2026, 7, 1)}, False),
        ("is_recent", {"received_on": date(2025, 12, 30)}, True),
        ("is_recent", {"received_on": date(2025, 12, 29)}, False),
        ("is_recent", {"done_on": date(2025, 1, 1)}, None),
        ("few_copies", {"copies": 5}, True),
        ("few_copies", {"copies": 6}, False),
        ("is_visited", {}, None),
        ("is_visited", {"stage": "done"}, False),
    ],
)
def test_rule_answers(town, rule, values, expected):
    assert answer(errand(town.education, **values), rule) is expected


def test_waiting_values_are_read_on_the_day_that_is_asked(town):
    row = errand(town.education, received_on=date(2026, 7, 1), copies=8)
    Setting.objects.create(name="toy_copies", value=9, since=date(2026, 1, 1))
    Setting.objects.create(name="toy_copies", value=7, since=date(2026, 6, 1))

    days = (date(2025, 12, 31), date(2026, 5, 31), date(2026, 6, 1), date(2026, 7, 1))
    told = [(answer(row, "few_copies", day), answer(row, "is_not_future", day)) for day in days]

    assert told == [(False, False), (True, False), (False, False), (False, True)]


def test_what_was_not_read_in_the_text_reminds_and_never_judges():
    rules = {name: (rule.severity, rule.judges) for name, rule in rules_of(Errand).items()}

    assert rules["few_copies"] == (Severity.REMINDER, False)
    assert rules["fee_is_low"] == (Severity.FATAL, True)
    assert rules["due_on_kept"] == (Severity.REDLINE, True)
    assert rules_of(Visit)["announce_by_kept"].severity == Severity.REMINDER  # a number of the city's own
    assert [Rule("。", holds=rules_of(Errand)["fee_is_low"].holds, basis="", confidence=each).judges for each in "甲乙丙丁"] == [
        True,
        True,
        False,
        False,
    ]


def test_page_of_records_is_marked_in_one_query_beside_the_calendar_and_the_parameters(town, django_assert_num_queries):
    rows = [errand(town.education, f"示例{number}", copies=number) for number in range(12)]

    with django_assert_num_queries(3):
        told = marks(Errand, [row.pk for row in rows], DAY)

    assert [told[row.pk]["few_copies"] for row in rows] == [number <= 5 for number in range(12)]


def test_broken_gives_exactly_the_rows_that_break_the_rule(town):
    for number, (kind, fee) in enumerate([("许可", 50), ("许可", 500), ("许可", None), ("其他", 500)]):
        errand(town.education, f"示例{number}", kind=kind, fee=fee)

    assert sorted(broken(Errand.standing(), Errand.fee_is_low, DAY).values_list("number", flat=True)) == ["示例1", "示例2"]


def test_derived_columns_answer_for_the_records_that_name_and_are_named(town):
    done = errand(town.education, stage="done", done_on=date(2026, 1, 10))
    before = put(Visit, town.education, number="走1", errand="示例1", visited_on=date(2026, 1, 9))
    after = put(Visit, town.education, number="走2", errand="示例1", visited_on=date(2026, 1, 11))
    lost = put(Visit, town.education, number="走3", errand="示例9", visited_on=date(2026, 1, 9))

    assert [answer(row, "before_done") for row in (before, after, lost)] == [True, False, None]
    assert answer(done, "is_visited") is True
