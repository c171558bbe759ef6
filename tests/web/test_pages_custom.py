"""自定义台账 from the page on: defined, put in force, filled in, moved, counted, exported; others do not meet it."""

from datetime import date

import pytest

from fazhi.engine.register import register, registers
from fazhi.records.figures import for_area
from fazhi.records.holidays import seed
from fazhi.records.models import Definition
from records.custom.customs import body, forget, in_force
from web.desks import address, refusal, rows, said, text, texts, typed


@pytest.fixture(autouse=True)
def forgetting(db):
    yield
    forget()


class Editor:
    """A task force's browser at the editor of one definition."""

    def __init__(self, town, name="重点督办"):
        self.browser = town.browser(town.force)
        self.began = self.browser.post(address("custom-new"), {"name": name}, follow=True)
        self.pk = Definition.objects.get(name=name).pk

    def do(self, verb, **values):
        return self.browser.post(address("custom-act", self.pk, verb), values, follow=True)

    def put(self, part, **values):
        answer = self.do("put", part=part, **values)
        assert texts(answer, "//main//*[@role='alert']") == []
        return Definition.objects.get().draft[part][-1]["name"]

    def whole(self):
        number = self.put("fields", label="编号", kind="text", required="on", listed="on")
        begun = self.put("fields", label="交办日期", kind="date", required="on", listed="on")
        done = self.put("fields", label="办结日期", kind="date", listed="on")
        kind = self.put("fields", label="类别", kind="choice", choices="督办\n转办", required="on")
        self.do("key", part="key", key=number)
        self.put("stages", label="已交办", on=begun)
        last = self.put("stages", label="已办结", needs=[done], on=done)
        facts = {"basis": "督办办法（示例）", "confidence": "甲", "severity": "breach"}
        clock = self.put("clocks", label="办理期限", number="5", unit="工作日", start=begun, stop=done, **facts)
        rule = self.put("rules", says="督办的要办结", **facts)
        self.do("line", part="rules", item=rule, side="applies", asked=kind, operator="is", value="督办")
        self.do("line", part="rules", item=rule, side="holds", asked="stage", operator="is", value="已办结")
        more = {"over": begun, "sign": "least", "binds": "unit", "basis": "督办办法（示例）", "confidence": "甲"}
        self.put("metrics", label="按期率", measure="share", rule=f"{clock}_kept", target="0.9", **more)
        return number, begun, done, kind, last


def test_register_is_defined_on_the_page_and_used_like_any_other(town):
    seed()
    editor = Editor(town)
    number, begun, done, kind, last = editor.whole()
    preview = editor.browser.get(address("custom-register", editor.pk), {"part": "preview"})
    assert texts(preview, "//main//table//th") == ["编号", "责任单位", "交办日期", "办结日期", "环节", "办理期限"]
    assert texts(preview, "//main//h2[.='怎样计算']/../..//li") == [
        "按期率 = 符合“办理期限没有超过”的件数 ÷ 应当符合的件数；按“交办日期”所在期间统计。"
    ]
    assert said(editor.do("enforce", seen="0")) == ["已启用，本地区现在就可以填报。"]

    liaison = town.browser(town.liaison)
    form = {"unit": town.education.pk, number: "督1", begun: "2025-09-26", kind: "督办"}
    answer = liaison.post(address("record-new", "Z01"), form, follow=True)
    assert text(answer, "//h1").startswith("督1")
    record = register("Z01").objects.get()
    clock = Definition.objects.get().body["clocks"][0]["name"]
    assert getattr(record, clock) == date(2025, 10, 10)
    liaison.post(address("record-move", "Z01", record.pk, last), {done: "2025-10-09", "seen": record.version}, follow=True)
    record.refresh_from_db()
    assert (record.stage, getattr(record, done)) == (last, date(2025, 10, 9))
    from fazhi.engine.metrics import Period

    (figure,) = for_area(register("Z01"), town.city, Period(date(2025, 1, 1), date(2025, 12, 31)), date.today()).values()
    assert (figure.value, figure.verdict()) == (1, "达标")
    listing = liaison.get(address("records", "Z01"))
    assert [cell for cell in rows(listing)[0] if cell in ("督1", "市教育局", "已办结")] == ["督1", "市教育局", "已办结"]


def test_mistakes_stand_on_the_page_until_they_are_mended(town):
    editor = Editor(town)
    editor.put("fields", label="类别", kind="choice", choices="只有一个")
    answer = editor.browser.get(address("custom-register", editor.pk))

    assert texts(answer, "//main//h2[contains(., '启用之前')]/../..//li") == [
        "没有选哪个字段作编号。同一编号只能有一条记录，请在“基本情况”中选择。",
        "“类别”是选项，至少要有两个选项。请补充。",
    ]
    refused = editor.browser.post(address("custom-act", editor.pk, "enforce"), {"seen": "0"})
    assert (refused.status_code, refusal(refused).startswith("没有选哪个字段作编号。")) == (422, True)
    assert "Z01" not in registers()


def test_wrong_part_is_refused_beside_its_field_and_kept(town):
    editor = Editor(town)
    number, *_ = editor.whole()
    answer = editor.browser.post(address("custom-act", editor.pk, "put"), {"part": "fields", "label": "", "kind": "date", "help": "说明"})
    assert (answer.status_code, refusal(answer)) == (422, "名称：没有填写，请填写。")
    assert typed(answer, "help") == ["说明"]
    rule = Definition.objects.get().draft["rules"][0]["name"]
    line = {"part": "rules", "item": rule, "side": "holds", "asked": number, "operator": "lt", "value": "1"}
    answer = editor.browser.post(address("custom-act", editor.pk, "line"), line)
    assert (answer.status_code, refusal(answer)) == (422, "比较先后、大小只能用于日期和数字。请换一种比较方式。")
    answer = editor.browser.post(address("custom-act", editor.pk, "line"), line | {"asked": "stage", "operator": "is", "value": "没有的"})
    assert (answer.status_code, refusal(answer)) == (422, "没有“没有的”这个环节。可以是：已交办、已办结。")


def test_part_in_use_is_not_taken_away(town):
    editor = Editor(town)
    _, begun, *_ = editor.whole()
    answer = editor.browser.post(address("custom-act", editor.pk, "take"), {"part": "fields", "item": begun})

    assert (answer.status_code, refusal(answer)) == (
        422,
        "“交办日期”还被环节“已交办”、时限“办理期限”、数据“按期率”使用，不能删除。请先修改或删除它们。",
    )


def test_change_is_a_draft_until_put_in_force_and_can_be_given_up(town):
    held, _ = in_force(town.force)
    browser = town.browser(town.force)
    put = address("custom-act", held.pk, "put")
    browser.post(put, {"part": "fields", "label": "备注", "kind": "long"})
    assert "备注" not in [field.verbose_name for field in register("Z01").own_fields()]
    browser.post(address("custom-act", held.pk, "discard"))
    assert Definition.objects.get().draft == body()
    browser.post(put, {"part": "fields", "label": "备注", "kind": "long"})
    browser.post(address("custom-act", held.pk, "enforce"), {"seen": "1"})
    browser.get("/me/")

    assert "备注" in [str(field.verbose_name) for field in register("Z01").own_fields()]
    stale = browser.post(address("custom-act", held.pk, "enforce"), {"seen": "1"})
    assert (stale.status_code, refusal(stale)[:7]) == (409, "刚刚有人启用过")


def test_county_register_is_met_in_its_county_only(town):
    in_force(town.county_force, "县里的台账")
    strangers = [town.browser(each) for each in (town.liaison, town.stranger)]
    inside = town.browser(town.county_liaison)

    assert [each.get(address("records", "Z01")).status_code for each in strangers] == [404, 404]
    assert inside.get(address("records", "Z01")).status_code == 200
    assert [("县里的台账" in each.get("/registers/").content.decode()) for each in (*strangers, inside)] == [False, False, True]
    assert texts(town.browser(town.force).get(address("custom-registers")), "//main//tbody//a")[0] == "县里的台账"


def test_figures_of_a_county_register_are_met_in_its_county_only(town):
    in_force(town.county_force, "县里的台账")
    stranger, inside = town.browser(town.liaison), town.browser(town.county_liaison)

    for place in ("/figures/", "/questions/", "/questions/declared/"):
        assert [("县里的台账" in each.get(place).content.decode()) for each in (stranger, inside)] == [False, True]
    assert [each.get("/figures/Z01.m25/").status_code for each in (stranger, inside)] == [404, 200]
    assert [each.get("/figures/Z01.m25/export/").status_code for each in (stranger, inside)] == [404, 200]


@pytest.mark.parametrize("page", ["/figures/", "/questions/", "/questions/declared/", "/calendar/", "/imports/"])
def test_name_of_a_county_register_is_read_in_its_county_only(town, page):
    in_force(town.county_force, "县里的台账")
    read = [("县里的台账" in town.browser(each).get(page).content.decode()) for each in (town.stranger, town.county_liaison)]

    assert read == [False, True]


def test_nobody_declares_for_a_register_of_another_county(town):
    in_force(town.county_force, "县里的台账")
    form = {"unit": town.police.pk, "metric": "Z01.m25", "period": "2025", "value": "1", "place": "report", "source": "示例年报"}
    answer = town.browser(town.stranger).post("/questions/declared/", form)

    assert (answer.status_code, refusal(answer)) == (422, "没有选择指标，或这个指标已不再计算。请从列表中选择。")


def test_pages_of_the_register_keep_constant_queries(town, queries):
    _, model = in_force(town.force)
    make = lambda n: model(unit=town.education, f1=f"示例{n}", f2="事项", f3="督办", f4=date(2025, 9, 1))  # noqa: E731
    from fazhi.records.keeping import enter

    enter(make(1), town.force)
    few = queries(town.browser(town.liaison), "/registers/Z01/")
    for number in (2, 3):
        enter(make(number), town.force)

    assert queries(town.browser(town.liaison), "/registers/Z01/") == few


def test_looking_at_a_part_changes_nothing_of_it(town):
    held, _ = in_force(town.force)
    answer = town.browser(town.force).get(address("custom-register", held.pk), {"part": "fields", "item": "f3"})

    assert typed(answer, "choices")[0].split() == ["督办", "转办"]
    assert texts(answer, "//main//li[3]//*[@class='row-why']") == ["选项；必填；在列表中显示；督办、转办"]
    assert texts(answer, "//main//li//button[.='删除']") == []  # what is in force is hidden, never dropped
