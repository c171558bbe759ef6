"""The panel of an indicator's metrics: each with its line, its verdict, its trend and the way to its rows."""

from typing import Any

from fazhi.campaign.aims import aims_of
from fazhi.campaign.models import Demand
from fazhi.people.actor import Actor
from fazhi.people.models import Unit
from fazhi.records.figures import metric_named
from fazhi.records.overview import inside, overview
from fazhi.records.periods import period_named
from fazhi.records.trends import trend

from .shapes import chart, shown, table_of


def panel(actor: Actor, demand: Demand) -> dict[str, Any]:
    """The metrics of the indicator this year, for the actor's unit or, to those who oversee the campaign, for its area.

    One query a register and one a metric for its trend; nothing where the edition names no metric, or the reader reaches no unit.
    """
    unit = demand.campaign.unit if actor.oversees(demand.campaign.unit) else actor.unit
    names = known_metrics(demand.indicator.metrics)
    if unit is None or not names:
        return {"unit": unit, "lines": [], "why": "" if names else demand.indicator.no_metric}
    return {"unit": unit, "lines": lines_of(actor, demand, unit, names), "why": ""}


def lines_of(actor: Actor, demand: Demand, unit: Unit, names: dict[str, Any]) -> list[dict[str, Any]]:
    period, rows, aims = period_named(str(actor.today.year)), inside(actor, unit), aims_of(demand.campaign)
    assert period is not None
    found: dict[str, Any] = {}
    for model in dict.fromkeys(model for model, _ in names.values()):
        wanted = [metric.name for each, metric in names.values() if each is model]
        found |= {f"{model.code}.{name}": line for name, line in overview(model, unit, period, actor.today, rows, only=wanted).items()}
    lines = []
    for number, (name, (model, metric)) in enumerate(names.items()):
        aim = aims.of(name, metric, period.last)
        drawn = trend(model, metric, unit, actor.today, rows)
        lines.append(
            {"id": f"trend-{number}", "shown": shown(found[name], aim), "register": model, "trend": drawn}
            | {"chart": chart(drawn, aim), "table": table_of(drawn)}
        )
    return lines


def known_metrics(names: list[str]) -> dict[str, Any]:
    """Those of the edition's metrics that are computed: stable name → (register, metric)."""
    found = {}
    for name in names:
        try:
            found[name] = metric_named(name)
        except KeyError:
            continue
    return found
