"""Stored figures: kept whole when they leave the house, and computed again to see whether they still come out the same."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet

from fazhi.engine.metrics import Metric, Period
from fazhi.engine.register import Register
from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.kit.dates import chinese_date
from fazhi.kit.digests import canonical
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.people.models import Role, Unit
from fazhi.records.figures import full_name

from .figures import opened, publish
from .models import Published
from .periods import said

LONGEST = 200


@transaction.atomic
def store(actor: Actor, model: type[Register], metric: Metric, unit: Unit, period: Period, day: date, used_in: str) -> Published:
    """Keep a figure whole, as it stands on that evening. Raises NotAllowed, Refused."""
    if not actor.is_(Role.TASKFORCE) or not actor.oversees(unit):
        raise NotAllowed("数字由创建工作专班存档。需要存档的，请联系专班。")
    used_in = used_in.strip()
    if not used_in or len(used_in) > LONGEST:
        raise Refused("请写明这个数字用在哪里，200字以内，如“2026年上半年自评报告”。")
    made = publish(model, metric, unit, period, day, used_in=used_in, by=actor.who.name)
    told = f"存档了{unit.short_name}{said(period)}的“{metric.label}”，截至{chinese_date(day)}，用于{used_in}"
    write(Verb.PUBLISHED, made, told, by=actor.who, units=[unit.pk])
    return made


def stored(model: type[Register], metric: Metric, unit: Unit) -> QuerySet[Published]:
    """The stored figures of a metric for a unit, the newest first; whoever may read the figure may read them."""
    return Published.objects.filter(metric=full_name(model, metric.name), unit=unit).select_related("unit").order_by("-made_at", "-pk")


@dataclass(frozen=True)
class Again:
    """A stored figure computed again from the rows as they stood on its evening."""

    published: Published
    same_rows: bool
    same_formula: bool

    @property
    def holds(self) -> bool:
        return self.same_rows and self.same_formula

    @property
    def says(self) -> str:
        """What became of it, and why."""
        if self.holds:
            return "仍可复算"
        why = [*([] if self.same_rows else ["当日的计入记录不同"]), *([] if self.same_formula else ["算法已更新，存档的仍按当时的算法"])]
        return f"已变化：{'；'.join(why)}"


def again(model: type[Register], metric: Metric, published: Published) -> Again:
    """Compute it again: the same rows in the same versions, by the same formula."""
    period = Period(published.first, published.last)
    shown = opened(model, metric, published.unit, period, published.as_of)
    rows = [[row.record_id, row.version] for row in shown.counted.only("pk", "of", "version").order_by("pk")]
    same_rows = sha256(canonical(rows)).hexdigest() == published.rows_digest
    if not same_rows:  # a row changed since has another number in the table: the order of the record, not of the row, decides
        same_rows = sorted(rows) == sorted(published.rows)
    return Again(published, same_rows, metric.digest() == published.formula_digest)
