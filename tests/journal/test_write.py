"""Writing the journal: what an entry holds, and how it is said."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from fazhi.journal.merkle import root
from fazhi.journal.models import Affected, Entry, PersonalKey, Shape, Touched, Verb
from fazhi.journal.personal import forget, opened, sealed
from fazhi.journal.say import Change, changes, sentence
from fazhi.journal.write import SYSTEM, Who, digest_of, trail, write
from fazhi.people.models import Unit, UnitKind, User

BY = Who(7, "李某", 3, "市教育局", "10.0.0.8")


@pytest.fixture
def units(db):
    city = Unit.objects.create(name="金昌市", short_name="金昌市", kind=UnitKind.CITY)
    return [city, *(Unit.objects.create(name=f"{name}局", short_name=name, kind=UnitKind.GOVERNMENT, parent=city) for name in "甲乙丙")]


def test_write_keeps_who_what_and_whom_it_concerns(units):
    city, first, second, third = units

    entry = write(
        Verb.RETURNED, city, "退回了 3 份材料", by=BY, about=[first, second, first], units=[third.pk, first.pk, third.pk], campaign=9
    )

    entry.refresh_from_db()
    assert (entry.verb, entry.kind, entry.object_id, entry.object_name, entry.campaign_id) == (
        Verb.RETURNED,
        "people.unit",
        str(city.pk),
        "金昌市",
        9,
    )
    who = (entry.actor_id, entry.actor_name, entry.actor_unit_id, entry.actor_unit, entry.address)
    assert who == (7, "李某", 3, "市教育局", "10.0.0.8")
    assert entry.digest == digest_of(city)
    digests = [digest_of(each) for each in (city, first, second)]
    assert (entry.rows, entry.rows_root) == (3, root([bytes.fromhex(digest) for digest in digests]).hex())
    assert list(Touched.objects.order_by("id").values_list("object_id", "digest")) == [
        (str(each.pk), digest) for each, digest in zip((city, first, second), digests, strict=True)
    ]
    assert list(Affected.objects.order_by("id").values_list("unit_id", flat=True)) == sorted([first.pk, third.pk])


def test_a_single_object_needs_no_root(units):
    entry = write(Verb.OPENED, units[0], "查看了单位", by=BY)

    assert (entry.rows, entry.rows_root) == (1, "")


def test_the_digest_is_of_what_the_database_holds_without_what_changes_by_itself(units):
    user = User.objects.create(username="li", name="李某", phone="13900000000")
    before = digest_of(user)

    user.name = "没有保存的名字"
    assert digest_of(user) == digest_of(User.objects.get()) == before
    User.objects.update(last_login=datetime(2025, 6, 1, 1, tzinfo=UTC))
    assert digest_of(user) == before
    seen = {before}
    for name, value in (("name", "李某某"), ("phone", ""), ("is_active", False)):
        User.objects.update(**{name: value})
        seen.add(digest_of(user))
    assert len(seen) == 4
    assert digest_of(User(pk=0)) == ""


def test_what_an_act_takes_away_has_no_digest(units):
    city, first, second, _ = units

    entry = write(Verb.CHANGED, city, "撤销了两个单位", by=BY, about=[first], gone=[second])

    held = dict(Touched.objects.filter(entry=entry).values_list("object_id", "digest"))
    assert held == {str(city.pk): digest_of(city), str(first.pk): digest_of(first), str(second.pk): ""}


def test_the_shape_of_a_digest_says_which_fields_it_is_of(units):
    entry = write(Verb.CHANGED, units[0], "修改了单位", by=BY)

    shape = Shape.objects.get(mark=Touched.objects.get(entry=entry).shape)
    assert (shape.kind, shape.names) == ("people.unit", [field.attname for field in Unit._meta.concrete_fields])


def test_before_and_after_stand_under_the_labels_people_read(units):
    city, first, *_ = units

    entry = write(
        Verb.CHANGED,
        first,
        "修改了单位",
        by=BY,
        before={"short_name": "甲", "parent": None, "order": 1, "since": None, "单位数": 1},
        after={"short_name": "甲", "parent": city, "order": 2, "since": date(2025, 1, 1), "单位数": [1, city]},
    )

    assert entry.changes == {"上级": [None, "金昌市"], "排序": [1, 2], "成立日期": [None, "2025-01-01"], "单位数": [1, [1, "金昌市"]]}


def test_personal_values_are_sealed_and_gone_after_forget(units):
    user = User.objects.create(username="li", name="李某")
    other = User.objects.create(username="wang", name="王某")
    entry = write(Verb.CHANGED, user, "改了手机", by=BY, before={"phone": ""}, after={"phone": "13900000000", "name": "李某"})
    entry.refresh_from_db()
    text = entry.changes["手机"][1]

    assert entry.changes["手机"][0] == ""
    assert "13900000000" not in str(entry.changes) and text.startswith("密:")
    assert opened("people.user", str(user.pk), text) == "13900000000"
    assert opened("people.user", str(other.pk), text) is None
    sealed("people.user", str(other.pk), "13700000000")
    assert opened("people.user", str(other.pk), text) is None

    forget("people.user", str(user.pk))
    assert opened("people.user", str(user.pk), text) is None
    assert Entry.objects.get().changes["姓名"] == [None, "李某"]


def test_one_record_has_one_key_and_never_the_same_ciphertext(units):
    texts = {sealed("people.user", "1", "13900000000") for _ in range(3)}

    assert (len(texts), PersonalKey.objects.count()) == (3, 1)
    assert {opened("people.user", "1", text) for text in texts} == {"13900000000"}


def test_another_installations_key_opens_nothing(units, settings):
    text = sealed("people.user", "1", "13900000000")

    settings.SECRET_KEY = "another key for tests"

    assert opened("people.user", "1", text) is None


def test_the_trail_of_an_object_has_bulk_acts_too(units):
    city, first, second, third = units
    write(Verb.CREATED, first, "新增了甲", by=BY)
    write(Verb.CHANGED, city, "改了两个单位", by=BY, about=[first, second])
    write(Verb.CREATED, third, "新增了丙", by=BY)

    assert [entry.said for entry in trail(first)] == ["改了两个单位", "新增了甲"]
    assert [entry.said for entry in trail(second, third)] == ["新增了丙", "改了两个单位"]
    assert list(trail()) == []


def test_an_act_undone_leaves_no_entry(units):
    def half_an_act():
        write(Verb.CHANGED, units[0], "修改了单位", by=BY, units=[units[0].pk])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        half_an_act()

    assert (Entry.objects.count(), Touched.objects.count(), Affected.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("more", [0, 40])
def test_write_asks_a_fixed_number_of_queries(units, django_assert_num_queries, more):
    about = [Unit.objects.create(name=f"{n}局", short_name=f"{n}", kind=UnitKind.GOVERNMENT, parent=units[0]) for n in range(more)]

    with transaction.atomic(), django_assert_num_queries(7):
        write(Verb.CHANGED, units[0], "修改了单位", by=BY, about=[units[1], *about], units=[unit.pk for unit in [units[1], *about]])


@pytest.mark.parametrize(
    ("at", "by", "said"),
    [
        (datetime(2025, 6, 20, 2, 32, tzinfo=UTC), BY, "6月20日 10:32 李某（市教育局）退回了 2 份材料：日期不在创建周期内"),
        (datetime(2025, 6, 19, 23, 5, tzinfo=UTC), SYSTEM, "6月20日 07:05 系统退回了 2 份材料：日期不在创建周期内"),
        (datetime(2024, 12, 31, 15, 59, tzinfo=UTC), BY, "2024年12月31日 23:59 李某（市教育局）退回了 2 份材料：日期不在创建周期内"),
        (datetime(2024, 12, 31, 16, 0, tzinfo=UTC), BY, "1月1日 00:00 李某（市教育局）退回了 2 份材料：日期不在创建周期内"),
    ],
)
def test_sentence_says_when_who_and_what_in_local_time(units, at, by, said):
    entry = write(Verb.RETURNED, units[0], "退回了 2 份材料：日期不在创建周期内", by=by)
    entry.at = at

    assert sentence(entry, today=date(2025, 7, 1)) == said


def test_changes_are_told_to_each_reader_as_far_as_he_may_know(units):
    user = User.objects.create(username="li", name="李某")
    before, after = {"phone": "", "is_active": True, "单位": None}, {"phone": "13900000000", "is_active": False, "单位": units[:2]}
    entry = write(Verb.CHANGED, user, "修改了账号", by=BY, before=before, after=after)
    rest = [Change("启用", "是", "否"), Change("单位", "", "金昌市、甲")]

    assert changes(entry) == [Change("手机", "", "（个人信息，不显示）"), *rest]
    assert changes(entry, personal=True) == [Change("手机", "", "13900000000"), *rest]
    forget("people.user", str(user.pk))
    assert changes(entry, personal=True) == [Change("手机", "", "（个人信息，已删除）"), *rest]
