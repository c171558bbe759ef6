"""Lifecycle: where a record can stand, and everything a move needs. Live work refuses a skipped step with all reasons at once."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CharField, F, Q, TextField

from fazhi.people.models import Role

from .register import Register
from .rules import Rule, Severity


@dataclass(frozen=True)
class Stage:
    """One place to stand: where it leads, which fields and which material it needs, who may do it, whether a second person must.

    `on` is the date field that says when the record came to stand here. `optional` stages may be passed by.
    """

    key: str
    label: str
    then: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    on: str = ""
    by: tuple[Role, ...] = ()
    evidence: tuple[str, ...] = ()
    second: bool = False
    act: str = ""  # the words on the button; “转为…” when empty


class Lifecycle(CharField):
    """A field that holds the key of a stage, so that rewording a stage makes no migration.

    Imported history may have skipped or reversed steps: the two rules it brings count those as breaches.
    """

    def __init__(self, *stages: Stage, basis: str = "", **options: Any):
        self.stages = {stage.key: stage for stage in stages}
        self.basis = basis or "业务流程"
        options.setdefault("max_length", 40)
        options.setdefault("default", stages[0].key if stages else "")
        options.setdefault("db_index", True)
        super().__init__("环节", **options)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, {**options, "verbose_name": "环节", "default": self.default}

    def clone(self) -> CharField:  # type: ignore[override]
        """For migrations the lifecycle is a plain column."""
        return CharField(**self.deconstruct()[3])

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        made = (("stage_is_filled", self.filled_rule()), ("stages_in_order", self.order_rule()))
        for key, rule in made:
            if rule is not None and key not in vars(cls):
                rule.name = key
                setattr(cls, key, rule)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if value not in self.stages:
            labels = "、".join(stage.label for stage in self.stages.values())
            raise ValidationError(f"没有“{value}”这个环节。可以是：{labels}。")

    def filled_rule(self) -> Rule | None:
        """What a stage needs is there in whatever stands at it."""
        needing = [stage for stage in self.stages.values() if stage.needs]
        if not needing:
            return None
        missing = Q(pk__in=[])
        for stage in needing:
            missing |= Q(**{self.name: stage.key}) & ~self._all_filled(stage)
        applies = Q(**{f"{self.name}__in": [stage.key for stage in needing]})
        return Rule(
            "所处环节应有的内容已填写齐全。", applies=applies, holds=~missing, basis=self.basis, remedy="补填缺少的内容，或核对所处环节。"
        )

    def order_rule(self) -> Rule | None:
        """No step is dated before the one it follows."""
        pairs = [
            (one.on, self.stages[key].on)
            for one in self.stages.values()
            for key in one.then
            if one.on and key in self.stages and self.stages[key].on
        ]
        pairs = [pair for pair in dict.fromkeys(pairs) if pair[0] != pair[1]]
        if not pairs:
            return None
        asked, wrong = Q(pk__in=[]), Q(pk__in=[])
        for first, then in pairs:
            both = Q(**{f"{first}__isnull": False, f"{then}__isnull": False})
            asked, wrong = asked | both, wrong | (both & Q(**{f"{then}__lt": F(first)}))
        return Rule(
            "各环节的日期先后有序，没有倒置。",
            applies=asked,
            holds=~wrong,
            basis=self.basis,
            severity=Severity.BREACH,
            remedy="核对各环节日期；确属程序倒置的，说明情况并整改。",
        )

    def _all_filled(self, stage: Stage) -> Q:
        filled = Q()
        for name in stage.needs:
            filled &= Q(**{f"{name}__isnull": False})
            if isinstance(self.model._meta.get_field(name), CharField | TextField):
                filled &= ~Q(**{name: ""})
        return filled


def lifecycle_of(register: type[Register]) -> Lifecycle | None:
    return next(iter(register.field_parts(Lifecycle).values()), None)


def stage_of(record: Register) -> Stage | None:
    life = lifecycle_of(type(record))
    return life.stages.get(getattr(record, life.name)) if life else None


def next_stages(record: Register) -> list[Stage]:
    """Where the record may go from where it stands."""
    life, here = lifecycle_of(type(record)), stage_of(record)
    return [life.stages[key] for key in here.then] if life and here else []
