"""材料充足度: the exact thing missing, for the whole campaign, for one unit, at one indicator."""

from web.desks import address, error, rows, text, texts


def gaps(answer):
    return {row[0]: row[3] for row in rows(answer)}


def test_sufficiency_lists_what_lacks_at_each_indicator(town):
    town.brought("accepted")
    answer = town.browser(town.force).get("/sufficiency/")
    found = gaps(answer)

    assert found["1.2.1 权责清单公布"] == "已充足"
    assert found["1.1.2 依法许可"] == "3 个单位还差 3 份"
    assert text(answer, "//p[@class='lead']").startswith("4 项指标，1 项材料已充足；")


def test_sufficiency_of_one_unit_names_what_it_has_to_bring(town):
    answer = town.browser(town.force).get(f"/sufficiency/?unit={town.education.pk}")

    assert text(answer, "//h1") == "市教育局：还缺什么"
    assert gaps(answer) == {
        "1.1.1 按期办结": "还差 2 份“办件统计”",
        "1.1.2 依法许可": "还差 1 份“事项清单”",
        "1.2.1 权责清单公布": "还差 1 份“清单网页”",
    }


def test_sufficiency_is_filtered_by_what_lacks(town):
    town.brought("accepted")
    client = town.browser(town.force)

    assert list(gaps(client.get(f"/sufficiency/?unit={town.education.pk}&lack=enough"))) == ["1.2.1 权责清单公布"]
    assert list(gaps(client.get(f"/sufficiency/?unit={town.education.pk}&lack=gaps"))) == ["1.1.1 按期办结", "1.1.2 依法许可"]
    assert texts(client.get("/sufficiency/?lack=stale"), "//table") == []


def test_sufficiency_shows_a_liaison_the_own_unit_only(town):
    client = town.browser(town.liaison)

    assert gaps(client.get("/sufficiency/"))["1.1.1 按期办结"] == "1 个单位还差 2 份"
    assert error(client.get(f"/sufficiency/?unit={town.police.pk}"))[0] == 404


def test_indicator_page_has_a_line_a_unit_and_material(town):
    answer = town.browser(town.force).get(address("sufficiency-indicator", town.at("1.1.1").pk))

    assert [row[:2] for row in rows(answer)] == [
        ["市司法局", "汇总说明"],
        ["市财政局", "无须报送"],
        ["市教育局", "办件统计"],
        ["市公安局", "办件统计"],
        ["永昌县", "办件统计"],
    ]
    assert rows(answer)[0] == ["市司法局", "汇总说明", "1/0/0", "还差 1 份“汇总说明”"]


def test_sufficiency_takes_the_same_queries_however_many_indicators(town, queries):
    few = queries(town.browser(town.force), "/sufficiency/")
    town.more(30)

    assert queries(town.browser(town.force), "/sufficiency/") == few
    assert len(rows(town.browser(town.force).get("/sufficiency/"))) == 34
