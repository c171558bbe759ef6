"""Doors of imports: what the task force brought in for every unit is no business of a liaison beside it; two at once lose nothing."""

import pytest

from exchange.town import header, line, xlsx
from fazhi.exchange import flow
from fazhi.exchange.models import Import
from fazhi.people.actor import NotAllowed
from fazhi.people.models import Role
from fazhi.records.bulk import change_all, close_all
from fazhi.records.keeping import Stale, change


@pytest.fixture
def for_all(city):
    """An import by the task force of rows of two units."""
    return city.imported(xlsx([header(), line("示例001"), line("示例002", unit="市公安局")]), actor=city.force)


def test_import_of_the_taskforce_is_closed_to_the_areas_own_liaison(city, for_all):
    liaison = city.person("市直联络员", city.city, Role.LIAISON)

    assert list(city.model.visible_on(liaison)) == []
    assert [list(Import.visible_to(actor)) for actor in (city.force, city.leader, liaison)] == [[for_all], [for_all], []]
    with pytest.raises(NotAllowed):
        flow.ask_undo(liaison, for_all)
    assert city.model.objects.count() == 2


def test_import_of_a_department_stays_open_to_its_own_people(city):
    held = city.imported(xlsx([header(), line("示例001")]))
    head = city.person("教育分管", city.education, Role.HEAD)

    assert [list(Import.visible_to(actor)) for actor in (city.liaison, head, city.force, city.stranger)] == [[held], [held], [held], []]


@pytest.mark.parametrize("act", [lambda rows, by: change_all(rows, by, "示例"), lambda rows, by: close_all(rows, by, "示例")])
def test_rows_that_somebody_changed_in_between_are_not_written_over(city, act):
    city.imported(xlsx([header(), line("示例001")]))
    read = city.record("示例001")
    change(city.record("示例001"), {"subject": "别人改过的内容"}, city.force)
    read.subject = "晚到的内容"

    with pytest.raises(Stale):
        act([read], city.liaison.who)

    now = city.record("示例001")
    assert (now.subject, now.version, city.model.versions.count()) == ("别人改过的内容", 2, 2)
