"""What a statutory time limit is: its number, unit, start event, basis and conventions, as data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from fazhi.kit.days import MOST_NATURAL_DAYS, CountRefused

_ID = re.compile(r"[A-Z]\d{2}(/.+)?")
_GRADES = "甲乙丙丁"


class Unit(StrEnum):
    """What a limit is counted in."""

    WORKDAY = "工作日"
    DAY = "自然日"
    MONTH = "月"
    YEAR = "年"
    HOUR = "小时"
    DATE = "日期"

    @property
    def measure(self) -> str:
        """The unit as it follows a number: 20个工作日, 60日, 3个月, 2年, 24小时."""
        return {Unit.WORKDAY: "个工作日", Unit.DAY: "日", Unit.MONTH: "个月"}.get(self, self.value)


@dataclass(frozen=True)
class Extension:
    """How much longer a limit may become: `number` more of `unit`, None where the law names no most.

    by: who grants it, as a phrase (本机关负责人批准); tell: the party must be told.
    """

    number: int | None
    unit: Unit
    by: str
    tell: bool = False


@dataclass(frozen=True)
class Limit:
    """One row of the law's time limits.

    start: the event it runs from (收到、受理、立案、作出……); number, unit: how long; fixed: (month, day) of a 日期 limit.
    law, article: the basis; since, until: its dates of force as far as known; confidence: 甲 read in the text, 乙 seen quoted,
    丙 remembered, 丁 local. extension: how much more may be granted; pauses: reasons for which time does not count.
    floor: a minimum, not a ceiling. before: counted backwards from an event. roll_over: a last day that is off moves on
    (民事诉讼法 85条; only where that law governs). silence: what it means that nothing was done in time.
    cases: name → the row for that case. parameter: set locally, until then counted with `suggested`. quantity: no clock.
    reminds: never judges, whatever its confidence.
    """

    id: str
    what: str
    law: str
    article: str
    confidence: str
    start: str = ""
    number: int | None = None
    unit: Unit | None = None
    fixed: tuple[int, int] | None = None
    since: date | None = None
    until: date | None = None
    extension: Extension | None = None
    pauses: tuple[str, ...] = ()
    floor: bool = False
    before: bool = False
    roll_over: bool = False
    silence: str = ""
    cases: Mapping[str, "Limit"] = field(default_factory=dict, hash=False)
    parameter: bool = False
    suggested: int | None = None
    quantity: bool = False
    reminds: bool = False
    note: str = ""

    def __post_init__(self):
        if wrong := _wrong(self):
            raise ValueError(f"期限{self.id}：{wrong}")

    @property
    def amount(self) -> int | None:
        """The number it is counted with: the law's or the locality's, else the suggested one."""
        return self.suggested if self.number is None else self.number

    @property
    def is_clock(self) -> bool:
        """Whether a due day can be counted from it or from one of its cases."""
        return not self.quantity and (
            self.amount is not None or self.fixed is not None or any(case.is_clock for case in self.cases.values())
        )

    @property
    def grade(self) -> str:
        """The one letter that decides what it may be used for: 甲 and 乙 may judge, 丙 and 丁 only remind."""
        if self.confidence[0] not in _GRADES or (self.parameter and self.number is None):
            return "丁"
        return "丙" if self.reminds and self.confidence[0] in "甲乙" else self.confidence[0]

    @property
    def only_reminds(self) -> bool:
        """Whether it may never be the ground for saying that something was late: not checked, local and not set, or our suggestion."""
        return self.grade in "丙丁"

    def of(self, case: str | None) -> "Limit":
        """The row for `case`; itself without one. Raises CountRefused for a case it does not have, or a case it must have."""
        if case is None:
            return self._counted()
        if case not in self.cases:
            named = f"可选：{'、'.join(self.cases)}" if self.cases else "这一条不分情形"
            raise CountRefused(f"期限{self.id}没有“{case}”这一情形；{named}。")
        return self.cases[case]._counted()

    def with_number(self, number: int) -> "Limit":
        """A local parameter set: the same row with the number that the locality fixed."""
        if not self.parameter:
            raise CountRefused(f"期限{self.id}的数字由法律规定，不是地方参数，不能改。")
        return replace(self, number=number)

    def number_with(self, extended: int) -> int:
        """The number with what was granted on top of it; raises CountRefused when that is more than the law allows."""
        if not extended:
            return self.amount or 0
        if isinstance(extended, bool) or not isinstance(extended, int) or extended < 0:
            raise CountRefused(f"延长的数字要是正整数，不能是“{extended}”。")
        if self.extension is None:
            raise CountRefused(
                f"期限{self.id}（{self.what}）没有规定可以延长，不能延长{extended}{self.measure}。请核对依据：{self.law}{self.article}。"
            )
        most = self.extension.number
        if extended > (most or MOST_NATURAL_DAYS):
            limit = f"{most or MOST_NATURAL_DAYS}{self.measure}"
            raise CountRefused(f"期限{self.id}（{self.what}）最多延长{limit}，不能延长{extended}{self.measure}。请核对批准的延长期限。")
        return (self.amount or 0) + extended

    @property
    def measure(self) -> str:
        return self.unit.measure if self.unit else ""

    def _counted(self) -> "Limit":
        if self.quantity:
            raise CountRefused(f"{self.id}（{self.what}）是数量要求，不是期限，不能计算届满日。")
        if self.amount is None and self.fixed is None:
            if self.cases:
                raise CountRefused(f"期限{self.id}分几种情形，请指明一种：{'、'.join(self.cases)}。")
            raise CountRefused(f"期限{self.id}（{self.what}）是地方参数，本地的数字还没有设定。请先按本地规定设定。")
        return self


def _wrong(limit: Limit) -> str:
    """What contradicts itself in a row, empty when nothing does."""
    if not _ID.fullmatch(limit.id) or not (limit.what and limit.confidence):
        return "编号要像“O04”，事项、信度不能空。"
    if limit.confidence[0] not in _GRADES and limit.confidence != "建议":
        return f"信度“{limit.confidence}”要以甲、乙、丙、丁开头，或者是“建议”。"
    if limit.quantity:
        return "数量要求不带单位和计算约定。" if limit.unit or limit.extension or limit.floor or limit.before or limit.roll_over else ""
    if (limit.fixed is None) != (limit.unit is not Unit.DATE) and not limit.cases:
        return "单位是“日期”的要写月日，其他单位不写。"
    if limit.amount is not None and (limit.unit in (None, Unit.DATE) or not 1 <= limit.amount <= MOST_NATURAL_DAYS):
        return f"数字要在1到{MOST_NATURAL_DAYS}之间，并写明单位。"
    if limit.suggested is not None and not limit.parameter:
        return "只有地方参数才有建议值。"
    if not (limit.amount or limit.fixed or limit.cases or limit.parameter):
        return "没有数字的要标明是数量要求、地方参数或者分情形。"
    if (limit.floor and limit.before) or (limit.roll_over and (limit.floor or limit.before)):
        return "下限、倒推、末日顺延不能并用。"
    if limit.extension and limit.unit and limit.extension.unit is not limit.unit:
        return "延长的单位要与期限的单位相同。"
    return ""
