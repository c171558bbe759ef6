"""An edition of the indicators as data: its shape, how it is read from YAML, and what may be wrong with it."""

import re
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import yaml

METHODS = ("网络检索", "实地核查", "座谈访谈", "随机抽考", "案卷评查", "满意度测评", "材料审查")
KINDS = ("否决", "负面", "红线", "普通", "加分")
SOURCES = ("N", "S", "S*", "L", "D")
MATERIAL_KINDS = ("文件", "图片", "视频", "链接", "数据", "现场")
EVERY_UNIT, PRINCIPAL = "每个责任单位", "主牵头单位"
ASKED_OF = (EVERY_UNIT, PRINCIPAL)

# Characters that the database holds; it would refuse more without saying where.
LONGEST = {"slug": 60, "edition": 120, "level": 100, "title": 200, "code": 20, "material": 200}
MOST_COPIES = 9999

DATA = Path(__file__).parent / "data"


class EditionUnreadable(ValueError):
    """The file is not an edition at all; the message says in Chinese what is wrong, where, and what to do."""


@dataclass(frozen=True)
class Material:
    """One kind of proof an indicator asks for: `count` pieces of `kind`, from every responsible unit or from the principal one."""

    name: str
    kind: str = "文件"
    count: int = 1
    asked_of: str = EVERY_UNIT


@dataclass(frozen=True)
class Indicator:
    """A third-level indicator; `no` runs through the whole edition, `code` is level one, level two and place in the group (2.8.3).

    `metrics` are the stable names of the figures that judge it (all must hold); without one `no_metric` says why none can be computed.
    """

    code: str
    no: int
    title: str
    measures: str = ""
    targets: str = ""
    registers: tuple[str, ...] = ()
    materials: tuple[Material, ...] = ()
    methods: tuple[str, ...] = ()
    kind: str = "普通"
    sources: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    no_metric: str = ""


@dataclass(frozen=True)
class LevelTwo:
    """A second-level indicator; `no` runs through the whole edition (1–34), not within its first level."""

    no: int
    name: str
    indicators: tuple[Indicator, ...] = ()
    points: str = ""
    material: str = ""
    methods: tuple[str, ...] = ()
    inferred: bool = False


@dataclass(frozen=True)
class LevelOne:
    """A first-level indicator; `inferred` when its name is our guess and no public text confirms it."""

    no: int
    name: str
    groups: tuple[LevelTwo, ...] = ()
    inferred: bool = False


@dataclass(frozen=True)
class Edition:
    """One whole edition of the indicators, official or our own."""

    slug: str
    name: str
    official: bool = False
    note: str = ""
    levels: tuple[LevelOne, ...] = ()

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """All third-level indicators in the order of the edition."""
        return tuple(indicator for _, _, indicator in self.walk())

    @cached_property
    def by_code(self) -> dict[str, Indicator]:
        """Indicators by code; of a code written twice the first stands (`check` names the second)."""
        found: dict[str, Indicator] = {}
        for indicator in self.indicators:
            found.setdefault(indicator.code, indicator)
        return found

    def walk(self) -> Iterator[tuple[LevelOne, LevelTwo, Indicator]]:
        """Each indicator with the first and second level above it."""
        for one in self.levels:
            for two in one.groups:
                for indicator in two.indicators:
                    yield one, two, indicator

    def counts(self) -> tuple[int, int, int]:
        """How many indicators stand on the first, second and third level."""
        return len(self.levels), sum(len(one.groups) for one in self.levels), len(self.indicators)


def shipped() -> dict[str, Path]:
    """The editions that come with the system, as {slug: file}."""
    return {path.stem: path for path in sorted(DATA.glob("*.yaml"))}


def load(source: str | Path | IO[Any]) -> Edition:
    """Read an edition from a YAML file or an open stream; raises EditionUnreadable when its shape is wrong. Meaning is for `check`."""
    try:
        raw = yaml.safe_load(Path(source).read_bytes() if isinstance(source, str | Path) else source)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"第{mark.line + 1}行第{mark.column + 1}列" if mark else "文件编码"
        raise EditionUnreadable(f"指标版本文件无法读取，{place}有误。请检查缩进、冒号和引号，并以 UTF-8 编码保存后重试。") from error
    return _build(Edition, raw, "指标版本")


# `number` in the file, `no` in the code: a bare `no` is read as the word "false" by YAML 1.1.
_NAMES = {"number": "no"}
_PARTS: dict[tuple[type, str], tuple[type, str]] = {
    (Edition, "levels"): (LevelOne, "一级指标"),
    (LevelOne, "groups"): (LevelTwo, "二级指标"),
    (LevelTwo, "indicators"): (Indicator, "三级指标"),
    (Indicator, "materials"): (Material, "佐证"),
}
_TYPES = {"no": int, "count": int, "official": bool, "inferred": bool}
_TYPE_NAMES: dict[type, str] = {int: "整数", bool: "true 或者 false", str: "文字（数字请加引号）"}


def _build(kind: type, raw: Any, place: str) -> Any:
    if not isinstance(raw, dict):
        raise EditionUnreadable(f"{place}应当由“名称: 值”的各行组成。请对照随系统发布的指标版本文件修改。")
    known = {field.name: field for field in fields(kind)}
    given = {_NAMES.get(str(key), str(key)): value for key, value in raw.items()}
    if unknown := [key for key in given if key not in known]:
        raise EditionUnreadable(f"{place}中有不认识的项目：{'、'.join(unknown)}。请删除，或者改为规定的名称。")
    if missing := [name for name, field in known.items() if field.default is MISSING and name not in given]:
        words = "、".join("number" if name == "no" else name for name in missing)
        raise EditionUnreadable(f"{place}中缺少项目：{words}。请补上后重试。")
    return kind(**{name: _value(kind, name, value, place) for name, value in given.items()})


def _value(kind: type, name: str, value: Any, place: str) -> Any:
    if part := _PARTS.get((kind, name)):
        of, word = part
        return tuple(_build(of, item, f"{place}·{word}第{count}项") for count, item in enumerate(_listed(value, name, place), 1))
    if name in ("registers", "methods", "sources", "metrics"):
        return tuple(_checked(str, item, name, place) for item in _listed(value, name, place))
    return _checked(_TYPES.get(name, str), value, name, place)


def _listed(value: Any, name: str, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise EditionUnreadable(f"{place}的 {name} 应当是列表。请每项单列，或者写成 [甲, 乙]。")
    return value


def _checked(expected: type, value: Any, name: str, place: str) -> Any:
    name = "number" if name == "no" else name
    if type(value) is not expected:
        raise EditionUnreadable(f"{place}的 {name} 应当是{_TYPE_NAMES[expected]}，现在是“{value}”。请修改后重试。")
    return value


def check(edition: Edition) -> list[str]:
    """Everything wrong with the meaning of an edition, as Chinese sentences; empty when it may be used."""
    problems = []
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", edition.slug):
        problems.append(f"版本代号“{edition.slug}”不合规定：只能用小写字母、数字和连字符，且不能为空。")
    if not edition.name.strip():
        problems.append("版本名称为空。")
    if not edition.indicators:
        problems.append("没有任何三级指标。")
    problems += _out_of_order("一级指标", [one.no for one in edition.levels])
    problems += _out_of_order("二级指标", [two.no for one in edition.levels for two in one.groups])
    problems += _out_of_order("三级指标", [indicator.no for indicator in edition.indicators])
    problems += _level_problems(edition) + list(_too_long(edition))
    seen: dict[str, str] = {}
    for one, two, indicator in edition.walk():
        if indicator.code in seen:
            problems.append(f"编码 {indicator.code} 重复：“{seen[indicator.code]}”和“{indicator.title}”。")
        seen.setdefault(indicator.code, indicator.title)
        problems += _indicator_problems(one, two, indicator)
    return problems


def _out_of_order(word: str, numbers: list[int]) -> list[str]:
    return [f"{word}序号不连续：第{place}项应为 {place}，实为 {number}。" for place, number in enumerate(numbers, 1) if number != place][
        :1
    ]  # one slip shifts every number after it; the first is the one to mend


def _too_long(edition: Edition) -> Iterator[str]:
    said = [("版本代号", "slug", edition.slug), ("版本名称", "edition", edition.name)]
    said += [(f"第{one.no}项一级指标名称", "level", one.name) for one in edition.levels]
    said += [(f"第{two.no}项二级指标名称", "level", two.name) for one in edition.levels for two in one.groups]
    for each in edition.indicators:
        said += [(f"第{each.no}项三级指标的编码", "code", each.code), (f"指标 {each.code} 的短标题", "title", each.title)]
        said += [(f"指标 {each.code} 的佐证“{one.name[:20]}”名称", "material", one.name) for one in each.materials]
    for what, kind, words in said:
        if len(words) > LONGEST[kind]:
            yield f"{what}有{len(words)}个字，最多{LONGEST[kind]}个字。"


def _level_problems(edition: Edition) -> list[str]:
    problems = []
    for one in edition.levels:
        if not one.name.strip():
            problems.append(f"第{one.no}项一级指标名称为空。")
        if not one.groups:
            problems.append(f"一级指标“{one.name}”之下没有二级指标。")
        for two in one.groups:
            if not two.name.strip():
                problems.append(f"第{two.no}项二级指标名称为空。")
            if not two.indicators:
                problems.append(f"二级指标“{two.name}”之下没有三级指标。")
            problems += [f"二级指标“{two.name}”的评测方式“{method}”不认识。" for method in two.methods if method not in METHODS]
    return problems


def _indicator_problems(one: LevelOne, two: LevelTwo, indicator: Indicator) -> list[str]:
    name = f"指标 {indicator.code}"
    problems = []
    place = two.indicators.index(indicator) + 1
    if not re.fullmatch(r"[1-9]\d*\.[1-9]\d*\.[1-9]\d*", indicator.code):
        problems.append(f"{name} 的编码不合规定：应为“一级.二级.组内序号”，例如 {one.no}.{two.no}.{place}。")
    elif not indicator.code.startswith(f"{one.no}.{two.no}."):
        problems.append(f"{name} 的编码与所在位置不符：它在一级 {one.no}、二级 {two.no} 之下。")
    if not indicator.title.strip():
        problems.append(f"{name} 的短标题为空。")
    if indicator.kind not in KINDS:
        problems.append(f"{name} 的标记“{indicator.kind}”不认识，应为{'、'.join(KINDS)}之一。")
    problems += [f"{name} 的评测方式“{method}”不认识。" for method in indicator.methods if method not in METHODS]
    problems += [f"{name} 的来源“{source}”不认识。" for source in indicator.sources if source not in SOURCES]
    problems += [f"{name} 的台账“{register}”不合规定，应为 R 加两位数字。" for register in indicator.registers if not is_register(register)]
    names = [material.name for material in indicator.materials]
    problems += [f"{name} 的佐证“{word}”重复。" for word in dict.fromkeys(names) if names.count(word) > 1]
    for material in indicator.materials:
        problems += [f"{name} 的佐证“{material.name}”{what}" for what in _material_problems(material)]
    return problems


def _material_problems(material: Material) -> Iterator[str]:
    if not material.name.strip():
        yield "名称为空。"
    if material.kind not in MATERIAL_KINDS:
        yield f"的类型“{material.kind}”不认识，应为{'、'.join(MATERIAL_KINDS)}之一。"
    if material.count < 1:
        yield f"的份数为 {material.count}，至少应为 1。"
    if material.count > MOST_COPIES:
        yield f"的份数为 {material.count}，最多 {MOST_COPIES}。"
    if material.asked_of not in ASKED_OF:
        yield f"的提交单位“{material.asked_of}”不认识，应为{'或者'.join(ASKED_OF)}。"


def is_register(word: str) -> bool:
    """Whether a word names a register (R01–R48; R03 and R11 were never given out)."""
    return bool(re.fullmatch(r"R(0[1-9]|[1-3]\d|4[0-8])", word)) and word not in ("R03", "R11")
