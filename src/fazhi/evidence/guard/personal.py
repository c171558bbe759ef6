"""Personal data in words: identity numbers, phones, cards, names and addresses; document numbers and office phones are none."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from fazhi.kit.masks import masked
from fazhi.kit.numerals import half_width

from .numbers import is_bank_card, is_old_id, is_plausible_id, passes_id_checksum
from .surnames import begins_a_name

MOST_FOUND = 5000  # in one text


class Kind(StrEnum):
    """What can be found."""

    ID_CARD = "id-card"
    BANK_CARD = "bank-card"
    PASSPORT = "passport"
    MOBILE = "mobile"
    NAME = "name"
    ADDRESS = "address"
    PLATE = "plate"


LABELS = {
    Kind.ID_CARD: "身份证号",
    Kind.BANK_CARD: "银行卡号",
    Kind.PASSPORT: "护照号",
    Kind.MOBILE: "手机号",
    Kind.NAME: "姓名",
    Kind.ADDRESS: "住址",
    Kind.PLATE: "车牌号",
}


@dataclass(frozen=True)
class Found:
    """A value at text[start:end], which is not kept here; `is_sure` is false for what is only likely."""

    kind: Kind
    start: int
    end: int
    masked: str
    is_sure: bool = True

    @property
    def key(self) -> tuple[str, str]:
        """By which a person chooses what to mask: the same value everywhere in a text has the same key."""
        return self.kind.value, self.masked


_GAP = r"[ \u3000\t\-–—]{0,2}(?:\r?\n)?"
_ID = re.compile(rf"(?<![0-9A-Za-z.*])[1-9OoIl](?:{_GAP}[0-9OoIl]){{16}}{_GAP}[0-9XxOoIl×](?![0-9A-Za-z*])(?!\.[1-9])")
_OLD_ID = re.compile(r"(?<![0-9A-Za-z.*])[1-9][0-9]{14}(?![0-9A-Za-z*])")
_MOBILE = re.compile(
    r"(?<![0-9A-Za-z.*])(?<![0-9][\-–—])(?:\(?\+?(?:0086|86)\)?[ \-]?)?"
    r"1(?:3[0-9]|4[0-9]|5[0-35-9]|6[2567]|7[0-8]|8[0-9]|9[0-35-9])(?P<gap>[ \-\u3000]?)"
    r"(?:[0-9OoIl]{4}(?P=gap)[0-9OoIl]{4}|[0-9OoIl]{3}(?P=gap)[0-9OoIl]{5})(?![0-9A-Za-z*])(?!\.(?!0(?![0-9]))[0-9])(?![\-–—][0-9])"
)
_CARD = re.compile(
    r"(?<![0-9A-Za-z.*])[3-69][0-9]{3}(?:(?P<gap>[ \-\u3000]?)[0-9]{4})(?:(?P=gap)[0-9]{4}){1,2}(?:(?P=gap)[0-9]{1,4})?"
    r"(?![0-9A-Za-z*])(?![\-–—.][0-9])"
)
_PASSPORT = re.compile(r"护照[^0-9A-Za-z\n]{0,12}(?P<value>[A-Za-z][A-Za-z]?[0-9]{7,8})(?![0-9A-Za-z])")
_PLATE = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=[牌车号码驶]))(?:[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z])[·•.\s]?(?=[A-HJ-NP-Z0-9]*[0-9])[A-HJ-NP-Z0-9]{5,6}(?![0-9A-Za-z〔\[])"
)
_ADDRESS = re.compile(
    r"(?:家庭住址|现住址|户籍地址?|户籍所在地|居住地址?|经常居住地|住址|现住|住所地|(?<=[,，;；])住)"
    r"[ \u3000\t]{0,4}[:：为\n]?[ \u3000\t]{0,4}"
    r"(?P<value>[\u4e00-\u9fff0-9A-Za-z\-—–#]{4,50}?(?:[0-9一二三四五六七八九十]+(?:号楼?|室|户|组|社|栋|幢|单元)){1,4}(?:[0-9]+(?:室|号|户))?)"
)
_NAME_LABEL = re.compile(
    r"(?:姓[ \u3000]{0,4}名|当事人|申请执行人|被执行人|被申请人|申请人|被处罚人|被告人|被告|原告|上诉人|被上诉人"
    r"|第三人|投诉人|举报人|信访人|来访人|户[ \u3000]{0,2}主|死者|伤者|受害人|被害人"
    r"|委托人|受援人|被征收人|矫正对象|联系人|经办人姓名|持卡人|开户人|户名)"
    r"(?P<gap>[ \u3000]{0,4}(?:[(（][^()（）\n]{1,10}[)）])?"
    r"(?:[:：]|[ \u3000]*[\t\n]|(?=[\u4e00-\u9fff]{2,4}[,，]\s*[男女]))[ \u3000]{0,4})"
    r"(?P<value>[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,10})?)(?![\u4e00-\u9fff*某×])"
)
_WORD = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff*某×])")
_NOT_PERSONAL = re.compile(
    r"(?:信用代码|机构代码|组织代码|税号|纳税人识别号|项目代码|事项编码|编码|编号|文号|案号|单号|订单号?|流水号|序号|批号|凭证号|票据?号|发票号码?|许可证号|执照号|注册号|档号|索引号|代码)"
    r"[^0-9A-Za-z\n]{0,6}$"
)
_ID_LABEL = re.compile(r"(?:身份证|公民身份|证件号|身份号)[^0-9]{0,14}$")
_CARD_LABEL = re.compile(r"(?:卡号|账号|帐号|账户|帐户|银行卡|开户行|一卡通|存折|社保卡|工资卡)[^0-9]{0,20}$")
_ALREADY = re.compile(r"(?<![0-9A-Za-z*])[0-9]{2,6}[*＊×✱xX]{4,14}[0-9]{0,4}[0-9Xx]?(?![0-9A-Za-z*])")
_MASK_SIGNS = re.compile(r"[*＊×]{4,}")


def found_in(text: str) -> list[Found]:
    """Every personal value of the text in order, none overlapping another; at most MOST_FOUND."""
    plain = half_width(text)
    taken: list[Found] = []
    for finder in (_ids, _cards, _mobiles, _passports, _names, _addresses, _plates):
        at = sorted((each.start, each.end) for each in taken)
        taken += [each for each in finder(plain, taken) if not _overlaps(each, at)]
        if len(taken) > MOST_FOUND:
            break
    return sorted(taken, key=lambda each: each.start)[:MOST_FOUND]


def masked_already(text: str) -> int:
    """How many numbers stand masked in the text already: 330***********1234."""
    return sum(1 for found in _ALREADY.finditer(half_width(text)) if _MASK_SIGNS.search(found[0]))


def counted(found: list[Found]) -> Counter[Kind]:
    return Counter(each.kind for each in found)


def replaced(text: str, found: list[Found]) -> str:
    """The text with every value of `found` in its masked form."""
    out, at = [], 0
    for each in found:
        out += [text[at : each.start], each.masked]
        at = each.end
    return "".join([*out, text[at:]])


def _overlaps(each: Found, at: list[tuple[int, int]]) -> bool:
    place = bisect_right(at, (each.start, each.end))
    return (place > 0 and at[place - 1][1] > each.start) or (place < len(at) and at[place][0] < each.end)


def _digits(value: str) -> str:
    """The number without what stands between its digits, and with letters that were read for digits set right."""
    return re.sub(r"[^0-9X]", "", value.translate(str.maketrans("OoIl×x", "0011XX")))


def _before(plain: str, at: int, length: int = 24) -> str:
    return plain[max(0, at - length) : at]


def _ids(plain: str, taken: list[Found]) -> Iterator[Found]:
    for found in _ID.finditer(plain):
        number, before = _digits(found[0]), _before(plain, found.start())
        if not is_plausible_id(number) or _NOT_PERSONAL.search(before):
            continue
        is_sure = passes_id_checksum(number)
        if is_sure or _ID_LABEL.search(before):
            yield Found(Kind.ID_CARD, *found.span(), masked(number), is_sure)
    for found in _OLD_ID.finditer(plain):
        if is_old_id(found[0]) and _ID_LABEL.search(_before(plain, found.start())):
            yield Found(Kind.ID_CARD, *found.span(), masked(found[0]), is_sure=False)


def _cards(plain: str, taken: list[Found]) -> Iterator[Found]:
    for found in _CARD.finditer(plain):
        number, before = _digits(found[0]), _before(plain, found.start(), 36)
        if is_bank_card(number, is_labelled=bool(_CARD_LABEL.search(before))) and not _NOT_PERSONAL.search(before):
            yield Found(Kind.BANK_CARD, *found.span(), masked(number))


def _mobiles(plain: str, taken: list[Found]) -> Iterator[Found]:
    for found in _MOBILE.finditer(plain):
        letters = sum(sign in "OoIl" for sign in found[0])
        if letters <= 2 and not _NOT_PERSONAL.search(_before(plain, found.start())):
            yield Found(Kind.MOBILE, *found.span(), masked(_digits(found[0])[-11:]))


def _passports(plain: str, taken: list[Found]) -> Iterator[Found]:
    for found in _PASSPORT.finditer(plain):
        yield Found(Kind.PASSPORT, *found.span("value"), masked(found["value"]))


def _names(plain: str, taken: list[Found]) -> Iterator[Found]:
    """After a label of a form or of a party, and the nearest name before an identity number in the same row or sentence."""
    seen = set()
    for found in _NAME_LABEL.finditer(plain):
        if begins_a_name(found["value"].partition("·")[0]) or "·" in found["value"]:
            seen.add(found.span("value"))
    for each in taken:
        if each.kind == Kind.ID_CARD and (place := _name_beside(plain, each.start)):
            seen.add(place)
    for start, end in sorted(seen):
        yield Found(Kind.NAME, start, end, masked(plain[start:end]))


def _name_beside(plain: str, at: int) -> tuple[int, int] | None:
    start = max(0, at - 60)
    near = plain[start:at]
    cut = max(near.rfind("。"), near.rfind("；"), near.rfind(";"))
    words = [found for found in _WORD.finditer(near) if found.start() > cut and begins_a_name(found[0])]
    return (start + words[-1].start(), start + words[-1].end()) if words else None


def _addresses(plain: str, taken: list[Found]) -> Iterator[Found]:
    for found in _ADDRESS.finditer(plain):
        yield Found(Kind.ADDRESS, *found.span("value"), found["value"][:3] + "***", is_sure=False)


def _plates(plain: str, taken: list[Found]) -> Iterator[Found]:
    for found in _PLATE.finditer(plain):
        yield Found(Kind.PLATE, *found.span(), found[0][:2] + "***" + found[0][-1], is_sure=False)
