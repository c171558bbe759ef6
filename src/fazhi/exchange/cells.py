"""One cell of a sheet as a value of its column, read as people in offices write it; or the reason why it cannot be."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone

from fazhi.engine.register import Register
from fazhi.kit.dates import DateRefused, parse_date
from fazhi.kit.masks import masked
from fazhi.kit.numerals import NumeralRefused, half_width, parse_number
from fazhi.records.columns import Column

from .xlsx import is_error, serial_moment

YES = {"是", "有", "√", "✓", "✔", "☑", "对", "真", "y", "yes", "true", "1", "已", "已办", "完成", "需要", "v"}
NO = {"否", "无", "×", "✗", "✘", "☐", "□", "错", "假", "n", "no", "false", "0", "未", "没有", "不", "不是", "不需要", "x"}
TIMES = {"亿": Decimal(10**8), "万": Decimal(10**4), "千": Decimal(10**3), "": Decimal(1)}
_AMOUNT = re.compile(
    r"(?P<number>.*?)(?P<times>[千万亿]?)(?P<unit>元|人民币|个工作日|工作日|自然日|个月|小时|学时|课时|[件人次天日个名份条项部家年月户场期宗])?"
)
_IN_LABEL = re.compile(r"[（(]\s*(?P<times>[万亿])?(?P<unit>元|%|％|[一-龥]{1,4})\s*[）)]")
_MOMENT = re.compile(
    r"(?P<day>.+?)[ T]*(?P<half>上午|下午|晚上|晚|凌晨|中午)?[ ]*(?P<hour>\d{1,2})"
    r"(?:[:：时点](?P<minute>\d{1,2})?分?(?:[:：]?(?P<second>\d{1,2})秒?)?)$"
)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
MOST_SHOWN = 30
SHORTENED = "……（过长，未完整导出）"  # ends a cell of an export that a spreadsheet could not hold; never written back


class CellRefused(ValueError):
    """What a cell holds is not what its column wants; the message says what, why and how to write it."""


class Masked(str):
    """A masked personal value: right when it masks what stands there, refused otherwise."""


Read = Callable[[Any], Any]


def reader_of(model: type[Register], column: Column, units: Read) -> Read:
    """How a cell of this column that is not blank is read; the function raises CellRefused."""
    if column.kind == "unit":
        return lambda cell: units(text_of(cell))
    made = {"date": date_of, "moment": moment_of, "yes-no": yes_no, "address": address}.get(column.kind)
    if made:
        return made
    field = field_of(model, column)
    if column.choices:
        return _choice(column, None if column.kind == "stage" else field)
    if column.kind == "whole":
        return _whole(column, field)
    if column.kind == "decimal":
        return _decimal(column, field)
    longest = getattr(field, "max_length", None)
    if column.kind == "personal":
        return lambda cell: _personal(within(text_of(cell), longest))
    return lambda cell: within(text_of(cell), longest)


def field_of(model: type[Register], column: Column) -> models.Field | None:
    return next((field for field in model._meta.concrete_fields if field.name == column.name), None)


def is_blank(cell: Any) -> bool:
    return cell is None or cell == "" or (isinstance(cell, str) and not cell.strip())


def text_of(cell: Any) -> str:
    """A cell as text. What begins with = + - @ is text like any other: nothing here is ever worked out."""
    if is_error(cell):
        raise CellRefused(f"这一格是公式，结果是“{cell}”，不是内容。请改成真实的内容（复制后选择性粘贴为数值）")
    if isinstance(cell, str):
        return _UNPRINTABLE.sub("", cell.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, (int, float)) and abs(cell) >= 10**15:
        raise CellRefused(f"“{cell}”是超过15位的数字，表格软件已经把它舍入，不再可信。请把这一列设为文本后重新填写")
    return str(cell)


def within(text: str, longest: int | None) -> str:
    if longest and len(text) > longest:
        raise CellRefused(f"有{len(text)}个字，超过{longest}个字。请缩短后再填")
    return text


def short(cell: Any) -> str:
    """What stands in a cell, as a message quotes it."""
    text = str(cell).strip()
    return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + "…"


def date_of(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if 10_000 <= cell < 100_000 and isinstance(found := serial_moment(float(cell)), date):  # 1927 to 2173
            return found.date() if isinstance(found, datetime) else found
        return _day(str(cell))
    return _day(text_of(cell))


@lru_cache(maxsize=20_000)
def _day(text: str) -> date:
    plain = re.sub(r"[ T]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$", "", half_width(text).strip())
    if re.fullmatch(r"\d{5}(\.\d+)?", plain):  # a serial that became text
        found = serial_moment(float(plain))
        if isinstance(found, date):
            return found.date() if isinstance(found, datetime) else found
    two_digits = re.fullmatch(r"(\d{2})[.年/-](\d{1,2})[.月/-](\d{1,2})日?", plain)
    if two_digits:
        raise CellRefused(f"“{short(text)}”的年份只有两位，分不清是哪一年。请写成“20{two_digits[1]}-{two_digits[2]}-{two_digits[3]}”的样子")
    try:
        return parse_date(re.sub(r"[（(]?(?:星期|周)[一二三四五六日天][）)]?$", "", plain))
    except DateRefused as refusal:
        raise CellRefused(str(refusal).removesuffix("。")) from None


def moment_of(cell: Any) -> datetime:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and 10_000 <= cell < 100_000:
        cell = serial_moment(float(cell))
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else timezone.make_aware(cell)
    if isinstance(cell, date):
        raise CellRefused(f"“{cell}”没有写几点几分。请写成“2025-06-13 14:30”")
    return _moment(text_of(cell))


@lru_cache(maxsize=20_000)
def _moment(text: str) -> datetime:
    found = _MOMENT.fullmatch(half_width(text).strip().replace("\u3000", " "))
    if not found or not re.search(r"[:：时点]", text):
        raise CellRefused(f"“{short(text)}”不是带时间的日期。请写成“2025-06-13 14:30”")
    hour = int(found["hour"])
    if found["half"] in ("下午", "晚上", "晚") and hour < 12:
        hour += 12
    try:
        moment = datetime.combine(_day(found["day"].strip()), time(hour, int(found["minute"] or 0), int(found["second"] or 0)))
    except ValueError as error:
        if isinstance(error, CellRefused):
            raise
        raise CellRefused(f"“{short(text)}”的时间不存在。请写成“2025-06-13 14:30”") from None
    return timezone.make_aware(moment)


def yes_no(cell: Any) -> bool:
    if isinstance(cell, bool):
        return cell
    plain = half_width(text_of(cell)).strip("。 ").lower()
    if plain in YES:
        return True
    if plain in NO:
        return False
    raise CellRefused(f"“{short(cell)}”分不清是不是。请写“是”或“否”（√、×，有、无也可以）")


def address(cell: Any) -> str:
    text = text_of(cell)
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        raise CellRefused(f"“{short(text)}”不是网址。请写完整网址，以 http:// 或 https:// 开头") from None
    return within(text, 200)


def _choice(column: Column, field: models.Field | None) -> Read:
    known: dict[str, Any] = {}
    for value, label in column.choices:
        for spelling in (str(value), str(label)):
            known.setdefault(_plain(spelling), value)
    listed = "、".join(str(label) for _, label in column.choices[:12]) + ("等" if len(column.choices) > 12 else "")

    def read(cell: Any) -> Any:
        found = known.get(_plain(text_of(cell)))
        if found is None:
            raise CellRefused(f"没有“{short(cell)}”这一项。可以填：{listed}")
        return found

    return read


def _plain(text: str) -> str:
    return re.sub(r"\s", "", half_width(text)).translate(str.maketrans("（），：；", "(),:;")).lower()


def _whole(column: Column, field: models.Field | None) -> Read:
    read = _decimal(column, None)

    def whole(cell: Any) -> int:
        if column.name == "year" and isinstance(cell, (date, datetime)):
            return cell.year
        number = read(cell)
        if number != int(number):
            raise CellRefused(f"“{short(cell)}”不是整数。请填整数")
        return int(_in_range(int(number), cell, field))

    return whole


def _in_range(number: int, cell: Any, field: models.Field | None) -> int:
    limits = {"PositiveSmallIntegerField": (0, 32767), "PositiveIntegerField": (0, 2**31 - 1), "SmallIntegerField": (-32768, 32767)}
    if field is not None and field.name == "year":
        limits = {field.get_internal_type(): (1900, 2199)}
    least, most = limits.get(field.get_internal_type() if field else "", (-(2**31), 2**31 - 1))
    if not least <= number <= most:
        raise CellRefused(f"“{short(cell)}”不在{least}至{most}之间。请核对")
    return number


def _decimal(column: Column, field: models.Field | None) -> Read:
    """A number in the unit that the label names: “罚款（万元）” takes 12.5, 12.5万元 and 125000元 for the same."""
    told = _IN_LABEL.search(column.label)
    own, per_cent = TIMES[(told["times"] or "") if told else ""], bool(told and told["unit"] in ("%", "％"))
    places, digits = getattr(field, "decimal_places", None), getattr(field, "max_digits", None)

    def read(cell: Any) -> Decimal:
        number = cell_number(cell, own, per_cent=per_cent, is_named=bool(told and told["times"]))
        if places is None:
            return number
        rounded = round(number, places)
        if abs(rounded - number) > Decimal("1e-9"):
            raise CellRefused(f"“{short(cell)}”的小数多于{places}位。请保留{places}位小数")
        if digits and len(rounded.as_tuple().digits) > digits:
            raise CellRefused(f"“{short(cell)}”太大，超过{digits - places}位整数。请核对")
        return rounded

    return read


def cell_number(cell: Any, own: Decimal, *, per_cent: bool, is_named: bool) -> Decimal:
    if isinstance(cell, (bool, date, time)):
        raise CellRefused(f"“{short(text_of(cell))}”不是数字。请填数字")
    if isinstance(cell, (int, float)):
        return Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
    text = re.sub(r"\s", "", half_width(text_of(cell))).removeprefix("¥").removeprefix("￥").removeprefix("人民币")
    try:
        return Decimal(text) if re.fullmatch(r"[+-]?\d{1,18}(\.\d{1,12})?", text) else _written_number(text, own, per_cent, is_named)
    except (NumeralRefused, InvalidOperation, ZeroDivisionError):
        raise CellRefused(f"“{short(cell)}”不是能读懂的数字。请填数字，如 23、1.5、1,234") from None


def _written_number(text: str, own: Decimal, per_cent: bool, is_named: bool) -> Decimal:
    if text.endswith(("%", "成")) or "分之" in text:
        return parse_number(text) * (100 if per_cent else 1)
    found = _AMOUNT.fullmatch(text)
    if found and found["unit"] in ("元", "人民币"):
        return parse_number(found["number"]) * TIMES[found["times"]] / own
    if found and found["times"] and is_named:  # “12.5万” where the label says 万元
        return parse_number(found["number"]) * TIMES[found["times"]] / own
    if found and found["unit"]:
        return parse_number(found["number"] + found["times"])
    return parse_number(text)


def _personal(text: str) -> str:
    return Masked(text) if "*" in text else text


def agrees(column: Column, old: Any, new: Any) -> bool:
    """Does the cell say what stands there already? Raises CellRefused for a masked value of something else."""
    if isinstance(new, Masked):
        if masked(str(old or "")) == str(new) or str(old or "") == str(new):
            return True
        raise CellRefused("是隐去了一部分的个人信息，不能导入。请填写完整内容，或保持原样")
    if old is None or new is None:
        return (old in (None, "")) and (new in (None, ""))
    if isinstance(new, datetime):
        return bool(old.replace(microsecond=0) == new.replace(microsecond=0))
    if isinstance(new, str):
        kept = text_of(str(old))
        return kept == new or (new.endswith(SHORTENED) and kept.startswith(new.removesuffix(SHORTENED)))
    if isinstance(new, models.Model):
        return bool(getattr(old, "pk", old) == new.pk)
    return bool(old == new)
