"""Sheets as they really come: titles, merged cells, two-line headers, totals, notes, other words for everything, broken files."""

import io
import zipfile
from datetime import date, datetime

import pytest

from exchange.town import NAMES, counts, header, label, line, said, xlsx
from fazhi.exchange import flow, rows
from fazhi.exchange.models import State
from fazhi.jobs.worker import drain
from fazhi.people.actor import NotAllowed, Refused


def why_refused(city, data, name="台账.xlsx"):
    """Why a file is refused, at once or when all of it was read; nothing of it is written."""
    try:
        held = city.checked(data, name)
    except Refused as refusal:
        return str(refusal)
    assert (held.state, city.model.objects.count()) == (State.REFUSED, 0)
    return held.refusal


def csv_of(lines):
    return "\r\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode()


def test_title_two_line_header_merged_cells_totals_and_notes(city):
    split = ("submitted_on", "received_on", "answered_on", "outcome")  # 答复 over 日期 and 类型
    upper = [label(name)[:-2] if name in split else "单位" if name == "unit" else label(name) for name in NAMES]
    upper[NAMES.index("outcome")] = ""
    lower = [label(name)[-2:] if name in split else "" for name in NAMES]
    sheet = [
        ["临江市2025年依申请公开台账"],
        ["填报单位：市教育局", "", "", "", "", "", "", "填报日期：2025年7月1日"],
        [],
        upper,
        lower,
        ["一、市直部门"],
        line("示例001", unit="教体局", received_on="二〇二五年六月三日"),
        line("示例002", unit="", answered_on="２０２５．６．２１", submitted_on=45811, outcome="予以公开  "),
        ["合 计", "2件"],
        [],
        header(),
        line("示例003", answered_on=datetime(2025, 6, 22, 10, 30)),
        ["总计：3件"],
        ["备注：以上为示例。"],
    ]
    data = xlsx(sheet, merges=("A1:J1", "H4:I4", "A7:A8"))

    held = city.checked(data)

    assert (held.header_row, held.header_lines, held.mapping) == (4, 2, list(NAMES))
    assert (said(held), counts(held)) == ([], {"new": 3, "changed": 0, "unchanged": 0, "wrong": 0, "skipped": 5})
    flow.confirm(city.liaison, held)
    drain()
    second = city.record("示例002")
    assert (second.unit, second.submitted_on, second.answered_on) == (city.education, date(2025, 6, 3), date(2025, 6, 21))
    assert (city.record("示例001").received_on, city.record("示例003").answered_on) == (date(2025, 6, 3), date(2025, 6, 22))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_csv_of_any_usual_encoding(city, encoding):
    data = csv_of([header(), line("示例001"), line("", unit="小计")]).decode().encode(encoding)

    held = city.checked(data, "台账.csv")

    assert counts(held) == {"new": 1, "changed": 0, "unchanged": 0, "wrong": 0, "skipped": 1}


def test_text_that_looks_like_a_formula_stays_text(city):
    sheet = xlsx([header(), line("示例001", subject="示例")])
    book = __import__("openpyxl").load_workbook(io.BytesIO(sheet))
    cell = book.active["D2"]
    cell.value, cell.data_type = '=HYPERLINK("http://x")', "s"
    stream = io.BytesIO()
    book.save(stream)

    city.imported(stream.getvalue())

    assert city.record("示例001").subject == '=HYPERLINK("http://x")'


def test_formula_without_a_result_and_error_values_are_refused(city):
    held = city.checked(xlsx([header(), line("示例001", subject="=A1"), line("示例002", outcome="#REF!")]))

    assert said(held)[0] == (
        f"第2行“{label('subject')}”：这一格是公式，结果是“公式没有结果”，不是内容。请改成真实的内容（复制后选择性粘贴为数值）。"
    )
    assert counts(held)["wrong"] == 2


def test_links_in_cells_are_taken_as_their_text(city):
    book = __import__("openpyxl").load_workbook(io.BytesIO(xlsx([header(), line("示例001")])))
    book.active["D2"].hyperlink = "https://example.com/"
    book.active["D2"].value = "示例：链接"
    stream = io.BytesIO()
    book.save(stream)

    city.imported(stream.getvalue())

    assert city.record("示例001").subject == "示例：链接"


def test_file_cut_off_is_refused(city):
    whole = xlsx([header(), *(line(f"示例{number}") for number in range(50))])
    told = "这个 Excel 文件不完整或已损坏（可能只传了一半）。请用 Excel 或 WPS 打开核对，另存为 .xlsx 后再上传。"

    with pytest.raises(Refused) as refusal:
        city.hand_in(whole[: len(whole) // 2])

    assert str(refusal.value) in (
        told,
        told.replace(
            "这个 Excel 文件不完整或已损坏（可能只传了一半）", "这个文件不是完好的 Excel（.xlsx、.xls）或 .ods 表格（可能只传了一半）"
        ),
    )


def test_sheet_whose_inside_is_cut_off_is_refused_before_anything_is_written(city):
    whole = xlsx([header(), *(line(f"示例{number}") for number in range(3000))])
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part.filename, content[: len(content) // 2] if part.filename.endswith("sheet1.xml") else content)

    held = city.checked(stream.getvalue())

    assert (held.state, held.refusal, city.model.objects.count()) == (
        State.REFUSED,
        "这个 Excel 文件不完整或已损坏（可能只传了一半）。请用 Excel 或 WPS 打开核对，另存为 .xlsx 后再上传。",
        0,
    )


@pytest.mark.parametrize("count", [3, 300])
def test_csv_cut_off_is_refused(city, count):
    data = csv_of([header(), *(line(f"示例{number}") for number in range(count))])

    assert why_refused(city, data[:-30], "台账.csv") == (
        "这个 CSV 文件的引号不成对（可能只传了一半），或有单元格过长，无法读取。请用 Excel 或 WPS 打开核对，另存为 .xlsx 后再上传。"
    )


def test_csv_cut_off_between_cells_is_refused(city):
    data = "\n".join(",".join(each) for each in [header(), line("示例1"), line("示例2")[:5]]).encode()

    assert why_refused(city, data, "台账.csv") == "这个 CSV 文件像是只传了一半：最后一行不完整。请核对原文件，重新上传。"


def test_empty_file_and_empty_sheet_are_refused(city):
    for data, told in ((b"", "这个文件是空的。请核对后重新上传。"), (xlsx([]), "工作表“台账”是空的。请核对文件后重新上传。")):
        with pytest.raises(Refused) as refusal:
            city.hand_in(data)
        assert str(refusal.value) == told


def test_header_without_rows_is_refused(city):
    held = city.checked(xlsx([header()]))

    assert (held.state, held.refusal) == (State.REFUSED, "表头下面没有可以导入的行。请核对文件，填写后重新上传。")


def test_more_rows_than_one_import_takes_are_refused_while_reading(city, monkeypatch):
    monkeypatch.setattr(rows, "MOST_ROWS", 20)

    held = city.checked(xlsx([header(), *(line(f"示例{number}") for number in range(21))]))

    assert (held.state, held.refusal[:7], city.model.objects.count()) == (State.REFUSED, "这个文件超过0", 0)


def test_document_type_in_the_sheet_is_refused(city):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx([header(), line()]))) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = (
                    b'<!DOCTYPE x [<!ENTITY a "b">]>' + content.partition(b"?>")[2]
                    if content.startswith(b"<?xml")
                    else b'<!DOCTYPE x [<!ENTITY a "b">]>' + content
                )
            new.writestr(part.filename, content)

    with pytest.raises(Refused) as refusal:
        city.hand_in(stream.getvalue())

    assert str(refusal.value) == "这个 Excel 文件里有不该有的内容（文档类型声明），不予读取。请用 Excel 或 WPS 另存后再上传。"


def test_sheet_with_the_register_is_found_among_others(city):
    book = __import__("openpyxl").load_workbook(io.BytesIO(xlsx([["封面"], ["说明"]])))
    page = book.create_sheet("2025年")
    for row in [header(), line("示例001")]:
        page.append(row)
    stream = io.BytesIO()
    book.save(stream)

    assert city.checked(stream.getvalue()).sheet == "2025年"


def test_who_may_not_write_the_register_may_not_hand_in(city):
    with pytest.raises(NotAllowed) as refusal:
        city.hand_in(xlsx([header(), line()]), actor=city.leader)

    assert str(refusal.value) == f"您不能导入{city.model._meta.verbose_name}台账。请由联络员、分管领导或工作专班办理。"


def test_record_of_another_unit_is_not_changed_by_its_number(city):
    city.imported(xlsx([header(), line("示例001", unit="市公安局")]), actor=city.force)

    held = city.checked(xlsx([header(), line("示例001", subject="改成我的")]))

    assert said(held) == ["第2行：这个编号已由其他单位登记，您不能修改。请核对编号，或请工作专班办理。"]


def test_masked_personal_value_is_never_written_back(city):
    city.imported(xlsx([header(), line("示例001")]))

    held = city.checked(xlsx([header(), line("示例001", applicant="张**"), line("示例002", applicant="李*")]))

    assert (counts(held)["unchanged"], counts(held)["wrong"]) == (1, 1)
    assert said(held) == [f"第3行“{label('applicant')}”：是隐去了一部分的个人信息，不能导入。请填写完整内容。"]
    other = city.checked(xlsx([header(), line("示例001", applicant="王**")]))
    assert said(other) == [f"第2行“{label('applicant')}”：是隐去了一部分的个人信息，不能导入。请填写完整内容，或保持原样。"]
    assert city.record("示例001").applicant == "张某某"


def test_ten_thousand_rows(city):
    held = city.imported(csv_of([header(), *(line(f"示例{number:05d}") for number in range(10_000))]), "台账.csv")

    assert (held.state, held.written_new, city.model.objects.count(), held.done_row) == (State.DONE, 10_000, 10_000, 10_001)
