"""通用文字: the laws, plans and templates that many may rightly have in common, left out when texts are compared."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_POST

from fazhi.evidence.models import Boilerplate
from fazhi.evidence.signals.boilerplate import add_boilerplate, drop_boilerplate
from fazhi.people.actor import Actor, NotAllowed
from fazhi.people.models import Role
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done
from fazhi.web.frame.menu import STAFF

SHOWN = 30


@for_roles(*STAFF)
def boilerplates(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """The texts in force, newest first, then those taken off; what is left out is no secret."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    seen = Boilerplate.visible_to(actor).select_related("area").order_by("removed_at", "-added_at", "-pk").defer("text")
    known = {
        "page": Paginator(seen, SHOWN).get_page(request.GET.get("page")),
        "can_add": actor.is_(Role.TASKFORCE),
        "refusal": refusal,
        "typed": request.POST if request.method == "POST" else {},
    }
    return render(request, "signals/boilerplate.html", known, status=status)


@require_POST
@for_roles(Role.TASKFORCE)
def boilerplate_add(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    title, text = request.POST.get("title", ""), request.POST.get("text", "")

    def act() -> None:
        if actor.unit is None:
            raise NotAllowed("您目前没有任职，不能列入通用文字。请联系系统管理员核对任职。")
        add_boilerplate(actor, actor.unit, title, text)

    said = f"“{title.strip()}”已列为通用文字，以后比对材料时不计。"
    return done(request, act, said, ("boilerplates",), lambda **kwargs: boilerplates(request, **kwargs))


@require_POST
@for_roles(Role.TASKFORCE)
def boilerplate_drop(request: HttpRequest, boilerplate: int) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Boilerplate.visible_to(actor), pk=boilerplate)
    said = f"“{found.title}”已移出通用文字，以后比对材料时重新计入。"
    return done(request, lambda: drop_boilerplate(actor, found), said, ("boilerplates",), lambda **kwargs: boilerplates(request, **kwargs))


urlpatterns = [
    path("signals/boilerplate/", boilerplates, name="boilerplates"),
    path("signals/boilerplate/add/", boilerplate_add, name="boilerplate-add"),
    path("signals/boilerplate/<int:boilerplate>/drop/", boilerplate_drop, name="boilerplate-drop"),
]
