"""佐证材料: a unit's library, and one item with its preview, its versions and everything it proves."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from fazhi.campaign.models import Assignment, Proof
from fazhi.campaign.proofs import add_proof
from fazhi.campaign.reading import own_part
from fazhi.campaign.uses import items_read_by, judged_in, used_in, versions_open_to
from fazhi.evidence.acts import edit_item, new_version_from_upload, remove_item
from fazhi.evidence.confirming import FIELDS as TAKEN
from fazhi.evidence.confirming import confirm_facts, tidy_number
from fazhi.evidence.models import Item, ItemKind, Version
from fazhi.evidence.noting import fact
from fazhi.evidence.shown import html_shown
from fazhi.evidence.uploads import receive
from fazhi.journal.write import trail
from fazhi.people.actor import Actor, Refused
from fazhi.people.lines import inherited_by, line_of
from fazhi.people.models import Role
from fazhi.people.scope import reaches
from fazhi.records.attaching import used_by
from fazhi.search.find import matching
from fazhi.search.snippet import snippet
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done, number, typed_in
from fazhi.web.frame.campaigns import current_campaign
from fazhi.web.frame.menu import SENDERS
from fazhi.web.pages.capture_rows import captures_of
from fazhi.web.pages.content import READERS
from fazhi.web.pages.item_facts import facts_read, said_inside, shown_as
from fazhi.web.pages.signals import LOOKS, signals_of
from fazhi.web.pages.submission import place
from fazhi.web.pages.submission_forms import PlaceForm, first_error

FIELDS = ("title", "note", "effective_on", "expires_on", "doc_number", "issuer")


@for_roles(*READERS)
def items(request: HttpRequest) -> HttpResponse:
    """The material the reader may see, filtered by words (also inside files), kind and use."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    query, kind, use = (request.GET.get(name, "").replace("\0", "").strip() for name in ("q", "kind", "use"))
    standing = Proof.visible_to(actor).exclude(state=Proof.State.REMOVED)
    found = Item.visible_to(actor).filter(removed_at=None)
    if query:
        found = items_read_by(actor).filter(removed_at=None, pk__in=matching(query[:100], "evidence.item"))
    if kind in ItemKind.values:
        found = found.filter(kind=kind)
    if use == "none":
        found = found.exclude(pk__in=standing.values("item"))
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    uses = Counter(standing.filter(item__in=[each.pk for each in page]).values_list("item", flat=True))
    known = {"page": page, "uses": uses, "query": query, "kind": kind, "use": use, "kinds": ItemKind.choices}
    return render(request, "items/list.html", known)


@for_roles(*READERS)
def item_page(request: HttpRequest, item: int, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """One item: what it shows, what it proves, how it came to be."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Item.visible_to(actor).select_related("unit"), pk=item)
    versions = list(versions_open_to(actor, found).defer("text", "preview").order_by("-no"))
    shown = next((each for each in versions if str(each.no) == request.GET.get("version")), versions[0] if versions else None)
    if shown:
        shown.refresh_from_db(fields=("text", "preview"))
    proofs = Proof.visible_to(actor).filter(item=found).exclude(state=Proof.State.REMOVED)
    query = request.GET.get("q", "")
    day = lambda value: value.isoformat() if value else ""  # noqa: E731
    stands = {"title": found.title, "note": found.note, "effective_on": day(found.effective_on), "expires_on": day(found.expires_on)}
    stands |= {"doc_number": found.doc_number, "issuer": found.issuer}
    typed = typed_in(request, "edit").get("edit", {})
    # whom the item was opened to for one indicator need not know where else it serves
    story = trail(found) if reaches(actor, found.unit) else trail(*versions)
    known: dict[str, Any] = {
        "item": found,
        "versions": versions,
        "shown": shown,
        "html": preview_html(shown),
        "proofs": list(proofs.select_related("submission__demand__indicator", "requirement")),
        "hits": snippet(shown.text, query) if shown and query else [],
        "is_own": actor.unit is not None and actor.unit.pk in line_of(found.unit) and actor.is_(*SENDERS),
        "mine": my_demands(request, actor),
        "facts": facts_read(shown, found),
        "made": said_inside(shown),
        "captures": captures_of(actor, shown, found),
        "signals": signals_of(actor, found),
        "looks": LOOKS,
        "trail": story[:12],
        "refusal": refusal,
        "form": stands | {name: typed[name] for name in FIELDS if name in typed},
    }
    return render(request, "items/page.html", known, status=status)


def preview_html(shown: Version | None) -> SafeString:
    """The preview of a document; it was cleaned when it was made, and its pictures have addresses of their own."""
    if shown is None or shown.preview.get("kind") != "html":
        return SafeString("")
    return mark_safe(html_shown(shown, lambda sha: reverse("picture", args=[shown.pk, sha])))


def my_demands(request: HttpRequest, actor: Actor) -> list[Assignment]:
    """The indicators of the actor's own unit, to say that the item proves one more of them."""
    campaign = current_campaign(request)
    if campaign is None or actor.unit is None or not actor.is_(Role.LIAISON, Role.HEAD):
        return []
    held = Assignment.visible_to(actor).filter(demand__campaign=campaign, unit__in=inherited_by(actor.unit), applies="yes")
    found = held.select_related("demand__indicator").order_by("demand__indicator__no", "unit")
    return list({each.demand_id: each for each in found}.values())


@require_POST
@for_roles(Role.LIAISON, Role.HEAD)
def prove(request: HttpRequest, item: int) -> HttpResponse:
    """This item proves an indicator too: its own proof, with its own place and its own review."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Item.visible_to(actor), pk=item)
    held = own_part(actor, number(request.POST, "demand"))
    if held is None:
        raise Http404
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return item_page(request, item, refusal=first_error(form), status=422)
    known = form.cleaned_data
    facts = {"place_kind": known["place_kind"] or "whole", "place": known["place"], "note": known["note"]}
    said = f"已用于 {held.demand.indicator}，请到报送页选择对应的应交材料。"
    again = lambda **kwargs: item_page(request, item, **kwargs)  # noqa: E731
    return done(request, lambda: add_proof(actor, held.demand, found, unit=held.unit, **facts), said, place(request, held), again)


@require_POST
@for_roles(*SENDERS)
def edit(request: HttpRequest, item: int) -> HttpResponse:
    """Title, dates, note, or a newer version of the file; the older stay. All of it is done or nothing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Item.visible_to(actor), pk=item)
    again = lambda **kwargs: item_page(request, item, **kwargs)  # noqa: E731
    try:
        file: Any = request.FILES.get("file")
        upload = receive(actor, file.name or "", file) if file else None
    except Refused as refusal:
        return again(refusal=str(refusal), status=422)

    def act() -> None:
        fields = {name: request.POST[name] for name in FIELDS if name in request.POST}
        if "doc_number" in fields:
            fields["doc_number"] = tidy_number(fields["doc_number"])
        with transaction.atomic():
            if upload:
                new_version_from_upload(actor, found, upload)
            edit_item(actor, found, judged=judged_in, **fields)

    said = f"“{request.POST.get('title') or found.title}”已更新。" + (newer_said(actor, found) if upload else "")
    return done(request, act, said, ("item", item), again)


@require_POST
@for_roles(*SENDERS)
def take_fact(request: HttpRequest, item: int) -> HttpResponse:
    """One fact that was read from the words is taken over into the form."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Item.visible_to(actor), pk=item)
    version = get_object_or_404(versions_open_to(actor, found), pk=number(request.POST, "version"))
    name = request.POST.get("fact", "")
    if name not in TAKEN or not (value := fact(version, name)):
        raise Http404
    again = lambda **kwargs: item_page(request, item, **kwargs)  # noqa: E731
    said = f"已采用{TAKEN[name][1]}“{shown_as(version, name)}”。"
    return done(request, lambda: confirm_facts(actor, found, judged=judged_in, **{name: value}), said, ("item", item), again)


def newer_said(actor: Actor, item: Item) -> str:
    """Where the item serves already: a proof keeps its version until somebody says that it takes the newer."""
    standing = Proof.visible_to(actor).filter(item=item).exclude(state=Proof.State.REMOVED).select_related("submission__demand__indicator")
    places = "、".join(dict.fromkeys(str(proof.submission.demand) for proof in standing))
    return f"它用在 {places}，那里仍是原来的版本；要换的，请到报送页点“换用新版”。" if places else ""


@require_POST
@for_roles(*SENDERS)
def remove(request: HttpRequest, item: int) -> HttpResponse:
    """Take it out of the library, where nothing rests on it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Item.visible_to(actor), pk=item)
    said = f"“{found.title}”已移出材料库，记录和版本仍保留。"
    again = lambda **kwargs: item_page(request, item, **kwargs)  # noqa: E731
    uses = lambda held: [*used_in(held), *used_by(actor, held)]  # noqa: E731
    return done(request, lambda: remove_item(actor, found, uses=uses), said, ("items",), again)


urlpatterns = [
    path("items/", items, name="items"),
    path("items/<int:item>/", item_page, name="item"),
    path("items/<int:item>/edit/", edit, name="item-edit"),
    path("items/<int:item>/facts/", take_fact, name="item-fact"),
    path("items/<int:item>/remove/", remove, name="item-remove"),
    path("items/<int:item>/prove/", prove, name="item-prove"),
]
