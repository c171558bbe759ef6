"""Collective names and their dated expansions."""

from datetime import date

import pytest

from fazhi.journal.models import Entry
from fazhi.journal.write import trail
from fazhi.people.actor import NotAllowed, Refused
from fazhi.people.collectives import add_collective, expand, expansion_on, expansions_on, remove_collective
from fazhi.people.models import CollectiveName, Expansion

FIRST, SECOND = date(2025, 1, 1), date(2025, 6, 1)


@pytest.fixture
def collective(place):
    return add_collective(place.system, place.city, "市直有关部门单位")


def test_a_later_expansion_ends_the_earlier(place, collective):
    first = expand(place.taskforce, collective, [place.education, place.justice], FIRST)
    expand(place.taskforce, collective, [place.justice], SECOND)

    first.refresh_from_db()
    assert first.until == date(2025, 5, 31)
    assert expansion_on(collective, date(2024, 12, 31)) == []
    assert expansion_on(collective, date(2025, 5, 31)) == [place.justice, place.education]
    assert expansion_on(collective, SECOND) == [place.justice]
    entry = trail(collective).first()
    assert entry.said == "将“市直有关部门单位”自2025年6月1日起展开为1个单位"
    assert entry.changes == {"展开": [["市司法局", "市教育局"], ["市司法局"]]}


def test_an_expansion_is_replaced_on_its_own_first_day(place, collective):
    expand(place.taskforce, collective, [place.education], FIRST)
    expand(place.taskforce, collective, [place.justice], FIRST)

    assert expansion_on(collective, FIRST) == [place.justice]
    assert Expansion.objects.count() == 2


def test_expand_refuses_nothing_strangers_and_earlier_days(place, collective):
    expand(place.taskforce, collective, [place.justice], SECOND)
    county = add_collective(place.county_taskforce, place.county, "县直有关部门")

    with pytest.raises(Refused, match="已有自2025年6月1日起的展开，新的展开不能更早"):
        expand(place.taskforce, collective, [place.education], FIRST)
    with pytest.raises(Refused, match="没有选择单位"):
        expand(place.taskforce, collective, [], SECOND)
    with pytest.raises(Refused, match="市司法局不属于“永昌县”，不能列入“县直有关部门”"):
        expand(place.county_taskforce, county, [place.justice], SECOND)
    place.education.until = FIRST
    with pytest.raises(Refused, match="市教育局在2025年6月1日不存在"):
        expand(place.taskforce, collective, [place.education], SECOND)
    assert expansion_on(collective, SECOND) == [place.justice]


@pytest.mark.parametrize("who", ["county_taskforce", "security", "liaison", "stranger"])
def test_collective_names_of_the_city_are_not_for_others(place, collective, who):
    actor = getattr(place, who)
    before = Entry.objects.count()

    with pytest.raises(NotAllowed):
        expand(actor, collective, [place.justice], FIRST)
    with pytest.raises(NotAllowed):
        add_collective(actor, place.city, "各行政执法部门单位")
    with pytest.raises(NotAllowed):
        remove_collective(actor, collective)
    assert (Expansion.objects.count(), CollectiveName.objects.count(), Entry.objects.count()) == (0, 1, before)


def test_a_name_is_added_once_and_removed_while_unused(place, collective):
    with pytest.raises(Refused, match="“金昌市”已有集合称谓“市直有关部门单位”"):
        add_collective(place.system, place.city, "市直有关部门单位")

    remove_collective(place.system, collective)
    assert CollectiveName.objects.count() == 0
    assert Entry.objects.first().said == "删除了集合称谓“市直有关部门单位”"


@pytest.mark.parametrize("number", [1, 3])
def test_expansions_on_asks_a_fixed_number_of_queries(place, collective, django_assert_num_queries, number):
    made = [add_collective(place.system, place.city, f"称谓{each}") for each in range(number)]
    for each in made:
        expand(place.system, each, [place.justice, place.education], FIRST)

    with django_assert_num_queries(3):
        meant = expansions_on(place.city, SECOND)

    assert meant == {collective.pk: [], **{each.pk: [place.justice, place.education] for each in made}}
