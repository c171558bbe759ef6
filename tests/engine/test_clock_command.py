"""fazhi clock, as a person and as a machine use it."""

import io
import json
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from fazhi.engine.limits import limits


def said(*words):
    out = io.StringIO()
    call_command("clock", *words, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("words", "due"),
    [
        (("A02", "--from", "2025-01-24"), "2025-02-07"),
        (("O04", "--from", "2025-06-13"), "2025-07-11"),
        (("O03", "--from", "2025-09-26"), "2025-10-13"),
        (("O04", "--from", "2025年9月26日"), "2025-10-30"),
        (("P15/许可处罚", "--from", "2026-02-12"), "2026-02-28"),
        (("P15", "--case", "其他", "--from", "2026-02-12"), "2026-03-18"),
        (("P15", "--case", "许可处罚", "--from", "2026-04-30"), "2026-05-13"),
        (("A02", "--from", "2026-09-18"), "2026-09-24"),
        (("A01", "--from", "2025-08-02"), "2025-10-09"),
        (("O04", "--from", "2025-09-26", "--extend", "20"), "2025-11-27"),
        (("P02", "--from", "2025-09-26", "--pause", "2025-10-09..2025-10-20:鉴定"), "2026-01-05"),
        (
            ("P02", "--from", "2025-11-20", "--pause", "2025-12-01..2025-12-10：听证", "--pause", "2025-12-08..2025-12-20:检测"),
            "2026-03-09",
        ),
        (("O08", "--from", "2025-07-01"), "2026-01-31"),
    ],
)
def test_clock_gives_the_due_day(seeded, words, due):
    told = json.loads(said(*words, "--json"))

    assert (told["due_on"], told["due_at"], told["provisional"]) == (due, None, False)
    assert told["days"][-1]["day"] == due
    assert said(*words).splitlines()[0] == due


def test_clock_tells_a_machine_the_days_and_the_basis(seeded):
    told = json.loads(said("O04", "--from", "2025-09-26", "--json"))

    days = told.pop("days")
    assert told == {
        "id": "O04",
        "what": "信息公开申请答复",
        "due_on": "2025-10-30",
        "due_at": None,
        "law": "政府信息公开条例",
        "article": "第33条",
        "confidence": "甲",
        "only_reminds": False,
        "floor": False,
        "provisional": False,
    }
    assert days[:3] == [
        {"day": "2025-09-27", "counted": False, "number": None, "reason": "周六"},
        {"day": "2025-09-28", "counted": True, "number": 1, "reason": "周日，调休上班（国庆节）"},
        {"day": "2025-09-29", "counted": True, "number": 2, "reason": "工作日"},
    ]
    assert sum(day["counted"] for day in days) == 20


def test_clock_explains_in_sentences(seeded):
    lines = said("O04", "--from", "2025-09-26", "--explain").splitlines()

    assert lines == [
        "2025-10-30",
        "信息公开申请答复：自2025年9月26日（收到日）次日起算20个工作日。",
        "期间6个周六、周日不计。",
        "9月28日周日，调休上班（国庆节），计入。",
        "10月1日至10月5日国庆节放假，不计。",
        "10月6日中秋节放假，不计。",
        "10月7日至10月8日国庆节放假，不计。",
        "10月11日周六，调休上班（国庆节），计入。",
        "到2025年10月30日届满。",
        "依据：政府信息公开条例第33条（信度甲）。",
    ]
    assert json.loads(said("O04", "--from", "2025-09-26", "--explain", "--json"))["explain"] == lines[1:]


def test_clock_says_day_by_day_why(seeded):
    assert said("A02", "--from", "2026-09-18").splitlines() == [
        "2026-09-24",
        "复议申请审查受理：自2026年9月18日（收到日）次日起算5个工作日。",
        "    不计    2026-09-19  周六",
        "  第  1日  2026-09-20  周日，调休上班（国庆节）",
        "  第  2日  2026-09-21  周一，工作日",
        "  第  3日  2026-09-22  周二，工作日",
        "  第  4日  2026-09-23  周三，工作日",
        "  第  5日  2026-09-24  周四，工作日",
    ]


def test_clock_of_hours_takes_the_moment(seeded):
    told = json.loads(said("L08", "--from", "2025-09-30", "--at", "17:30", "--json"))

    assert (told["due_on"], told["due_at"]) == ("2025-10-01", "2025-10-01T17:30:00")
    assert said("L08", "--from", "2025-09-30", "--at", "17:30").splitlines()[0] == "2025-10-01 17:30"


def test_clock_beyond_the_notices_is_provisional(seeded):
    told = json.loads(said("O04", "--from", "2026-12-10", "--json"))

    assert (told["due_on"], told["provisional"]) == ("2027-01-08", True)


def test_open_pause_has_no_due_day(seeded):
    words = ("O04", "--from", "2025-11-10", "--pause", "2025-11-12..:征求第三方意见")

    assert json.loads(said(*words, "--json"))["due_on"] is None
    assert said(*words).splitlines()[0] == "停表尚未恢复"


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("T01", "--from", "2025-01-01"), 2, "T01（执法人员年度学时）是数量要求，不是期限，没有届满日。"),
        (("O99", "--from", "2025-01-01"), 1, "没有编号为“O99”的期限。相近的有：O09。"),
        (("P15", "--from", "2025-01-01"), 1, "期限P15分几种情形，请指明一种：许可处罚、其他。"),
        (("P15", "--from", "2025-01-01", "--case", "检查"), 1, "期限P15没有“检查”这一情形；可选：许可处罚、其他。"),
        (("O04", "--from", "2025-02-30"), 1, "“2025-02-30”不是真实的日期：2025年没有2月30日。"),
        (("O04", "--from", "2025-01-01", "--extend", "21"), 1, "最多延长20个工作日，不能延长21个工作日。"),
        (("O04", "--from", "2025-01-01", "--extend", "两天"), 1, "延长的数字“两天”不是正整数。"),
        (("O03", "--from", "2025-01-01", "--extend", "1"), 1, "没有规定可以延长，不能延长1个工作日。"),
        (("O04", "--from", "2025-01-01", "--pause", "鉴定"), 1, "读不懂停表区间“鉴定”。"),
        (("O04", "--from", "2025-01-01", "--pause", "2025-01-09..2025-01-08:鉴定"), 1, "早于开始日2025-01-09，请核对。"),
        (("P05", "--from", "2025-10-15", "--pause", "2025-10-09..2025-10-10:鉴定"), 1, "是倒推的期限，没有停表。"),
        (("L08", "--from", "2025-01-01"), 1, "按小时连续计算，要有起算的时刻"),
        (("L08", "--from", "2025-01-01", "--at", "25:00"), 1, "读不懂时刻“25:00”。"),
        (("O04",), 1, "请写明编号和起算日"),
    ],
)
def test_clock_refuses_with_the_reason(seeded, words, code, why):
    with pytest.raises(CommandError) as refused:
        said(*words)

    assert refused.value.returncode == code
    assert why in str(refused.value)


def test_clock_lists_every_row_with_its_kind(db):
    told = json.loads(said("--list", "--json"))

    rows = [each for row in limits().values() for each in (row, *row.cases.values())]
    assert [each["id"] for each in told] == [row.id for row in rows]
    assert {each["kind"] for each in told} == {"clock", "quantity"}
    kinds = {each["id"]: each["kind"] for each in told}
    assert [kinds[name] for name in ("O04", "P15", "P15/其他", "T01", "N20", "L16", "M02")] == ["clock"] * 3 + ["quantity"] * 4
    lines = said("--list").splitlines()
    assert len(lines) == len(rows)
    assert "O04  期限  20个工作日  信息公开申请答复  政府信息公开条例第33条（甲）" in lines
    assert "D03  期限  不少于7个工作日  重大行政决策合法性审查  重大行政决策程序暂行条例第25、26条（甲）" in lines
    assert "H03  期限  5个工作日（建议）  好差评差评整改  国办发〔2019〕51号；地方办法（乙/丁）" in lines


def test_clock_counts_before_there_is_a_database(tmp_path):
    words = [sys.executable, "-m", "fazhi", "clock", "O04", "--from", "2025-09-26", "--json"]
    env = {key: value for key, value in os.environ.items() if key != "FAZHI_DATABASE"} | {"FAZHI_HOME": str(tmp_path)}

    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)

    assert (done.returncode, json.loads(done.stdout)["due_on"], done.stderr) == (0, "2025-10-30", "")
