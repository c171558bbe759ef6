"""The forms of a definition: one for each of its parts, and one for a condition's line; choices come from the draft itself."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from fazhi.engine.metrics import Binds
from fazhi.engine.rules import Severity
from fazhi.kit.limits import Unit as Span
from fazhi.people.models import UnitKind
from fazhi.records.defining import KINDS, MEASURES, kinds_of, labels_of
from fazhi.records.drafting import SIDES
from fazhi.records.written import ALONE, OPERATORS, OTHER, WrongLine, condition
from fazhi.web.pages.submission_forms import TextField

GRADES = (("丁", "本地规定，只提醒"), ("甲", "法律法规，已核对原文"))
JUDGING = [(value, label) for value, label in Severity.choices if value in ("breach", "redline", "reminder")]
SPANS = [(each.value, each.value) for each in Span if each is not Span.DATE]
REQUIRED = {"required": "没有填写，请填写。", "invalid": "请填整数。", "invalid_choice": "请从列表中选择。"}
NONE = ("", "无")


class PartForm(forms.Form):
    """A part of the draft. `item()` is what the draft keeps of it."""

    def __init__(self, body: Mapping[str, Any], registers: Iterable[tuple[str, str]] = (), data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        self.body, self.registers, self.labels, self.kinds = body, list(registers), labels_of(body), kinds_of(body)
        self.fill()
        for field in self.fields.values():
            field.error_messages |= REQUIRED
            many = isinstance(field.widget, forms.CheckboxSelectMultiple)
            is_tick = many or isinstance(field.widget, forms.CheckboxInput)
            kind = "form-check-input" if is_tick else "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs["class"] = kind
            field.wide = isinstance(field.widget, forms.Textarea) or many  # type: ignore[attr-defined]

    def fill(self) -> None:
        """Give the choices that come from the draft."""

    def named(self, *kinds: str) -> list[tuple[str, str]]:
        return [(name, self.labels[name]) for name, kind in self.kinds.items() if kind in kinds]

    def item(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def select(label: str, choices: Iterable = (), *, required: bool = False, help: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices), required=required, help_text=help)


def several(label: str, choices: Iterable = (), help: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=list(choices), required=False, widget=forms.CheckboxSelectMultiple, help_text=help
    )


def words(text: str) -> list[str]:
    """The words of lines, or of one line parted by “、”."""
    return list(dict.fromkeys(each.strip() for each in text.replace("、", "\n").splitlines() if each.strip()))


class FieldForm(PartForm):
    label = TextField("名称", 40, required=True)
    kind = select("种类", KINDS.items(), required=True)
    choices = forms.CharField(label="选项", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="种类是“选项”时，一行一个")
    to = select("所指的台账", help="种类是“其他台账的编号”时选择")
    help = TextField("填写说明", 200)
    required = forms.BooleanField(label="必填", required=False)
    listed = forms.BooleanField(label="在列表中显示", required=False)

    def fill(self) -> None:
        self.fields["to"].choices = [NONE, *self.registers]  # type: ignore[attr-defined]
        if self.initial.get("choices"):
            self.initial["choices"] = "\n".join(self.initial["choices"])

    def item(self) -> dict[str, Any]:
        found = super().item()
        return found | {"choices": [each[:60] for each in words(found["choices"])]}


class StageForm(PartForm):
    label = TextField("名称", 40, required=True)
    then = several("下一步可以是")
    needs = several("到这一步必须填写的")
    on = select("到达日期")
    evidence = TextField("须附的材料", 200)
    second = forms.BooleanField(label="要由另一个人办理", required=False)

    def fill(self) -> None:
        own = self.initial.get("name")
        self.fields["then"].choices = [(each["name"], each["label"]) for each in self.body["stages"] if each["name"] != own]  # type: ignore[attr-defined]
        self.fields["needs"].choices = [(name, self.labels[name]) for name in self.kinds if name.startswith("f")]  # type: ignore[attr-defined]
        self.fields["on"].choices = [NONE, *self.named("date")]  # type: ignore[attr-defined]
        if self.initial.get("evidence"):
            self.initial["evidence"] = "、".join(self.initial["evidence"])

    def item(self) -> dict[str, Any]:
        found = super().item()
        return found | {"evidence": words(found["evidence"])}


class ClockForm(PartForm):
    label = TextField("名称", 40, required=True)
    number = forms.IntegerField(label="期限", min_value=1, max_value=2000)
    unit = select("单位", SPANS, required=True)
    start = select("自哪一天起算", required=True)
    stop = select("到哪一天为止", required=True)
    pauses = TextField("可以停表的事由", 200)
    basis = TextField("依据", 200, required=True)
    confidence = select("依据的性质", GRADES, required=True)
    severity = select("超过期限算", JUDGING, required=True)
    remedy = TextField("超过以后怎么办", 200)

    def fill(self) -> None:
        self.fields["start"].choices = self.fields["stop"].choices = [("", "请选择"), *self.named("date", "moment")]  # type: ignore[attr-defined]
        if self.initial.get("pauses"):
            self.initial["pauses"] = "、".join(self.initial["pauses"])

    def item(self) -> dict[str, Any]:
        found = super().item()
        return found | {"pauses": words(found["pauses"])}


class RuleForm(PartForm):
    says = TextField("规则（一句话）", 200, required=True)
    basis = TextField("依据", 200, required=True)
    confidence = select("依据的性质", GRADES, required=True)
    severity = select("不符合算", JUDGING, required=True)
    remedy = TextField("不符合怎么办", 200)

    def clean_says(self) -> str:
        return self.cleaned_data["says"].rstrip("。.") + "。"


class MetricForm(PartForm):
    label = TextField("名称", 40, required=True)
    measure = select("算法", MEASURES.items(), required=True)
    over = select("按哪个日期归入期间", help="不选的，按查询当日的记录统计")
    rule = select("所用的规则或时限", help="用于比例、不应发生的件数")
    field = select("数字字段", help="用于合计、合计之比")
    over_field = select("除以", help="用于合计之比；不选的，除以记录数")
    unit = TextField("计量单位", 8)
    start = select("自", help="用于用时中位数")
    end = select("到", help="用于用时中位数")
    among = several("应当有记录的单位类别", UnitKind.choices, "用于单位覆盖率")
    least = forms.IntegerField(label="每个单位至少几条", required=False, min_value=1, max_value=9999)
    sign = select("目标", (("least", "不低于"), ("most", "不高于")), required=True)
    target = forms.DecimalField(
        label="目标值", required=False, max_digits=12, decimal_places=4, help_text="比例写小数，如 0.9；没有目标可不填"
    )
    binds = select("考核到", Binds.choices, required=True)
    basis = TextField("依据", 200, required=True)
    confidence = select("依据的性质", GRADES, required=True)

    def fill(self) -> None:
        asked = [(each["name"], each["says"]) for each in self.body["rules"]]
        asked += [(f"{each['name']}_kept", f"{each['label']}没有超过") for each in self.body["clocks"]]
        numbers, dates = self.named("whole", "decimal"), self.named("date", "moment", "clock")
        known = {"rule": asked, "field": numbers, "over_field": numbers, "start": dates, "end": dates}
        known["over"] = [*dates, *self.named("year")]
        for name, choices in known.items():
            self.fields[name].choices = [NONE, *choices]  # type: ignore[attr-defined]
        self.fields["target"].error_messages |= {"invalid": "请填数字，如 0.9。"}

    def item(self) -> dict[str, Any]:
        found = super().item()
        return found | {"target": "" if found["target"] is None else str(found["target"].normalize())}


class LineForm(PartForm):
    """One more condition of a rule or a metric."""

    side = select("加在", required=True)
    asked = select("字段", required=True)
    operator = select("怎么比", OPERATORS.items(), required=True)
    value = TextField("内容", 200)
    other = select("或者与这个字段比")

    def fill(self) -> None:
        sides = {**SIDES["rules"], **SIDES["metrics"]}
        self.fields["side"].choices = list(sides.items())  # type: ignore[attr-defined]
        asked = [(name, self.labels[name]) for name, kind in self.kinds.items() if kind != "personal"]
        self.fields["asked"].choices = [("", "请选择"), *asked]  # type: ignore[attr-defined]
        self.fields["other"].choices = [NONE, *asked]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors:
            try:
                condition([self.line()], self.kinds)
            except WrongLine as wrong:
                raise forms.ValidationError(str(wrong)) from wrong
        return found

    def line(self) -> tuple[str, str, str]:
        """(field, operator, value); a stage is typed by its label and kept by its name."""
        told = self.cleaned_data
        value = f"{OTHER}{told['other']}" if told["other"] else told["value"].strip()
        if told["asked"] == "stage" and not told["other"]:
            names = {each["label"]: each["name"] for each in self.body["stages"]}
            missing = [each for each in words(value) if each not in names] if told["operator"] not in ALONE else []
            if missing:
                raise forms.ValidationError(f"没有“{missing[0]}”这个环节。可以是：{'、'.join(names)}。")
            value = "、".join(names[each] for each in words(value)) if told["operator"] not in ALONE else ""
        return told["asked"], told["operator"], "" if told["operator"] in ALONE else value


FORMS: dict[str, type[PartForm]] = {
    "fields": FieldForm,
    "stages": StageForm,
    "clocks": ClockForm,
    "rules": RuleForm,
    "metrics": MetricForm,
}


def first_wrong(form: PartForm) -> str:
    """The first thing to put right, with the name of its field."""
    for name, errors in form.errors.items():
        return f"{form.fields[name].label}：{errors[0]}" if name in form.fields else str(errors[0])
    return ""
