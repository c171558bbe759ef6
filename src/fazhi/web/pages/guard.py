"""脱敏公开副本: what personal data a material holds, what of it is hidden, the copy that is made, and the second person who lets it out."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST, require_safe

from fazhi.campaign.uses import versions_open_to
from fazhi.evidence.guard.copies import approve_copy, make_copy, may_approve, may_make, withdraw_copy
from fazhi.evidence.guard.making import MASKABLE, PAGED
from fazhi.evidence.guard.values import values_in
from fazhi.evidence.models import PublicCopy, Version
from fazhi.evidence.shown import html_shown, picture_blob, pictures
from fazhi.journal.models import Verb
from fazhi.journal.write import trail, write
from fazhi.people.actor import Actor, Refused
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done
from fazhi.web.frame.menu import SENDERS
from fazhi.web.pages.content import bytes_of

MOST_COPIES = 10  # shown; the older are in the trail
EMPTY_BOXES = 3  # lines offered for typing
SIDES = ("page", "x", "y", "w", "h")


def version_or_404(request: HttpRequest, version: int) -> Version:
    """A version with a file, for whoever may make a copy of it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found: Version = get_object_or_404(versions_open_to(actor).select_related("item__unit", "blob"), pk=version, blob__isnull=False)
    if not may_make(actor, found):
        raise Http404
    return found


def copy_or_404(request: HttpRequest, copy: int) -> PublicCopy:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found: PublicCopy = get_object_or_404(PublicCopy.visible_to(actor).select_related("version__item__unit", "blob"), pk=copy)
    if not may_make(actor, found.version):
        raise Http404
    return found


@for_roles(*SENDERS)
def guard(request: HttpRequest, version: int, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """What was found, what is hidden, how the copies stand; after a refusal with what was chosen."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = version_or_404(request, version)
    copies: list[Any] = list(PublicCopy.visible_to(actor).filter(version=found).select_related("version__item__unit", "blob")[:MOST_COPIES])
    for copy in copies:
        copy.may_approve = copy.state == "drafted" and may_approve(actor, copy)
        copy.may_withdraw = copy.state in ("drafted", "approved")
    chosen = request.POST.getlist("value") if request.method == "POST" else None
    shown = next((copy for copy in copies if copy.state in ("drafted", "approved")), None)
    is_paged = found.blob is not None and found.blob.media_type in PAGED
    known = {
        "version": found,
        "item": found.item,
        "values": [
            value | {"is_chosen": value["key"] in chosen if chosen is not None else value["is_sure"]} for value in values_in(found.text)
        ],
        "can_mask": found.blob is not None and found.blob.media_type in MASKABLE,
        "is_paged": is_paged,
        "is_picture": is_paged and found.preview.get("kind") == "image",
        "pages": pictures(found)[: -1 if found.preview.get("kind") == "image" else None] if is_paged else [],
        "boxes": [*typed_boxes(request), *(dict.fromkeys(SIDES, "") for _ in range(EMPTY_BOXES))],
        "copies": copies,
        "shown": shown,
        "html": copy_html(shown),
        "is_making": any(copy.state == "making" for copy in copies),
        "trail": trail(*copies)[:12],
        "refusal": refusal,
    }
    return render(request, "guard/page.html", known, status=status)


def typed_boxes(request: HttpRequest) -> list[dict[str, str]]:
    """The boxes as they were typed, without the empty lines."""
    if request.method != "POST":
        return []
    columns = [request.POST.getlist(f"box_{name}") for name in SIDES]
    lines: Iterable[tuple[str, ...]] = zip(*columns, strict=False)
    return [dict(zip(SIDES, line, strict=True)) for line in lines if any(each.strip() for each in line)]


def boxes_of(request: HttpRequest) -> list[dict[str, Any]]:
    """Percent to shares of the page; raises Refused with the line that is wrong."""
    boxes = []
    for number, typed in enumerate(typed_boxes(request), 1):
        try:
            page = int(typed["page"] or "1")
            left, top, width, height = (float(typed[name].rstrip("%％")) for name in SIDES[1:])
        except ValueError:
            raise Refused(f"第{number}个框没有填完整。请写明页码，以及左、上、宽、高各占页面的百分之几，例如 1、10、25、30、5。") from None
        boxes.append({"page": page, "x": left / 100, "y": top / 100, "w": width / 100, "h": height / 100})
    return boxes


@require_POST
@for_roles(*SENDERS)
def make(request: HttpRequest, version: int) -> HttpResponse:
    """Ask for a copy; a job makes it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = version_or_404(request, version)
    known = {value["key"]: [value["kind"], value["masked"]] for value in values_in(found.text)}

    def act() -> None:
        chosen = [known[key] for key in request.POST.getlist("value") if key in known]
        make_copy(actor, found, {"values": chosen, "boxes": boxes_of(request)})

    again = lambda **kwargs: guard(request, version, **kwargs)  # noqa: E731
    return done(request, act, "正在制作脱敏公开副本，做好后请核对，再由另一人批准。", ("guard", version), again)


@require_POST
@for_roles(*SENDERS)
def act_on_copy(request: HttpRequest, copy: int, act: str) -> HttpResponse:
    """Approve, by another person than who made it; or withdraw, with the reason."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = copy_or_404(request, copy)
    acts = {
        "approve": (lambda: approve_copy(actor, found), "已批准，公开和打包时以这份副本代替原件。"),
        "withdraw": (lambda: withdraw_copy(actor, found, request.POST.get("why", "")), "副本已撤回，记录仍保留。"),
    }
    if act not in acts:
        raise Http404
    again = lambda **kwargs: guard(request, found.version_id, **kwargs)  # noqa: E731
    return done(request, *acts[act], ("guard", found.version_id), again)


def copy_html(copy: PublicCopy | None) -> SafeString:
    """The preview of a copied document; it was cleaned when it was made."""
    if copy is None or copy.preview.get("kind") != "html":
        return SafeString("")
    return mark_safe(html_shown(copy, lambda sha: reverse("guard-picture", args=[copy.pk, sha])))


@require_safe
@for_roles(*SENDERS)
def copy_file(request: HttpRequest, copy: int) -> HttpResponse:
    """The copy itself."""
    found = copy_or_404(request, copy)
    if found.blob is None:
        raise Http404
    response = bytes_of(request, found.blob, "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.file_name) or "attachment"
    if request.method == "GET" and response.status_code == 200:
        said, item = f"下载了“{found.version.item}”的脱敏公开副本", found.version.item
        write(Verb.DOWNLOADED, found, said, by=request.actor.who, about=[item], units=[item.unit_id])  # type: ignore[attr-defined]
    return response


@require_safe
@for_roles(*SENDERS)
def copy_picture(request: HttpRequest, copy: int, sha: str) -> HttpResponse:
    """A picture of the copy's preview; only those of this copy."""
    blob = picture_blob(copy_or_404(request, copy), sha)
    if blob is None:
        raise Http404
    response = bytes_of(request, blob, blob.media_type)
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


urlpatterns = [
    path("versions/<int:version>/guard/", guard, name="guard"),
    path("versions/<int:version>/guard/make/", make, name="guard-make"),
    path("copies/<int:copy>/content/", copy_file, name="guard-file"),
    path("copies/<int:copy>/pictures/<str:sha>/", copy_picture, name="guard-picture"),
    path("copies/<int:copy>/<slug:act>/", act_on_copy, name="guard-act"),
]
