"""fazhi workday and fazhi holidays, as a person and as a machine use them."""

import io
import json
import os
import subprocess
import sys
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from fazhi.engine.models import HolidayYear, SpecialDay
from fazhi.journal.models import Entry


def said(*words, **options):
    out = io.StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


# time-limits.md §0, the cases counted in working days.
CASES = [
    ("2025-01-24", 5, "2025-02-07"),
    ("2025-06-13", 20, "2025-07-11"),
    ("2025-09-26", 7, "2025-10-13"),
    ("2025-09-26", 20, "2025-10-30"),
    ("2026-02-12", 7, "2026-02-28"),
    ("2026-02-12", 20, "2026-03-18"),
    ("2026-04-30", 7, "2026-05-13"),
    ("2026-09-18", 5, "2026-09-24"),
]


@pytest.mark.parametrize(("start", "days", "due"), CASES)
def test_workday_gives_the_dates_of_the_acceptance_table(seeded, start, days, due):
    told = json.loads(said("workday", start, str(days), "--json"))

    assert (list(told), told["date"]) == (["date", "days"], due)
    assert {tuple(day) for day in told["days"]} == {("day", "counted", "reason")}
    assert sum(day["counted"] for day in told["days"]) == days
    assert (date.fromisoformat(told["days"][0]["day"]) - date.fromisoformat(start)).days == 1
    assert (told["days"][-1]["day"], told["days"][-1]["counted"]) == (due, True)
    assert said("workday", start, str(days)).splitlines()[0] == due


def test_workday_says_day_by_day_why(seeded):
    assert said("workday", "2026年9月18日", "3").splitlines() == [
        "2026-09-22",
        "2026年9月18日起算（当日不计）：",
        "    不计    2026-09-19  周六",
        "  第  1日  2026-09-20  周日，调休上班（国庆节）",
        "  第  2日  2026-09-21  周一，工作日",
        "  第  3日  2026-09-22  周二，工作日",
    ]


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("2026-12-20", "20"), 2, "2027年的放假安排还没有导入"),
        (("2030-01-04", "1"), 2, "2030年的放假安排还没有导入"),
        (("2025-02-30", "5"), 1, "“2025-02-30”不是真实的日期：2025年没有2月30日。"),
        (("昨天", "5"), 1, "读不懂日期“昨天”。"),
        (("2026-02-12", "0"), 1, "工作日数要在1到2000之间，不能是0"),
        (("2026-02-12", "2001"), 1, "工作日数要在1到2000之间，不能是2001"),
        (("2026-02-12", "二十"), 1, "天数“二十”不是正整数。"),
        (("2026-02-12", "-5"), 1, ""),
    ],
)
def test_workday_refuses_in_chinese_with_a_code_that_means_something(seeded, words, code, why):
    with pytest.raises(CommandError) as refusal:
        said("workday", *words)

    assert (refusal.value.returncode, str(refusal.value)[: len(why)]) == (code, why)


def test_holidays_list_shows_years_and_days(seeded):
    assert said("holidays", "list").splitlines()[-1] == "2026年  内置数据（chinesecalendar）"
    lines = said("holidays", "list", "--year", "2026").splitlines()
    assert (len(lines), lines[1], lines[4]) == (40, "  2026年1月1日 放假（元旦）", "  2026年1月4日 调休上班（元旦）")
    told = json.loads(said("holidays", "list", "--year", "2026", "--json"))
    assert (told["years"][0]["year"], told["days"][0]) == (2026, {"day": "2026-01-01", "kind": "休", "name": "元旦"})
    assert len(json.loads(said("holidays", "list", "--json"))["years"]) == 23


def test_holidays_list_without_years_says_what_to_do(db):
    with pytest.raises(CommandError, match="还没有导入任何年份的放假安排。请先运行 fazhi setup。"):
        said("holidays", "list")
    with pytest.raises(CommandError, match="2027年的放假安排还没有导入。请用 fazhi holidays load 文件 --year 2027 导入。"):
        said("holidays", "list", "--year", "2027")


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030"])
def test_holidays_preview_then_load(seeded, notice, tmp_path, coding):
    file = tmp_path / "2027年放假通知.txt"
    file.write_text(notice, encoding=coding)

    preview = said("holidays", "preview", str(file), "--year", "2027").splitlines()
    assert preview[:2] == ["将导入（尚未写入）：2027年放假安排，共33天。", "  新增  2026年12月27日 调休上班（元旦）"]
    assert HolidayYear.objects.filter(year=2027).count() == 0

    told = json.loads(said("holidays", "load", str(file), "--year", "2027", "--json"))
    assert (told["year"], told["is_new"], len(told["added"]), told["changed"], told["removed"]) == (2027, True, 33, [], [])
    assert HolidayYear.objects.get(year=2027).source == "2027年放假通知.txt"
    assert Entry.objects.first().actor_name == "命令行"
    assert said("workday", "2026-12-20", "20").splitlines()[0] == "2027-01-15"
    again = said("holidays", "load", str(file), "--year", "2027", "--source", "国办发明电〔2026〕7号")
    assert again == "2027年的放假安排与已导入的一致，没有变化。\n"
    assert HolidayYear.objects.get(year=2027).source == "国办发明电〔2026〕7号"


def test_holidays_shows_what_a_correction_changes(seeded, notice, tmp_path):
    SpecialDay.objects.filter(day=date(2026, 10, 10)).update(kind="休", name="不对")
    file = tmp_path / "a.txt"
    file.write_text(notice)
    said("holidays", "load", str(file), "--year", "2027")
    SpecialDay.objects.filter(day=date(2027, 6, 9)).update(name="端午")
    SpecialDay.objects.create(day=date(2027, 7, 1), kind="休", name="纪念日")

    assert said("holidays", "preview", str(file), "--year", "2027").splitlines()[1:] == [
        "  改为  2027年6月9日 放假（端午节），原为放假（端午）",
        "  取消  2027年7月1日 放假（纪念日）",
    ]


def test_holidays_load_refuses_what_is_not_a_notice(seeded, notice, tmp_path):
    wrong, binary, large = tmp_path / "wrong.txt", tmp_path / "b.txt", tmp_path / "c.txt"
    wrong.write_text(notice.replace("2月5日（周五）", "2月5日（周四）"))
    binary.write_bytes(b"\xff\xfe\x00\x81\xff")
    large.write_bytes(b" " * (1024 * 1024 + 1))

    with pytest.raises(CommandError, match="2027-02-05是周五，通知写的是周四"):
        said("holidays", "load", str(wrong), "--year", "2027")
    with pytest.raises(CommandError, match=r"文件“b\.txt”不是文本。请把通知正文另存为 \.txt 后再导入。"):
        said("holidays", "load", str(binary), "--year", "2027")
    with pytest.raises(CommandError, match="超过1 MB，不像放假通知"):
        said("holidays", "load", str(large), "--year", "2027")
    with pytest.raises(CommandError, match=r"打不开文件“nowhere\.txt”："):
        said("holidays", "load", "nowhere.txt", "--year", "2027")
    assert HolidayYear.objects.filter(year=2027).count() == 0


def run_without_database(home, *words):
    env = {**os.environ, "FAZHI_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)}
    env.pop("FAZHI_DATABASE", None)
    return subprocess.run([sys.executable, "-m", "fazhi", *words], env=env, capture_output=True, text=True, check=False)


def test_without_a_database_the_holidays_command_says_to_set_up(tmp_path):
    done = run_without_database(tmp_path, "holidays", "list")

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.partition("数据库")[2].startswith("还没有建好或连不上。请先运行 fazhi setup。")


def test_without_a_database_working_days_are_counted_by_the_shipped_years(tmp_path):
    done = run_without_database(tmp_path, "workday", "2026-02-12", "20")

    assert (done.returncode, done.stdout.splitlines()[0], done.stderr) == (0, "2026-03-18", "")
