"""双随机 draws: frozen first, drawn once, repeatable by a script that knows nothing of us."""

import csv
import hashlib
import io
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.kit.draw import DrawRefused, drawn, paired
from fazhi.people.actor import NotAllowed, Refused
from fazhi.records.drawing import Frame, Member, draw_once, drop, freeze, publish, write_book, write_csv
from fazhi.records.framing import of_records, pairs_of, pasted, wanted_of
from fazhi.records.models import Draw

PAGE = Path(__file__).parents[2] / "docs/howto/repeat-a-draw.md"
FIRMS = [Member(f"企{n:03}", f"示例企业{n}", "高风险" if n % 3 else "一般", f"区{n % 4}") for n in range(40)]
STAFF = [Member(f"证{n:02}", f"检查员{n}", same=f"区{n % 5}") for n in range(12)]
FRAME = Frame(FIRMS, STAFF, frozenset({("企001", "证03")}), {"高风险": 5, "一般": 3}, 2, 2)


def rank(*words):
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


@pytest.fixture
def town(db):
    from campaign.town import Town

    return Town()


def test_strata_are_drawn_by_digest_with_reserves_following():
    strata = {"甲": ["a", "b", "c", "d"], "乙": ["x", "y"]}
    order = sorted(strata["甲"], key=lambda each: rank("种", each))

    assert drawn("种", strata, {"甲": 2}, 1) == {"甲": (order[:2], order[2:3]), "乙": ([], [])}
    with pytest.raises(DrawRefused, match="“乙”只有2个，不够抽3个。"):
        drawn("种", strata, {"乙": 3})
    with pytest.raises(DrawRefused, match="没有“丙”这一层"):
        drawn("种", strata, {"丙": 1})


def test_inspectors_in_conflict_are_skipped_and_too_few_refused():
    order = sorted(["p", "q", "r"], key=lambda each: rank("种", "a", each))

    assert paired("种", ["a"], ["r", "q", "p"], set(), 2) == {"a": order[:2]}
    assert paired("种", ["a"], ["p", "q", "r"], {("a", order[0])}, 2) == {"a": order[1:]}
    with pytest.raises(DrawRefused, match="检查对象“a”回避之后只剩1名检查人员，不够2名。"):
        paired("种", ["a"], ["p", "q"], {("a", "p")}, 2)


@given(st.lists(st.text("甲乙丙123", min_size=1, max_size=6), unique=True, max_size=12), st.text("种子0123", max_size=8), st.integers(0, 5))
def test_drawing_does_not_depend_on_the_order_of_the_frame(ids, seed, n):
    n = min(n, len(ids))
    assert drawn(seed, {"一": ids}, {"一": n}, 3) == drawn(seed, {"一": ids[::-1]}, {"一": n}, 3)


def test_frame_is_frozen_with_its_digest_before_the_seed(town):
    made = freeze(town.liaison, " 第一次抽查 ", "粘贴的名单", FRAME)

    assert (made.title, made.seed, made.result, made.state) == ("第一次抽查", "", None, "名单已冻结")
    assert (made.objects_count, made.inspectors_count, len(made.frame_digest)) == (40, 12, 64)
    other = freeze(town.liaison, "第二次抽查", "", Frame(FIRMS[1:], STAFF, frozenset(), {"高风险": 1}))
    assert other.frame_digest != made.frame_digest


def test_draw_is_made_once_and_kept(town):
    made = freeze(town.liaison, "抽查", "", FRAME)
    held = draw_once(town.liaison, made, "03 07 12", "福彩双色球第2026075期")

    order = sorted((each.key for each in FIRMS if each.stratum == "高风险"), key=lambda key: rank("03 07 12", key))
    assert held.result["drawn"]["高风险"] == [order[:5], order[5:7]]
    assert sorted(held.result["pairs"]) == sorted(key for sides in held.result["drawn"].values() for keys in sides for key in keys)
    own = {each.key: each.same for each in FIRMS}
    theirs = {each.key: each.same for each in STAFF}
    assert [(key, who) for key, people in held.result["pairs"].items() for who in people if own[key] == theirs[who]] == []
    with pytest.raises(Refused, match="结果不能重来"):
        draw_once(town.liaison, made, "别的", "别的")
    assert Draw.objects.get().result == held.result


def test_system_seed_is_fresh_each_time(town):
    seeds = {draw_once(town.force, freeze(town.force, f"抽查{n}", "", FRAME)).seed for n in range(2)}

    assert {len(seed) for seed in seeds} == {32} and len(seeds) == 2


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (Frame([]), "没有检查对象"),
        (Frame([Member("一"), Member("一")], wanted={"全部": 1}), "重复的编号：一"),
        (Frame([Member("=1")], wanted={"全部": 1}), "编号“=1”不能用"),
        (Frame([Member("一")], wanted={"全部": 2}), "“全部”只有1个，不够抽2个"),
        (Frame([Member("一")], wanted={"别的": 1}), "没有“别的”这一层"),
        (Frame([Member("一")], wanted={"全部": 0}), "抽取数量要是正整数"),
        (Frame([Member("一")], wanted={"全部": 1}, per=1), "须有检查人员名单"),
        (Frame([Member("一", same="甲")], [Member("p", same="甲"), Member("q")], wanted={"全部": 1}, per=2), "只剩1名检查人员，不够2名"),
        (Frame([Member("一")], [Member("p")], frozenset({("二", "p")}), {"全部": 1}), "回避关系“二 p”不在名单里"),
    ],
)
def test_what_would_stop_the_draw_is_refused_before_the_seed(town, frame, told):
    with pytest.raises(Refused, match=told):
        freeze(town.liaison, "抽查", "", frame)
    assert Draw.objects.count() == 0


def test_only_the_organiser_or_the_task_force_above_draws(town):
    made = freeze(town.liaison, "抽查", "", FRAME)

    for other in (town.stranger, town.county_force, town.leader):
        with pytest.raises(NotAllowed, match="由市教育局组织"):
            draw_once(other, made, "1", "某处")
    with pytest.raises(NotAllowed, match="由单位联络员、分管领导或工作专班组织"):
        freeze(town.leader, "抽查", "", FRAME)
    assert draw_once(town.force, made, "1", "某处").drawn_by == "专班王"


def test_published_draw_opens_to_the_area_and_not_before(town):
    made = draw_once(town.liaison, freeze(town.liaison, "抽查", "", FRAME), "1", "某处")
    seen = lambda actor: list(Draw.visible_to(actor))  # noqa: E731

    assert [seen(each) for each in (town.liaison, town.force, town.stranger, town.county_liaison)] == [[made], [made], [], []]
    publish(town.liaison, made)
    assert [seen(each) for each in (town.stranger, town.county_liaison)] == [[made], []]


def test_a_frozen_frame_may_be_dropped_and_stays_a_drawn_one_not(town):
    made = freeze(town.liaison, "抽查", "", FRAME)
    drop(town.liaison, made, "名单漏了两家")

    assert [(each.state, each.dropped_why) for each in Draw.objects.all()] == [("已作废", "名单漏了两家")]
    with pytest.raises(Refused, match="不能重来"):
        draw_once(town.liaison, made)
    again = draw_once(town.liaison, freeze(town.liaison, "抽查", "", FRAME))
    with pytest.raises(Refused, match="结果要留存"):
        drop(town.liaison, again, "不合意")


def script(tmp_path, content):
    (told,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.S)
    (tmp_path / "repeat.py").write_text(told, encoding="utf-8")
    (tmp_path / "result.csv").write_bytes(content)
    command = [sys.executable, "-I", "-X", "utf8", str(tmp_path / "repeat.py"), str(tmp_path / "result.csv")]
    return told, subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_script_of_the_docs_repeats_the_draw_from_the_exported_csv(town, tmp_path):
    made = draw_once(town.liaison, freeze(town.liaison, "抽查", "=名单", FRAME), "03 07 12", "福彩第2026075期")
    told, ran = script(tmp_path, write_csv(made))

    assert (ran.stdout.strip(), ran.stderr, ran.returncode) == ("same", "", 0)
    assert len(told.splitlines()) == 20
    assert set(re.findall(r"^import (.+)$", told, flags=re.M)) == {"csv, hashlib, sys"}


def test_script_of_the_docs_sees_a_changed_result(town, tmp_path):
    made = draw_once(town.liaison, freeze(town.liaison, "抽查", "", FRAME), "03 07 12", "福彩第2026075期")
    rows = list(csv.reader(io.StringIO(write_csv(made).decode("utf-8-sig"))))
    chosen = next(row for row in rows if row[0] == "抽中")
    chosen[1] = next(row[1] for row in rows if row[0] == "对象" and row[1] not in {each[1] for each in rows if each[0] in ("抽中", "候补")})
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    _, ran = script(tmp_path, text.getvalue().encode("utf-8-sig"))

    assert (ran.stdout.partition(":")[0], ran.returncode) == ("differs", 1)


def test_book_holds_result_frame_and_how_it_was_made(town, tmp_path):
    made = draw_once(town.liaison, freeze(town.liaison, "抽查", "粘贴的名单", FRAME), "03 07 12", "福彩第2026075期")
    with open(tmp_path / "book.xlsx", "wb") as stream:
        write_book(made, stream)
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")

    assert book.sheetnames == ["抽取结果", "名单", "抽取说明"]
    assert [row[1].value for row in book["抽取结果"].iter_rows(min_row=3)] == [
        key for sides in made.result["drawn"].values() for keys in sides for key in keys
    ]
    assert {row[0].value: row[1].value for row in book["抽取说明"].iter_rows(min_row=3)}["种子"] == "03 07 12"


def test_lines_are_read_as_people_paste_them():
    assert pasted("A1 甲公司 高 区1\nA2\t乙公司\n\nA3，丙公司", with_strata=True) == [
        Member("A1", "甲公司", "高", "区1"),
        Member("A2", "乙公司"),
        Member("A3", "丙公司"),
    ]
    assert pasted("p1 张示例 区1", with_strata=False) == [Member("p1", "张示例", same="区1")]
    assert pairs_of("A1 p1\n") == {("A1", "p1")}
    with pytest.raises(Refused, match="第2行有5项，最多4项"):
        pasted("A1\nA2 a b c d", with_strata=True)
    with pytest.raises(Refused, match="第1行要有两项"):
        pairs_of("A1")


def test_amounts_are_numbers_shares_or_lines_a_stratum():
    objects = [Member(str(n), stratum="高" if n < 30 else "低") for n in range(41)]

    assert wanted_of("5", objects) == {"高": 5, "低": 5}
    assert wanted_of("10%", objects) == {"高": 3, "低": 2}
    assert wanted_of("高 4\n低 5％", objects) == {"高": 4, "低": 1}
    for text in ("", "多些", "中 3", "高 -1", "101%"):
        with pytest.raises(Refused):
            wanted_of(text, objects)
    assert of_records([]) == []
