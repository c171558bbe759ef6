"""Rules: sentences that are true or false of one record. Kept, broken, or not asked."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from fazhi.kit.once import one_reading

from .conditions import at, names_in
from .derived import annotated
from .register import Register

JUDGING = ("甲", "乙")  # confidence of a fact that may judge; 丙 and 丁 remind


class Severity(models.TextChoices):
    """How grave it is that a rule is broken."""

    FATAL = "fatal", "否决"
    REDLINE = "redline", "红线"
    BREACH = "breach", "违规"
    REMINDER = "reminder", "提醒"


class Rule:
    """A sentence, whom it asks (`applies`), what must be true (`holds`), its basis, how grave, what to do, its dates of force.

    Conditions are Q or a function that makes one. `by` names the date field that decides which law a record is under.
    A fact of confidence 丙 or 丁 reminds and never judges, whatever severity was given.
    """

    name = ""

    def __init__(
        self,
        says: str,
        *,
        holds: Q | Callable[[], Q],
        applies: Q | Callable[[], Q] | None = None,
        basis: str,
        severity: Severity = Severity.BREACH,
        remedy: str = "",
        confidence: str = "甲",
        by: str = "",
        since: date | None = None,
        until: date | None = None,
    ):
        self.says, self.basis, self.remedy, self.confidence = says, basis, remedy, confidence
        self._holds, self._applies = holds, applies if applies is not None else Q()
        self.severity = severity if confidence in JUDGING else Severity.REMINDER
        self.by, self.since, self.until = by, since, until

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"<Rule {self.name}>"

    @property
    def judges(self) -> bool:
        return self.severity != Severity.REMINDER

    @property
    def applies(self) -> Q:
        asked = self._applies() if callable(self._applies) else self._applies
        in_force = Q()
        if self.since:
            in_force &= Q(**{f"{self.by}__gte": self.since})
        if self.until:
            in_force &= Q(**{f"{self.by}__lt": self.until})
        return asked & in_force

    @property
    def holds(self) -> Q:
        return self._holds() if callable(self._holds) else self._holds

    def names(self) -> set[str]:
        return names_in(self.applies) | names_in(self.holds)

    def answer(self, day: date) -> Case:
        """True, False or NULL, as a column."""
        applies, holds = at(self.applies, day), at(self.holds, day)
        if not applies:
            return Case(When(holds, then=Value(True)), default=Value(False), output_field=BooleanField())
        kept, asked = When(applies & holds, then=Value(True)), When(applies, then=Value(False))
        return Case(kept, asked, default=Value(None), output_field=BooleanField(null=True))


def rules_of(register: type[Register]) -> dict[str, Rule]:
    return register.parts(Rule)


@one_reading()
def judged(rows: QuerySet, rules: "dict[str, Rule]", day: date, prefix: str = "rule_") -> QuerySet:
    """The rows with one column a rule: kept, broken, not asked."""
    needed = set().union(*(rule.names() for rule in rules.values())) if rules else set()
    return annotated(rows, needed, day).annotate(**{prefix + name: rule.answer(day) for name, rule in rules.items()})


def broken(rows: QuerySet, rule: Rule, day: date) -> QuerySet:
    """The rows that break the rule."""
    return judged(rows, {"asked": rule}, day).filter(rule_asked=False)


def marks(register: type[Register], ids: list[int], day: date) -> dict[int, dict[str, Any]]:
    """Row number → rule name → kept, broken or None, for a whole page of records in one query."""
    rules = rules_of(register)
    if not rules or not ids:
        return {each: {} for each in ids}
    names = ["rule_" + name for name in rules]
    rows = judged(register.versions.filter(pk__in=ids).order_by(), rules, day).values_list("pk", *names)
    return {pk: dict(zip(rules, answers, strict=True)) for pk, *answers in rows}
