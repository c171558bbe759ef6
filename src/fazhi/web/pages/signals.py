"""材料信号: what was noticed about material; the supplying unit explains, another person decides. A signal is advice, never a verdict."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_POST

from fazhi.evidence.models import Item, Signal, SignalKind
from fazhi.evidence.signals.deciding import decide, explain, may_decide, may_explain
from fazhi.journal.write import trail
from fazhi.people.actor import Actor
from fazhi.people.models import Role, Unit
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done, number
from fazhi.web.frame.menu import STAFF
from fazhi.web.pages.signalfacts import compared, told

SHOWN = 30
ACTING = (Role.TASKFORCE, Role.LIAISON, Role.HEAD)
LOOKS = {"serious": ("bad", "alert-triangle"), "attention": ("warn", "exclamation-circle"), "note": ("", "info-circle")}
STATES = {"open": ("warn", "clock"), "explained": ("ok", "circle-check"), "upheld": ("bad", "circle-x"), "gone": ("", "circle-minus")}
DECISIONS = ((Signal.State.EXPLAINED, "可以解释"), (Signal.State.UPHELD, "情况属实"), (Signal.State.OPEN, "重新待处理"))


@for_roles(*STAFF)
def signals(request: HttpRequest) -> HttpResponse:
    """What waits for a decision first, the more serious above; filtered by state, kind and unit."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    seen = Signal.visible_to(actor).filter(item__removed_at=None)
    state = request.GET.get("state", Signal.State.OPEN)
    counts = dict(seen.order_by().values_list("state").annotate(Count("pk")))
    there = seen.filter(state=state) if state in Signal.State.values else seen
    kinds = there.order_by().values_list("kind").annotate(Count("pk"))
    page = Paginator(wanted(there, request), SHOWN).get_page(request.GET.get("page"))
    known = {
        "page": page,
        "states": [(value, word, counts.get(value, 0)) for value, word in Signal.State.choices],
        "state": state,
        "kinds": [(kind, SignalKind(kind).label, count) for kind, count in sorted(kinds, key=lambda pair: -pair[1])],
        "kind": request.GET.get("kind", ""),
        "units": Unit.named(seen.order_by().values_list("item__unit", flat=True).distinct()).values(),
        "unit": request.GET.get("unit", ""),
        "looks": LOOKS,
        "state_looks": STATES,
    }
    return render(request, "signals/list.html", known)


def wanted(seen: QuerySet[Signal], request: HttpRequest) -> QuerySet[Signal]:
    if (kind := request.GET.get("kind", "")) in SignalKind.values:
        seen = seen.filter(kind=kind)
    if unit := number(request.GET, "unit"):
        seen = seen.filter(item__unit=unit)
    return Signal.heaviest_first(seen).select_related("item__unit", "version")


@for_roles(*STAFF)
def signal(request: HttpRequest, signal: int, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """One signal: the reason with its figures, the two passages side by side, what the unit says, what was decided."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Signal.visible_to(actor).select_related("item__unit", "version", "other__item__unit"), pk=signal)
    known: dict[str, Any] = {
        "signal": found,
        "look": LOOKS[found.severity],
        "facts": told(found),
        "compared": compared(found),
        "state_look": STATES[found.state],
        "may_explain": may_explain(actor, found) and found.state not in Signal.DECIDED,
        "may_decide": may_decide(actor, found),
        "decisions": [(value, word) for value, word in DECISIONS if value != found.state],
        "trail": trail(found)[:20],
        "refusal": refusal,
        "typed": request.POST if request.method == "POST" else {},
    }
    return render(request, "signals/page.html", known, status=status)


@require_POST
@for_roles(Role.LIAISON, Role.HEAD)
def signal_explain(request: HttpRequest, signal: int) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Signal.visible_to(actor), pk=signal)
    act = lambda: explain(actor, found, request.POST.get("words", ""))  # noqa: E731
    return done(request, act, "说明已记下，处理人会看到。", ("signal", signal), lambda **kw: page_again(request, signal, kw))


@require_POST
@for_roles(*ACTING)
def signal_decide(request: HttpRequest, signal: int) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Signal.visible_to(actor), pk=signal)
    state, remark, seen = (request.POST.get(name, "") for name in ("state", "remark", "seen"))
    said = "".join(f"已处理为“{word}”，意见已记录。" for value, word in DECISIONS if value == state)
    act = lambda: decide(actor, found, state, remark, seen=seen)  # noqa: E731
    return done(request, act, said, ("signal", signal), lambda **kw: page_again(request, signal, kw))


def page_again(request: HttpRequest, pk: int, told: dict[str, Any]) -> HttpResponse:
    return signal(request, pk, **told)


def signals_of(actor: Actor, item: Item | None) -> list[Signal]:
    """What stands about one item, for its page and the review: open and decided, the more serious first."""
    if item is None:
        return []
    return list(Signal.heaviest_first(Signal.visible_to(actor).filter(item=item).exclude(state=Signal.State.GONE)))


urlpatterns = [
    path("signals/", signals, name="signals"),
    path("signals/<int:signal>/", signal, name="signal"),
    path("signals/<int:signal>/explain/", signal_explain, name="signal-explain"),
    path("signals/<int:signal>/decide/", signal_decide, name="signal-decide"),
]
