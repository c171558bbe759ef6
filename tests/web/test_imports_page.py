"""导入台账: handing in, mapping, checking, importing, undoing and exporting in the browser."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from exchange.town import NAMES, City, header, label, line, xlsx
from fazhi.exchange.models import Import, State
from fazhi.jobs.worker import drain
from fazhi.journal.models import Entry, Verb
from web.desks import BACKEND, error, refusal, rows, text, texts


@pytest.fixture
def city(db):
    return City()


def browser(actor) -> Client:
    client = Client()
    client.force_login(actor.user, backend=BACKEND)
    return client


def sent(client, data, name="台账.xlsx", code="R34"):
    return client.post(f"/registers/{code}/import/", {"file": SimpleUploadedFile(name, data)}, follow=True)


def columns(response) -> bytes:
    return b"".join(response.streaming_content)


def cells(data: bytes) -> list[tuple]:
    return [tuple("" if cell is None else cell for cell in row) for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].values]


STRANGE = ["部门", "受理号", "申请人姓名", "申请的事", "怎么申请的", "提交时间", "收到时间", "答复时间", "答复结果", "办到哪一步"]


def test_sheet_goes_from_columns_to_records(city):
    client = browser(city.liaison)
    page = sent(client, xlsx([STRANGE, line("示例001"), line("示例002", answered_on="2025.13.3")]))
    held = Import.objects.get()

    assert (page.redirect_chain[-1][0], held.state, text(page, "//h1")) == (f"/imports/{held.pk}/", State.MAPPING, "台账.xlsx")
    chosen = {f"column-{place}": name for place, name in enumerate(NAMES)}
    page = client.post(f"/imports/{held.pk}/", {"act": "map", **chosen}, follow=True)
    assert texts(page, "//main//section[@id='work']//p[@role='status']") == ["正在排队，马上开始。"]
    drain()
    page = client.get(f"/imports/{held.pk}/")
    assert texts(page, "//div[@class='numbers']/div") == ["1新增", "0有变化", "0未变化", "1有错误", "0跳过（示例、合计、说明）"]
    assert rows(page) == [
        ["第3行", label("answered_on"), "“2025.13.3”不是真实的日期：2025年没有13月3日。请写成“2025年6月13日”或“2025-06-13”。"]
    ]
    client.post(f"/imports/{held.pk}/", {"act": "confirm"})
    drain()
    page = client.get(f"/imports/{held.pk}/")
    assert texts(page, "//div[@class='numbers']/div") == ["1已新增", "0已修改", "0未变化", "1没有导入", "0跳过"]
    assert list(city.model.objects.values_list("business_key", flat=True)) == ["示例001"]


def test_mapping_is_remembered_for_the_area(city):
    first = browser(city.liaison)
    sent(first, xlsx([STRANGE, line("示例001")]))
    held = Import.objects.get()
    first.post(f"/imports/{held.pk}/", {"act": "map", **{f"column-{place}": name for place, name in enumerate(NAMES)}})

    sent(browser(city.stranger), xlsx([STRANGE, line("示例002", unit="市公安局")]))

    assert Import.objects.latest("pk").state == State.CHECKING


def test_needed_column_must_be_mapped(city):
    client = browser(city.liaison)
    sent(client, xlsx([["甲栏", "乙栏", "丙栏"], ["一", "二", "三"]]))
    held = Import.objects.get()

    page = client.post(f"/imports/{held.pk}/", {"act": "map", "column-0": "subject"})

    told = f"表中没有哪一列对应“{label('unit')}”“{label('number')}”，认不出是哪条记录。请选出对应的列；没有的，请改用模板。"
    assert (page.status_code, refusal(page)) == (422, told)
    assert texts(page, "//select[@name='column-0']/option[@selected]") == [f"{label('subject')}（必填）"]


def test_file_that_is_no_table_is_refused(city):
    page = sent(browser(city.liaison), b"\x00\x01\x02", "图片.xlsx")

    assert (page.status_code, refusal(page), Import.objects.count()) == (
        422,
        "这个文件不是能读懂的表格：既不是 Excel、.ods，也不是完整的 UTF-8 或 GB 18030 编码的 CSV。请另存为 .xlsx 后再上传。",
        0,
    )


def test_import_of_another_unit_cannot_be_seen_or_done(city):
    held = city.checked(xlsx([header(), line("示例001")]))
    stranger, force = browser(city.stranger), browser(city.force)

    assert {stranger.get(f"/imports/{held.pk}/{part}").status_code for part in ("", "errors/", "undo/")} == {404}
    assert rows(force.get("/imports/"))[0][0] == "台账.xlsx"
    assert texts(stranger.get("/imports/"), "//main//tbody/tr") == []
    assert error(force.post(f"/imports/{held.pk}/", {"act": "confirm"})) == (
        403,
        "不能打开",
        "这次导入由教育联络员（市教育局）办理，您不能代办。请联系教育联络员，或自己上传一次。",
    )
    assert city.model.objects.count() == 0


def test_wrong_rows_come_back_with_what_is_wrong_and_can_be_mended(city):
    held = city.checked(xlsx([header(), line("示例001"), line("示例002", answered_on="昨天")]))
    client = browser(city.liaison)

    data = columns(client.get(f"/imports/{held.pk}/errors/"))

    assert cells(data) == [
        (*header(), "错误", "原行号"),
        (*line("示例002", answered_on="昨天"), f"“{label('answered_on')}”读不懂日期“昨天”。请写成“2025年6月13日”或“2025-06-13”。", 3),
    ]
    assert Entry.objects.filter(verb=Verb.DOWNLOADED, kind="exchange.import").count() == 1
    again = city.checked(data)
    assert (again.state, again.wrong, again.mapping[-2:]) == (State.CHECKED, 1, ["", ""])


def test_undo_is_shown_before_it_is_done(city):
    held = city.imported(xlsx([header(), line("示例001"), line("示例002")]))
    client = browser(city.liaison)

    page = client.get(f"/imports/{held.pk}/undo/")
    assert texts(page, "//main//form/div[@class='body']/p") == [
        "2 条将撤销：新增的移出台账，修改的恢复成导入以前的内容。记录的历史都保留，已经发布的数据不变。"
    ]
    client.post(f"/imports/{held.pk}/undo/")
    drain()
    page = client.get(f"/imports/{held.pk}/")
    assert (texts(page, "//div[@class='numbers']/div"), city.model.objects.count()) == (["2已撤销", "0导入后又被改过，保留"], 0)


def test_export_holds_what_the_list_shows_and_is_journalled(city):
    city.imported(xlsx([header(), line("示例001"), line("示例002", outcome="部分公开")]))
    city.imported(xlsx([header(), line("示例003", unit="市公安局")]), actor=city.force)
    client = browser(city.leader)

    found = cells(columns(client.get("/registers/R34/export/?outcome=公开&sort=number")))

    number, applicant = (found[0].index(label(name)) for name in ("number", "applicant"))
    assert [(row[number], row[applicant]) for row in found[1:]] == [("示例001", "张**"), ("示例003", "张**")]
    entry = Entry.objects.get(verb=Verb.DOWNLOADED)
    assert (entry.actor_name, entry.said) == ("市领导", f"导出了{city.model._meta.verbose_name}台账2条（{label('outcome')}：予以公开）")


def test_export_opens_personal_values_to_who_may_write_them(city):
    city.imported(xlsx([header(), line("示例001")]))

    found = cells(columns(browser(city.liaison).get("/registers/R34/export/")))
    nothing = cells(columns(browser(city.stranger).get("/registers/R34/export/")))

    assert (found[1][found[0].index(label("applicant"))], len(found), len(nothing)) == ("张某某", 2, 1)


def test_template_says_how_to_fill_it_in_and_its_example_is_skipped(city):
    data = columns(browser(city.liaison).get("/registers/R34/template/"))
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    head = [cell.value for cell in page[1]]

    assert (head[:2], page["A2"].value, book.sheetnames[1:]) == (["标记", label("unit")], "示例", ["选项", "填写说明"])
    assert page.cell(1, head.index(label("number")) + 1).comment.text.startswith(
        "必填。填文字。编号相同的记录视为同一条：已有的按表中内容修改，没有的新增。"
    )
    for name, value in zip(NAMES, line("示例009"), strict=True):
        page.cell(3, head.index(label(name)) + 1, value)
    stream = io.BytesIO()
    book.save(stream)
    held = city.checked(stream.getvalue())
    assert (held.state, held.new, held.skipped, held.wrong) == (State.CHECKED, 1, 1, 0)


def test_polling_gets_the_part_and_then_the_whole_page(city):
    held = city.hand_in(xlsx([header(), line("示例001")]))
    client = browser(city.liaison)

    part = client.get(f"/imports/{held.pk}/", headers={"HX-Request": "true"})
    drain()
    done = client.get(f"/imports/{held.pk}/", headers={"HX-Request": "true"})

    assert (part.content.decode().lstrip()[:27], done.headers["HX-Refresh"]) == ('<section class="panel" id="', "true")


def test_list_of_imports_takes_a_constant_number_of_queries(city, queries):
    city.checked(xlsx([header(), line("示例001")]))
    client = browser(city.liaison)
    one = queries(client, "/imports/")
    for number in range(3):
        city.checked(xlsx([header(), line(f"示例1{number}")]))

    assert queries(client, "/imports/") == one
