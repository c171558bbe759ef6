"""Material beside a record: an item of the library attached for a purpose, and taken away."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from fazhi.people.actor import Actor
from fazhi.records.attaching import attach, detach
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done, number
from fazhi.web.frame.menu import SENDERS

from .finding import record_or_404, register_or_404
from .page import show


@require_POST
@for_roles(*SENDERS)
def add(request: HttpRequest, code: str, record: int) -> HttpResponse:
    """Attach an item the actor may see."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = record_or_404(register_or_404(code), actor, record)
    purpose = request.POST.get("purpose", "") or request.POST.get("other", "")
    again = lambda **kwargs: show(request, code, record, **kwargs)  # noqa: E731
    act = lambda: attach(actor, held, number(request.POST, "item"), purpose, request.POST.get("note", ""))  # noqa: E731
    return done(request, act, f"已添加佐证，用途：{purpose.strip()}。", ("record", code, record), again)


@require_POST
@for_roles(*SENDERS)
def drop(request: HttpRequest, code: str, record: int) -> HttpResponse:
    """Take an attachment away."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = record_or_404(register_or_404(code), actor, record)
    again = lambda **kwargs: show(request, code, record, **kwargs)  # noqa: E731
    act = lambda: detach(actor, held, number(request.POST, "attachment"))  # noqa: E731
    return done(request, act, "佐证已移除，材料仍在材料库中。", ("record", code, record), again)
