"""Chinese numerals both ways, and full-width signs brought to half width."""

import re
from decimal import Decimal

_HALF_WIDTH = {0xFF10 + n: 0x30 + n for n in range(10)}
_HALF_WIDTH |= {0xFF21 + n: 0x41 + n for n in range(26)} | {0xFF41 + n: 0x61 + n for n in range(26)}
_HALF_WIDTH |= {0xFEE0 + ord(sign): ord(sign) for sign in "%./-+"}

_CHINESE = "〇○零一二三四五六七八九十百千万亿两廿卅负点"
_SPELLINGS = {"〇": "零", "○": "零", "廿": "二十", "卅": "三十", "两": "二"}
_UNITS = {"千": 1_000, "万": 10_000, "亿": 100_000_000}
_MOST = 10**16 - 1


class NumeralRefused(ValueError):
    """A text that is not the number it should be."""


def half_width(text: str) -> str:
    """Full-width digits, letters and the signs % . / - + to half width; Chinese punctuation stays."""
    return text.translate(_HALF_WIDTH)


def to_int(text: str) -> int:
    """“二十三”, “23”, “23”, “1,234”, “二〇二五” → int; raises NumeralRefused."""
    number = parse_number(text)
    if number != int(number) or "%" in half_width(text) or "分之" in text:
        raise NumeralRefused(f"“{text}”不是整数。请写成“23”或“二十三”。")
    return int(number)


def to_chinese(number: int) -> str:
    """23 → “二十三”; raises NumeralRefused beyond sixteen digits."""
    if abs(number) > _MOST:
        raise NumeralRefused(f"“{number}”超过十六位，写不成中文数字。")
    import cn2an  # noqa: PLC0415 slow import

    return cn2an.an2cn(number)


def article_number(text: str) -> int:
    """“第二十三条”, “第23条第二款”, “第二十三条之一” → 23; raises NumeralRefused."""
    found = re.match(rf"\s*第?\s*([{_CHINESE}\d]+)\s*条", half_width(text))
    if not found:
        raise NumeralRefused(f"“{text}”里没有条号。请写成“第二十三条”或“第23条”。")
    return to_int(found[1])


def parse_number(text: str) -> Decimal:
    """A number as people write it; a share comes as a fraction: “百分之九十”, “90%” and “九成” → Decimal("0.9").

    Also “三点五”, “1.2万”, “千分之三”, “三分之二”. Raises NumeralRefused.
    """
    plain = re.sub(r"\s", "", half_width(text))
    if found := re.fullmatch(r"(.+?)分之(.+)", plain):
        whole = _plain(found[1], text)
        if not whole:
            raise NumeralRefused(f"“{text}”的分母是零。")
        return _plain(found[2], text) / whole
    if plain.endswith("%"):
        return _plain(plain[:-1], text) / 100
    if plain.endswith("成"):
        return _plain(plain[:-1], text) / 10
    return _plain(plain, text)


def _plain(plain: str, text: str) -> Decimal:
    refused = NumeralRefused(f"“{text}”不是能读懂的数字。请写成“23”“二十三”“90%”或“百分之九十”。")
    if found := re.fullmatch(r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)([千万亿]?)", plain, re.ASCII):
        return Decimal(found[1].replace(",", "")) * _UNITS.get(found[2], 1)
    if not re.fullmatch(f"[{_CHINESE}]+", plain):
        raise refused
    if plain in "百千万亿":
        plain = "一" + plain
    for old, new in _SPELLINGS.items():
        plain = plain.replace(old, new)
    try:
        # Strict knows “一百零三” and refuses “一百三十百”; normal alone reads digit by digit (“二〇二五”).
        mode = "normal" if re.fullmatch("[零一二三四五六七八九]{2,}", plain) else "strict"
        import cn2an  # noqa: PLC0415 slow import

        return Decimal(str(cn2an.cn2an(plain, mode)))
    except ValueError:
        raise refused from None
