"""The list of plans, and the file that a plan was read from."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from fazhi.evidence.store import opened
from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.people.models import Role
from fazhi.plan.models import Plan
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.menu import STAFF

A_PAGE = 20


@for_roles(*STAFF)
def plans(request: HttpRequest) -> HttpResponse:
    """Plans that the reader may see, newest first, with what is still open in each."""
    actor = request.actor  # type: ignore[attr-defined]
    seen = (
        Plan.visible_to(actor)
        .defer("text")
        .select_related("unit")
        .annotate(
            task_count=Count("tasks", distinct=True),
            confirmed_count=Count("tasks", filter=Q(tasks__is_confirmed=True), distinct=True),
            unsettled=Count("leftovers", filter=Q(leftovers__settled_as=""), distinct=True),
        )
    )
    page = Paginator(seen.order_by("-read_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "plans/list.html", {"page": page, "may_import": actor.is_(Role.TASKFORCE)})


@for_roles(*STAFF)
def original(request: HttpRequest, plan: int) -> FileResponse:
    """The file as it was handed in, to be saved."""
    found = get_object_or_404(Plan.visible_to(request.actor).defer("text").select_related("source"), pk=plan)  # type: ignore[attr-defined]
    if found.source is None:
        raise Http404("pasted, not handed in as a file")
    if request.method == "GET":
        write(Verb.DOWNLOADED, found, f"下载了创建方案《{found}》的原文件", by=request.actor.who, units=[found.unit_id])  # type: ignore[attr-defined]
    return FileResponse(opened(found.source), as_attachment=True, filename=found.source_name or "创建方案")
