"""Checks at start-up: every wrong declaration is told with its class and attribute, and right ones pass."""

import os
import subprocess
import sys
from datetime import date
from itertools import count as numbers

import pytest
from django.core.checks import run_checks
from django.db.models import CharField, DateField, DateTimeField, F, PositiveSmallIntegerField, Q

from engine.toyapp.models import Errand, Visit, Yearbook
from fazhi.engine.checks import check_registers, mistakes
from fazhi.engine.clocks import DayClock, HourClock
from fazhi.engine.derived import Looked, Reference, Tallied
from fazhi.engine.lifecycle import Lifecycle, Stage
from fazhi.engine.metrics import Metric, count, covered, total
from fazhi.engine.register import Register, registers
from fazhi.engine.rules import Rule

pytestmark = pytest.mark.usefixtures("toys")
NUMBER = numbers(1)


def told(**declared):
    """The mistakes of a register that declares this beside a number, a day and a moment."""
    fields = {
        "number": CharField(max_length=10),
        "on": DateField(null=True),
        "at": DateTimeField(null=True),
        "year": PositiveSmallIntegerField(),
    }
    meta = type("Meta", (Register.Meta,), {"app_label": "planted"})
    body = {"code": "", "identity": ("number",), "__module__": __name__, "Meta": meta, **fields, **declared}
    return list(mistakes(type(f"Planted{next(NUMBER)}", (Register,), body)))


def rule(says="有编号。", **given):
    return Rule(says, basis="示例", **{"holds": Q(number="1"), **given})


PLANTED = [
    ({"identity": ("nothing",)}, ["identity ('nothing',) must name fields"]),
    ({"identity": ()}, ["identity () must name fields"]),
    ({"listed": ("number", "nothing")}, ["listed names ['nothing'], which are no fields"]),
    ({"r": rule(holds=Q(nothing=1))}, ["rule 'r' asks about ['nothing'], which are no fields"]),
    ({"r": rule(applies=Q(on__lt=F("nothing")))}, ["rule 'r' asks about ['nothing'], which are no fields"]),
    (
        {"r": rule(since=date(2025, 1, 1))},
        ["rule 'r' asks about [''], which are no fields", "rule 'r' has dates of force and no field `by` that decides"],
    ),
    ({"r": rule("有编号")}, ["rule 'r' must be a sentence"]),
    ({"r": rule(holds=Q(number__in=("1", "2")))}, []),
    ({"m": Metric("示例", count(Q(nothing=1)))}, ["metric 'm' asks about ['nothing'], which are no fields"]),
    ({"m": Metric("示例", total("nothing"))}, ["metric 'm' asks about ['nothing'], which are no fields"]),
    ({"m": Metric("示例", count(), over="nothing")}, ["metric 'm' counts over 'nothing', which is no field"]),
    ({"m": Metric("示例", count(), over="number")}, ["metric 'm' counts over 'number', which is not a date field"]),
    ({"m": Metric("示例", covered(among=()))}, ["metric 'm' covers no kind of unit"]),
    (
        {"m": Metric("示例", covered(among=("government",), having="X9"))},
        ["metric 'm' asks units having a record of 'X9', which does not exist"],
    ),
    ({"stage": Lifecycle(Stage("a", "甲", then=("b",)))}, ["stage 'a' leads to unknown ['b']"]),
    (
        {"stage": Lifecycle(Stage("a", "甲"), Stage("b", "乙", then=("c",)), Stage("c", "丙", then=("b",)))},
        ["stages ['b', 'c'] are never reached"],
    ),
    ({"c": DayClock("期限", "O04", start="nothing", stop="on")}, ["clock 'c' reads ['nothing'], which are no fields"]),
    ({"c": DayClock("期限", "O04", start="on", stop="at")}, ["clock 'c' counts days and is stopped by the moment 'at'"]),
    (
        {"c": DayClock("期限", "O02", start="on", stop="on")},
        ["clock 'c' runs by O02, which has no number: name a case of it, or it is a quantity"],
    ),
    (
        {"c": DayClock("期限", "P15", start="on", stop="on")},
        ["clock 'c' runs by P15, which has no number: name a case of it, or it is a quantity"],
    ),
    ({"c": DayClock("期限", "L08", start="on", stop="on")}, ["clock 'c' runs by L08, which is counted in 小时"]),
    ({"c": HourClock("期限", "L08", start="on", stop="at")}, ["clock 'c' counts hours and ['on'] are no moments"]),
    ({"c": HourClock("期限", "O04", start="at", stop="at")}, ["clock 'c' runs by O04, which is counted in 工作日"]),
    (
        {"c": DayClock("期限", "P05", start="on", stop="on", pauses=("鉴定",))},
        ["clock 'c' can be paused and P05 cannot", "clock 'c' is paused for ['鉴定'], which its limits do not know"],
    ),
    (
        {"c": DayClock("期限", "O04", start="on", stop="on", pauses=("征求第三方意见", "鉴定"))},
        ["clock 'c' is paused for ['鉴定'], which its limits do not know"],
    ),
    (
        {"c": DayClock("期限", "O03", start="on", stop="on", extended="year")},
        ["clock 'c' has a field for extension and its limit knows none"],
    ),
    ({"ref": Reference("某事", to="X9")}, ["reference 'ref' leads to register 'X9', which does not exist"]),
    ({"x": Looked("number", "fee")}, ["'x' looks through 'number', which is no reference"]),
    ({"ref": Reference("某事", to="X1"), "x": Looked("ref", "nothing")}, ["'x' looks up 'nothing', which Errand has not"]),
    ({"x": Tallied("X2", "number")}, ["'x' tallies X2.number, which is no reference of a register"]),
    ({"x": Tallied("X9", "errand")}, ["'x' tallies X9.errand, which is no reference of a register"]),
]


@pytest.mark.parametrize(("declared", "expected"), PLANTED, ids=[str(place) for place in range(len(PLANTED))])
def test_planted_mistake_is_told_and_nothing_else(declared, expected):
    assert told(**declared) == expected


def test_stage_that_names_no_field_is_told():
    stage = Lifecycle(Stage("a", "甲", on="nothing"))

    assert told(stage=stage) == ["stage 'a' needs ['nothing'], which are no fields"]


def test_toys_have_no_mistake():
    assert {model.__name__: list(mistakes(model)) for model in (Errand, Visit, Yearbook)} == {"Errand": [], "Visit": [], "Yearbook": []}


def test_code_given_twice_is_told(monkeypatch):
    monkeypatch.setattr(Yearbook, "code", "X2")

    assert [(each.obj, each.msg) for each in check_registers(None) if each.obj in ("Visit", "Yearbook")] == [
        ("Yearbook", "code X2 is also that of Visit")
    ]


def test_checks_are_registered_wherever_the_system_starts():
    asked = "import django; django.setup(); from django.core.checks.registry import registry; print(registry.tag_exists('fazhi'))"

    told = subprocess.run([sys.executable, "-c", asked], env=os.environ, capture_output=True, text=True, check=True)
    assert told.stdout == "True\n"


def test_checks_run_at_start_up_without_touching_the_database(monkeypatch):
    monkeypatch.setattr(Visit, "identity", ("nothing",))
    registers.cache_clear()

    found = [(each.obj, each.msg) for each in run_checks(tags=["fazhi"]) if each.id == "engine.E001" and each.obj == "Visit"]

    assert found == [("Visit", "identity ('nothing',) must name fields")]
