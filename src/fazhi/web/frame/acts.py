"""One way to do an act from a form: what happened is said and the page shown again, or the refusal beside what was typed."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from fazhi.people.actor import NotAllowed, Refused


def done(request: HttpRequest, act: Callable[[], Any], said: str, to: tuple, again: Callable[..., HttpResponse]) -> HttpResponse:
    """Run `act`; redirect to `to` (url name and arguments) with `said`, or call `again(refusal=…, status=…)`.

    The status is 409 where somebody was quicker, else 422.

    A record that the act needed and that is gone or not visible raises Http404 as usual.
    """
    try:
        act()
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        return again(refusal=str(refusal), status=getattr(refusal, "status", 422))
    except ValidationError as refusal:
        return again(refusal="；".join(refusal.messages), status=422)
    messages.success(request, said)
    return redirect(*to)


def number(fields: Mapping[str, Any], name: str, but: int = 0) -> int:
    """The number that a form or an address gives under `name`; for anything else `but`, and 0 names no record."""
    return number_in(fields.get(name, ""), but)


def number_in(text: str, but: int = 0) -> int:
    """Longer ones than any id are none: the database could not hold them, and Python refuses to read thousands of digits."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else but


def typed_in(request: HttpRequest, form: str) -> dict[str, dict[str, str]]:
    """What was typed, under the name of the form it was typed in, so that no other form shows it."""
    return {form: request.POST.dict()} if request.method == "POST" else {}
