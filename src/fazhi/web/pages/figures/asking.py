"""Asking: which unit, period and evening the address of a figure means, and the same as an address again."""

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, QueryDict

from fazhi.engine.metrics import Metric, Period
from fazhi.engine.register import Register
from fazhi.people.actor import Actor
from fazhi.people.models import Unit
from fazhi.records.custom import open_to
from fazhi.records.figures import metric_named
from fazhi.records.overview import inside, reads_whole, units_within
from fazhi.records.periods import choices, period_named, said
from fazhi.web.pages.registers.finding import day_asked

OWN = "own"


@dataclass
class Asked:
    """What the pages of figures are asked for; `wrong` says what of the address could not be read."""

    actor: Actor
    unit: Unit
    units: list[Unit]
    period: Period
    named: str
    day: date
    wrong: list[str] = field(default_factory=list)

    @property
    def rows(self) -> Q:
        """The rows that make up the figures, as far as the reader's post reaches."""
        return inside(self.actor, self.unit)

    @property
    def whole(self) -> bool:
        return reads_whole(self.actor, self.unit)

    @property
    def is_today(self) -> bool:
        return self.day >= self.actor.today

    @property
    def period_said(self) -> str:
        return said(self.period)

    @property
    def offered(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What the picker offers; a named period that lies further back stands first."""
        offered = choices(self.actor.today)
        known = {name for _, group in offered for name, _ in group}
        return offered if self.named in {*known, OWN} else [("所选", [(self.named, said(self.period))]), *offered]

    @property
    def address(self) -> str:
        """The same question for another page of figures."""
        told = {"unit": self.unit.pk, "period": self.named}
        if self.named == OWN:
            told |= {"since": self.period.first.isoformat(), "until": self.period.last.isoformat()}
        return urlencode(told | ({} if self.is_today else {"as_of": self.day.isoformat()}))


def asked_for(actor: Actor, query: QueryDict) -> Asked:
    """Read the address: the actor's own unit, this year and today, where it says nothing else. A unit out of reach is not there."""
    units = units_within(actor, actor.today)
    wanted = query.get("unit", "")
    unit = next((each for each in units if not wanted or str(each.pk) == wanted), None)
    if unit is None:
        raise Http404
    as_of, wrong = day_asked(query.get("as_of", ""), "数据截至")
    asked = Asked(actor, unit, units, _year(actor.today), str(actor.today.year), min(as_of or actor.today, actor.today))
    asked.wrong += [wrong] if wrong else []
    named = query.get("period", "")
    if named == OWN:
        _own(asked, query)
    elif found := period_named(named):
        asked.period, asked.named = found, named
    return asked


def _own(asked: Asked, query: QueryDict) -> None:
    (first, wrong_first), (last, wrong_last) = day_asked(query.get("since", ""), "起始日期"), day_asked(query.get("until", ""), "截止日期")
    asked.wrong += [each for each in (wrong_first, wrong_last) if each]
    if first and last and first <= last:
        asked.period, asked.named = Period(first, last), OWN
    elif first and last:
        asked.wrong.append(f"截止日期{last}早于起始日期{first}，已按{asked.period_said}显示。请核对两个日期。")
    elif not asked.wrong:
        asked.wrong.append(f"自定日期要填写起止两个日期，已按{asked.period_said}显示。")


def _year(day: date) -> Period:
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def metric_or_404(name: str, actor: Actor) -> tuple[type[Register], Metric]:
    try:
        model, metric = metric_named(name)
    except KeyError:
        raise Http404 from None
    if not open_to(actor, model):
        raise Http404
    return model, metric
