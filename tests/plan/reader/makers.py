"""Makes the same plan as a Word document, a web page, a PDF and a 任务分解表, out of its plain text."""

import html
import importlib.util
import io
import json
from itertools import groupby
from pathlib import Path

import docx
import typst

from fazhi.plan.reader.reading import Reading, Task


def is_row(line: str) -> bool:
    return line.count("|") >= 2


def cells_of(line: str) -> list[str]:
    return [cell.strip() for cell in line.rstrip("|").split("|")]


def docx_of(text: str) -> bytes:
    """Paragraphs in order; runs of rows become tables."""
    document = docx.Document()
    _write(document, text)
    return _bytes(document)


def table_docx_of(reading: Reading) -> bytes:
    """The plan with its tasks as a 任务分解表 whose section cells are merged, the rest as running text."""
    document = docx.Document()
    first, last = reading.sections[0].start, reading.tasks[-1].end
    _write(document, reading.text[:first])
    headings = ["序号", "一级指标", "重点任务", "工作措施", "牵头单位", "责任单位"]
    table = document.add_table(rows=1, cols=len(headings))
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        cell.text = heading
    titles = {section.no: section.title for section in reading.sections}
    for number, tasks in groupby(reading.tasks, key=lambda task: task.section):
        group = list(tasks)
        rows = [table.add_row() for _ in group]
        rows[0].cells[1].merge(rows[-1].cells[1]).text = titles[number]
        for row, task in zip(rows, group, strict=True):
            for place, words in ((0, str(task.no)), (2, task.title), (3, body_of(task))):
                row.cells[place].text = words
            row.cells[4].text = "、".join(unit.name for unit in task.lead)
            row.cells[5].text = "、".join(unit.name for unit in task.responsible)
    _write(document, reading.text[last:])
    return _bytes(document)


def body_of(task: Task) -> str:
    return "".join(sentence.text for sentence in task.sentences)


def html_of(text: str) -> bytes:
    """A page as a government site shows it: navigation, styles, a table of facts, indented paragraphs, a foot."""
    pieces = []
    for rows, lines in groupby(text.split("\n"), key=is_row):
        if rows:
            body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells_of(line)) + "</tr>" for line in lines)
            pieces.append(f"<table>{body}</table>")
        else:
            pieces += [
                f'<p style="text-indent:2em"><span>　　{html.escape(line[:9])}</span>{html.escape(line[9:])}</p>' for line in lines if line
            ]
    return (
        "<!DOCTYPE html>\n<html><head><meta charset='utf-8'><title>政府网站</title><style>p{margin:0}</style></head><body>"
        "<script>var a = '1.不是任务（责任单位：无）';</script>"
        f"<div class='article'>{''.join(pieces)}</div></body></html>"
    ).encode()


def pdf_of(text: str) -> bytes:
    """An A4 PDF whose lines the page width breaks, with page numbers such as — 1 —."""
    fonts = Path(importlib.util.find_spec("pylopdf_fonts_zh_cn").origin).parent
    lines = "".join(f"#par[#text({json.dumps(line, ensure_ascii=False)})]\n" for line in text.split("\n") if line)
    source = (
        '#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), footer: context '
        "align(center)[— #counter(page).display() —])\n"
        '#set text(font: "Noto Serif SC", size: 16pt, lang: "zh")\n#set par(justify: true, first-line-indent: (amount: 2em, all: true))\n'
    )
    return typst.compile((source + lines).encode(), font_paths=[str(fonts)], ignore_system_fonts=True)


def _write(document: docx.document.Document, text: str) -> None:
    for rows, lines in groupby((line for line in text.split("\n") if line), key=is_row):
        if not rows:
            for line in lines:
                document.add_paragraph(line)
            continue
        cells = [cells_of(line) for line in lines]
        table = document.add_table(rows=0, cols=max(len(line) for line in cells))
        for line in cells:
            row = table.add_row()
            for cell, words in zip(row.cells, line, strict=False):
                cell.text = words


def _bytes(document: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
