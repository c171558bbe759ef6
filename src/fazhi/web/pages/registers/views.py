"""Saved views of a list: kept under a name, shared with the area, forgotten again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from fazhi.people.actor import Actor, Refused
from fazhi.records.saving import drop_view, keep_view
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import number
from fazhi.web.frame.menu import STAFF

from .finding import register_or_404
from .listing import records


@require_POST
@for_roles(*STAFF)
def keep(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the filters of the list as a view, or forget one."""
    model = register_or_404(code)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        if request.POST.get("drop"):
            messages.success(request, f"视图“{drop_view(actor, number(request.POST, 'drop'))}”已删除。")
            return redirect("records", code)
        view = keep_view(actor, code, request.POST.get("name", ""), request.POST.get("query", ""), shared=bool(request.POST.get("shared")))
    except Refused as refusal:
        request.GET = request.POST.copy()  # type: ignore[assignment]
        return records(request, model.code, refusal=str(refusal), status=422)
    messages.success(request, f"已保存视图“{view}”，{'同地区的人都能看到' if view.shared else '只有您能看到'}。")
    return redirect(f"{reverse('records', args=[code])}?{view.query}")
