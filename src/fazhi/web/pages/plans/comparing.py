"""A changed plan beside the one in force: what moved, changed, is new or is gone, and the change of guard."""

from collections import Counter
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from fazhi.plan.comparing import KINDS, PlanChange, compare_plans
from fazhi.plan.confirming import supersede
from fazhi.plan.models import Plan
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.menu import STAFF

from .acts import attempt, tell
from .wording import differing

LOOKS = {
    "moved": ("run", "switch-horizontal"),
    "changed": ("warn", "edit"),
    "new": ("ok", "plus"),
    "gone": ("bad", "minus"),
    "same": ("", "check"),
}


@dataclass(frozen=True)
class Row:
    """One difference with its words marked."""

    change: PlanChange
    before: SafeString
    after: SafeString
    colour: str
    icon: str


@for_roles(*STAFF)
def compare(request: HttpRequest, old: int, new: int) -> HttpResponse:
    """Both plans, item by item."""
    return show(request, *both(request, old, new))


@require_POST
@for_roles(*STAFF)
def replace(request: HttpRequest, old: int, new: int) -> HttpResponse:
    """The new plan takes the old one's place."""
    before, after = both(request, old, new)
    if reasons := attempt(supersede, request.actor, before, after):  # type: ignore[attr-defined]
        return show(request, before, after, reasons)
    tell(request, f"“{after}”已取代“{before}”，原方案仍可查阅。请到创建活动中按新方案调整分派。")
    return redirect("plan", new)


def both(request: HttpRequest, old: int, new: int) -> tuple[Plan, Plan]:
    seen = Plan.visible_to(request.actor).select_related("unit").defer("text")  # type: ignore[attr-defined]
    return get_object_or_404(seen, pk=old), get_object_or_404(seen, pk=new)


def show(request: HttpRequest, old: Plan, new: Plan, reasons: tuple[str, ...] = ()) -> HttpResponse:
    changes = compare_plans(old, new)
    counts = Counter(change.kind for change in changes)
    wanted = request.GET.get("kind", "")
    rows = [row(change) for change in changes if change.kind != "same" and (wanted not in KINDS or change.kind == wanted)]
    known = {
        "old": old,
        "new": new,
        "groups": grouped(rows),
        "counts": [(kind, KINDS[kind], counts[kind]) for kind in ("moved", "changed", "new", "gone", "same")],
        "wanted": wanted,
        "reasons": reasons,
        "may_replace": request.actor.runs(new.unit) and old.state == Plan.State.CONFIRMED and old.pk != new.pk,  # type: ignore[attr-defined]
    }
    return render(request, "plans/compare.html", known, status=422 if reasons else 200)


def grouped(rows: list[Row]) -> list[tuple[int | None, list[Row]]]:
    """Rows of one task together, in the order of the comparison."""
    groups: list[tuple[int | None, list[Row]]] = []
    for each in rows:
        key = (each.change.new_task, each.change.old_task)
        if groups and each.change.task_no and (groups[-1][1][0].change.new_task, groups[-1][1][0].change.old_task) == key:
            groups[-1][1].append(each)
        else:
            groups.append((each.change.task_no, [each]))
    return groups


def row(change: PlanChange) -> Row:
    before, after = differing(change.before, change.after)
    return Row(change, before, after, *LOOKS[change.kind])
