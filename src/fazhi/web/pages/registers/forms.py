"""The form of any register, out of its columns: native inputs, help, the unit among those one may write for."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Field

from fazhi.engine.register import Register
from fazhi.kit.dates import DateRefused, parse_date
from fazhi.kit.masks import masked
from fazhi.people.actor import Actor
from fazhi.people.directory import units_seen_by
from fazhi.records.columns import Column, columns

from .finding import address_if, writable_units

WIDE = ("long", "address", "reference")


class DayField(forms.DateField):
    """A day as the browser's calendar gives it, or as an office writes it."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str) and value.strip():
            try:
                return parse_date(value)
            except DateRefused as refusal:
                raise ValidationError(str(refusal)) from refusal
        return super().to_python(value)


class MomentField(forms.DateTimeField):
    """A day and a minute."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


NATIVE: dict[str, Callable[[], dict[str, Any]]] = {  # kind → how its field differs from the one the model would make
    "date": lambda: {"form_class": DayField, "widget": DayField.widget},
    "moment": lambda: {"form_class": MomentField, "widget": MomentField.widget},
    "address": lambda: {"assume_scheme": "https"},
    "personal": lambda: {"widget": forms.TextInput()},
    "long": lambda: {"widget": forms.Textarea(attrs={"rows": 3})},
}


class RecordForm(forms.Form):
    """What is typed about one record; `errors_of` shows what a room below refused beside the fields it names."""

    model: type[Register]
    record: Register | None = None

    def values(self) -> dict[str, Any]:
        """Field → value as the record takes it; a personal one left empty on a record that has it is not touched."""
        found = {}
        for name, value in self.cleaned_data.items():
            if name.endswith("-clear"):
                continue
            column: Field = self.model._meta.get_field(name)  # type: ignore[assignment]
            if self.keeps_personal(name) and not value:
                if not self.cleaned_data.get(f"{name}-clear"):
                    continue
                value = ""
            found[name] = column.get_default() if value in (None, "") and not column.null and column.has_default() else value
        return found

    def keeps_personal(self, name: str) -> bool:
        return f"{name}-clear" in self.fields

    def errors_of(self, error: Exception) -> None:
        """Put a refusal where it belongs: beside its field, or above the form."""
        if not isinstance(error, ValidationError):
            self.add_error(None, str(error))
            return
        told = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for name, messages in told.items():
            for message in messages:
                if name in self.fields:
                    self.add_error(name, message)
                else:
                    self.add_error(None, message if name == NON_FIELD_ERRORS else f"{label_of(self.model, name)}：{message}")

    @property
    def rows(self) -> list[tuple[forms.BoundField, str, bool, forms.BoundField | None]]:
        """Each field with its kind, whether it takes the whole width, and the box that empties it."""
        found = []
        for name, field in self.fields.items():
            if not name.endswith("-clear"):
                box = self[f"{name}-clear"] if f"{name}-clear" in self.fields else None
                found.append((self[name], field.kind, field.kind in WIDE, box))  # type: ignore[attr-defined]
        return found


def label_of(model: type[Register], name: str) -> str:
    return next((column.label for column in columns(model) if column.name == name), name)


def form_for(
    model: type[Register], actor: Actor, data: Any = None, record: Register | None = None, names: Iterable[str] | None = None
) -> RecordForm:
    """The form of a register, filled from `record`; `names` narrows it to some fields, none of which is then required."""
    wanted = [column for column in columns(model) if column.editable and (names is None or column.name in names)]
    fields: dict[str, forms.Field] = {}
    for column in wanted:
        fields[column.name] = made = field_of(model, column, actor, record)
        made.required = made.required and names is None
        made.kind = column.kind  # type: ignore[attr-defined]
        if column.kind == "personal" and record is not None and column.of(record):
            made.required = False
            made.widget.attrs["placeholder"] = f"{masked(column.of(record))}（不改请留空）"
            fields[f"{column.name}-clear"] = forms.BooleanField(label="清空", required=False)
    kind: type[RecordForm] = type("RegisterForm", (RecordForm,), {**fields, "model": model, "record": record})
    start = initial(wanted, record, actor, model)
    return kind(data, initial=start, label_suffix="")


def initial(wanted: list[Column], record: Register | None, actor: Actor, model: type[Register]) -> dict[str, Any]:
    if record is not None:
        return {
            column.name: record.unit_id if column.kind == "unit" else column.of(record) for column in wanted if column.kind != "personal"
        }
    start = {column.name: model._meta.get_field(column.name).get_default() for column in wanted if column.kind != "unit"}  # type: ignore[union-attr]
    return start | {"unit": actor.unit.pk if actor.unit else None}


def field_of(model: type[Register], column: Column, actor: Actor, record: Register | None) -> forms.Field:
    """The form field of one column."""
    stored: Any = model._meta.get_field(column.name)
    if column.kind == "unit":
        return unit_field(model, column, actor, record)
    made = stored.formfield(**NATIVE.get(column.kind, dict)())
    made.label, made.help_text = column.label, column.help
    made.required = column.required
    return dressed(made, column)


def unit_field(model: type[Register], column: Column, actor: Actor, record: Register | None) -> forms.Field:
    own = {unit.pk for unit in writable_units(model, actor)} | ({record.unit_id} if record else set())
    choices = units_seen_by(actor).filter(pk__in=own)
    made = forms.ModelChoiceField(choices, label=column.label, help_text=column.help, empty_label="请选择单位")
    return dressed(made, column)


def dressed(made: forms.Field, column: Column) -> forms.Field:
    """Classes, words of its errors, and the picker of a reference."""
    attrs = made.widget.attrs
    is_choice = isinstance(made.widget, forms.Select)
    attrs["class"] = "form-check-input" if isinstance(made.widget, forms.CheckboxInput) else "form-select" if is_choice else "form-control"
    if is_choice and hasattr(made, "choices") and column.kind == "choice":
        made.choices = [(value, label if value not in ("", None) else "请选择") for value, label in made.choices]
    if column.kind == "decimal":
        attrs["step"] = "any"
    if column.kind == "reference":
        attrs |= {"list": f"keys-{column.name}", "autocomplete": "off", "placeholder": "输入编号或名称查找"}
        attrs |= {"hx-get": address_if("record-keys", column.to), "hx-trigger": "focus once, input changed delay:300ms"}
        attrs |= {"hx-target": f"#keys-{column.name}", "hx-swap": "innerHTML"}
    verb = "选择" if is_choice else "填写"
    made.error_messages |= {"required": f"请{verb}“{column.label}”。"}
    words = {
        "whole": "请填整数，如 12。",
        "decimal": "请填数字，如 12.5。",
        "choice": "请从列表中选择。",
        "address": "请填完整网址，以 https:// 开头。",
    }
    if column.kind in words:
        made.error_messages |= {"invalid": words[column.kind], "invalid_choice": words[column.kind]}
    if column.kind == "unit":
        made.error_messages |= {"invalid_choice": "您不能为这个单位填报。请选择本单位，或由该单位联络员填报。"}
    if column.kind == "moment":
        made.error_messages |= {"invalid": "请按“2025-06-03 09:30”的格式填写日期和时刻。"}
    return made
