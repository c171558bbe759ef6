"""The directory, before three persons and for one number of queries."""

from datetime import date

import pytest

from fazhi.people.accounts import deactivate, stand_in
from fazhi.people.directory import accounts, people_of, tree, units_seen_by, users_seen_by
from fazhi.people.models import Post, Role, Unit, UnitKind
from fazhi.people.units import rename_unit


def shape(branches):
    return [(branch.depth, branch.unit.short_name, branch.people, branch.liaisons, branch.heads, branch.below) for branch in branches]


def test_tree_counts_people_and_units_below(place):
    Post(user=place.user("郑某"), unit=place.justice, role=Role.HEAD, since=date(2025, 1, 1)).save()
    Post(user=place.liaison.user, unit=place.justice, role=Role.OFFICER, since=date(2025, 1, 1)).save()
    Post(user=place.user("前任"), unit=place.justice, role=Role.LIAISON, since=date(2024, 1, 1), until=date(2024, 12, 31)).save()

    assert shape(tree(place.taskforce, place.today)) == [
        (0, "金昌市", 3, 0, 0, 4),
        (1, "市司法局", 2, 1, 1, 0),
        (1, "市教育局", 1, 1, 0, 0),
        (1, "永昌县", 1, 0, 0, 1),
        (2, "县司法局", 0, 0, 0, 0),
    ]


def test_tree_shows_each_reader_the_own_part(place):
    leader = place.actor(Role.LEADER, place.county)
    auditor = place.actor(Role.AUDIT_ADMIN, place.city)

    assert [branch.unit for branch in tree(place.county_taskforce, place.today)] == [place.county, place.county_justice]
    assert [branch.unit for branch in tree(leader, place.today)] == [place.county, place.county_justice]
    assert [branch.unit for branch in tree(place.liaison, place.today)] == [place.justice]
    assert [branch.unit for branch in tree(place.stranger, place.today)] == [place.education]
    assert tree(auditor, place.today) == []
    assert [branch.unit for branch in tree(place.taskforce, place.today, place.county)] == [place.county, place.county_justice]
    assert tree(place.liaison, place.today, place.county) == []
    assert set(units_seen_by(place.system)) == set(Unit.objects.all())


def test_tree_shows_the_units_of_the_day(place):
    new = rename_unit(place.system, place.justice, "金昌市法治局", "市法治局", date(2025, 6, 20))

    before = [branch.unit.short_name for branch in tree(place.taskforce, date(2025, 6, 19))]
    after = [(branch.unit, branch.depth, branch.people) for branch in tree(place.taskforce, date(2025, 6, 20))]
    assert before == ["金昌市", "市司法局", "市教育局", "永昌县", "县司法局"]
    assert after[1] == (new, 1, 1)


def test_people_of_a_unit_by_role_and_day(place):
    head = Post(user=place.user("郑某"), unit=place.justice, role=Role.HEAD, since=date(2025, 1, 1))
    head.save()
    substitute = stand_in(place.taskforce, place.liaison.post, place.user("王某"), place.today, date(2025, 7, 31))

    assert people_of(place.taskforce, place.justice, place.today) == [place.liaison.post, substitute, head]
    assert people_of(place.taskforce, place.justice, date(2025, 6, 30)) == [place.liaison.post, head]
    assert people_of(place.liaison, place.justice, place.today) == [place.liaison.post, substitute, head]
    assert people_of(place.stranger, place.justice, place.today) == []
    assert people_of(place.county_taskforce, place.justice, place.today) == []


def test_accounts_show_each_reader_the_own_part(place):
    nobody = place.user("没有任职")

    assert set(users_seen_by(place.county_taskforce)) == {place.county_taskforce.user}
    assert set(users_seen_by(place.liaison)) == {place.liaison.user}
    assert nobody in users_seen_by(place.security) and nobody not in users_seen_by(place.taskforce)
    assert users_seen_by(place.security).count() == 7
    assert [user.held for user in accounts(place.taskforce, "市教育局")] == [[place.stranger.post]]
    assert list(accounts(place.stranger, "市司法局")) == []


def test_accounts_show_no_posts_of_other_areas(place):
    Post(user=place.county_taskforce.user, unit=place.education, role=Role.OFFICER, since=date(2025, 1, 1)).save()

    (seen,) = accounts(place.stranger, place.county_taskforce.user.username)
    assert [post.unit for post in seen.held] == [place.education]


def test_a_deactivated_user_is_not_counted(place):
    deactivate(place.security, place.liaison.user)

    assert shape(tree(place.taskforce, place.today, place.justice)) == [(0, "市司法局", 0, 0, 0, 0)]


@pytest.mark.parametrize("more", [0, 8])
def test_the_directory_asks_a_fixed_number_of_queries(place, django_assert_num_queries, more):
    for number in range(more):
        place.actor(Role.LIAISON, place.unit(f"金昌市第{number}局", f"市{number}局", UnitKind.GOVERNMENT, place.city))

    with django_assert_num_queries(2):
        tree(place.taskforce, place.today)
    with django_assert_num_queries(1):
        people_of(place.taskforce, place.justice, place.today)
    with django_assert_num_queries(2):
        [[str(post.unit) for post in user.held] for user in accounts(place.taskforce)]
