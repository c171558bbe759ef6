"""Stopping a record's clock for a reason the law knows, and letting it run on."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from fazhi.people.actor import Refused
from fazhi.records.keeping import pause, resume
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done, number
from fazhi.web.frame.menu import SENDERS

from .finding import day_asked, record_or_404, register_or_404, tried
from .page import show


@require_POST
@for_roles(*SENDERS)
def stop(request: HttpRequest, code: str, record: int) -> HttpResponse:
    """Stop one clock from a day on, or between two days."""
    model, actor = register_or_404(code), request.actor  # type: ignore[attr-defined]
    held = record_or_404(model, actor, record)

    def act() -> None:
        since, until = typed_day(request, "since", "停表日"), typed_day(request, "until", "恢复日")
        if since is None:
            raise Refused("请填写停表日：从这一天的次日起不计入期限。")
        clock, reason, note = (request.POST.get(name, "") for name in ("clock", "reason", "note"))
        tried(lambda: pause(held, clock, reason, since, actor, until=until, note=note))

    return answered(request, code, record, act, "已停表。期限按停表后重新计算。")


@require_POST
@for_roles(*SENDERS)
def go_on(request: HttpRequest, code: str, record: int) -> HttpResponse:
    """End a pause; the clock runs on from the next day."""
    model, actor = register_or_404(code), request.actor  # type: ignore[attr-defined]
    held = record_or_404(model, actor, record)

    def act() -> None:
        day = typed_day(request, "on", "恢复日")
        if day is None:
            raise Refused("请填写恢复日：从这一天的次日起继续计算。")
        tried(lambda: resume(held, number(request.POST, "pause"), day, actor))

    return answered(request, code, record, act, "已恢复计时。")


def typed_day(request: HttpRequest, name: str, label: str) -> date | None:
    day, wrong = day_asked(request.POST.get(name, ""), label)
    if wrong:
        raise Refused(wrong)
    return day


def answered(request: HttpRequest, code: str, record: int, act: object, said: str) -> HttpResponse:
    again = lambda **kwargs: show(request, code, record, **kwargs)  # noqa: E731
    return done(request, act, said, ("record", code, record), again)  # type: ignore[arg-type]
