"""Figures in a package: each as a sentence with its standing, and its rows as a table, counted or left out with the reason."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db.models import BigIntegerField, QuerySet
from django.db.models.functions import Coalesce

from fazhi.campaign.aims import Aims, aims_of
from fazhi.campaign.models import Campaign, Demand
from fazhi.engine.metrics import Period
from fazhi.engine.register import Register
from fazhi.exchange.exporting import cell_of
from fazhi.exchange.writing import FORMULA_SIGNS
from fazhi.kit.dates import chinese_date
from fazhi.people.models import Unit
from fazhi.records.columns import Column, columns
from fazhi.records.figures import Figure, for_area, metric_named, opened
from fazhi.records.overview import line_said, told
from fazhi.records.periods import said as period_said

from .naming import FIGURES, Taken, with_ending
from .redaction import masked_words

NOT_ASKED = "不在考核范围"
AT_ONCE = 1000


@dataclass
class FigureFile:
    """One figure at one indicator, the file of its rows, and how many rows of which unit went into that."""

    name: str
    model: type[Register]
    figure: Figure
    sentence: str
    path: str
    rows_of: Counter = field(default_factory=Counter)  # unit id → rows

    @property
    def label(self) -> str:
        return self.figure.metric.label


def figures_of(
    campaign: Campaign, demands: Sequence[Demand], day: date, folders: dict[int, str], taken: Taken
) -> dict[int, list[FigureFile]]:
    """Demand id → the figures that judge it, over the campaign's cycle as the registers stood on `day`; one computation a register."""
    period, aims = Period(campaign.cycle_start, campaign.cycle_end), aims_of(campaign)
    known: dict[str, dict[str, Figure]] = {}
    found: dict[int, list[FigureFile]] = {}
    for demand in demands:
        found[demand.pk] = []
        for name in demand.indicator.metrics:
            try:
                model, metric = metric_named(name)
            except KeyError:
                continue
            if model.code not in known:
                known[model.code] = for_area(model, campaign.unit, period, day)
            figure = known[model.code][metric.name]
            path = taken.free(f"{folders[demand.pk]}/{FIGURES}/{with_ending(f'{metric.label}（{model.code}）.csv', '.csv')}")
            found[demand.pk].append(FigureFile(name, model, figure, sentence(name, figure, aims), path))
    return found


def sentence(name: str, figure: Figure, aims: Aims) -> str:
    """The figure, its line and verdict, what lacks, formula and basis."""
    metric, line = figure.metric, aims.of(name, figure.metric, figure.period.last)
    verdict = figure.verdict(line.target) if line.target or figure.value is None else "参考"
    parts = [f"{metric.label}：{told(metric, figure.value)}"]
    if figure.value is not None:
        target = f"目标 {line_said(metric, line.target)}，出自{line.level}（{line.source}）" if line.target else "没有可比的目标"
        missing = figure.missing(line.target) if verdict == "未达标" and line.target else ""
        parts.append(f"{verdict}（{target}）" + (f"，{missing}" if missing else ""))
    basis = f"依据：{metric.basis}。" if metric.basis else ""
    over = period_said(figure.period) if metric.over else "在册数"
    stood = f"{over}，台账截至{chinese_date(figure.as_of)}"
    return f"{'，'.join(parts)}。{stood}。算法：{metric.formula.rstrip('。')}。{basis}"


def write_rows(stream: BinaryIO, file: FigureFile, unit: Unit, told_row: Any = lambda: None) -> None:
    """The rows as CSV (UTF-8 with its mark), one in memory at a time; personal values masked; `file.rows_of` is counted anew."""
    figure = file.figure
    shown = opened(file.model, figure.metric, unit, figure.period, figure.as_of)
    every = [column for column in columns(file.model) if column.kind != "unit"]
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(["计入情况", "原因", "责任单位", *(column.label for column in every)])
    file.rows_of.clear()
    for row in _in_order(shown.counted):
        _write(writer, file, ["计入", ""], row, every, told_row)
    for row in _in_order(shown.left_out):
        why = (shown.why_not or NOT_ASKED) if row.was_asked else NOT_ASKED
        _write(writer, file, ["未计入", why], row, every, told_row)
    text.detach()


def _in_order(rows: QuerySet) -> Iterator[Any]:
    """By the number of the record, which stays when a later change lays this version aside."""
    numbered = rows.annotate(record_no=Coalesce("of", "pk", output_field=BigIntegerField()))
    return numbered.select_related("unit").order_by("record_no").iterator(chunk_size=AT_ONCE)


def _write(writer: Any, file: FigureFile, begin: list[str], row: Any, every: list[Column], told_row: Any) -> None:
    file.rows_of[row.unit_id] += 1
    writer.writerow([*begin, row.unit.short_name, *(_cell(cell_of(column, row, is_open=False)) for column in every)])
    told_row()


def _cell(value: Any) -> str:
    """As a person reads it; text that a spreadsheet would run as a formula begins with a quote."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if not isinstance(value, str):
        return str(value)
    text = masked_words(value)
    return "'" + text if text.startswith(FORMULA_SIGNS) else text
