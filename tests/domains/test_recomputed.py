"""Every metric of every register agrees with an independent reckoning, in its value and to the row, over made-up data."""

from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domains.casefile import undone
from domains.madeup import made_up
from domains.recomputed import Held, NotReckoned, reckon, references
from fazhi.engine.metrics import Period, metrics_of
from fazhi.engine.register import registers
from fazhi.people.models import Unit
from fazhi.records.figures import for_area, opened

DECLARED = {code: model for code, model in registers().items() if model.__module__.startswith("fazhi.domains.")}
ROWS = 30
PERIODS = st.sampled_from(
    [(date(2025, 1, 1), date(2025, 12, 31)), (date(2024, 1, 1), date(2026, 12, 31)), (date(2025, 7, 1), date(2025, 9, 30))]
)
DAYS = st.dates(date(2025, 6, 1), date(2026, 10, 1))


def filled(model, random, count=ROWS):
    """Rows in the register and in those it names or is tallied from; those that are named first."""
    units, keys, done = list(Unit.objects.all()), {}, set()

    def fill(each):
        if each.code in done:
            return
        done.add(each.code)
        named = [registers()[field.to] for field in each._meta.concrete_fields if getattr(field, "to", "") in registers()]
        for other in named:
            fill(other)
        rows = made_up(each, count, units, random, keys)
        each.objects.bulk_create(rows)
        keys[each.code] = [row.business_key for row in rows]
        for code in (*references(each), *(getattr(metric.measure, "having", "") for metric in metrics_of(each).values())):
            if code in registers():
                fill(registers()[code])

    fill(model)


@pytest.mark.parametrize("code", DECLARED)
@settings(max_examples=3, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), period=PERIODS, day=DAYS)
def test_figures_agree_with_the_reckoning_to_the_row(units, code, seed, period, day):
    model, random = DECLARED[code], Random(seed)
    with undone():
        filled(model, random)
        held, area = Held(day), units[random.choice(["临江市", "甲县", "市教育局"])]
        figures = for_area(model, area, Period(*period), day)
        for name, metric in metrics_of(model).items():
            try:
                told = reckon(model, metric, area, *period, held)
            except NotReckoned:
                continue  # named by the test below
            shown = opened(model, metric, area, Period(*period), day)
            ours = None if figures[name].value is None else round(float(figures[name].value), 9)

            assert ours == (None if told.value is None else round(float(told.value), 9)), f"{code}.{name}"
            assert frozenset(shown.counted.values_list("pk", flat=True)) == told.taken, f"{code}.{name}"


def test_at_least_30_metrics_are_reckoned_and_none_is_left_out(units):
    unread, read = [], 0
    for code, model in DECLARED.items():
        with undone():
            filled(model, Random(1), 6)
            held = Held(date(2026, 6, 30))
            for name, metric in metrics_of(model).items():
                try:
                    reckon(model, metric, units["临江市"], date(2024, 1, 1), date(2026, 12, 31), held)
                    read += 1
                except NotReckoned as why:
                    unread.append(f"{code}.{name}: {why}")

    assert unread == []
    assert read >= 30
