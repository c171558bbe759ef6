"""Storing a figure whole before it leaves the house."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from fazhi.people.models import Role
from fazhi.records.stored import store
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done

from .asking import asked_for, metric_or_404
from .opened import figure


@require_POST
@for_roles(Role.TASKFORCE)
def store_figure(request: HttpRequest, name: str) -> HttpResponse:
    """Keep the figure that the address names, with what it is used for."""
    actor = request.actor  # type: ignore[attr-defined]
    model, metric = metric_or_404(name, actor)
    asked = asked_for(actor, request.GET)
    to = f"{reverse('figure', args=(name,))}?{asked.address}&tab=stored"
    return done(
        request,
        lambda: store(actor, model, metric, asked.unit, asked.period, asked.day, request.POST.get("used_in", "")),
        "已存档：数值、计入的记录、算法和参数都留存了，以后可以复算。",
        (to,),
        lambda **told: figure(request, name, **told),
    )
