"""fazhi metrics: every figure for a unit and those below it, as a day's evening had it."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from engine.toyapp.models import Errand
from engine.toys import errand
from fazhi.engine.metrics import metrics_of
from fazhi.engine.register import registers

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(town):
    errand(town.education, "1", received_on=date(2025, 3, 3), fee=10, copies=2)
    errand(town.police, "2", received_on=date(2025, 4, 1), fee=0, copies=2)
    errand(town.justice, "3", received_on=date(2026, 1, 5), copies=2)
    return town


def asked(capsys, *words):
    call_command("metrics", "--as-of", "2026-06-30", "--json", *words)
    return json.loads(capsys.readouterr().out)


def toys_of(metrics, *wanted):
    return {each["name"]: (each["value"], each["told"], each["verdict"], each["missing"]) for each in metrics if each["name"] in wanted}


def test_city_has_every_figure_of_every_register(busy, capsys):
    told = asked(capsys, "--period", "2025")

    assert (told["as_of"], told["period"], told["unit"]) == ("2026-06-30", {"first": "2025-01-01", "last": "2025-12-31"}, "临江市")
    assert [each["name"] for each in told["metrics"]] == [
        f"{code}.{name}" for code, model in registers().items() for name in metrics_of(model)
    ]
    assert toys_of(told["metrics"], "X1.errands_received", "X1.share_free", "X1.median_days", "X1.share_in_time") == {
        "X1.errands_received": (2, "2 件", "达标", ""),
        "X1.share_free": (0.5, "50%", "参考", ""),
        "X1.median_days": (None, "无此类事项", "无此类事项", ""),
        "X1.share_in_time": (0, "0%", "未达标", "还差 2 件，最迟 12月31日"),
    }
    assert next(each for each in told["metrics"] if each["name"] == "X1.errands_received") == {
        "name": "X1.errands_received",
        "label": "收到件数",
        "value": 2,
        "told": "2 件",
        "verdict": "达标",
        "missing": "",
        "target": "≥ 2 件",
        "formula": Errand.errands_received.formula,
        "basis": "示例办法",
        "confidence": "甲",
    }


def test_units_below_are_listed_each_with_all_below_it(busy, capsys):
    told = asked(capsys, "--units")

    received = {each["unit"]: toys_of(each["metrics"], "X1.errands_received")["X1.errands_received"][0] for each in told["units"]}
    assert (told["period"]["first"], received) == ("2026-01-01", {"市教育局": 0, "市公安局": 0, "甲县": 1})
    assert "units" not in asked(capsys, "--unit", "甲县")


def test_lines_for_people_name_label_value_verdict_and_what_is_missing(busy, capsys):
    call_command("metrics", "--as-of", "2026-06-30", "--period", "2025", "--unit", "市教育局")
    lines = capsys.readouterr().out.splitlines()

    assert lines[0] == "市教育局　2025年　数据截至2026-06-30"
    assert "  X1.errands_received　收到件数　1 件　未达标　还差 1 件，最迟 12月31日" in lines


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as-of", "2026年13月"), "2026年13月"),
        (("--as-of", "2199-01-01"), "数据截至日2199-01-01还没有到，台账还没有那一天的内容。请写今天或以前的日期。"),
        (("--period", "去年"), "读不懂期间“去年”。请写成 2025、2026H1（上半年）、2026Q2（第二季度）或 2026M6（6月）。"),
        (("--as-of", "2026-06-30", "--unit", "丙局"), "2026-06-30没有叫“丙局”的单位。请写组织机构页上的全称或简称。"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(busy, words, said):
    with pytest.raises(CommandError) as refused:
        call_command("metrics", *words)

    assert said in str(refused.value)


def test_without_a_city_it_says_what_to_run(toys, db):
    with pytest.raises(CommandError) as refused:
        call_command("metrics")

    assert str(refused.value) == "还没有建立本市。请先运行 fazhi found 或 fazhi sample-city。"
