"""The registers of the sample city: each domain says what its made-up rows are, and a few clocks are stopped."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from importlib import import_module
from itertools import groupby
from random import Random

from django.apps import apps
from django.db.models import DateField, DateTimeField
from django.utils import timezone
from django.utils.module_loading import module_has_submodule

from fazhi.engine.clocks import DayClock, clocks_of
from fazhi.engine.register import Register, Source, registers
from fazhi.people.models import Unit, UnitKind
from fazhi.records.bulk import enter_all
from fazhi.records.keeping import pause

from .persons import Cast
from .units import ENFORCING

BY = "示例数据"
STOPPED = 2  # clocks of a register that are stopped in the sample city


def fill_registers(cast: Cast, units: dict[str, Unit], on: date, rng: Random) -> None:
    """Every domain's rows, written as if they had been imported when they happened; referenced registers come first."""
    sorted_units = _sorted(units)
    for app in apps.get_app_configs():
        if app.name.startswith("fazhi.domains.") and app.module is not None and module_has_submodule(app.module, "sample"):
            _enter(import_module(f"{app.name}.sample").rows(sorted_units, on, rng), cast, on)
    _stop_some(cast, on)


def _sorted(units: dict[str, Unit]) -> dict[str, list[Unit]]:
    every = list(units.values())
    of_city = [unit for unit in every if unit.kind == UnitKind.GOVERNMENT and unit.area_id == units["永昌县"].parent_id]
    return {
        "departments": of_city,
        "enforcers": [units[name] for name in ENFORCING],
        "counties": [unit for unit in every if unit.kind == UnitKind.COUNTY],
        "townships": [unit for unit in every if unit.kind == UnitKind.TOWNSHIP],
        "villages": [unit for unit in every if unit.kind == UnitKind.VILLAGE],
        "government": [units["市政府办公室"]],
        "justice": [units["市司法局"]],
        "court": [units["市中级人民法院"]],
    }


def _enter(rows: Iterator[Register], cast: Cast, on: date) -> None:
    for _, portion in groupby(rows, key=type):
        made = list(portion)
        said = f"导入了{made[0]._meta.verbose_name}{len(made)}条（示例）"
        enter_all(made, cast.by_name["zhuanban"].who, said, source=Source.IMPORTED, source_name=BY, since=lambda row: _known_since(row, on))


def _known_since(row: Register, on: date) -> datetime:
    """The evening of the last thing that happened in the record."""
    days = [
        value.date() if isinstance(value, datetime) else value
        for field in row.own_fields()
        if isinstance(field, DateField | DateTimeField) and field.name not in clocks_of(type(row)) and (value := getattr(row, field.name))
    ]
    last = max([day for day in days if day < on], default=on - timedelta(days=400))
    return timezone.make_aware(datetime.combine(last, time(17)))


def _stop_some(cast: Cast, on: date) -> None:
    force = cast.by_name["zhuanban"]
    for model in registers().values():
        for name, clock in clocks_of(model).items():
            if not clock.pauses or not isinstance(clock, DayClock):
                continue
            for row in model.objects.filter(**{f"{name}__gt": on, f"{clock.stop}__isnull": True}).order_by("pk")[:STOPPED]:
                began = clock.began(row)
                first = began.date() if isinstance(began, datetime) else began
                if first is not None and first < on:
                    pause(row, name, clock.pauses[0], max(first, on - timedelta(days=5)), force, note="示例")
