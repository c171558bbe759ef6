"""参数: what the city sets for itself, with what is suggested, what holds, since when and on what basis."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from fazhi.kit.dates import DateRefused, parse_date
from fazhi.people.actor import Actor, Refused
from fazhi.people.models import Role
from fazhi.records.custom import registers_of
from fazhi.records.parameters import known, may_set, set_parameter
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done


@for_roles(Role.TASKFORCE, Role.LEADER)
def parameters(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """Every parameter; the chosen one with its history and, for the city's task force, a form."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = known(actor.today, registers_of(actor).values())
    told_by = request.POST if request.method == "POST" else request.GET
    shown: dict[str, Any] = {
        "rules": [each for each in found.values() if not each.is_limit],
        "limits": [each for each in found.values() if each.is_limit],
        "chosen": found.get(told_by.get("name", "")),
        "may_set": may_set(actor),
        "typed": request.POST.dict(),
        "today": actor.today,
        "refusal": refusal,
    }
    return render(request, "parameters/page.html", shown, status=status)


@require_POST
@for_roles(Role.TASKFORCE)
def set_value(request: HttpRequest) -> HttpResponse:
    """A value from a day on, with its basis."""
    post, actor = request.POST, request.actor  # type: ignore[attr-defined]

    def act() -> None:
        try:
            since = parse_date(post.get("since", ""))
        except DateRefused as refusal:
            raise Refused(f"自哪一天起：{refusal}") from refusal
        set_parameter(actor, post.get("name", ""), post.get("value", ""), since, post.get("basis", ""))

    said = "已设定，原来的值仍适用于以前的日期。按它计算的未办结期限在后台重算。"
    answer = done(request, act, said, ("parameters",), lambda **kwargs: parameters(request, **kwargs))
    there = f"{reverse('parameters')}?{urlencode({'name': post.get('name', '')})}"
    return redirect(there) if answer.status_code == 302 else answer


urlpatterns = [
    path("parameters/", parameters, name="parameters"),
    path("parameters/set/", set_value, name="parameter-set"),
]
