"""The past stays: any evening is read again after a thousand edits, and a row taken away changes the figures that list it and no other."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from unittest.mock import patch

import pytest

from domains.madeup import made_up
from domains.recomputed import Held, reckon
from engine.toyapp.models import Errand, Visit, Yearbook
from fazhi.engine.metrics import Period, metrics_of
from fazhi.people.models import Role
from fazhi.records.bulk import enter_all
from fazhi.records.figures import for_area, opened
from fazhi.records.keeping import change, enter, remove

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
TOYS = (Errand, Visit, Yearbook)
PERIOD = Period(date(2024, 6, 1), date(2026, 12, 31))
EDITS, DAYS = 1000, 10
FIRST_DAY = datetime(2026, 3, 2, 1, tzinfo=UTC)  # nine in the morning in Beijing


def figures(area, day):
    return {f"{toy.code}.{name}": figure.pieces for toy in TOYS for name, figure in for_area(toy, area, PERIOD, day).items()}


def facts(row):
    return (type(row).code, row.business_key, row.unit_id, *(getattr(row, field.attname) for field in row.own_fields()))


class Diary:
    """What the test itself knows of the registers, beside what they say: every row as it was last written."""

    def __init__(self, town, random):
        self.town, self.random, self.rows, self.made = town, random, {}, 0
        self.actor = town.actor(Role.TASKFORCE, town.city)
        self.units = [town.education, town.police, town.justice, town.township]

    def fresh(self, toy):
        self.made += 1
        keys = {"X1": [key for code, key in self.rows if code == "X1"]}
        (row,) = made_up(toy, 1, self.units, self.random, keys)
        if toy is Yearbook:
            row.year, row.unit = 1900 + self.made % 100, self.random.choice(self.units)
        else:
            row.number = f"示例{self.made}"
        row.business_key = row.made_key()
        return row

    def edit(self):
        """One edit of the registers, and the same in the diary."""
        known = list(self.rows)
        how = self.random.choice(["enter", "change", "change", "change", "remove"]) if len(known) > 20 else "enter"
        if how == "enter":
            row = self.fresh(self.random.choice(TOYS))
            if (row.code, row.business_key) not in self.rows:
                enter(row, self.actor)
                self.rows[row.code, row.business_key] = facts(row)
            return
        code, key = self.random.choice(known)
        held = next(toy for toy in TOYS if toy.code == code).objects.get(business_key=key)
        if how == "remove":
            remove(held, self.actor, "示例")
            del self.rows[code, key]
            return
        other = self.fresh(type(held))
        free = [f.name for f in held.own_fields() if f.editable and f.name not in (*held.identity, "stage")]
        names = self.random.sample(free, k=min(3, len(free)))
        changed = change(held, {name: getattr(other, name) for name in names}, self.actor)
        self.rows[code, key] = facts(changed)


def test_any_evening_is_read_again_after_a_thousand_random_edits(town):
    diary, evenings = Diary(town, Random(20260302)), {}
    for day in range(DAYS):
        for number in range(EDITS // DAYS):
            with patch("django.utils.timezone.now", return_value=FIRST_DAY + timedelta(days=day, seconds=number)):
                diary.edit()
        today = (FIRST_DAY + timedelta(days=day)).date()
        evenings[today] = (dict(diary.rows), figures(town.city, today), figures(town.county, today))

    told = {day: {(r.code, r.business_key): facts(r) for toy in TOYS for r in toy.standing(day)} for day in evenings}
    assert told == {day: rows for day, (rows, _, _) in evenings.items()}
    for day, (_, city, county) in evenings.items():
        assert (figures(town.city, day), figures(town.county, day)) == (city, county), day


def test_past_figures_agree_with_an_independent_reckoning(town):
    diary, days = Diary(town, Random(7)), []
    for day in range(4):
        for number in range(40):
            with patch("django.utils.timezone.now", return_value=FIRST_DAY + timedelta(days=day, seconds=number)):
                diary.edit()
        days.append((FIRST_DAY + timedelta(days=day)).date())

    for day in days:
        held = Held(day)
        for toy in TOYS:
            for name, figure in for_area(toy, town.city, PERIOD, day).items():
                metric = metrics_of(toy)[name]
                reckoned = reckon(toy, metric, town.city, PERIOD.first, PERIOD.last, held)
                shown = opened(toy, metric, town.city, PERIOD, day)
                ours = None if figure.value is None else round(float(figure.value), 9)
                assert ours == (None if reckoned.value is None else round(float(reckoned.value), 9)), (day, name)
                assert {row.pk for row in shown.counted} == reckoned.taken, (day, name)


@pytest.mark.parametrize("toy", [Errand, Yearbook])
def test_row_taken_away_changes_exactly_the_figures_that_list_it(town, toy):
    random, today = Random(3), date(2026, 6, 30)
    diary = Diary(town, random)
    with patch("django.utils.timezone.now", return_value=FIRST_DAY):
        enter_all([diary.fresh(Errand) for _ in range(25)], diary.actor.who, "示例")
        books = {row.business_key: row for row in (diary.fresh(Yearbook) for _ in range(25))}
        enter_all(list(books.values()), diary.actor.who, "示例")
    with patch("django.utils.timezone.now", return_value=FIRST_DAY + timedelta(days=120)):
        for row in list(toy.objects.order_by("pk")):
            before, listing, weighing = figures(town.city, today), set(), set()
            for name, metric in metrics_of(toy).items():
                shown = opened(toy, metric, town.city, PERIOD, today)
                is_counted = shown.counted.filter(pk=row.pk).exists()
                if is_counted or shown.left_out.filter(pk=row.pk, was_asked=True).exists():
                    listing.add(f"{toy.code}.{name}")
                if is_counted and type(metric.measure).__name__ in ("count", "share", "never", "days"):
                    weighing.add(f"{toy.code}.{name}")
            remove(row, diary.actor, "示例")
            after = figures(town.city, today)
            changed = {name for name in before if before[name] != after[name] and (before[name] or after[name])}

            assert weighing <= changed <= listing, row.business_key
