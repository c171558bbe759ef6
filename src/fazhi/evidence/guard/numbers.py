"""Numbers that name a person: the identity number of GB 11643—1999 and bank cards (GB/T 17858, Luhn check of ISO/IEC 7812-1)."""

from datetime import date

_PROVINCES = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83),
)
_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_CHECKS = "10X98765432"
_OLDEST = 1800
# The first digits of cards issued in China (银联 62, and the older ones of the great banks), and of the foreign schemes.
_UNIONPAY = ("621", "622", "623", "624", "625", "626", "627", "628", "629", "620")
_OLD_CARDS = (
    "955880",
    "95599",
    "95595",
    "95588",
    "436742",
    "4563",
    "6013",
    "601382",
    "524094",
    "518710",
    "5187",
    "552",
    "403",
    "427",
    "458",
    "9111",
)


def passes_id_checksum(number: str) -> bool:
    """Whether the 18th sign is the one that GB 11643—1999 computes from the others."""
    return _CHECKS[sum(int(sign) * weight for sign, weight in zip(number[:17], _WEIGHTS, strict=True)) % 11] == number[17]


def with_id_check(first17: str) -> str:
    """The whole number to its first 17 digits: for invented numbers in tests and in the planted corpus."""
    return first17 + _CHECKS[sum(int(sign) * weight for sign, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


def is_plausible_id(number: str) -> bool:
    """18 signs with a province (or 9, province and country of a residence permit), and a day that existed."""
    if len(number) != 18 or "X" in number[:17]:
        return False
    province = int(number[1:3] if number[0] == "9" else number[:2])
    return province in _PROVINCES and _is_day(number[6:14])


def is_old_id(number: str) -> bool:
    """15 digits as they were given out until 1999; they carry no check."""
    return len(number) == 15 and int(number[:2]) in _PROVINCES and _is_day("19" + number[6:12])


def _is_day(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year in range(_OLDEST, 2100)
    except ValueError:
        return False


def is_bank_card(number: str, *, is_labelled: bool) -> bool:
    """Luhn, the length and the first digits of a card. Without a label such as 卡号 only 16 or 19 digits that begin like a Chinese card."""
    if not passes_luhn(number) or len(set(number)) < 4:
        return False
    if is_labelled:
        return 15 <= len(number) <= 19 and number[0] in "34569"
    return len(number) in (16, 19) and number.startswith((*_UNIONPAY, *_OLD_CARDS))


def passes_luhn(number: str) -> bool:
    doubled = (int(sign) * (1 + place % 2) for place, sign in enumerate(reversed(number)))
    return number.isdigit() and sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
