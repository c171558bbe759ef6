"""The time limits as data, and every worked case: due days derived from the yearly tables of days off by another method."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from fazhi.engine import limits as gathered
from fazhi.engine.limits import ROOT, UnknownLimit, limit, limits
from fazhi.kit.days import Calendar
from fazhi.kit.holidayseed import SEEDED_YEARS, seed_from_chinesecalendar
from fazhi.kit.limits import Pause, Unit, due, due_on

CALENDAR = Calendar(seed_from_chinesecalendar([2025, 2026]), [2025, 2026])
FILES = sorted([*ROOT.glob("domains/*/cases/limits.yaml"), *ROOT.glob("engine/cases/limits.yaml")])
CASES = [(path.parent.parent.name, case) for path in FILES for case in yaml.safe_load(path.read_text(encoding="utf-8"))]

# time-limits.md §0, the acceptance table: start, limit, case, due day.
ACCEPTANCE = {
    ("2025-01-24", "A02", None, "2025-02-07"),
    ("2025-06-13", "O04", None, "2025-07-11"),
    ("2025-09-26", "O03", None, "2025-10-13"),
    ("2025-09-26", "O04", None, "2025-10-30"),
    ("2026-02-12", "P15", "许可处罚", "2026-02-28"),
    ("2026-02-12", "P15", "其他", "2026-03-18"),
    ("2026-04-30", "P15", "许可处罚", "2026-05-13"),
    ("2026-09-18", "A02", None, "2026-09-24"),
    ("2025-08-02", "A01", None, "2025-10-09"),
}


@pytest.mark.parametrize(("domain", "case"), CASES, ids=[f"{case['limit']} {case['case']}" for _, case in CASES])
def test_worked_case_is_due_as_derived_independently(domain, case):
    row, pauses = limit(case["limit"]), [Pause(**each) for each in case.get("pauses", ())]
    known = {"case": case.get("case_of"), "extended": case.get("extended", 0), "pauses": pauses}

    told = due(row, case["start"], CALENDAR, **known)

    expected = case.get("due_at") or case["due_on"]
    assert (told.due_at or told.due_on, told.provisional) == (expected, case.get("provisional", False))
    assert due_on(row, case["start"], CALENDAR, **known) == told.due_on


def test_there_are_200_worked_cases_and_the_acceptance_table_is_among_them():
    told = {
        (str(case["start"]), case["limit"], case.get("case_of"), str(case["due_on"]))
        for _, case in CASES
        if not {"due_at", "extended", "pauses"} & set(case)
    }

    assert len(CASES) >= 200
    assert {case for case in ACCEPTANCE if case not in told} == set()
    assert len({(case["limit"], case["case"]) for _, case in CASES}) == len(CASES)


def test_every_clock_and_every_case_of_it_has_a_worked_case():
    worked = {(case["limit"], case.get("case_of")) for _, case in CASES}
    clocks = {(row.id, None) for row in limits().values() if (row.amount is not None and row.is_clock) or row.fixed}
    clocks |= {(row.id, name) for row in limits().values() for name in row.cases}

    assert clocks - worked == set()


def test_cases_stand_in_the_domain_of_their_limit():
    own = {row.id: path.parent.name for path in gathered.files() for row in gathered.read(path)}

    assert {case["limit"]: domain for domain, case in CASES if own[case["limit"]] != domain} == {}


def test_limits_are_complete_and_each_in_one_file():
    counts = {"N": 24, "D": 13, "P": 23, "L": 28, "O": 9, "A": 15, "S": 10, "G": 1, "Y": 13, "X": 6, "M": 4, "H": 3, "E": 9, "T": 4, "C": 8}
    wanted = {f"{letter}{number:02}" for letter, most in counts.items() for number in range(1, most + 1)}

    assert set(limits()) == wanted
    assert list(limits()) == sorted(limits())


def test_limits_carry_their_basis_and_conventions():
    answer, reconsider, publish = limit("O04"), limit("A08"), limit("P15/许可处罚")

    assert (answer.number, answer.unit, answer.law, answer.article, answer.confidence) == (
        20,
        Unit.WORKDAY,
        "政府信息公开条例",
        "第33条",
        "甲",
    )
    assert (answer.since, answer.extension.number, answer.extension.tell) == (date(2019, 5, 15), 20, True)
    assert (reconsider.unit, reconsider.roll_over, reconsider.pauses) == (Unit.DAY, True, ("中止", "勘验", "鉴定"))
    assert (publish.id, publish.number, publish.what) == ("P15/许可处罚", 7, "行政许可、行政处罚决定公开")
    assert limit("D03").floor and limit("P05").before and limit("T01").quantity
    assert limit("A02").silence == "期满未作决定的，视为受理"


def test_roll_over_stands_only_where_the_procedure_law_governs():
    rows = [each for row in limits().values() for each in (row, *row.cases.values())]

    assert {row.id[0] for row in rows if row.roll_over} == {"A", "M", "N", "S"}
    assert {row.id for row in rows if row.roll_over and row.id[0] in "MN"} == {"M01", "N23/审查处理", "N23/受转送机关回复"}


def test_what_was_not_read_or_is_local_only_reminds():
    rows = [each for row in limits().values() for each in (row, *row.cases.values())]

    assert [row.id for row in rows if row.confidence[0] in "丙丁" and not row.only_reminds] == []
    assert [row.id for row in rows if row.parameter and not row.only_reminds] == []
    assert {row.grade for row in rows} == {"甲", "乙", "丙", "丁"}
    assert not limit("O04").only_reminds and limit("D07").only_reminds and limit("P19/其他").only_reminds
    assert not limit("N16").with_number(15).parameter or limit("N16").with_number(15).amount == 15


def test_every_parameter_that_is_a_clock_has_a_suggested_number():
    rows = [each for row in limits().values() for each in (row, *row.cases.values())]

    assert [row.id for row in rows if row.parameter and not row.quantity and not row.cases and row.suggested is None] == []


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("O99", "没有编号为“O99”的期限。相近的有：O09。全部期限见 fazhi clock --list。"),
        ("P15/检查", "期限P15没有“检查”这一情形。可选：许可处罚、其他。"),
        ("O04/当场", "期限O04没有“当场”这一情形。这一条不分情形。"),
    ],
)
def test_unknown_limit_names_near_ones(name, why):
    with pytest.raises(UnknownLimit) as refused:
        limit(name)

    assert str(refused.value) == why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("id: O04", "要是一列期限"),
        (
            "- {id: O04, what: 答复, law: 条例, article: 第1条, confidence: 甲, number: 20, unit: 天}",
            "期限O04写错了：'天' is not a valid Unit",
        ),
        ("- {id: O04, what: 答复, law: 条例, article: 第1条, confidence: 甲, number: 0, unit: 工作日}", "数字要在1到20000之间"),
        ("- {id: O04, what: 答复, law: 条例, article: 第1条, confidence: 甲, numbr: 20}", "期限O04写错了"),
        ("- {id: O04, what: 答复, law: 条例, article: 第1条, confidence: 好, number: 20, unit: 工作日}", "信度“好”要以甲、乙、丙、丁开头"),
        ("- {id: O04, what: 答复, law: 条例, article: 第1条, confidence: 甲}", "没有数字的要标明"),
    ],
)
def test_wrong_row_names_file_and_id(tmp_path: Path, text, why):
    path = tmp_path / "limits.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match=why) as refused:
        gathered.read(path)

    assert str(refused.value).startswith(f"{path}：")


def test_limit_told_twice_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "limits.yaml"
    path.write_text("- {id: O04, what: 答复, law: 条例, article: 第1条, confidence: 甲, number: 20, unit: 工作日}", encoding="utf-8")
    monkeypatch.setattr(gathered, "files", lambda: [path, path])

    with pytest.raises(ValueError, match="期限O04重复"):
        gathered.limits.__wrapped__()


def test_calendar_of_the_cases_is_that_of_the_system():
    assert {2025, 2026} <= set(SEEDED_YEARS)
