"""Lines of succession and the reach of a post: what an heir reaches, and what lies below an area without being its own."""

from datetime import date

import pytest

from fazhi.people.lines import inherited_by, line_of
from fazhi.people.models import Grant, Role, Unit, UnitKind
from fazhi.people.scope import granted, in_reach, reaches
from fazhi.people.units import rename_unit


def renamed(place, unit, *names):
    """The last heir of a unit that was renamed again and again."""
    for month, name in enumerate(names, 3):
        unit = rename_unit(place.system, unit, f"金昌市{name}", name, date(2025, month, 1))
    return unit


def test_line_reaches_every_heir_and_every_predecessor(place):
    last = renamed(place, place.justice, "法制局", "法治局")
    first = Unit.objects.get(pk=place.justice.pk)
    middle = first.heir

    assert line_of(first) == [first.pk, middle.pk, last.pk]
    assert inherited_by(last) == {first.pk, middle.pk, last.pk}
    assert inherited_by(place.education) == {place.education.pk}
    assert inherited_by(None) == set()


@pytest.mark.parametrize("role", [Role.LIAISON, Role.HEAD])
def test_liaison_of_a_county_reaches_the_county_and_not_its_departments(place, role):
    actor = place.actor(role, place.county)

    assert list(Unit.objects.filter(in_reach(actor, "path"))) == [place.county]
    assert [reaches(actor, unit) for unit in (place.county, place.county_justice, place.justice)] == [True, False, False]


def test_liaison_of_a_county_reaches_what_the_county_took_over(place):
    new = rename_unit(place.system, place.county, "永昌区", "永昌区", date(2025, 3, 1))
    actor = place.actor(Role.LIAISON, new)
    old = Unit.objects.get(pk=place.county.pk)

    assert set(Unit.objects.filter(in_reach(actor, "path"))) == {new, old}
    assert [reaches(actor, unit) for unit in (new, old, place.county_justice)] == [True, True, False]


def test_task_force_of_a_county_reaches_all_of_it(place):
    assert set(Unit.objects.filter(in_reach(place.county_taskforce, "path"))) == {place.county, place.county_justice}
    assert reaches(place.county_taskforce, place.county_justice)


def test_heir_is_granted_what_its_predecessors_were_and_a_stranger_and_the_area_are_not(place):
    Grant.objects.create(kind="people.unit", object_id=place.education.pk, unit=place.justice, why="审核")
    last = renamed(place, place.justice, "法制局", "法治局")
    readers = [place.actor(Role.LIAISON, last), place.stranger, place.actor(Role.LIAISON, place.city)]

    assert [Unit.objects.filter(granted(each, "people.unit")).count() for each in readers] == [1, 0, 0]


def test_kind_of_area_is_what_narrows_the_reach(place):
    bureau = place.unit("金昌市监管局", "市监管局", UnitKind.GOVERNMENT, place.city)
    branch = place.unit("监管一分局", "一分局", UnitKind.GOVERNMENT, bureau)

    assert reaches(place.actor(Role.LIAISON, bureau), branch)
