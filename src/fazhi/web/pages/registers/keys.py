"""The keys of a register's records, offered while somebody types a reference."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fazhi.engine.register import Register
from fazhi.people.actor import Actor
from fazhi.records.columns import listed
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.menu import STAFF

from .filtering import SEARCHED
from .finding import register_or_404

OFFERED = 20


@for_roles(*STAFF)
def keys(request: HttpRequest, code: str) -> HttpResponse:
    """Up to 20 records the reader may see whose key or words hold what was typed, as options."""
    model = register_or_404(code)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    typed = next((str(text) for name, text in request.GET.items() if name != "page"), "").strip()[:100]
    return render(request, "registers/_keys.html", {"found": offered(model, actor, typed)})


def offered(model: type[Register], actor: Actor, typed: str) -> list[Register]:
    wanted = Q(business_key__icontains=typed)
    for column in listed(model):
        if column.kind in SEARCHED:
            wanted |= Q(**{f"{column.name}__icontains": typed})
    return list(model.visible_on(actor).filter(wanted).select_related("unit").order_by("-pk")[:OFFERED])
