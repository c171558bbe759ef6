"""The forms of 报送: a date as people write it, where a proof stands, a link, something seen off-line."""

from datetime import date
from typing import Any

from django import forms

from fazhi.evidence.models import PlaceKind
from fazhi.kit.dates import DateRefused, parse_date


class DayField(forms.CharField):
    """A date as people write it: 2025-06-13, 2025.6.13, 2025年6月13日."""

    def __init__(self, label: str, *, required: bool = False) -> None:
        # Without max_length: its validator would measure the date, not the text.
        super().__init__(label=label, required=required, error_messages=said(label, 30))

    def to_python(self, value: Any) -> Any:
        if isinstance(value, date):
            return value
        text = super().to_python(value)
        if not text:
            return None
        if len(text) > 30:
            raise forms.ValidationError(self.error_messages["max_length"], "max_length")
        try:
            return parse_date(text)
        except DateRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class TextField(forms.CharField):
    """A line of text with its length, refused in our words."""

    def __init__(self, label: str, most: int, *, required: bool = False) -> None:
        super().__init__(label=label, required=required, max_length=most, error_messages=said(label, most))


def said(label: str, most: int) -> dict[str, str]:
    """What a field says when it is empty or too long."""
    return {"required": "没有填写，请填写。", "max_length": f"超过了 {most} 个字，请精简后再提交。"}


class PlaceForm(forms.Form):
    """Where in the item the proof stands, and what it shows."""

    requirement = forms.IntegerField(label="对应应交材料", required=False, error_messages={"invalid": "请从列表中选择。"})
    place_kind = forms.ChoiceField(
        label="证明点", choices=PlaceKind.choices, required=False, error_messages={"invalid_choice": "请从列表中选择。"}
    )
    place = TextField("位置", 200)
    note = TextField("证明什么", 500)
    effective_on = DayField("形成日期")
    title = TextField("名称", 200)


class LinkForm(PlaceForm):
    """A page on the web."""

    url = forms.URLField(
        label="网址",
        max_length=500,
        assume_scheme="https",
        error_messages={**said("网址", 500), "invalid": "网址不完整。请从浏览器地址栏整条复制，以 http:// 或 https:// 开头。"},
    )


class OfflineForm(PlaceForm):
    """Something seen off-line that may not enter."""

    title = TextField("材料名称", 200, required=True)
    seen_where = TextField("查阅地点", 200, required=True)
    seen_by = TextField("查阅人", 100, required=True)


def first_error(form: forms.Form) -> str:
    """The first thing to put right, with the name of its field; empty where the form is fine."""
    for name, errors in form.errors.items():
        return f"{form.fields[name].label}：{errors[0]}"
    return ""
