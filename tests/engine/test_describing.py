"""What is written of a register tells each field, stage, clock, rule and metric; what is told and what stands there are compared."""

from dataclasses import dataclass

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from engine.toyapp.models import Errand, Yearbook
from fazhi.plan import catalogue
from fazhi.records.describing import coverage_page, domain_page, pages
from fazhi.web.pages.registers.overview import DOMAINS

YEARBOOK = """<!-- 由 fazhi describe 从代码生成，请不要手改：改声明后重新生成。 -->
# 示例领域

- [X3 示例年报](#x3)

<a id="x3"></a>

## X3 示例年报

示例年报：每个单位一年一份。

### 填写什么

| 字段 | 名称 | 类型 | 必填 | 说明 |
|---|---|---|---|---|
| `unit` | 责任单位 | 单位 | 是 |  |
| `year` | 年度 | 整数 | 是 |  |
| `filed_on` | 报送日期 | 日期 |  |  |
| `pages` | 页数 | 整数 |  |  |

### 时限

| 时限 | 编号 | 期限 | 起算 | 停止 | 停表 | 依据 | 信度 |
|---|---|---|---|---|---|---|---|
| 报送期限 | O08 | 次年1月31日前 | 年度 | 报送日期 |  | 政府信息公开条例第49条 | 甲 |

### 规则

| 规则 | 内容 | 依据 | 性质 | 信度 | 怎么办 |
|---|---|---|---|---|---|
| `file_by_kept` | 次年1月31日前报送。 | 政府信息公开条例第49条 | 违规 | 甲 |  |

### 数据

"""


@dataclass
class Indicator:
    code: str
    title: str
    metrics: tuple[str, ...] = ()
    no_metric: str = ""


def test_register_is_told_whole():
    assert domain_page("示例领域", [Yearbook]).partition("| 名称 | 标签")[0] == YEARBOOK


def test_stages_clocks_and_force_of_rules_are_told_in_words(toys):
    lines = domain_page("示例领域", [Errand]).splitlines()

    for line in (
        "| 审核中 | 已办结 | 审核日期 | 审核意见书 | （另一个人复核） |",
        "| 办结期限 | O04 | 20个工作日，可延长20个工作日 | 补正日期；其次收到日期 | 办结日期 "
        "| 征求第三方意见、征求其他机关意见 | 政府信息公开条例第33条 | 甲 |",
        "| 公示期 | D03 | 至少7个工作日 | 公示日期 | 公示结束日期 | 补充材料 | 重大行政决策程序暂行条例第25、26条 | 甲 |",
        "| 听证通知期限 | P05 | 提前7个工作日 | 听证日期 | 听证通知日期 |  | 行政处罚法第64、85条 | 甲 |",
        "| `copies_enough` | 2025年收到的至少两份。（适用于2025-01-01起2026-01-01前） | 示例办法 | 违规 | 甲 |  |",
        "| `X1.share_in_time` | 按期率 | 按期率 = 符合“在期限内办结”的件数 ÷ 应符合的件数 | 办结期限 | ≥ 100% | 逐单位 | 示例办法 | 甲 |",
    ):
        assert line in lines


def test_coverage_names_figures_or_why_there_is_none(toys):
    told = coverage_page(
        [
            Indicator("1.1.1", "甲", ("X3.books", "X3.gone")),
            Indicator("1.1.2", "乙", (), "由材料审查。"),
            Indicator("1.1.3", "丙|丁"),
        ]
    ).splitlines()

    assert told[3:] == [
        "共3项：由台账数据判定的1项，说明了不能计算的1项，还没有说明的1项。",
        "",
        "| 编码 | 三级指标 | 判定数据 | 不由台账计算的部分 |",
        "|---|---|---|---|",
        "| 1.1.1 | 甲 | `X3.books` 年报份数<br>`X3.gone`（没有这项数据） |  |",
        "| 1.1.2 | 乙 |  | 由材料审查。 |",
        "| 1.1.3 | 丙\\|丁 |  |  |",
    ]


def test_pages_are_one_a_domain_and_the_coverage_of_all_indicators(toys):
    indicators = catalogue.load(catalogue.shipped()["2025-own"]).indicators
    told = pages(DOMAINS, indicators)

    assert [name for name in told if not name.endswith(".md") or "示例" in told[name].splitlines()[1]] == []  # toys are no domain
    assert sum(line.startswith("| ") for line in told["coverage.md"].splitlines()) == 104 + 1


def test_check_names_what_is_not_current_and_writing_mends_it(tmp_path, capsys):
    folder = tmp_path / "domains"
    call_command("describe", "--into", str(folder))
    call_command("describe", "--check", "--into", str(folder))
    assert capsys.readouterr().out.splitlines()[-1] == f"{len(list(folder.iterdir()))}个文件与代码一致。"

    (folder / "coverage.md").write_text("旧", encoding="utf-8")
    (folder / "gone.md").write_text("没有这个领域了", encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("describe", "--check", "--into", str(folder))
    assert str(refused.value) == "与代码不一致：coverage.md、gone.md。请运行 fazhi describe 重新生成。"
    assert (folder / "gone.md").exists()  # the check writes nothing

    call_command("describe", "--into", str(folder))
    call_command("describe", "--check", "--into", str(folder))
    assert not (folder / "gone.md").exists()


def test_without_a_place_for_the_pages_it_says_so(tmp_path):
    with pytest.raises(CommandError) as refused:
        call_command("describe", "--into", str(tmp_path / "a" / "b"))

    assert str(refused.value) == f"没有文件夹 {tmp_path / 'a'}。请在源代码目录中运行，或用 --into 指明文件夹。"
