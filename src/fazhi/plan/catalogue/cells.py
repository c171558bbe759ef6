"""What one cell of an indicator table says: numbers, headings, methods, marks, sources, registers and material."""

import datetime
import re
import unicodedata

from fazhi.kit.numerals import to_int
from fazhi.plan.catalogue.load import ASKED_OF, EVERY_UNIT, KINDS, MATERIAL_KINDS, METHODS, SOURCES, Material, is_register

_METHOD_WORDS = {
    **{name: name for name in METHODS},
    **dict(zip("网实访考卷测材", METHODS, strict=True)),
    "网上检索": "网络检索", "网络核查": "网络检索",
    "实地查看": "实地核查", "实地核验": "实地核查", "实地核查核验": "实地核查", "实地考察": "实地核查", "暗访": "实地核查",
    "明察暗访": "实地核查",
    "访谈": "座谈访谈", "座谈": "座谈访谈", "综合访谈": "座谈访谈", "电话回访": "座谈访谈", "个别访谈": "座谈访谈",
    "抽考": "随机抽考", "法律知识测试": "随机抽考", "知识测试": "随机抽考", "法律考试": "随机抽考",
    "卷宗评查": "案卷评查", "案卷抽查": "案卷评查",
    "人民满意度测评": "满意度测评", "人民群众满意度测评": "满意度测评", "群众满意度测评": "满意度测评", "问卷调查": "满意度测评",
    "资料核查": "材料审查", "资料审查": "材料审查", "材料审核": "材料审查", "材料核查": "材料审查", "书面审查": "材料审查",
}  # fmt: skip
_KIND_WORDS = {
    **{name: name for name in KINDS},
    **{f"{name}{tail}": name for name in KINDS for tail in ("项", "指标", "性指标")},
    "一票否决": "否决", "扣分": "负面", "扣分项": "负面", "附加": "加分", "附加项": "加分", "附加分": "加分", "一般": "普通", "": "普通",
}  # fmt: skip
_PROPERTIES = re.compile(r"^(?P<name>.*?)\s*〔(?P<said>[^〔〕]*)〕$")
_CHINESE_HEADING = re.compile(
    r"(?:第([一二三四五六七八九十]{1,3})(?:级|项|部分)?[、\s]*|[(\uff08]([一二三四五六七八九十]{1,3})[)\uff09][、\s]*"
    r"|([一二三四五六七八九十]{1,3})[、.:\uff0e\uff1a\s]\s*)(?=\S)"
)
_DIGIT_HEADING = re.compile(r"(?:[(\uff08](\d{1,3})[)\uff09]|(\d{1,3})(?:[、:\uff1a]|[.\uff0e](?!\d)|\s))\s*(?=\S)")


class CellRefused(ValueError):
    """A cell that cannot be understood; the message is a Chinese sentence for the person who made the table."""


def text(value: object) -> str:
    """A cell as text: whole numbers without a decimal point, nothing as an empty string."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def plain(value: object) -> str:
    """A cell in half-width form without blanks, for codes and numbers."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text(value)))


def code(value: object) -> str:
    """An indicator's code such as 2.8.3, or empty; raises CellRefused."""
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        raise CellRefused("编码被表格软件改成了日期。请把这一列设为文本格式后重新填写。")
    said = plain(value).strip("。.")
    if not said:
        return ""
    if not re.fullmatch(r"[1-9]\d{0,2}\.[1-9]\d{0,2}\.[1-9]\d{0,2}", said):
        raise CellRefused(f"编码“{text(value)}”不是“一级.二级.组内序号”的样式，例如 2.8.3。请改正；整列留空时按顺序自动编码。")
    return said


def number(value: object) -> int | None:
    """A running number, or None for an empty cell; raises CellRefused."""
    said = plain(value).strip(".、")
    if not said:
        return None
    if not re.fullmatch(r"[1-9]\d{0,3}", said):
        raise CellRefused(f"序号“{text(value)}”不是正整数。请改正；整列留空时按顺序自动编号。")
    return int(said)


def targets(value: object) -> str:
    """A target's text; a bare fraction is refused, because a sheet shows 0.9 as 90 % and hands out 0.9."""
    if isinstance(value, int | float) and not isinstance(value, bool) and value != 0 and not (value > 1 and float(value).is_integer()):
        raise CellRefused(f"目标在表格中存为数字 {value}，可能是百分比格式。请把这一格设为文本格式，写成例如“100%”。")
    return text(value)


def heading(value: object) -> tuple[int | None, str, bool]:
    """A level's heading as (number or None, name, inferred): “一、政府职能…”, “(一)…”, “1.加大…”, “1 加大…”, “…(推断)”."""
    said = re.sub(r"\s*\n\s*", "", text(value))
    name, inferred = re.subn(r"[(\uff08]推断名?[)\uff09]$", "", said)
    found = _CHINESE_HEADING.match(name) or _DIGIT_HEADING.match(name)
    if not found:
        return None, name, bool(inferred)
    return to_int(next(filter(None, found.groups()))), name[found.end() :].strip(), bool(inferred)


def is_chinese_heading(value: object) -> bool:
    """Whether a heading carries a Chinese number, as first levels do."""
    return bool(_CHINESE_HEADING.match(text(value)))


def methods(value: object) -> tuple[str, ...]:
    """The methods of judging, each once and in the order written; one-letter shorthand (网实材) too. Raises CellRefused."""
    found: list[str] = []
    for word in _words(value):
        if names := [_METHOD_WORDS[word]] if word in _METHOD_WORDS else [_METHOD_WORDS.get(sign, "") for sign in word]:
            if "" in names:
                raise CellRefused(f"评测方式“{word}”不认识，应为{'、'.join(METHODS)}。请改正。")
            found += names
    return tuple(dict.fromkeys(found))


def kind(value: object) -> str:
    """The mark of an indicator; an empty cell is 普通. Raises CellRefused."""
    said = plain(value)
    if said not in _KIND_WORDS:
        raise CellRefused(f"标记“{text(value)}”不认识，应为{'、'.join(KINDS)}之一。请改正。")
    return _KIND_WORDS[said]


def sources(value: object) -> tuple[str, ...]:
    """Source marks N, S, S*, L, D in the order written; raises CellRefused."""
    words = _words(value)
    if unknown := [word for word in words if word not in SOURCES]:
        raise CellRefused(f"来源“{unknown[0]}”不认识，应为 {'、'.join(SOURCES)}。请改正。")
    return tuple(dict.fromkeys(words))


def registers(value: object) -> tuple[str, ...]:
    """Register numbers such as R13, in the order written; raises CellRefused."""
    words = _words(value)
    if unknown := [word for word in words if not is_register(word)]:
        raise CellRefused(f"台账“{unknown[0]}”不认识，应为 R01 至 R48（R03、R11 不使用）。请改正。")
    return tuple(dict.fromkeys(words))


def metrics(value: object) -> tuple[str, ...]:
    """Stable names of figures such as R34.share_answered_in_time, in the order written; raises CellRefused."""
    words = re.findall(r"[^\s、,;，；。]+", text(value))
    if unknown := [word for word in words if not re.fullmatch(r"[RZ]\d\d\.[a-z][a-z0-9_]*", word)]:
        raise CellRefused(f"判定算法“{unknown[0]}”不认识，应为台账代号加算法名，例如 R34.share_answered_in_time。请改正。")
    return tuple(dict.fromkeys(words))


def materials(value: object) -> tuple[Material, ...]:
    """Material to hand in: one a line, or parted by 、or ;; each may end with 〔类型 份数 提交单位〕. Raises CellRefused."""
    found: dict[str, Material] = {}
    for line in text(value).splitlines():
        line = line.strip()
        for piece in [line] if _PROPERTIES.match(line) else _pieces(line):
            material = _material(re.sub(r"^(?:[(\uff08]?\d{1,2}[)\uff09]|\d{1,2}[.、\uff0e])\s*(?=\D)", "", piece))
            found.setdefault(material.name, material)
    return tuple(found.values())


def _words(value: object) -> list[str]:
    """The words of an enumeration in half-width capitals: parted by 、, ; / + blanks or line ends."""
    return re.findall(r"[^\s、,;/+。]+", unicodedata.normalize("NFKC", text(value)).upper())


def _pieces(said: str) -> list[str]:
    """Parts of an enumeration of names, not cut inside brackets."""
    parts = re.split(r"[、;,\uff1b\uff0c](?![^(\uff08]*[)\uff09])", said)
    return [part for word in parts if (part := word.strip("。 "))]


def _material(said: str) -> Material:
    found = _PROPERTIES.match(said)
    if not found:
        return Material(said, guessed_kind(said))
    name, kind, count, asked_of = found["name"], "", 1, EVERY_UNIT
    for word in _pieces(found["said"]):
        if word in MATERIAL_KINDS:
            kind = word
        elif word in ASKED_OF:
            asked_of = word
        elif counted := re.fullmatch(r"([1-9]\d{0,2})份?", plain(word)):
            count = int(counted[1])
        else:
            raise CellRefused(
                f"佐证“{name}”后面的“{word}”不认识。请写类型（{'、'.join(MATERIAL_KINDS)}）、份数或者提交单位（{'、'.join(ASKED_OF)}）。"
            )
    if not name:
        raise CellRefused("佐证名称为空。请写明材料名称。")
    return Material(name, kind or guessed_kind(name), count, asked_of)


_GUESSES = (
    ("视频", ("视频", "录像", "影像", "音像", "录屏", "实录")),
    ("图片", ("图片", "照片", "截图", "流程图")),
    ("链接", ("网页", "链接", "网址", "公开页", "公布页", "发布页", "统计页", "征求意见页")),
    ("数据", ("导出", "台账", "统计", "报表", "数据", "名册", "月报", "登记册")),
)


def guessed_kind(name: str) -> str:
    """The kind a material's name suggests; 文件 when nothing does."""
    return next((kind for kind, words in _GUESSES if any(word in name for word in words)), "文件")
