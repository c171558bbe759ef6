"""What a person may correct in a reading, as forms; the acts of the plan room decide what holds."""

from typing import Any

from django import forms

from fazhi.plan.models import PlanPhase, PlanTask, Target

SETTLEMENTS = ("与创建任务无关", "属于引言或总体要求", "属于组织保障要求", "已另行补录到任务中")


class Sober(forms.Form):
    """Fields as the style sheet expects them."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field.widget, forms.Select) else "form-control"


class Day(forms.DateField):
    """A day, chosen or typed."""

    def __init__(self, label: str, **named: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        said = {"invalid": "这一天不存在或写法不对。请按 2025-06-13 的样子填写。"}
        super().__init__(label=label, required=False, widget=widget, error_messages=said, **named)


class TaskForm(Sober):
    title = forms.CharField(label="标题", max_length=200)
    due_on = Day("完成时限", help_text="方案没有单独规定的，留空。")


class TargetForm(Sober):
    operator = forms.ChoiceField(label="关系", choices=Target.Operator.choices)
    value = forms.DecimalField(label="数值", max_digits=12, decimal_places=2, required=False)
    unit = forms.CharField(label="单位", max_length=20, required=False, help_text="%、件、名、学时……")
    per = forms.CharField(label="每", max_length=20, required=False, help_text="每年、每人每年……")
    subject = forms.CharField(label="对象", max_length=300, required=False)
    text = forms.CharField(label="原句", widget=forms.Textarea(attrs={"rows": 2}))


class PhaseForm(Sober):
    name = forms.CharField(label="名称", max_length=50)
    starts_on = Day("开始")
    ends_on = Day("结束", help_text="留空即到创建活动结束。")


class SettleForm(Sober):
    as_ = forms.CharField(
        label="处理意见", max_length=200, widget=forms.TextInput(attrs={"list": "settlements", "placeholder": "与创建任务无关"})
    )


def task_form(task: PlanTask, data: Any = None) -> TaskForm:
    return TaskForm(data, prefix="task", initial={"title": task.title, "due_on": task.due_on})


def target_form(target: Target | None, data: Any = None) -> TargetForm:
    """The form of a target, or of a new one."""
    said = {name: getattr(target, name) for name in TargetForm.base_fields} if target else {}
    return TargetForm(data, prefix=f"g{target.pk}" if target else "new", initial=said)


def phase_form(phase: PlanPhase, data: Any = None) -> PhaseForm:
    said = {"name": phase.name, "starts_on": phase.starts_on, "ends_on": phase.ends_on}
    return PhaseForm(data, prefix=f"p{phase.pk}", initial=said)
