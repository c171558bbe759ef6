"""How official documents spell numbers, organs and titles, also where a scan or a line end broke them."""

import re
import unicodedata
from dataclasses import dataclass

MOST = 400_000  # characters that are looked through
HEAD = 6000  # characters in which number and title stand

GAP = r"[^\S\n]*\n?[^\S\n]*"
_BLANK = r"[^\S\n]?"
NUMBER = (
    rf"(?P<whole>(?P<letters>[\u4e00-\u9fff](?:{_BLANK}[\u4e00-\u9fff]){{1,13}}){GAP}"
    rf"[(<{{]{_BLANK}(?P<year>(?:1{_BLANK}9|2{_BLANK}0){_BLANK}\d{_BLANK}\d){_BLANK}(?:年{_BLANK})?[)>}}]"
    rf"{GAP}(?:第{_BLANK})?(?P<no>\d(?:{_BLANK}\d){{0,4}})(?!\d)(?:{_BLANK}号|(?=[ \t]*\)?[ \t]*(?:$|\n|签))))"
)
BODY = (
    r"[\u4e00-\u9fff][\u4e00-\u9fff()“”]{1,38}(?:人民政府|政府|办公室|办公厅|委员会|法院|检察院|领导小组|指挥部|街道办事处|分局|支队|总队|大队|"
    r"委|局|厅|部|办|中心|专班|公司|协会|学会|联合会|总工会|妇联|政协|党组|学校|学院|大学|银行|院|站|处|所)"
)
_BODY = re.compile(BODY)
_KIND = (
    "通知|通报|决定|决议|命令|令|公告|通告|意见|公报|报告|请示|批复|议案|函|纪要|办法|规定|规则|细则|条例|方案|规划|计划|要点|清单|"
    "总结|说明|复函|答复|建议书|意见书|公示|制度|规程|指引|指南|标准|名单|预案|简报"
)
KINDS = re.compile(rf"(?:{_KIND})(?:\([^()]{{2,14}}\))?$")
NOT_A_HEAD_LINE = re.compile(
    r"[。;!?]|^(?:根据|为|按照|依据|经|现将|现|你|各|抄送|附件|主题词|\d+[.、])|^第[一二三四五六七八九十\d]+[条章]|\.{4,}|…{2,}"
)
_BRACKETS = str.maketrans("〔〕［］[]【】〖〗（）﹝﹞「」｛｝〈〉", "()()()()()()()(){}<>")


@dataclass(frozen=True)
class Line:
    """A line without its end, and where it stands."""

    words: str
    start: int
    end: int


def plain(text: str) -> str:
    """The text sign by sign in its plainest form, so that every place stays where it was: brackets round, digits and signs half width."""
    return "".join(_plain(sign) for sign in text.translate(_BRACKETS)) if not text.isascii() else text.translate(_BRACKETS)


_KNOWN: dict[str, str] = {}


def _plain(sign: str) -> str:
    found = _KNOWN.get(sign)
    if found is None:
        spelt = unicodedata.normalize("NFKC", sign)
        found = _KNOWN[sign] = "\n" if sign in "\r\x0b\x0c\u2028" else spelt if len(spelt) == 1 else sign
    return found


def unspaced(words: str) -> str:
    return "".join(words.split())


def lines(words: str, start: int, end: int) -> list[Line]:
    """The lines between two places, trimmed of blanks; blank ones are kept, empty."""
    found = []
    place = start
    for line in words[start:end].split("\n"):
        left = len(line) - len(line.lstrip())
        found.append(Line(line.strip(), place + left, place + left + len(line.strip())))
        place += len(line) + 1
    return found


def bodies(words: str) -> list[str]:
    """The organs that a line names, if it names nothing else: one, or several side by side, or one spelt with blanks."""
    parts = [part for part in re.split(r"[\s、]+", words.strip()) if part]
    if parts and all(len(part) > 3 and _BODY.fullmatch(part) for part in parts):
        return parts
    joined = "".join(parts)
    return [joined] if 3 < len(joined) <= 40 and "、" not in words and _BODY.fullmatch(joined) else []
