"""申报台账: what was uploaded to the declaration system, its receipt, what came back, and what the province asked."""

import io
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from fazhi.journal.models import Verb
from fazhi.journal.write import trail, write
from fazhi.people.actor import Actor
from fazhi.people.models import Role
from fazhi.reports.declaration.declaring import add_item, advance, file_items, give_back, open_declaration, take
from fazhi.reports.declaration.exporting import write_declaration
from fazhi.reports.declaration.inquiring import answer, ask, settle
from fazhi.reports.making import XLSX
from fazhi.reports.models import Declaration, DeclaredItem, Inquiry, Package, PackageProfile
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done, number, typed_in
from fazhi.web.frame.campaigns import current_campaign, no_campaign
from fazhi.web.frame.menu import STAFF

SHOWN = 40
LOOKS = {
    "waiting": ("", "circle-dashed"),
    "filed": ("run", "clock"),
    "taken": ("ok", "circle-check"),
    "returned": ("bad", "arrow-back-up"),
    "asked": ("warn", "clock"),
    "answered": ("run", "circle-check"),
    "settled": ("ok", "circle-check"),
    "preparing": ("", "circle-dashed"),
    "first-review": ("run", "clock"),
    "first-check": ("run", "clock"),
    "recommended": ("ok", "circle-check"),
    "declined": ("bad", "circle-x"),
}


@for_roles(*STAFF)
def declarations(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """The applications of the campaign, each with how far it is."""
    campaign = current_campaign(request)
    if campaign is None:
        return no_campaign(request, "申报台账")
    actor: Actor = request.actor  # type: ignore[attr-defined]
    seen = Declaration.visible_to(actor).filter(campaign=campaign)
    states = {state: Count("items", filter=Q(items__state=state)) for state in DeclaredItem.State.values}
    rows = seen.annotate(**{f"n_{state}": count for state, count in states.items()}, n_all=Count("items"))
    known = {
        "rows": rows,
        "looks": LOOKS,
        "kinds": PackageProfile.Kind.choices,
        "can_open": actor.runs(campaign.unit),
        "refusal": refusal,
        "typed": request.POST if request.method == "POST" else {},
    }
    return render(request, "declarations/list.html", known, status=status)


@require_POST
@for_roles(Role.TASKFORCE)
def new_declaration(request: HttpRequest) -> HttpResponse:
    campaign = current_campaign(request)
    if campaign is None:
        return no_campaign(request, "申报台账")
    name, kind = request.POST.get("name", ""), request.POST.get("kind", "")
    act = lambda: open_declaration(request.actor, campaign, name, kind)  # type: ignore[attr-defined]  # noqa: E731
    return done(request, act, f"“{name.strip()}”已建立，可以登记上传。", ("declarations",), lambda **kw: declarations(request, **kw))


@for_roles(*STAFF)
def declaration(request: HttpRequest, declaration: int, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """One application: its items with what came of each, the questions of the province, its stage."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Declaration.visible_to(actor).select_related("campaign__unit"), pk=declaration)
    items = DeclaredItem.visible_to(actor).filter(declaration=found)
    counts = dict(items.order_by().values_list("state").annotate(Count("pk")))
    state = request.GET.get("state", "")
    wanted = items.filter(state=state) if state in DeclaredItem.State.values else items
    page = Paginator(wanted.select_related("unit").prefetch_related(Prefetch("filings", to_attr="uploads")), SHOWN).get_page(
        request.GET.get("page")
    )
    can_write = actor.runs(found.campaign.unit) and found.state in Declaration.OPEN
    known: dict[str, Any] = {
        "declaration": found,
        "page": page,
        "states": [(value, word, counts.get(value, 0)) for value, word in DeclaredItem.State.choices],
        "all": sum(counts.values()),
        "state": state,
        "looks": LOOKS,
        "inquiries": Inquiry.visible_to(actor).filter(declaration=found).select_related("item", "unit")[:50],
        "steps": Inquiry.Step.choices,
        "can_write": can_write,
        "then": [(each.value, each.label) for each in Declaration.THEN.get(Declaration.State(found.state), ())] if can_write else [],
        "packages": Package.visible_to(actor).filter(campaign=found.campaign, state=Package.State.READY)[:20] if can_write else [],
        "trail": trail(found)[:15],
        "refusal": refusal,
        "typed": typed_in(request, request.POST.get("form", "")) if request.method == "POST" else {},
        "ticked": request.POST.getlist("items"),
    }
    return render(request, "declarations/page.html", known, status=status)


@require_POST
@for_roles(Role.TASKFORCE)
def declaration_act(request: HttpRequest, declaration: int, act: str) -> HttpResponse:
    """file, add, move, ask: what the task force writes down about the whole application."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Declaration.visible_to(actor).select_related("campaign__unit"), pk=declaration)
    fields = {name: str(value) for name, value in request.POST.items()}
    items = DeclaredItem.visible_to(actor).filter(declaration=found)
    one = items.filter(pk=number(request.POST, "item")).first()
    package = Package.visible_to(actor).filter(campaign=found.campaign, pk=number(request.POST, "package")).first()
    chosen = [number({"": each}, "") for each in request.POST.getlist("items")]
    asked = lambda: ask(  # noqa: E731
        actor, found, fields.get("step", ""), fields.get("text", ""), fields.get("asked_on", ""), fields.get("asked_by", ""),
        item=one, due_on=fields.get("due_on", ""), is_problem="problem" in fields,
    )  # fmt: skip
    filed = lambda: file_items(  # noqa: E731
        actor, found, chosen, fields.get("filed_on", ""), fields.get("what", ""), filed_by=fields.get("filed_by", ""),
        receipt_no=fields.get("receipt_no", ""), sha256=fields.get("sha256", ""), package=package,
    )  # fmt: skip
    moved = lambda: advance(  # noqa: E731
        actor, found, fields.get("to", ""), fields.get("on", ""), decided_by=fields.get("decided_by", ""),
        decided_no=fields.get("decided_no", ""), outcome=fields.get("outcome", ""), seen=fields.get("seen", ""),
    )  # fmt: skip
    acts = {
        "file": (filed, f"已登记 {len(chosen)} 个条目的上传。"),
        "add": (lambda: add_item(actor, found, fields.get("title", ""), code=fields.get("code", "")), "条目已增加。"),
        "move": (moved, "申报进展已登记。"),
        "ask": (asked, "省级意见已登记，承办单位会看到。"),
    }
    if act not in acts:
        return redirect("declaration", declaration)
    return done(request, acts[act][0], acts[act][1], ("declaration", declaration), lambda **kw: page_again(request, declaration, kw))


@for_roles(*STAFF)
def declared_item(request: HttpRequest, item: int, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """One item: every upload with its receipt and what came of it, the questions about it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(DeclaredItem.visible_to(actor).select_related("declaration__campaign__unit", "unit", "demand"), pk=item)
    known = {
        "item": found,
        "look": LOOKS[found.state],
        "filings": found.filings.select_related("package", "receipt").order_by("-no"),
        "inquiries": Inquiry.visible_to(actor).filter(item=found).select_related("unit"),
        "looks": LOOKS,
        "can_write": actor.runs(found.declaration.campaign.unit) and found.declaration.state in Declaration.OPEN,
        "trail": trail(found)[:15],
        "refusal": refusal,
        "typed": request.POST if request.method == "POST" else {},
    }
    return render(request, "declarations/item.html", known, status=status)


@require_POST
@for_roles(Role.TASKFORCE)
def declared_item_act(request: HttpRequest, item: int, act: str) -> HttpResponse:
    """take or return."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(DeclaredItem.visible_to(actor).select_related("declaration__campaign__unit"), pk=item)
    on, reason, receipt = (request.POST.get(name, "") for name in ("on", "reason", "receipt_no"))
    again = lambda **kw: declared_item(request, item, **kw)  # noqa: E731
    if act == "return":
        said = "已登记退回，并转为一条问题整改，责任单位会看到。"
        return done(request, lambda: give_back(actor, found, on, reason), said, ("declared-item", item), again)
    return done(request, lambda: take(actor, found, on, receipt), "已登记接收。", ("declared-item", item), again)


@for_roles(*STAFF)
def inquiry(request: HttpRequest, inquiry: int) -> HttpResponse:
    """One question of the province: the unit answers, the task force settles."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Inquiry.visible_to(actor).select_related("declaration__campaign__unit", "item", "unit"), pk=inquiry)
    if request.method == "POST":
        words = request.POST.get("words", "")
        act = (lambda: settle(actor, found, words)) if "settle" in request.POST else (lambda: answer(actor, found, words))
        said = "这条意见已了结。" if "settle" in request.POST else "答复已保存，专班会看到。"
        again = lambda **kw: inquiry_page(request, found, words, **kw)  # noqa: E731
        return done(request, act, said, ("inquiry", found.pk), again)
    return inquiry_page(request, found, "")


def inquiry_page(request: HttpRequest, found: Inquiry, typed: str, *, refusal: str = "", status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    known = {
        "inquiry": found,
        "look": LOOKS[found.state],
        "can_answer": found.state != Inquiry.State.SETTLED and not actor.is_(Role.LEADER),
        "can_settle": found.state == Inquiry.State.ANSWERED and actor.runs(found.declaration.campaign.unit),
        "trail": trail(found)[:15],
        "refusal": refusal,
        "typed": typed,
    }
    return render(request, "declarations/inquiry.html", known, status=status)


@for_roles(*STAFF)
def declaration_export(request: HttpRequest, declaration: int) -> HttpResponse:
    """The ledger as a sheet, as far as the reader may see it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Declaration.visible_to(actor).select_related("campaign"), pk=declaration)
    stream = io.BytesIO()
    write_declaration(found, actor, stream)
    response = HttpResponse(stream.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{found}申报台账.xlsx") or "attachment"
    write(Verb.DOWNLOADED, found, f"导出了“{found}”的申报台账", by=actor.who, campaign=found.campaign_id)
    return response


def page_again(request: HttpRequest, pk: int, told: dict[str, Any]) -> HttpResponse:
    return declaration(request, pk, **told)


urlpatterns = [
    path("declarations/", declarations, name="declarations"),
    path("declarations/new/", new_declaration, name="declaration-new"),
    path("declarations/<int:declaration>/", declaration, name="declaration"),
    path("declarations/<int:declaration>/<slug:act>/do/", declaration_act, name="declaration-act"),
    path("declarations/<int:declaration>/sheet/", declaration_export, name="declaration-export"),
    path("declarations/items/<int:item>/", declared_item, name="declared-item"),
    path("declarations/items/<int:item>/<slug:act>/", declared_item_act, name="declared-item-act"),
    path("declarations/inquiries/<int:inquiry>/", inquiry, name="inquiry"),
]
