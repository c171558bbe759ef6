"""The cover text of an indicator: what was asked of whom, what they did, how it stands, the figures in sentences, the index of files."""

from collections.abc import Iterator, Sequence

from fazhi.kit.dates import chinese_date
from fazhi.plan.models import Indicator

from ..facts import IndicatorFacts
from .figures import FigureFile
from .material import Material
from .naming import level1_folder, level2_folder
from .redaction import masked_words

FOLDER_SIGN = "/"


def cover(facts: IndicatorFacts, materials: Sequence[Material], figures: Sequence[FigureFile], folder: str, *, with_rows: bool) -> str:
    """The whole text; the file paths are told from the indicator's own folder."""
    indicator = facts.demand.indicator
    parts = [
        _head(indicator),
        _section("要求", _asked(facts)),
        _section("责任单位", _units(facts)),
        _section("工作进展", [_standing(facts)]),
        _section("工作开展情况", _narratives(facts)),
        _section("数据", _figures(figures, folder, indicator, with_rows)),
        _section(
            "佐证材料", [line for each in materials if not each.why for line in _listed(each, folder)] or ["这一项没有放入佐证材料。"]
        ),
        _section(
            "没有放入的材料",
            [
                f"{each.number} {each.title}（{each.unit}）：{each.why}{f'（{each.note}）' if each.note else ''}。"
                for each in materials
                if each.why
            ],
        ),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def reference(each: Material) -> str:
    """What stands in the place of a large file that lies elsewhere in the package."""
    return f"“{each.title}”文件较大，在本材料包中只存放一份，位于：\n{each.path}\n"


def within(path: str, folder: str) -> str:
    """The path as seen from a folder, or from the root where it lies elsewhere."""
    return path.removeprefix(folder + FOLDER_SIGN) if path.startswith(folder + FOLDER_SIGN) else f"（包内）{path}"


def _head(indicator: Indicator) -> str:
    kind = "" if indicator.kind == Indicator.Kind.PLAIN else f"（{indicator.kind}）"
    where = f"一级指标：{level1_folder(indicator)}\n二级指标：{level2_folder(indicator)}"
    return f"{indicator.code} {indicator.title}{kind}\n{where}"


def _section(title: str, lines: Sequence[str]) -> str:
    return "\n".join([f"【{title}】", *lines]) if lines else ""


def _asked(facts: IndicatorFacts) -> list[str]:
    indicator = facts.demand.indicator
    lines = [indicator.measures] if indicator.measures else []
    lines += [f"目标：{indicator.targets}"] if indicator.targets else []
    return lines + [f"应交：{each.name} {each.count}份（{each.get_asked_of_display()}）" for each in facts.demand.requirements.all()]


def _units(facts: IndicatorFacts) -> list[str]:
    leads = [unit.name for unit in facts.leads]
    if len(leads) > 1:
        leads[0] += "（主牵头）"
    sides = (("牵头", leads), ("责任", [unit.name for unit in facts.responsible]))
    return [f"{side}：{'、'.join(names)}" for side, names in sides if names]


def _standing(facts: IndicatorFacts) -> str:
    if not facts.is_applicable:
        return f"经批准不适用：{facts.demand.na_reason}" if facts.demand.na_reason else "经批准不适用。"
    total = facts.total
    review = f"，另有{facts.in_review}份在审，没有放入" if facts.in_review else ""
    return f"{facts.state.label}。应交{total.required}份，已交{total.supplied}份，已认定{total.accepted}份{review}。"


def _narratives(facts: IndicatorFacts) -> list[str]:
    return [f"{unit}：{masked_words(text)}{'' if accepted else '（报送尚未认定）'}" for unit, text, accepted in facts.narratives]


def _figures(figures: Sequence[FigureFile], folder: str, indicator: Indicator, with_rows: bool) -> list[str]:
    lines = [each.sentence + (f"记录：{within(each.path, folder)}" if with_rows else "") for each in figures]
    return lines or ([f"不由台账计算：{indicator.no_metric}"] if indicator.no_metric else [])


def _listed(each: Material, folder: str) -> Iterator[str]:
    formed = chinese_date(each.effective_on) if each.effective_on else "未注明形成日期"
    yield f"{each.number} {each.title}（{formed}，{each.unit}）" + (f"，{each.note}" if each.note else "")
    for place in each.places:
        yield f"    证明点：{place}"
    for path in [path for path, _, _ in each.frozen] or [each.path]:
        yield f"    文件：{within(path, folder)}"
