"""Marks of secrecy as they stand on paper, found in words and in names and told from talk of secrecy.

Source: 保守国家秘密法（2024 年修订）on marking carriers; GB/T 9704—2012, 7.2.2 密级和保密期限.
"""

import re

from fazhi.kit.numerals import half_width

HEAD_LINES = 8  # lines with words at the head of a page in which a level alone is a mark
_GAP = r"[ \t\u3000]{0,6}"
_SPLIT = r"[\s\u3000]{0,6}"  # the two signs of a level may stand under each other
_LEVEL = rf"(?:绝|机|秘){_SPLIT}密"
_STAR = r"[★☆✩✪⭐✮]"
_TERM = rf"{_GAP}(?:长期|[0-9一二三四五六七八九十]{{1,3}}{_GAP}(?:年|个月|月|天|日)|启用前|解密)"
# 机密★1年. The sign before the level tells a mark from a compound (商业秘密★) and from an example in a sentence (如“机密★1年”).
_STARRED = re.compile(rf"{_LEVEL}(?:级)?{_SPLIT}(?:{_STAR}|\*(?={_TERM}))")
_COMPOUND = re.compile(r"(?:国家|商业|工作|个人|技术|审判|检察|警务|企业|经营|通信|保守|属于|涉及)[ \t\u3000]*$")
_QUOTED = re.compile(
    r"(?:[“‘《〈「『\"']|如|例如|比如|标[注明为]|注明|标识为?|写[为成]|形式为?|样式|格式)[:：]?[ \t\u3000]*[“‘\"'《「『]?$"
)
_FIELD = re.compile(
    rf"(?m)(?:^|[\s,，;；|【\[（(]){_GAP}(?:密{_GAP}级|秘密等级|涉密等级|保密等级|密别){_GAP}[:：\]】]{_GAP}[\[【（(]?{_LEVEL}(?P<rest>[^\n]{{0,12}})"
)
_CHOICE = re.compile(r"^[级]?[ \t\u3000]*[/、|或,，□☐○][ \t\u3000]*(?:□|☐|○)?[ \t\u3000]*(?:绝|机|秘|内|公|非|无)")
_ALONE = re.compile(
    rf"(?:[0-9]{{3,7}}[ \t\u3000]+)?[【\[（(<〈]?{_LEVEL}级?[】\]）)>〉]?(?:[:：]?{_TERM})?(?:[ \t\u3000]+(?:特急|加急|特提|平急|急件))?"
)
_TWO_LINES = re.compile(r"(?:绝|机|秘)\n[\s\u3000]*密(?=\n|$)")
_BRACKETED = re.compile(rf"[【\[（(〔<《]{_GAP}{_LEVEL}级?(?:件|文件)?{_GAP}[】\]）)〕>》]")
_EDGE = re.compile(rf"^{_LEVEL}级?(?:件)?(?=[\s_\-—–·•.:：+]|$)|(?:^|[\s_\-—–·•.:：+]){_LEVEL}级?(?:件)?$")


def bears_mark(text: str) -> bool:
    """Whether the words of a document, or of one of its pages or frames, bear a mark: 机密★1年, 密级：机密, or a level alone at the head.

    Sentences that speak of secrecy (严守国家秘密, 秘密级以上文件管理制度) and 内部资料 are none.
    """
    plain = half_width(text)
    return _has_star(plain) or _has_field(plain) or _has_level_at_head(plain)


def name_bears_mark(name: str) -> bool:
    """Whether a file, a folder or a title is named with a mark: 机密★1年…, 【机密】…, 秘密-…, …（秘密）."""
    for part in re.split(r"[/\\\n]", half_width(name)):
        stem = re.sub(r"\.[0-9A-Za-z]{1,10}$", "", part).strip()
        if _has_star(stem) or _has_field(stem) or _BRACKETED.search(stem) or _EDGE.search(stem):
            return True
    return False


def _has_star(plain: str) -> bool:
    for found in _STARRED.finditer(plain):
        before = plain[max(0, found.start() - 12) : found.start()].rpartition("\n")[2]
        if not _COMPOUND.search(before) and not _QUOTED.search(before):
            return True
    return False


def _has_field(plain: str) -> bool:
    return any(not _CHOICE.match(found["rest"]) for found in _FIELD.finditer(plain))


def _has_level_at_head(plain: str) -> bool:
    lines = [line.strip(" \t\u3000\ufeff\r") for line in plain[:4000].splitlines()]
    head = [line for line in lines if line][:HEAD_LINES]
    return any(_ALONE.fullmatch(line) for line in head) or bool(_TWO_LINES.search("\n" + "\n".join(head)))
