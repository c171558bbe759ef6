"""Whom a written name means."""

from datetime import date

import pytest

from fazhi.people.collectives import add_collective
from fazhi.people.models import Alias, UnitKind
from fazhi.people.names import Names
from fazhi.people.units import rename_unit


@pytest.fixture
def names(place):
    place.unit("中共金昌市委政法委员会", "市委政法委", UnitKind.PARTY, place.city)
    place.unit("金昌市市场监督管理局", "市市场监管局", UnitKind.GOVERNMENT, place.city)
    place.unit("金昌市人民政府办公室", "市政府办公室", UnitKind.GOVERNMENT, place.city)
    place.unit("金昌市中级人民法院", "市中级人民法院", UnitKind.COURT, place.city)
    place.unit("永昌县应急管理局", "县应急管理局", UnitKind.GOVERNMENT, place.county)
    Alias.objects.create(unit=place.education, name="教育体育局")
    return Names(place.city, place.today)


@pytest.mark.parametrize(
    ("written", "short_name"),
    [
        ("市司法局", "市司法局"),
        ("司法局", "市司法局"),
        ("金昌市司法局", "市司法局"),
        ("金昌司法局", "市司法局"),
        (" 市 司法局 ", "市司法局"),
        ("“市司法局”", "市司法局"),
        ("教育体育局", "市教育局"),
        ("市教育体育局", "市教育局"),
        ("市市场监管局", "市市场监管局"),
        ("市场监管局", "市市场监管局"),
        ("金昌市市场监管局", "市市场监管局"),
        ("市场监督管理局", "市市场监管局"),
        ("市委政法委", "市委政法委"),
        ("金昌市委政法委", "市委政法委"),
        ("中共金昌市委政法委员会", "市委政法委"),
        ("市政府办公室", "市政府办公室"),
        ("金昌市政府办公室", "市政府办公室"),
        ("金昌市中级人民法院", "市中级人民法院"),
        ("中级人民法院", "市中级人民法院"),
        ("永昌县", "永昌县"),
        ("永昌县人民政府", "永昌县"),
        ("永昌县政府", "永昌县"),
        ("永昌县司法局", "县司法局"),
        ("县司法局", "县司法局"),
        ("永昌县应急管理局", "县应急管理局"),
        ("金昌市人民政府", "金昌市"),
        ("市政府", "金昌市"),
    ],
)
def test_find_knows_how_offices_write_a_name(names, written, short_name):
    assert names.find(written).short_name == short_name


@pytest.mark.parametrize("written", ["", "市财政局", "应急管理局", "局", "市", "委政法委员", "县政府"])
def test_find_gives_nothing_for_a_name_of_nobody(names, written):
    assert names.find(written) is None


def test_find_prefers_the_areas_own_units_and_then_those_above(place):
    names = Names(place.county, place.today)

    assert names.find("司法局") == place.county_justice
    assert names.find("市司法局") == place.justice
    assert names.find("市教育局") == place.education
    assert names.find("教育局") is None
    assert (names.find("县政府"), names.find("市政府")) == (place.county, place.city)


def test_a_neighbouring_county_is_not_known(place):
    district = place.unit("金川区", "金川区", UnitKind.COUNTY, place.city)
    place.unit("金川区司法局", "区司法局", UnitKind.GOVERNMENT, district)

    assert Names(place.county, place.today).find("区司法局") is None
    assert Names(place.city, place.today).find("区司法局").name == "金川区司法局"


def test_an_ambiguous_name_is_nobody_and_all_are_candidates(place):
    Alias.objects.create(unit=place.justice, name="依法治市办")
    Alias.objects.create(unit=place.education, name="依法治市办")
    names = Names(place.city, place.today)

    assert names.find("依法治市办") is None
    assert names.candidates("依法治市办") == [place.justice, place.education]


def test_candidates_are_the_closest_names(names, place):
    assert names.candidates("市司发局")[0] == place.justice
    assert names.candidates("市市监局")[0].short_name == "市市场监管局"
    assert names.candidates("量子计算中心") == []


def test_find_knows_collective_names_of_the_area_and_above(place):
    collective = add_collective(place.system, place.city, "市直有关部门单位")

    assert Names(place.city, place.today).find("市直有关部门单位") == collective
    assert Names(place.county, place.today).find("市直有关部门单位") == collective


def test_names_follow_the_day(place):
    new = rename_unit(place.system, place.justice, "金昌市法治局", "市法治局", date(2025, 6, 20))

    assert Names(place.city, date(2025, 6, 19)).find("市司法局") == place.justice
    assert Names(place.city, date(2025, 6, 19)).find("市法治局") is None
    assert Names(place.city, date(2025, 6, 20)).find("市司法局") == new
    assert Names(place.city, date(2025, 6, 20)).find("法治局") == new


def test_names_of_a_department_with_its_own_campaign(place):
    office = place.unit("金昌市司法局行政复议科", "复议科", UnitKind.GOVERNMENT, place.justice)
    names = Names(place.justice, place.today)

    assert (names.find("复议科"), names.find("市教育局")) == (office, place.education)


@pytest.mark.parametrize("more", [0, 12])
def test_names_ask_a_fixed_number_of_queries(place, django_assert_num_queries, more):
    for number in range(more):
        unit = place.unit(f"金昌市第{number}局", f"市{number}局", UnitKind.GOVERNMENT, place.city)
        Alias.objects.create(unit=unit, name=f"{number}局")

    with django_assert_num_queries(3):
        names = Names(place.city, place.today)
        names.find("市司法局")
        names.candidates("市司发局")
