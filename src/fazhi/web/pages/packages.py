"""申报材料包: the packages of a campaign, a new one with its pre-check, the profiles, and the receipts of what left."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from fazhi.campaign.models import Campaign
from fazhi.journal.write import trail
from fazhi.kit.dates import DateRefused, parse_date
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.people.models import Role
from fazhi.reports.models import Package, PackageProfile, Receipt
from fazhi.reports.package.contents import contents_of
from fazhi.reports.package.making import found, make, note_download, ready, settle, stop
from fazhi.reports.package.manifest import grouped
from fazhi.reports.package.precheck import Finding, notices, precheck
from fazhi.reports.package.profiles import profiles_for
from fazhi.web.frame.acting import for_roles, refused
from fazhi.web.frame.acts import done, number
from fazhi.web.frame.campaigns import no_campaign
from fazhi.web.pages.content import bytes_of
from fazhi.web.pages.reports import overseen

MAKERS, READERS = (Role.TASKFORCE,), (Role.TASKFORCE, Role.LEADER)
HOLDERS = (Role.TASKFORCE, Role.LEADER, Role.LIAISON, Role.HEAD)
PER_PAGE, MOST_SHOWN = 20, 30


@for_roles(*READERS)
def packages(request: HttpRequest) -> HttpResponse:
    """Every package of the campaign, the newest first; one being made shows how far it is."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    campaign = overseen(request)
    if campaign is None:
        return no_campaign(request, "申报材料包")
    settle(campaign)
    rows = Package.visible_to(actor).filter(campaign=campaign).select_related("blob")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    busy = any(each.state == Package.State.MAKING for each in page)
    profiles = profiles_for(campaign.unit) if actor.runs(campaign.unit) else []
    return render(request, "packages/list.html", {"page": page, "busy": busy, "profiles": profiles})


@for_roles(*MAKERS)
def new(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """Choose a profile and a day; what would break a limit or stay out is told before anything is packed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    campaign = overseen(request)
    if campaign is None:
        return no_campaign(request, "新建申报材料包")
    told = request.POST if request.method == "POST" else request.GET
    profiles = profiles_for(campaign.unit)
    chosen = next((each for each in profiles if each.pk == number(told, "profile")), profiles[0])
    day, wrong = _day(told.get("as_of", ""), actor.today)
    if request.method == "POST" and not refusal and not wrong:
        act = lambda: make(actor, campaign, chosen, day)  # noqa: E731
        return done(request, act, "已开始打包，完成后可以下载。", ("packages",), lambda **kwargs: new(request, **kwargs))
    known = {"profiles": profiles, "chosen": chosen, "day": day, "refusal": refusal or wrong, "busy": _is_busy(actor, campaign)}
    known |= _checked(campaign, chosen, day)
    return render(request, "packages/new.html", known, status=422 if wrong else status)


@for_roles(*READERS)
def package(request: HttpRequest, package: int, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """One package: its digest to compare, what is in it, what stayed out and why, and the receipts of the units."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = _found(actor, package)
    settle(held.campaign)
    held.refresh_from_db()
    receipts = Receipt.visible_to(actor).filter(package=held).select_related("unit").order_by("unit__order", "pk")
    known = {
        "package": held,
        "groups": grouped(held.digest).split("\n") if held.digest else [],
        "receipts": receipts,
        "may_stop": held.state == Package.State.MAKING and actor.runs(held.campaign.unit),
        "trail": trail(held)[:20],
        "refusal": refusal,
    }
    return render(request, "packages/page.html", known, status=status)


@require_POST
@for_roles(*MAKERS)
def stop_package(request: HttpRequest, package: int) -> HttpResponse:
    act = lambda: stop(request.actor, package)  # type: ignore[attr-defined]  # noqa: E731
    again = lambda **kwargs: _page(request, package, **kwargs)  # noqa: E731
    return done(request, act, "已要求停止，正在写的文件写完一段后停下。", ("package", package), again)


@require_safe
@for_roles(*READERS)
def file(request: HttpRequest, package: int) -> HttpResponseBase:
    """The archive; a broken download goes on where it stopped (RFC 9110, 14.2), and is one entry in the journal a session."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        held = ready(actor, package)
    except NotAllowed as refusal:
        raise refused(refusal) from refusal
    except Refused as refusal:
        return _page(request, package, refusal=str(refusal), status=409)
    assert held.blob is not None
    response = bytes_of(request, held.blob, held.blob.media_type)
    response["Content-Disposition"] = content_disposition_header(True, held.name) or "attachment"
    if request.method == "GET" and response.status_code in (200, 206):
        taken = request.session.get("packages_taken", [])
        if response.status_code == 200 or held.pk not in taken:
            note_download(actor, held)
        if held.pk not in taken:
            request.session["packages_taken"] = [*taken, held.pk][-50:]
    return response


@for_roles(*HOLDERS)
def receipts(request: HttpRequest) -> HttpResponse:
    """入包材料: what of the reader's units left in which package."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = Receipt.visible_to(actor).select_related("unit", "package__campaign")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "packages/receipts.html", {"page": page, "several": actor.is_(*READERS)})


@for_roles(*HOLDERS)
def receipt(request: HttpRequest, receipt: int) -> HttpResponse:
    """One receipt: every file of the unit with its digest, and the digest of the package it went in."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = get_object_or_404(Receipt.visible_to(actor).select_related("unit", "package__campaign"), pk=receipt)
    page = Paginator(held.lines, MOST_SHOWN).get_page(request.GET.get("page"))
    groups = grouped(held.package.digest).split("\n")
    return render(request, "packages/receipt.html", {"receipt": held, "page": page, "groups": groups})


def _page(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
    return package(request, pk, **kwargs)


def _found(actor: Actor, pk: int) -> Package:
    try:
        return found(actor, pk)
    except NotAllowed as refusal:
        raise refused(refusal) from refusal


def _day(typed: str, today: date) -> tuple[date, str]:
    """The day asked for, or today and what was wrong with it."""
    if not typed.strip():
        return today, ""
    try:
        return parse_date(typed.strip()), ""
    except DateRefused as refusal:
        return today, str(refusal)


def _is_busy(actor: Actor, campaign: Campaign) -> bool:
    settle(campaign)
    return Package.visible_to(actor).filter(campaign=campaign, state=Package.State.MAKING).exists()


def _checked(campaign: Campaign, profile: PackageProfile, day: date) -> dict[str, Any]:
    """What the pre-check says, the first of each list, and how large the package will be."""
    contents = contents_of(campaign, profile, day, thorough=False)
    broken, noted = precheck(contents), notices(contents)
    size = sum(blob.size for blob in contents.stored)

    def shown(found: list[Finding]) -> list[Finding]:
        return found[:MOST_SHOWN]

    return {
        "broken": shown(broken),
        "broken_count": len(broken),
        "noted": shown(noted),
        "noted_count": len(noted),
        "files": len(contents.stored),
        "size": size,
        "indicators": len(contents.parts),
    }


urlpatterns = [
    path("packages/", packages, name="packages"),
    path("packages/new/", new, name="package-new"),
    path("packages/<int:package>/", package, name="package"),
    path("packages/<int:package>/file/", file, name="package-file"),
    path("packages/<int:package>/stop/", stop_package, name="package-stop"),
    path("receipts/", receipts, name="receipts"),
    path("receipts/<int:receipt>/", receipt, name="receipt"),
]
