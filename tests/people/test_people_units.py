"""Units: who may change them, and what passes to their heirs."""

from datetime import date

import pytest

from fazhi.journal.models import Affected, Entry, Verb
from fazhi.journal.write import trail
from fazhi.people.actor import NotAllowed, Refused, acting
from fazhi.people.collectives import add_collective, expand, expansion_on
from fazhi.people.models import Alias, Post, Role, Succession, Unit, UnitKind
from fazhi.people.units import Part, add_alias, add_unit, edit_unit, end_unit, merge_units, remove_alias, rename_unit, split_unit

ON = date(2025, 6, 20)


def test_add_unit_makes_a_unit_with_aliases_and_a_journal_entry(place):
    unit = add_unit(place.system, " 金昌市 财政局", "市财政局", "government", place.city, aliases=["财政局", "市财政局", "财政局"])

    assert (unit.name, unit.path, unit.area, unit.order) == ("金昌市 财政局", f"{place.city.path}{unit.pk}/", place.city, 4)
    assert list(unit.aliases.values_list("name", flat=True)) == ["财政局"]
    entry = Entry.objects.get()
    assert (entry.verb, entry.said, entry.actor_name) == (Verb.CREATED, "新增了单位“金昌市 财政局”", place.system.user.name)
    assert entry.changes["上级"] == [None, "金昌市"]
    assert set(Affected.objects.values_list("unit_id", flat=True)) == {unit.pk, place.city.pk}


@pytest.mark.parametrize("who", ["security", "taskforce", "liaison", "stranger"])
def test_add_unit_is_for_the_system_admin_only(place, who):
    with pytest.raises(
        NotAllowed, match=r"^您不能新增单位：这项工作由本地区的系统管理员办理。请切换到相应身份，或联系本地区的系统管理员。$"
    ):
        add_unit(getattr(place, who), "金昌市财政局", "市财政局", "government", place.city)

    assert Unit.objects.count() == 5 and Entry.objects.count() == 0


def test_a_county_system_admin_cannot_shape_the_city(place):
    county_admin = place.actor(Role.SYSTEM_ADMIN, place.county)

    assert add_unit(county_admin, "永昌县财政局", "县财政局", "government", place.county).area == place.county
    with pytest.raises(NotAllowed):
        add_unit(county_admin, "金昌市财政局", "市财政局", "government", place.city)


@pytest.mark.parametrize(
    ("name", "short_name", "kind", "why"),
    [
        ("  ", "市财政局", "government", "没有填写全称。请填写。"),
        ("金昌市财政局", "财" * 51, "government", "简称有51个字，最多50个字。请缩短。"),
        ("金昌市司法局", "市司法", "government", "同一地区已有“金昌市司法局”（简称“市司法局”）。请换一个名称，或直接使用该单位。"),
    ],
)
def test_add_unit_refuses_names_that_do_not_tell(place, name, short_name, kind, why):
    with pytest.raises(Refused) as refusal:
        add_unit(place.system, name, short_name, kind, place.city)

    assert str(refusal.value) == why


def test_add_unit_refuses_an_unknown_kind(place):
    with pytest.raises(Refused, match="没有“部委”这一单位类别。请从市、县区、"):
        add_unit(place.system, "金昌市财政局", "市财政局", "部委", place.city)


def test_the_same_short_name_is_fine_in_another_area(place):
    assert add_unit(place.system, "永昌县教育局", "教育局", "government", place.county).short_name == "教育局"
    assert add_unit(place.system, "金昌市教育考试院", "教育局", "government", place.city).short_name == "教育局"


def test_edit_unit_journals_before_and_after(place):
    edit_unit(place.system, place.justice, short_name="司法局", order=9)

    entry = Entry.objects.get()
    assert entry.changes == {"简称": ["市司法局", "司法局"], "排序": [1, 9]}
    place.justice.refresh_from_db()
    assert (place.justice.short_name, place.justice.order) == ("司法局", 9)


def test_edit_unit_without_a_change_leaves_no_entry_and_other_fields_are_unknown(place):
    edit_unit(place.system, place.justice, short_name="市司法局")

    assert Entry.objects.count() == 0
    with pytest.raises(TypeError):
        edit_unit(place.system, place.justice, path="/")
    with pytest.raises(Refused, match="不能在地区（市、县区）与单位之间改换类别"):
        edit_unit(place.system, place.justice, kind=UnitKind.COUNTY)


def test_rename_unit_makes_an_heir_that_answers_to_the_old_name_and_reaches_the_old_work(place):
    add_alias(place.system, place.justice, "法制局")
    office = place.unit("金昌市司法局办公室", "司法局办公室", UnitKind.GOVERNMENT, place.justice)

    new = rename_unit(place.system, place.justice, "金昌市法治局", "市法治局", ON)

    old = Unit.objects.get(pk=place.justice.pk)
    assert (old.until, old.heir, old.path, old.parent) == (ON, new, f"{new.path}{old.pk}/", place.city)
    assert (new.since, new.parent, new.kind, new.order) == (ON, place.city, old.kind, old.order)
    assert list(new.aliases.order_by("id").values_list("name", flat=True)) == ["金昌市司法局", "市司法局", "法制局"]
    office.refresh_from_db()
    assert (office.parent, office.path, office.area) == (new, f"{new.path}{office.pk}/", place.city)
    succession = Succession.objects.get()
    assert (succession.predecessor, succession.successor, succession.on, succession.how) == (old, new, ON, Succession.How.RENAMED)
    assert trail(new).get().said == "自2025年6月20日起将“金昌市司法局”更名为“金昌市法治局”"
    assert trail(office).get().verb == Verb.RENAMED


def test_rename_unit_carries_people_over(place):
    old_post = place.liaison.post
    future = Post(user=place.user("周某"), unit=place.justice, role=Role.HEAD, since=date(2025, 8, 1))
    future.save()
    stand_in = Post(
        user=place.user("吴某"), unit=place.justice, role=Role.LIAISON, since=ON, until=date(2025, 7, 5), stands_in_for=old_post
    )
    stand_in.save()

    new = rename_unit(place.system, place.justice, "金昌市法治局", "市法治局", ON)

    old_post.refresh_from_db()
    assert (old_post.unit, old_post.until) == (place.justice, date(2025, 6, 19))
    carried = Post.objects.get(user=place.liaison.user, unit=new)
    assert (carried.role, carried.since, carried.until) == (Role.LIAISON, ON, None)
    future.refresh_from_db()
    stand_in.refresh_from_db()
    assert (future.unit, stand_in.unit, stand_in.stands_in_for) == (new, new, carried)
    later = acting(place.liaison.user, old_post.pk, today=place.today)
    assert later.unit == new and later.unit.contains(Unit.objects.get(pk=place.justice.pk))


def test_rename_of_a_county_moves_the_area_with_it(place):
    collective = add_collective(place.system, place.county, "县直各部门")

    new = rename_unit(place.system, place.county, "永昌市", "永昌市", ON)

    place.county_justice.refresh_from_db()
    collective.refresh_from_db()
    assert (place.county_justice.area, place.county_justice.path) == (new, f"{new.path}{place.county_justice.pk}/")
    assert collective.area == new


def test_rename_follows_in_collective_names(place):
    collective = add_collective(place.system, place.city, "市直有关部门")
    expand(place.system, collective, [place.justice, place.education], date(2025, 1, 1))

    new = rename_unit(place.system, place.justice, "金昌市法治局", "市法治局", ON)

    assert expansion_on(collective, date(2025, 6, 19)) == [place.justice, place.education]
    assert expansion_on(collective, ON) == [new, place.education]


@pytest.mark.parametrize(
    ("on", "why"),
    [
        (date(2025, 7, 2), "生效日期2025年7月2日还没有到。请到当日再办理，此前原单位照常工作。"),
        (date(2024, 12, 31), "“金昌市财政局”2025年1月1日才成立，生效日期应在此之后。请核对日期。"),
    ],
)
def test_rename_unit_refuses_days_that_cannot_be(place, on, why):
    finance = place.unit("金昌市财政局", "市财政局", UnitKind.GOVERNMENT, place.city, since=date(2025, 1, 1))

    with pytest.raises(Refused) as refusal:
        rename_unit(place.system, finance, "金昌市财政与国资局", "市财政国资局", on)

    assert str(refusal.value) == why


def test_a_second_rename_of_the_same_unit_sees_the_first(place):
    rename_unit(place.system, place.justice, "金昌市法治局", "市法治局", ON)

    with pytest.raises(Refused, match="“金昌市司法局”自2025年6月20日起已不存在"):
        rename_unit(place.system, place.justice, "金昌市依法治市局", "市依法治市局", ON)


def test_a_chain_of_renames_keeps_all_history_below_the_last(place):
    second = rename_unit(place.system, place.justice, "金昌市法治局", "市法治局", ON)
    third = rename_unit(place.system, second, "金昌市司法局", "市司法局", date(2025, 6, 25))

    first = Unit.objects.get(pk=place.justice.pk)
    assert first.path == f"{third.path}{second.pk}/{first.pk}/"
    assert list(third.aliases.order_by("id").values_list("name", flat=True)) == ["金昌市法治局", "市法治局"]


def test_merge_units_makes_one_heir_and_one_post_a_person(place):
    both = Post(user=place.liaison.user, unit=place.education, role=Role.LIAISON, since=date(2025, 1, 1), until=date(2025, 12, 31))
    both.save()

    new = merge_units(place.system, [place.justice, place.education], "金昌市政法教育局", "市政法教育局", "government", ON)

    for old in (place.justice, place.education):
        old.refresh_from_db()
        assert (old.heir, old.until, old.path) == (new, ON, f"{new.path}{old.pk}/")
    held = Post.objects.filter(unit=new).order_by("user__name")
    assert {(post.user, post.role, post.until) for post in held} == {
        (place.liaison.user, Role.LIAISON, None),
        (place.stranger.user, Role.LIAISON, None),
    }
    assert trail(place.education).get().said == "自2025年6月20日起将“金昌市司法局”、“金昌市教育局”合并为“金昌市政法教育局”"


def test_merge_units_refuses_one_unit_and_units_of_different_parents(place):
    with pytest.raises(Refused, match=r"^合并至少要有两个单位。只改名称请用“更名”。$"):
        merge_units(place.system, [place.justice, place.justice], "金昌市法治局", "市法治局", "government", ON)
    with pytest.raises(Refused, match=r"市司法局（上级：金昌市）、县司法局（上级：永昌县）"):
        merge_units(place.system, [place.justice, place.county_justice], "金昌市法治局", "市法治局", "government", ON)
    assert Unit.objects.filter(until=None).count() == 5


def test_split_unit_gives_work_people_and_names_to_the_heir(place):
    parts = [Part("金昌市复议局", "市复议局", "government"), Part("金昌市司法局", "市司法局", "government")]

    review, justice = split_unit(place.system, place.justice, parts, ON, heir=1)

    old = Unit.objects.get(pk=place.justice.pk)
    assert (old.heir, old.path) == (justice, f"{justice.path}{old.pk}/")
    assert set(Succession.objects.values_list("successor", "how")) == {(review.pk, "split"), (justice.pk, "split")}
    assert Post.objects.get(unit=justice).user == place.liaison.user
    assert Alias.objects.count() == 0
    assert Entry.objects.get().said == "自2025年6月20日起将“金昌市司法局”分设为“金昌市复议局”、“金昌市司法局”，由“金昌市司法局”承继原有工作"


def test_split_unit_refuses_fewer_than_two_parts_and_areas_out_of_departments(place):
    with pytest.raises(Refused, match="分设至少要有两个新单位"):
        split_unit(place.system, place.justice, [Part("金昌市复议局", "市复议局", "government")], ON)
    with pytest.raises(Refused, match="地区（市、县区）只能由地区承继"):
        split_unit(place.system, place.justice, [Part("甲县", "甲县", "county"), Part("乙县", "乙县", "county")], ON)


def test_end_unit_ends_its_posts_and_refuses_while_units_are_below(place):
    with pytest.raises(Refused, match="“永昌县”下还有县司法局等单位，不能撤销"):
        end_unit(place.system, place.county, ON)

    end_unit(place.system, place.justice, ON)

    assert Post.objects.get(unit=place.justice).until == date(2025, 6, 19)
    assert trail(place.liaison.post).get().changes == {"撤销日期": [None, "2025-06-20"]}


def test_aliases_are_added_and_removed_by_system_admin_and_own_taskforce(place):
    alias = add_alias(place.taskforce, place.justice, "法制局")
    add_alias(place.county_taskforce, place.county_justice, "法制局")

    with pytest.raises(NotAllowed):
        add_alias(place.county_taskforce, place.justice, "依法治市办")
    with pytest.raises(NotAllowed):
        remove_alias(place.liaison, alias)
    with pytest.raises(Refused, match="“法制局”已是“金昌市司法局”的名称"):
        add_alias(place.system, place.education, "法制局")
    with pytest.raises(Refused, match="“市司法局”已有“市司法局”这个名称"):
        add_alias(place.system, place.justice, "市司法局")

    remove_alias(place.system, alias)
    assert list(Alias.objects.values_list("unit", flat=True)) == [place.county_justice.pk]
    assert trail(place.justice).first().changes == {"别名": ["法制局", None]}
