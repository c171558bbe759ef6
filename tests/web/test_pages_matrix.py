"""责任矩阵 and the story of one cell."""

from fazhi.campaign.applicability import ask_not_applicable, decide_not_applicable
from web.desks import SECRET, address, error, text, texts


def table(response):
    """Code of the indicator → (class, words) of each cell that is not empty, in the order of the units."""
    codes = texts(response, "//table[@class='matrix']//tr[@data-d]/th")
    found = {}
    for no, code in enumerate(codes, 1):
        path = f"(//table[@class='matrix']//tr[@data-d])[{no}]/td[@class]"
        found[code.split()[0]] = list(zip(texts(response, path + "/@class"), texts(response, path), strict=True))
    return found


def heads(response):
    return texts(response, "//table[@class='matrix']/thead//a")


def test_matrix_shows_each_cell_once_with_state_and_count(town):
    town.brought("accepted")
    town.filled("1.1.2")
    answer = town.browser(town.force).get("/matrix/")

    assert heads(answer) == ["市司法局", "市财政局", "市教育局", "市公安局", "永昌县"]
    assert table(answer) == {
        "1.1.1": [("n l", "0/1"), ("x l", "—"), ("n", "0/2"), ("n", "0/2"), ("n", "0/2")],
        "1.1.2": [("x l", "—"), ("x l", "—"), ("d", "1/1"), ("n", "0/1"), ("n", "0/1")],
        "1.2.1": [("x l", "—"), ("a", "1/1")],
        "2.3.1": [("x l", "—"), ("n", "0/1"), ("n", "0/1")],
        "3.4.1": [],
    }


def test_matrix_filter_keeps_the_units_and_indicators_that_have_such_a_cell(town):
    town.brought("returned")
    answer = town.browser(town.leader).get("/matrix/?state=returned")

    assert (heads(answer), table(answer)) == (["市教育局"], {"1.2.1": [("r", "0/1")]})


def test_matrix_says_when_no_cell_is_left(town):
    answer = town.browser(town.force).get("/matrix/?state=returned")

    assert text(answer, "//main//div[@class='empty']/h2") == "没有这样的格子"


def test_matrix_shows_the_countys_task_force_its_own_column_only(town):
    town.brought("accepted")
    answer = town.browser(town.county_force).get("/matrix/")

    assert heads(answer) == ["永昌县"]
    assert table(answer)["1.1.1"] == [("n", "0/2")]


def test_matrix_marks_what_does_not_apply(town):
    part = town.at("1.2.1").assignments.get(unit=town.education)
    ask_not_applicable(town.liaison, part, "本单位没有这类事项")
    decide_not_applicable(town.force, part, True)

    assert table(town.browser(town.force).get("/matrix/"))["1.2.1"] == [("x l", "—"), ("x", "—")]


def test_matrix_escapes_the_names_it_joins(town):
    indicator = town.at("1.2.1").indicator
    indicator.title = "<img src=x onerror=alert(1)>"
    indicator.save()
    page = town.browser(town.force).get("/matrix/")

    assert texts(page, "//table//img") == []
    assert "1.2.1 <img src=x onerror=alert(1)>" in texts(page, "//table//th/a")


def test_matrix_takes_the_same_queries_for_five_rows_and_for_thirty_five(town, queries):
    few = queries(town.browser(town.force), "/matrix/")
    town.more(30)

    assert queries(town.browser(town.force), "/matrix/") == few


def test_cell_tells_what_was_asked_shown_and_said(town):
    submission = town.brought("returned")
    answer = town.browser(town.force).get(address("cell", town.at("1.2.1").pk, town.education.pk))

    assert texts(answer, "//dt[text()='分工']/following-sibling::dd[1]/text()")[0] == "责任"
    assert texts(answer, "//ul[@class='rows']//a") == ["清单网页材料"]
    assert texts(answer, "//div[@class='foot']/a/@href") == [address("review", submission.pk)]
    assert (
        texts(answer, "//ol[@class='trail']/li")[0].partition("教育分管")[2] == "（市教育局）退回了 1 件材料：未盖章或签字；意见：请补盖章"
    )


def test_cell_answers_the_drawer_with_the_part_alone(town):
    answer = town.browser(town.force).get(address("cell", town.at("1.2.1").pk, town.education.pk), headers={"HX-Request": "true"})

    assert (answer.status_code, answer.content.decode().lstrip()[:34]) == (200, '<section class="panel cell-story">')


def test_cell_is_closed_to_whom_it_does_not_concern(town):
    town.brought("returned")
    page = address("cell", town.at("1.2.1").pk, town.education.pk)

    for who in (town.stranger, town.county_liaison, town.county_force):
        answer = town.browser(who).get(page)

        assert (error(answer)[0], SECRET in answer.content.decode(), "清单网页材料" in answer.content.decode()) == (404, False, False)
    assert town.browser(town.colleague).get(page).status_code == 200


def test_cell_shows_the_lead_the_part_but_no_draft(town):
    town.filled()
    answer = town.browser(town.finance_liaison).get(address("cell", town.at("1.2.1").pk, town.education.pk))

    assert (answer.status_code, texts(answer, "//ul[@class='rows']//a"), SECRET in answer.content.decode()) == (200, [], False)
