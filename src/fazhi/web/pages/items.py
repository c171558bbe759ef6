"""佐证材料: a unit's library, and one item with its preview, its versions and everything it proves."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from fazhi.campaign.models import Assignment, Proof
from fazhi.campaign.proofs import add_proof
from fazhi.campaign.uses import used_in
from fazhi.evidence.acts import edit_item, new_version_from_upload, remove_item
from fazhi.evidence.models import Blob, Item, ItemKind, Version
from fazhi.evidence.shown import html_shown, picture_blob
from fazhi.evidence.store import opened
from fazhi.journal.models import Verb
from fazhi.journal.write import trail, write
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.people.models import Role
from fazhi.search.find import matching
from fazhi.search.snippet import snippet
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.campaigns import current_campaign
from fazhi.web.frame.menu import STAFF
from fazhi.web.pages.submission import PlaceForm, taken

READERS = (*STAFF, Role.ASSESSOR)
PIECE = 256 * 1024
SAFE_INLINE = (
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "video/mp4",
    "video/webm",
    "audio/mpeg",
    "audio/mp4",
    "application/pdf",
)


@for_roles(*READERS)
def items(request: HttpRequest) -> HttpResponse:
    """The material the reader may see, filtered by words (also inside files), kind and use."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    query, kind, use = (request.GET.get(name, "").strip() for name in ("q", "kind", "use"))
    found = Item.visible_to(actor).filter(removed_at=None).select_related("unit")
    if query:
        found = found.filter(pk__in=matching(query, "evidence.item"))
    if kind in ItemKind.values:
        found = found.filter(kind=kind)
    if use == "none":
        found = found.exclude(pk__in=Proof.visible_to(actor).exclude(state=Proof.State.REMOVED).values("item"))
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    uses: dict[int, int] = {}
    for proof in (
        Proof.visible_to(actor)
        .filter(item__in=[each.pk for each in page])
        .exclude(state=Proof.State.REMOVED)
        .values_list("item", flat=True)
    ):
        uses[proof] = uses.get(proof, 0) + 1
    return render(
        request, "items/list.html", {"page": page, "uses": uses, "query": query, "kind": kind, "use": use, "kinds": ItemKind.choices}
    )


@for_roles(*READERS)
def item_page(request: HttpRequest, item: int, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """One item: what it shows, what it proves, how it came to be."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Item.visible_to(actor).select_related("unit"), pk=item)
    versions = list(found.versions.select_related("blob").order_by("-no"))
    shown = next((each for each in versions if str(each.no) == request.GET.get("version")), versions[0] if versions else None)
    proofs = (
        Proof.visible_to(actor)
        .filter(item=found)
        .exclude(state=Proof.State.REMOVED)
        .select_related("submission__demand__indicator", "requirement")
    )
    query = request.GET.get("q", "")
    known: dict[str, Any] = {
        "item": found,
        "versions": versions,
        "shown": shown,
        "html": mark_safe(html_shown(shown, lambda sha: reverse("picture", args=[shown.pk, sha])))
        if shown and shown.preview.get("kind") == "html"
        else "",  # cleaned when it was made
        "proofs": proofs,
        "hits": snippet(shown.text, query) if shown and query else [],
        "is_own": actor.unit is not None and found.unit_id == actor.unit.pk and actor.is_(Role.LIAISON, Role.HEAD, Role.TASKFORCE),
        "mine": my_demands(request, actor),
        "trail": trail(found)[:12],
        "refusal": refusal,
    }
    return render(request, "items/page.html", known, status=status)


def shown_again(request: HttpRequest, item: int, refusal: str) -> HttpResponse:
    """The item's page with the reason why nothing was done."""
    return item_page(request, item, refusal=refusal, status=422)


def my_demands(request: HttpRequest, actor: Actor) -> list[Assignment]:
    """The indicators of the actor's own unit, to say that the item proves one more of them."""
    campaign = current_campaign(request)
    if campaign is None or actor.unit is None or not actor.is_(Role.LIAISON, Role.TASKFORCE):
        return []
    held = Assignment.visible_to(actor).filter(demand__campaign=campaign, unit=actor.unit, applies="yes")
    return list(held.select_related("demand__indicator").order_by("demand__indicator__no"))


@require_POST
@for_roles(*STAFF)
def prove(request: HttpRequest, item: int) -> HttpResponse:
    """This item proves an indicator too: its own proof, with its own place and its own review."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Item.visible_to(actor), pk=item)
    held = get_object_or_404(
        Assignment.visible_to(actor).filter(unit=actor.unit).select_related("demand__indicator"), demand=request.POST.get("demand") or 0
    )
    form = PlaceForm(request.POST)
    form.is_valid()
    known = form.cleaned_data
    try:
        add_proof(
            actor,
            held.demand,
            found,
            place_kind=known.get("place_kind") or "whole",
            place=known.get("place", ""),
            note=known.get("note", ""),
        )
    except Refused as refusal:
        return shown_again(request, item, str(refusal))
    messages.success(request, f"已用于 {held.demand.indicator}，请到报送页选择对应的应交材料。")
    return redirect("submission", held.demand_id)


@require_POST
@for_roles(*STAFF)
def edit(request: HttpRequest, item: int) -> HttpResponse:
    """Title, dates, note, or a newer version of the file; the older stay."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Item.visible_to(actor), pk=item)
    try:
        edit_item(
            actor, found, **{name: request.POST[name] for name in ("title", "note", "effective_on", "expires_on") if name in request.POST}
        )
        if file := request.FILES.get("file"):
            new_version_from_upload(actor, found, taken(actor, file))
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as refusal:
        return shown_again(request, item, str(refusal))
    messages.success(request, f"“{found.title}”已更新。")
    return redirect("item", item)


@require_POST
@for_roles(*STAFF)
def remove(request: HttpRequest, item: int) -> HttpResponse:
    """Take it out of the library, where nothing rests on it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Item.visible_to(actor), pk=item)
    try:
        remove_item(actor, found, uses=used_in)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as refusal:
        return shown_again(request, item, str(refusal))
    messages.success(request, f"“{found.title}”已移出材料库，记录和版本仍保留。")
    return redirect("items")


def version_or_404(request: HttpRequest, version: int) -> Version:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return get_object_or_404(Version._default_manager.filter(item__in=Item.visible_to(actor)).select_related("blob", "item"), pk=version)


@require_safe
@for_roles(*READERS)
def content(request: HttpRequest, version: int) -> HttpResponse:
    """The file itself; saved under its Chinese name, or shown in the page where a browser can do so safely."""
    found = version_or_404(request, version)
    if found.blob is None:
        raise Http404
    inline = "inline" in request.GET and found.blob.media_type in SAFE_INLINE
    if not inline and request.method == "GET" and "Range" not in request.headers:
        write(Verb.DOWNLOADED, found.item, f"下载了“{found.file_name}”", by=request.actor.who, units=[found.item.unit_id])  # type: ignore[attr-defined]
    response = bytes_of(request, found.blob, found.blob.media_type if inline else "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(not inline, found.file_name) or "attachment"
    return response


@require_safe
@for_roles(*READERS)
def picture(request: HttpRequest, version: int, sha: str) -> HttpResponse:
    """A picture of the preview; only those of this version, whoever may know other hashes."""
    blob = picture_blob(version_or_404(request, version), sha)
    if blob is None:
        raise Http404
    response = bytes_of(request, blob, blob.media_type)
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def bytes_of(request: HttpRequest, blob: Blob, media_type: str) -> HttpResponse:
    """The bytes, or the range of them that a video player asks for."""
    first, last, status = 0, blob.size - 1, 200
    unit, _, wanted = request.headers.get("Range", "").partition("=")
    if unit == "bytes" and "," not in wanted:
        start, _, end = wanted.partition("-")
        if start.isdigit():
            first, last, status = int(start), min(int(end) if end.isdigit() else last, last), 206
        elif end.isdigit():
            first, status = max(0, blob.size - int(end)), 206
    if first > last:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{blob.size}"
        return refused
    response = StreamingHttpResponse(pieces(opened(blob), first, last - first + 1), status=status, content_type=media_type)
    response["Accept-Ranges"], response["Content-Length"] = "bytes", str(last - first + 1)
    response["X-Content-Type-Options"] = "nosniff"
    if status == 206:
        response["Content-Range"] = f"bytes {first}-{last}/{blob.size}"
    return response


def pieces(file: BinaryIO, first: int, left: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


urlpatterns = [
    path("items/", items, name="items"),
    path("items/<int:item>/", item_page, name="item"),
    path("items/<int:item>/edit/", edit, name="item-edit"),
    path("items/<int:item>/remove/", remove, name="item-remove"),
    path("items/<int:item>/prove/", prove, name="item-prove"),
    path("versions/<int:version>/content/", content, name="content"),
    path("versions/<int:version>/pictures/<str:sha>/", picture, name="picture"),
]
