"""The shipped edition has the counts and the contents of the study it was made from, and its files are refused clearly when broken."""

import io
import os
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from fazhi.plan.catalogue import Edition, EditionUnreadable, Indicator, LevelOne, LevelTwo, Material, check, load, shipped

SHARED = Path(os.environ.get("FAZHI_SHARED") or Path(__file__).parents[4] / "shared")
TABLES = SHARED / "domain" / "indicators.md"
LETTERS = {
    "网": "网络检索", "实": "实地核查", "访": "座谈访谈", "考": "随机抽考", "卷": "案卷评查", "测": "满意度测评", "材": "材料审查",
}  # fmt: skip
HALF = str.maketrans("；（），：", ";(),:")


@pytest.fixture(scope="module")
def own() -> Edition:
    return load(shipped()["2025-own"])


def test_shipped_names_one_edition_by_its_slug(own):
    assert list(shipped()) == ["2025-own"]
    assert (own.slug, own.name, own.official) == ("2025-own", "市县法治政府建设示范指标（2025年，自拟分解）", False)


def test_own_edition_has_no_problem(own):
    assert check(own) == []


def test_own_edition_counts_every_level(own):
    assert own.counts() == (10, 34, 104)
    assert [(len(one.groups), sum(len(two.indicators) for two in one.groups)) for one in own.levels] == [
        (5, 20), (4, 13), (6, 14), (6, 18), (3, 10), (2, 8), (2, 7), (2, 6), (2, 6), (2, 2),
    ]  # fmt: skip
    assert [one.no for one in own.levels if one.inferred] == [10]


def test_own_edition_counts_marks_and_sources(own):
    assert Counter(indicator.kind for indicator in own.indicators) == {"否决": 4, "负面": 10, "红线": 16, "普通": 72, "加分": 2}
    assert Counter(source for indicator in own.indicators for source in indicator.sources) == {"N": 3, "S": 77, "S*": 25, "L": 31, "D": 3}


def test_own_edition_says_what_no_illegal_document_means(own):
    assert replace(own.by_code["2.8.3"], metrics=(), no_metric="") == Indicator(
        code="2.8.3",
        no=29,
        title="无违法文件",
        measures="被本级人大常委会或上级责令改正/撤销件数；被复议机关或法院认定不合法件数",
        targets="两项均为0",
        registers=("R13", "R29", "R35"),
        materials=tuple(
            Material(name, "文件", 1, "主牵头单位") for name in ("司法局书面证明", "法院书面证明", "人大书面证明", "裁判文书检索结果")
        ),
        methods=("网络检索", "材料审查", "座谈访谈"),
        kind="否决",
        sources=("S",),
    )


def test_own_edition_says_what_legal_reviewers_means(own):
    assert replace(own.by_code["4.18.3"], metrics=(), no_metric="") == Indicator(
        code="4.18.3",
        no=55,
        title="法制审核力量与目录",
        measures="法制审核人员占本单位执法人员比例；审核目录公布率",
        targets="≥5%（逐单位计）",
        registers=("R22", "R20"),
        materials=(Material("人员名册", "数据"), Material("审核目录", "文件"), Material("持证证明", "文件")),
        methods=("材料审查", "实地核查", "网络检索"),
        kind="普通",
        sources=("S",),
    )


def test_own_edition_last_indicator_is_a_bonus_of_an_inferred_level(own):
    one, two, last = list(own.walk())[-1]
    assert (one.name, one.inferred, two.no, two.name, two.inferred) == ("附加项", True, 34, "突出成绩与认可", True)
    assert (last.code, last.no, last.kind, last.sources, last.targets) == ("10.34.1", 104, "加分", ("D",), "加分项，无则不扣")


def _table_rows() -> list[list[str]]:
    if not TABLES.exists():
        pytest.skip(f"没有 {TABLES}，不能与研究材料逐行核对；请设置 FAZHI_SHARED。")
    said = TABLES.read_text(encoding="utf-8")
    lines = said[said.index("### 5.1 ") : said.index("### 5.11")].splitlines()
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if re.match(r"\| \d+\.\d+\.\d+ \|", line)]


@pytest.mark.shared
def test_own_edition_equals_the_tables_of_the_study(own):
    rows = _table_rows()
    expected = [
        (code, int(no), title, measures, targets, registers.split(), [LETTERS[letter] for letter in methods], sources.split(), kind)
        for code, no, title, measures, targets, registers, _, methods, sources, kind in rows
    ]
    assert [
        (
            found.code, found.no, found.title, found.measures.translate(HALF), found.targets.translate(HALF), list(found.registers),
            list(found.methods), list(found.sources), found.kind if found.kind not in ("普通", "加分") else "",
        )
        for found in own.indicators
    ] == expected  # fmt: skip


# Two lists of the study name several papers in one breath; here each paper stands for itself.
PARTED = {
    "2.8.3": ["司法局书面证明", "法院书面证明", "人大书面证明", "裁判文书检索结果"],
    "5.24.3": ["复议统计", "法院统计", "裁判文书检索结果"],
    "8.29.2": ["纪检、组织部门证明"],
}


@pytest.mark.shared
def test_own_edition_asks_for_the_material_of_the_study(own):
    """A name may be fuller than in the study (签到 → 签到表) but holds every character of it in the same order."""
    for code, *_, said, _, _, _ in _table_rows():
        names = [material.name.translate(HALF) for material in own.by_code[code].materials]
        wanted = PARTED.get(code) or re.split(r"[、;](?![^(]*\))", said)
        assert len(names) == len(wanted), code
        for name, short in zip(names, wanted, strict=True):
            signs = iter(name)
            assert all(sign in signs for sign in short), (code, name, short)


def _tiny(**changed) -> Edition:
    indicator = replace(Indicator("1.1.1", 1, "甲", materials=(Material("清单"),), methods=("网络检索",), sources=("S",)), **changed)
    return Edition("tiny", "小版本", levels=(LevelOne(1, "一", (LevelTwo(1, "二", (indicator,)),)),))


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"kind": "红"}, "指标 1.1.1 的标记“红”不认识，应为否决、负面、红线、普通、加分之一。"),
        ({"methods": ("占卜",)}, "指标 1.1.1 的评测方式“占卜”不认识。"),
        ({"sources": ("Q",)}, "指标 1.1.1 的来源“Q”不认识。"),
        ({"title": " "}, "指标 1.1.1 的短标题为空。"),
        ({"code": "1.2.1"}, "指标 1.2.1 的编码与所在位置不符：它在一级 1、二级 1 之下。"),
        ({"code": "甲"}, "指标 甲 的编码不合规定：应为“一级.二级.组内序号”，例如 1.1.1。"),
        ({"no": 2}, "三级指标序号不连续：第1项应为 1，实为 2。"),
        ({"registers": ("R03",)}, "指标 1.1.1 的台账“R03”不合规定，应为 R 加两位数字。"),
        ({"materials": (Material("清单", "纸"),)}, "指标 1.1.1 的佐证“清单”的类型“纸”不认识，应为文件、图片、视频、链接、数据、现场之一。"),
        ({"materials": (Material("清单", count=0),)}, "指标 1.1.1 的佐证“清单”的份数为 0，至少应为 1。"),
        (
            {"materials": (Material("清单", asked_of="谁"),)},
            "指标 1.1.1 的佐证“清单”的提交单位“谁”不认识，应为每个责任单位或者主牵头单位。",
        ),
        ({"materials": (Material("清单"), Material("清单"))}, "指标 1.1.1 的佐证“清单”重复。"),
    ],
)
def test_check_names_each_problem(changed, problem):
    assert check(_tiny()) == []
    assert check(_tiny(**changed)) == [problem]


def test_check_names_codes_written_twice_and_levels_out_of_order():
    first, second = Indicator("1.1.1", 1, "甲"), Indicator("1.1.1", 2, "乙")
    edition = Edition("tiny", "小版本", levels=(LevelOne(1, "一", (LevelTwo(1, "二", (first, second)), LevelTwo(3, "三"))),))
    assert check(edition) == [
        "二级指标序号不连续：第2项应为 2，实为 3。",
        "二级指标“三”之下没有三级指标。",
        "编码 1.1.1 重复：“甲”和“乙”。",
    ]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("slug: [", "指标版本文件无法读取，第1行第8列有误。请检查缩进、冒号和引号，并以 UTF-8 编码保存后重试。"),
        ("- 1", "指标版本应当由“名称: 值”的各行组成。请对照随系统发布的指标版本文件修改。"),
        ("slug: a", "指标版本中缺少项目：name。请补上后重试。"),
        ("slug: a\nname: b\ncolour: c", "指标版本中有不认识的项目：colour。请删除，或者改为规定的名称。"),
        ("slug: a\nname: 1", "指标版本的 name 应当是文字（数字请加引号），现在是“1”。请修改后重试。"),
        ("slug: a\nname: b\nlevels: 3", "指标版本的 levels 应当是列表。请每项单列，或者写成 [甲, 乙]。"),
        ("slug: a\nname: b\nlevels: [{name: c}]", "指标版本·一级指标第1项中缺少项目：number。请补上后重试。"),
        ("slug: a\nname: b\nlevels: [{number: true, name: c}]", "指标版本·一级指标第1项的 number 应当是整数，现在是“True”。请修改后重试。"),
    ],
)
def test_load_refuses_what_is_not_an_edition(said, message):
    with pytest.raises(EditionUnreadable) as refused:
        load(io.StringIO(said))
    assert str(refused.value) == message
