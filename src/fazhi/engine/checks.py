"""Checks at start-up: a wrong declaration is refused with the class and the attribute named, before anybody meets it."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.checks import register as checked
from django.db.models import DateField, DateTimeField, PositiveSmallIntegerField

from fazhi.kit.limits import Unit

from .clocks import clocks_of
from .derived import Looked, Reference, Tallied, derived_of
from .lifecycle import lifecycle_of
from .metrics import covered, metrics_of
from .register import Register, registers
from .rules import rules_of

DATES = (DateField, DateTimeField, PositiveSmallIntegerField)


@checked("fazhi")
def check_registers(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Every register's declarations, each mistake by itself."""
    codes: dict[str, str] = {}
    found: list[CheckMessage] = []
    for model in registers().values():
        found += [Error(told, obj=f"{model.__name__}", id="engine.E001") for told in mistakes(model)]
        if model.code in codes:
            found.append(Error(f"code {model.code} is also that of {codes[model.code]}", obj=model.__name__, id="engine.E001"))
        codes[model.code] = model.__name__
    return found


def mistakes(model: type[Register]) -> Iterator[str]:
    names = _names(model)
    known = names | set(derived_of(model))
    if not model.identity or set(model.identity) - names:
        yield f"identity {model.identity} must name fields"
    taken = {field.name for field in model.own_fields()} & set(dir(Register))
    labels = {field.name: field.verbose_name for field in Register._meta.concrete_fields}
    taken |= {field.name for field in model._meta.concrete_fields if labels.get(field.name, field.verbose_name) != field.verbose_name}
    if taken:
        yield f"fields {sorted(taken)} bear names that every register has a use for"
    if stray := set(model.listed) - names:
        yield f"listed names {sorted(stray)}, which are no fields"
    yield from _lifecycle(model, names)
    yield from _clocks(model, names)
    yield from _derived(model, names)
    for name, rule in rules_of(model).items():
        if stray := rule.names() - known:
            yield f"rule '{name}' asks about {sorted(stray)}, which are no fields"
        if (rule.since or rule.until) and rule.by not in names:
            yield f"rule '{name}' has dates of force and no field `by` that decides"
        if not rule.says.endswith("。"):
            yield f"rule '{name}' must be a sentence"
    yield from _metrics(model, names, known)


def _lifecycle(model: type[Register], names: set[str]) -> Iterator[str]:
    life = lifecycle_of(model)
    if life is None:
        return
    keys = set(life.stages)
    reached: set[str] = {next(iter(life.stages), "")}
    seen: set[str] = set()
    while fresh := reached - seen:
        seen |= fresh
        reached |= {key for each in fresh & keys for key in life.stages[each].then}
    for stage in life.stages.values():
        if stray := set(stage.then) - keys:
            yield f"stage '{stage.key}' leads to unknown {sorted(stray)}"
        if stray := ({*stage.needs, stage.on} - {""}) - names:
            yield f"stage '{stage.key}' needs {sorted(stray)}, which are no fields"
    if lost := keys - reached:
        yield f"stages {sorted(lost)} are never reached"


def _clocks(model: type[Register], names: set[str]) -> Iterator[str]:
    for name, clock in clocks_of(model).items():
        asked = {*clock.start, clock.stop, *clock.when, clock.by, clock.extended} - {""}
        if stray := asked - names:
            yield f"clock '{name}' reads {sorted(stray)}, which are no fields"
            continue
        timed = {each for each in (*clock.start, clock.stop) if isinstance(model._meta.get_field(each), DateTimeField)}
        if clock.counts_hours and (lost := {*clock.start, clock.stop} - timed):
            yield f"clock '{name}' counts hours and {sorted(lost)} are no moments"
        if not clock.counts_hours and clock.stop in timed:
            yield f"clock '{name}' counts days and is stopped by the moment '{clock.stop}'"
        for each in clock.limits:
            if each.amount is None and each.fixed is None:
                yield f"clock '{name}' runs by {each.id}, which has no number: name a case of it, or it is a quantity"
            elif clock.counts_hours != (each.unit == Unit.HOUR):
                yield f"clock '{name}' runs by {each.id}, which is counted in {each.unit}"
            if clock.pauses and (each.before or each.unit in (Unit.HOUR, Unit.DATE)):
                yield f"clock '{name}' can be paused and {each.id} cannot"
        if stray := set(clock.pauses) - {reason for each in clock.limits for reason in each.pauses}:
            yield f"clock '{name}' is paused for {sorted(stray)}, which its limits do not know"
        if clock.extended and not any(each.extension for each in clock.limits):
            yield f"clock '{name}' has a field for extension and its limit knows none"


def _derived(model: type[Register], names: set[str]) -> Iterator[str]:
    for name, field in model.field_parts(Reference).items():
        if field.to not in registers():
            yield f"reference '{name}' leads to register '{field.to}', which does not exist"
    for name, part in derived_of(model).items():
        if isinstance(part, Looked):
            if part.reference not in model.field_parts(Reference):
                yield f"'{name}' looks through '{part.reference}', which is no reference"
            elif (target := registers().get(model.field_parts(Reference)[part.reference].to)) and part.field not in _names(target):
                yield f"'{name}' looks up '{part.field}', which {target.__name__} has not"
        if isinstance(part, Tallied) and (
            part.code not in registers() or part.reference not in registers()[part.code].field_parts(Reference)
        ):
            yield f"'{name}' tallies {part.code}.{part.reference}, which is no reference of a register"


def _metrics(model: type[Register], names: set[str], known: set[str]) -> Iterator[str]:
    for name, metric in metrics_of(model).items():
        if stray := metric.measure.names() - known:
            yield f"metric '{name}' asks about {sorted(stray)}, which are no fields"
        if metric.over and metric.over not in names:
            yield f"metric '{name}' counts over '{metric.over}', which is no field"
        elif metric.over and not isinstance(model._meta.get_field(metric.over), DATES):
            yield f"metric '{name}' counts over '{metric.over}', which is not a date field"
        if isinstance(metric.measure, covered) and not metric.measure.among:
            yield f"metric '{name}' covers no kind of unit"
        if isinstance(metric.measure, covered) and metric.measure.having and metric.measure.having not in registers():
            yield f"metric '{name}' asks units having a record of '{metric.measure.having}', which does not exist"


def _names(model: type[Register]) -> set[str]:
    return {field.name for field in model._meta.get_fields()} | {"unit_id", "pk"}
