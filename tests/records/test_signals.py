"""Signals: each kind with a row that raises it and a row that does not."""

from datetime import date, timedelta

from fazhi.domains.oversight.models import PublicInformation
from fazhi.people.models import Unit, UnitKind
from fazhi.records.models import Question
from fazhi.records.signals import BATCH, scores, signals
from records.ledger import enter, request, span

DAY = date(2026, 6, 30)
Kind = Question.Kind


def found(kind):
    return [(each.unit_id, each.place, each.count, each.rows) for each in signals(PublicInformation, DAY) if each.kind == kind]


def test_nothing_odd_raises_nothing(city):
    enter(request(city.education, "1", date(2026, 3, 3), date(2026, 3, 10)))
    assert signals(PublicInformation, DAY) == []


def test_step_dated_before_the_one_it_follows_is_a_signal(city):
    (odd, _) = enter(
        request(city.education, "反", date(2026, 3, 3), date(2026, 3, 1)), request(city.police, "正", date(2026, 3, 3), date(2026, 3, 3))
    )
    assert found(Kind.ORDER) == [(city.education.pk, "stages_in_order", 1, [odd.pk])]


def test_act_dated_before_its_clock_began_is_a_signal(city):
    odd, fine = enter(
        request(city.education, "反", date(2026, 3, 3), date(2026, 3, 20), corrected_on=date(2026, 3, 25)),
        request(city.education, "正", date(2026, 3, 3), date(2026, 3, 20), corrected_on=date(2026, 3, 5)),
    )
    assert found(Kind.CLOCK) == [(city.education.pk, "answer_due_on", 1, [odd.pk])]
    assert fine.pk not in found(Kind.CLOCK)[0][3]


def test_twenty_records_of_one_minute_and_one_date_are_a_signal(city):
    batch = enter(*(request(city.education, f"批{number}", date(2026, 3, 3)) for number in range(BATCH)))
    enter(*(request(city.police, f"少{number}", date(2026, 3, 3)) for number in range(BATCH - 1)))
    enter(*(request(city.justice, f"散{number}", day) for number, day in enumerate(span(date(2026, 3, 2), BATCH))))

    assert found(Kind.SAME_MINUTE) == [(city.education.pk, "20260303-202512310900", BATCH, [row.pk for row in batch])]


def test_dates_all_on_the_first_of_a_month_are_a_signal(city):
    firsts = [date(2024 + number // 12, number % 12 + 1, 1) for number in range(BATCH)]
    enter(*(request(city.education, f"首{number}", day) for number, day in enumerate(firsts)))
    enter(*(request(city.police, f"杂{number}", day) for number, day in enumerate([*firsts[1:], date(2026, 3, 2)])))

    assert [row[:3] for row in found(Kind.FIRST_DAYS)] == [(city.education.pk, "received_on", BATCH)]


def test_one_unit_far_from_its_like_is_a_signal(city):
    units = [
        city.education,
        city.police,
        *(Unit.objects.create(name=f"局{n}", short_name=f"局{n}", kind=UnitKind.GOVERNMENT) for n in range(5)),
    ]
    for number, unit in enumerate(units):
        took = 15 + number % 2 if unit != city.police else 120
        enter(*(request(unit, f"{unit}{at}", day, day + timedelta(days=took)) for at, day in enumerate(span(date(2026, 1, 5), 6))))
    enter(*(request(city.county, f"县{at}", day, day + timedelta(days=300)) for at, day in enumerate(span(date(2025, 7, 5), 6))))

    assert {(row[0], row[1]) for row in found(Kind.OUTLIER) if row[1] == "median_days_to_answer"} == {
        (city.police.pk, "median_days_to_answer")
    }
    (told,) = [
        each.reason for each in signals(PublicInformation, DAY) if (each.kind, each.place) == (Kind.OUTLIER, "median_days_to_answer")
    ]
    assert told.startswith("近12个月“答复用时中位数”为 120 天，7 个同类单位的中位数是 15 天（稳健偏离值 ")


def test_units_with_few_rows_are_compared_with_nobody(city):
    units = [
        city.education,
        city.police,
        *(Unit.objects.create(name=f"局{n}", short_name=f"局{n}", kind=UnitKind.GOVERNMENT) for n in range(5)),
    ]
    for unit in units:
        took = 120 if unit == city.police else 15
        enter(*(request(unit, f"{unit}{at}", day, day + timedelta(days=took)) for at, day in enumerate(span(date(2026, 1, 5), 4))))

    assert found(Kind.OUTLIER) == []


def test_scores_are_robust_and_know_equal_values():
    assert {key: round(each, 2) for key, each in scores({"a": 1, "b": 2, "c": 3, "d": 4, "e": 100}).items()} == {
        "a": -1.35,
        "b": -0.67,
        "c": 0.0,
        "d": 0.67,
        "e": 65.43,
    }
    assert round(scores({"a": 1, "b": 1, "c": 1, "d": 1, "e": 0.5})["e"], 2) == -3.99
    assert set(scores({"a": 1, "b": 1}).values()) == {0.0}
