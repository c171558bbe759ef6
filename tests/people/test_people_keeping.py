"""Who may set passwords and switch accounts off: the security admin of all the holder's posts; and one such admin always stays."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from fazhi.journal.models import Entry
from fazhi.people.accounts import add_user, appoint, deactivate, edit_user, end_post, reactivate, reset_password, take_back
from fazhi.people.actor import NotAllowed, Refused
from fazhi.people.directory import users_seen_by
from fazhi.people.models import Grant, Post, Role, Unit, UnitKind, User
from fazhi.people.units import add_unit, written

JUNE, JULY, AUGUST = date(2025, 6, 30), date(2025, 7, 1), date(2025, 8, 1)
ACTS = (reset_password, deactivate, reactivate, lambda actor, user: edit_user(actor, user, "改名"))


@pytest.fixture
def county(place):
    return place.actor(Role.SECURITY_ADMIN, place.county)


def also_in(user, unit, since=date(2025, 1, 1), until=None):
    Post(user=user, unit=unit, role=Role.OFFICER, since=since, until=until).save()


def refused_all(actor, user):
    """Every act on the account is refused and leaves it as it was."""
    before = User.objects.filter(pk=user.pk).values().get()
    for act in ACTS:
        with pytest.raises(NotAllowed):
            act(actor, user)
    assert (User.objects.filter(pk=user.pk).values().get(), Entry.objects.count()) == (before, 0)


def test_county_keeps_the_accounts_of_its_own_people(place, county):
    user = place.county_taskforce.user

    password = reset_password(county, user)

    user.refresh_from_db()
    assert user.check_password(password)
    assert deactivate(county, user).is_active is False


def test_county_keeps_no_account_of_the_city(place, county):
    refused_all(county, place.liaison.user)


@pytest.mark.parametrize("since", [date(2025, 1, 1), AUGUST])
def test_county_keeps_no_account_that_also_opens_a_post_in_the_city_now_or_later(place, county, since):
    also_in(place.county_taskforce.user, place.education, since)

    refused_all(county, place.county_taskforce.user)


def test_county_keeps_no_account_of_somebody_who_left_it(place, county):
    Post.objects.filter(user=place.county_taskforce.user).update(until=JUNE)

    refused_all(county, place.county_taskforce.user)
    assert reset_password(place.security, place.county_taskforce.user)


def test_account_without_a_post_is_kept_by_the_top_only(place, county):
    nobody = place.user("没有任职")

    refused_all(county, nobody)
    assert reset_password(place.security, nobody)


def test_ended_posts_open_no_account_to_the_county(place, county):
    gone = place.actor(Role.LIAISON, place.county_justice).user
    Post.objects.filter(user=gone).update(until=JUNE)
    also_in(gone, place.education)

    assert set(users_seen_by(county)) == {place.county_taskforce.user, county.user}
    assert gone in set(users_seen_by(place.security))


def test_county_sees_the_account_it_made_until_it_has_a_post_elsewhere(place, county):
    of_city, _ = add_user(place.security, "shi.ren", "市新人")
    of_county, _ = add_user(county, "xian.ren", "县新人")

    assert set(users_seen_by(county)) == {place.county_taskforce.user, county.user, of_county}
    appoint(place.security, of_county, place.education, Role.OFFICER, JULY)
    assert set(users_seen_by(county)) == {place.county_taskforce.user, county.user}
    assert {of_city, of_county} <= set(users_seen_by(place.security))


# Somebody must be left


def test_two_admins_cannot_both_leave_at_the_end_of_one_day(place):
    other = place.actor(Role.SECURITY_ADMIN, place.city)
    end_post(other, other.post, JULY)

    with pytest.raises(Refused, match=r"^这是最后一名在任的安全管理员"):
        end_post(place.security, place.security.post, JULY)
    place.security.post.refresh_from_db()
    assert place.security.post.until is None


def test_a_county_admin_does_not_replace_the_last_one_of_the_city(place, county):
    with pytest.raises(Refused, match=r"^这是最后一名在任的安全管理员"):
        end_post(place.security, place.security.post, JULY)

    assert end_post(place.security, county.post, JULY).until == JULY


def test_successor_who_is_awaited_is_not_taken_back(place):
    successor = appoint(place.security, place.user("继任"), place.city, Role.SECURITY_ADMIN, JULY + timedelta(days=1))
    end_post(place.security, place.security.post, JULY)

    with pytest.raises(Refused, match=r"^这是最后一名在任的安全管理员"):
        take_back(place.security, successor)
    assert Post.objects.filter(pk=successor.pk).count() == 1


def at_once(*acts):
    """Run the acts in threads that start together; what each raised, or None."""
    start, outcomes = Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        start.wait()
        try:
            act()
        except Refused as refusal:
            outcomes[place] = str(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_switch_each_other_off_at_once_do_not_both_succeed(place):
    other = place.actor(Role.SECURITY_ADMIN, place.city)

    outcomes = at_once(lambda: deactivate(place.security, other.user), lambda: deactivate(other, place.security.user))

    assert sorted(each is None for each in outcomes) == [False, True]
    assert User.objects.filter(posts__role=Role.SECURITY_ADMIN, is_active=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_units_of_one_name_at_once_become_one(place):
    made = lambda: add_unit(place.system, "金昌市水务局", "市水务局", UnitKind.GOVERNMENT, place.city)  # noqa: E731

    outcomes = at_once(made, made)

    assert sorted(each is None for each in outcomes) == [False, True]
    assert Unit.objects.filter(short_name="市水务局").count() == 1


def test_name_is_stored_without_nul_characters():
    assert written(" 市\0司法局 ", "全称", 100) == "市司法局"
    with pytest.raises(Refused, match=r"^没有填写全称。请填写。$"):
        written("\0", "全称", 100)


def test_grant_says_its_reason_after_a_full_colon(place):
    assert str(Grant(kind="evidence.item", object_id=7, unit=place.justice, why="牵头")) == "evidence.item 7：牵头"
