"""打包方案: what a kind of application takes, edited by the task force; its limits are empty until somebody knows them."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from fazhi.people.actor import Actor
from fazhi.people.models import Role
from fazhi.reports.models import PackageProfile
from fazhi.reports.package.models import PENDING
from fazhi.reports.package.profiles import CHANGEABLE, copy_profile, edit_profile
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done
from fazhi.web.frame.campaigns import current_campaign

GROUPS = (
    ("放什么", ("name", "kind", "indicators", "redaction", "with_rows", "with_journal", "with_frozen")),
    ("申报系统的限制", ("limits_from", "most_files", "most_file_mb", "most_total_mb", "formats", "longest_name", "forbidden", "stops")),
    ("文件名", ("name_pattern",)),
)
SHEET = ("单项示范项目申报书", ("project", "applicant", "practice", "effect"))
LONG = ("practice", "effect")


class Fields(forms.ModelForm):
    """The columns of a profile that a person may change; the indicators are typed as codes."""

    indicators = forms.CharField(label="只含指标", required=False, help_text="三级指标编码，用空格分开，如 1.1.1 2.8.3；留空表示全部")

    class Meta:
        model = PackageProfile
        fields = CHANGEABLE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["indicators"] = " ".join(self.instance.indicators or [])
        for name, field in self.fields.items():
            widget = field.widget
            if isinstance(widget, forms.CheckboxInput):
                widget.attrs["class"] = "form-check-input"
            elif isinstance(widget, forms.Select):
                widget.attrs["class"] = "form-select"
            else:
                widget.attrs["class"] = "form-control"
            if name in LONG:
                widget.attrs["rows"] = 8

    def clean_indicators(self) -> list[str]:
        return list(dict.fromkeys(self.cleaned_data["indicators"].replace("，", " ").replace("、", " ").split()))

    def _post_clean(self) -> None:
        """The room below checks what may be and keeps what was; the form only reads."""


@for_roles(Role.TASKFORCE)
def profile(request: HttpRequest, profile: int, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """Read and change one profile."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = get_object_or_404(PackageProfile.visible_to(actor).select_related("unit"), pk=profile)
    form = Fields(request.POST if request.method == "POST" and "name" in request.POST else None, instance=held)
    if form.is_bound and not refusal:
        if form.is_valid():
            campaign = current_campaign(request)
            act = lambda: edit_profile(actor, held.pk, form.cleaned_data, campaign)  # noqa: E731
            said = f"已保存“{form.cleaned_data['name']}”。"
            return done(request, act, said, ("package-profile", held.pk), lambda **told: _again(request, held.pk, **told))
        refusal, status = "有几处填写不对，见各栏下面的说明。改好后再保存。", 422
    groups = [*GROUPS, SHEET] if held.kind == PackageProfile.Kind.SINGLE else list(GROUPS)
    shown = [(title, [form[name] for name in names]) for title, names in groups]
    hidden = [] if held.kind == PackageProfile.Kind.SINGLE else [form[name] for name in SHEET[1]]
    known = {"profile": held, "groups": shown, "hidden": hidden, "pending": held.limits_from == PENDING, "refusal": refusal}
    return render(request, "packages/profile.html", known, status=status)


@require_POST
@for_roles(Role.TASKFORCE)
def copy(request: HttpRequest, profile: int) -> HttpResponse:
    """A new profile beginning like this one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = get_object_or_404(PackageProfile.visible_to(actor).select_related("unit"), pk=profile)
    made: list[PackageProfile] = []
    act = lambda: made.append(copy_profile(actor, held, request.POST.get("copy_name", "")))  # noqa: E731
    answer = done(request, act, "已新建，请按需要修改。", ("packages",), lambda **told: _again(request, held.pk, **told))
    return redirect("package-profile", made[0].pk) if made else answer


def _again(request: HttpRequest, pk: int, **told: Any) -> HttpResponse:
    return profile(request, pk, **told)


urlpatterns = [
    path("packages/profiles/<int:profile>/", profile, name="package-profile"),
    path("packages/profiles/<int:profile>/copy/", copy, name="package-profile-copy"),
]
