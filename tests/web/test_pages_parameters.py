"""参数 at a page: the table, the history, a value set by the city's task force, refused to others."""

import pytest

from fazhi.engine.models import Setting
from fazhi.records.parameters import local_limits
from web.desks import address, error, refusal, rows, said, texts, typed


@pytest.fixture
def limit(db):
    return next(iter(local_limits()))


def test_value_is_set_and_shown_with_its_basis_and_history(town, limit):
    browser = town.browser(town.force)
    name = f"limit:{limit.id}"
    form = {"name": name, "value": "12", "since": "2025-01-01", "basis": "市府办〔2025〕1号（示例）"}
    answer = browser.post(address("parameter-set"), form, follow=True)

    assert said(answer) == ["已设定，原来的值仍适用于以前的日期。按它计算的未办结期限在后台重算。"]
    (line,) = [row for table in (1, 2) for row in rows(answer, table) if row[0].startswith(f"{limit.id} ")]
    assert line[2:5] == [f"12 {limit.measure}".strip(), "2025-01-01", "市府办〔2025〕1号（示例）"]
    assert texts(answer, "//section[@id='chosen']//li//div[@class='row-why']") == ["市府办〔2025〕1号（示例），专班王"]


def test_wrong_value_stands_in_the_form_again(town, limit):
    form = {"name": f"limit:{limit.id}", "value": "很多", "since": "2025-01-01", "basis": "示例"}
    answer = town.browser(town.force).post(address("parameter-set"), form)

    assert (answer.status_code, refusal(answer).startswith("“很多”不是数字。")) == (422, True)
    assert (typed(answer, "value"), typed(answer, "basis")) == (["很多"], ["示例"])
    assert Setting.objects.count() == 0


def test_others_read_or_are_kept_out(town, limit):
    county, leader = town.browser(town.county_force), town.browser(town.leader)
    assert [texts(each.get(address("parameters"), {"name": f"limit:{limit.id}"}), "//main//form") for each in (county, leader)] == [[], []]
    form = {"name": f"limit:{limit.id}", "value": "12", "since": "2025-01-01", "basis": "示例"}
    assert error(county.post(address("parameter-set"), form))[0] == 403
    assert error(leader.post(address("parameter-set"), form))[0] == 403
    assert error(town.browser(town.liaison).get(address("parameters")))[0] == 403
    assert Setting.objects.count() == 0
