"""Every register: its list, record, form and moves, for the owner, a colleague and strangers, in a constant number of queries."""

import pytest

from fazhi.engine.lifecycle import next_stages
from fazhi.engine.register import registers
from fazhi.people.models import Role
from fazhi.records.bulk import enter_all
from registers_made import made, many, typed
from web.desks import error, rows, text, texts


def pytest_generate_tests(metafunc):
    if "model" in metafunc.fixturenames:
        # the overview is one page for all registers, and costs seconds: three of them stand for the rest
        codes = ("R01", "R34", "R41") if "overview" in metafunc.function.__name__ else registers().keys()
        metafunc.parametrize("model", [registers()[code] for code in codes], ids=codes)


@pytest.fixture
def cast(cast, model):
    """People who may write records of this register."""
    if Role.LIAISON not in model.writers:
        cast.led_by_heads()
    return cast


@pytest.fixture
def record(cast, model):
    """One record of the owner's unit, as it came in."""
    one = made(model, cast.education)
    enter_all([one], cast.owner.who, "导入")
    return model.objects.get(pk=one.pk)


def place(model, record=None, *more):
    return "/registers/" + "/".join([model.code, *([str(record.pk)] if record else []), *more]) + "/"


def test_list_shows_the_record_to_its_unit_and_to_who_runs_the_area(cast, model, record):
    for who in (cast.owner, cast.colleague, cast.force, cast.leader):
        answer = cast.browser(who).get(place(model))

        assert (answer.status_code, len(rows(answer)), text(answer, "//main//h1")) == (200, 1, model._meta.verbose_name)


def test_list_and_record_are_closed_to_strangers(cast, model, record):
    for who in (cast.stranger, cast.county_liaison, cast.county_force):
        client = cast.browser(who)

        assert rows(client.get(place(model))) == []
        for answer in (client.get(place(model, record)), client.get(place(model, record, "edit"))):
            assert error(answer)[:2] == (404, "没有找到这一页")
        assert client.post(place(model, record, "remove"), {"why": "看不见的"}).status_code == 404
    record.refresh_from_db()
    assert (record.until, record.version) == (None, 1)


def test_record_page_shows_the_same_to_its_unit(cast, model, record):
    for who in (cast.owner, cast.colleague, cast.force, cast.leader):
        answer = cast.browser(who).get(place(model, record))

        assert (answer.status_code, text(answer, "//main//h1")) == (200, " ".join(str(record).split()))


def test_leader_reads_and_changes_nothing(cast, model, record):
    client = cast.browser(cast.leader)

    assert texts(client.get(place(model, record)), "//main//form") == []
    assert [client.post(place(model, record, act)).status_code for act in ("edit", "remove", "open", "attach")] == [403] * 4


def test_list_takes_the_same_queries_for_one_record_and_for_thirty(cast, model, record, queries):
    people = (cast.owner, cast.force)
    few = [queries(cast.browser(who), place(model)) for who in people]
    others = [row for row in many(model, cast.education, 31) if row.made_key() != record.business_key][:29]
    enter_all(others, cast.owner.who, "导入")

    assert [queries(cast.browser(who), place(model)) for who in people] == few
    assert len(rows(cast.browser(cast.owner).get(place(model)))) == len(others) + 1


def test_what_is_typed_becomes_a_record_of_the_unit(cast, model):
    wanted = made(model, cast.education)
    answer = cast.browser(cast.owner).post(place(model, None, "new"), typed(wanted))

    held = model.objects.filter(unit=cast.education).first()
    assert held is not None, texts(answer, "//main//*[contains(@class,'errorlist') or @role='alert']")
    assert (answer.status_code, answer.url) == (302, place(model, held))
    assert (held.business_key, held.entered_by, held.version, held.source) == (wanted.made_key(), cast.owner.user.name, 1, "typed")


def test_an_empty_form_is_refused_beside_its_fields(cast, model):
    answer = cast.browser(cast.owner).post(place(model, None, "new"), {})

    assert (answer.status_code, model.versions.count()) == (422, 0)
    assert "请选择“责任单位”。" in texts(answer, "//main//form//*[contains(@class,'errorlist')]/li")


def test_nobody_writes_for_another_unit(cast, model):
    wanted = made(model, cast.education)
    for who in (cast.stranger, cast.county_liaison, cast.county_force):
        answer = cast.browser(who).post(place(model, None, "new"), typed(wanted))

        assert (answer.status_code, model.versions.count()) == (422, 0)
        assert "您不能为这个单位填报。请选择本单位，或由该单位联络员填报。" in texts(answer, "//main//*[contains(@class,'errorlist')]/li")


def test_a_saved_form_without_a_change_makes_no_version(cast, model, record):
    client = cast.browser(cast.owner)
    page = client.get(place(model, record, "edit"))
    answer = client.post(place(model, record, "edit"), typed(record) | {"seen": "1"})

    record.refresh_from_db()
    assert (page.status_code, answer.status_code, record.version) == (200, 302, 1)


def test_moves_open_their_page_and_refuse_a_stage_that_does_not_follow(cast, model, record):
    client = cast.browser(cast.owner)
    follow = next_stages(record)
    for stage in follow:
        answer = client.get(place(model, record, "move", stage.key))

        assert (answer.status_code, text(answer, "//main//h1")) == (200, stage.act or f"转为“{stage.label}”")
    assert client.get(place(model, record, "move", "nonsense")).status_code == 404
    if follow:
        here = record.stage
        answer = client.post(place(model, record, "move", here), {"seen": "1"})
        record.refresh_from_db()
        assert (answer.status_code, record.stage, record.version) == (422, here, 1)


def test_removed_record_leaves_the_list_and_stays_in_the_history(cast, model, record):
    client = cast.browser(cast.owner)
    without = client.post(place(model, record, "remove"), {"why": " "})
    answer = client.post(place(model, record, "remove"), {"why": "重复登记", "seen": "1"})

    assert (without.status_code, answer.status_code, answer.url) == (422, 302, place(model))
    assert (rows(client.get(place(model))), model.versions.filter(pk=record.pk).count()) == ([], 1)


def test_overview_counts_what_the_reader_sees(cast, model, record):
    for who, count in ((cast.owner, "1"), (cast.force, "1"), (cast.stranger, "还没有登记"), (cast.county_force, "还没有登记")):
        answer = cast.browser(who).get("/registers/")

        assert texts(answer, f"//main//tr[td/a[@href='{place(model)}']]/td[2]") == [count]


def test_keys_are_offered_only_of_records_the_reader_sees(cast, model, record):
    asked = place(model, None, "keys") + f"?case={record.business_key}"

    assert texts(cast.browser(cast.owner).get(asked), "//option/@value") == [record.business_key]
    assert cast.browser(cast.stranger).get(asked).content.decode().strip() == ""
