"""Figures in a package: the sentence on the cover, the rows as a table, and personal values masked wherever they stand."""

import csv
import io
from datetime import date

from fazhi.plan.models import Indicator
from fazhi.records.holidays import seed
from fazhi.reports.models import Receipt
from records.ledger import enter, request
from reports.parcel import FOLDER, archive, made

SHARE = "R34.share_answered_in_time"


def measured(city):
    """市教育局 had two requests, of which one was answered in time; the applicant is a person."""
    seed()
    Indicator.objects.update(metrics=[SHARE, "R99.nothing"])
    first = request(city.education, "1号", date(2025, 3, 3), date(2025, 3, 10), applicant="张三丰")
    first.subject = "=1+1"
    second = request(city.education, "2号", date(2025, 3, 3), date(2025, 8, 1), applicant="李四光")
    enter(first, second, known=date(2025, 9, 1))
    return city


def table(package):
    (name,) = (each for each in archive(package).namelist() if each.endswith(".csv"))
    return name, list(csv.DictReader(io.StringIO(archive(package).read(name).decode("utf-8-sig"))))


def test_rows_stand_counted_and_left_out_with_personal_values_masked(packed):
    package = made(measured(packed))
    name, rows = table(package)

    assert name.startswith(f"{FOLDER}/数据/") and name.endswith("（R34）.csv")
    assert [(row["计入情况"], row["责任单位"], row["申请人"]) for row in rows] == [
        ("计入", "市教育局", "张**"),
        ("未计入", "市教育局", "李**"),
    ]
    assert rows[0]["申请内容或者事项名称"] == "'=1+1"
    for member in archive(package).namelist():
        assert "张三丰".encode() not in archive(package).read(member)


def test_cover_says_the_figure_with_its_standing(packed):
    cover = archive(made(measured(packed))).read(f"{FOLDER}/封面.txt").decode("utf-8-sig")
    said = cover.partition("【数据】\n")[2].partition("\n")[0]

    assert "：50%" in said
    assert "2024年1月1日至2025年12月31日，台账截至2025年9月10日" in said
    assert said.endswith("记录：数据/" + table(made(packed))[0].rpartition("/")[2])


def test_unit_is_told_that_its_rows_left(packed):
    made(measured(packed))
    lines = Receipt.objects.get(unit=packed.education).lines

    assert [(line["what"], line["title"].partition("中")[2]) for line in lines if line["what"] == "台账记录"] == [
        ("台账记录", "本单位的记录 2 行（个人信息已遮盖）")
    ]


def test_profile_may_leave_the_rows_at_home(packed):
    package = made(measured(packed), with_rows=False)

    assert [name for name in archive(package).namelist() if name.endswith(".csv")] == []
    assert "：50%" in archive(package).read(f"{FOLDER}/封面.txt").decode("utf-8-sig")


def test_two_runs_with_figures_have_one_digest(packed):
    assert made(measured(packed)).digest == made(packed).digest
