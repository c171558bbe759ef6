"""指标版本: the shipped edition, an official table by import with preview, and the links along which work is carried over."""

import io
import secrets
from dataclasses import replace
from hashlib import sha256
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from fazhi.evidence.store import opened, put, stored
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.people.models import Role
from fazhi.plan import editions as rooms
from fazhi.plan.catalogue import Edition as Catalogue
from fazhi.plan.catalogue import check, read_sheet, write_sheet
from fazhi.plan.catalogue.rows import RowProblem
from fazhi.plan.models import Edition, EditionLink
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done, number, typed_in
from fazhi.web.frame.menu import STAFF

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 20 * 1024 * 1024
TOP_ONLY = "指标版本供全市共用，由市级创建工作专班导入。您可以查看和导出；需要改动的，请联系市级专班。"


@for_roles(*STAFF)
def editions(request: HttpRequest) -> HttpResponse:
    known = {"rows": rooms.editions().order_by("-is_official", "-pk"), "may_change": rooms.may_change(request.actor)}  # type: ignore[attr-defined]
    return render(request, "editions/list.html", known)


@for_roles(*STAFF)
def edition_page(request: HttpRequest, edition: int, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """The whole table, level by level; the others it can be compared with."""
    found = get_object_or_404(rooms.editions(), pk=edition)
    rows = list(found.indicators.prefetch_related("materials", "scheme_items__scheme"))
    levels = [(no, name, list(group)) for (no, name), group in groupby(rows, key=lambda row: (row.level1_no, row.level1_name))]
    others = rooms.editions().exclude(pk=found.pk)
    return render(
        request,
        "editions/page.html",
        {
            "edition": found,
            "levels": levels,
            "count": len(rows),
            "others": others,
            "rows": rows,
            "may_change": rooms.may_change(request.actor),  # type: ignore[attr-defined]
            "refusal": refusal,
            "typed": typed_in(request, "scheme"),
        },
        status=status,
    )


@for_roles(*STAFF)
def export(request: HttpRequest, edition: int) -> HttpResponse:
    """The edition as a spreadsheet; it can be filled in and imported again."""
    found = get_object_or_404(rooms.editions(), pk=edition)
    book = io.BytesIO()
    write_sheet(book, rooms.as_read(found))
    response = HttpResponse(book.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{found.name}.xlsx") or "attachment"
    return response


@for_roles(Role.TASKFORCE)
def bring(request: HttpRequest) -> HttpResponse:
    """First a preview with every bad row named, then the import; the file waits between the two."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not rooms.may_change(actor):
        raise PermissionDenied(TOP_ONLY)
    if request.method != "POST":
        return render(request, "editions/import.html", {})
    file = request.FILES.get("file")
    if file is None or not file.size or file.size > LARGEST:
        refusal = "请选择指标表文件（.xlsx、.xls 或 .csv，不超过 20 MB，不能是空文件）。"
        return render(request, "editions/import.html", {"refusal": refusal, "typed": request.POST}, status=422)
    data = file.read()
    reading = read_sheet(data)
    named = named_as(reading.edition, request.POST.get("name", ""), "official" in request.POST)
    checks = check(named) if named.indicators else []  # of a file that is no table there is nothing more to say
    known = {"edition": named, "problems": reading.problems, "checks": checks, "ticket": secrets.token_hex(8)}
    if named.indicators:
        request.session["edition-import"] = {
            "ticket": known["ticket"],
            "blob": put(data).pk,
            "name": named.name,
            "slug": named.slug,
            "official": named.official,
            "by": actor.user.pk,
        }
    return render(request, "editions/preview.html", known, status=422 if reading.problems or checks else 200)


def named_as(edition: Catalogue, name: str, official: bool) -> Catalogue:
    """Name as typed, else as the file says; the slug as the file says, else made from the name."""
    said = " ".join(name.split()) or edition.name or "导入的指标版本"
    slug = edition.slug or f"import-{sha256(said.encode()).hexdigest()[:12]}"  # the same name gives the same slug tomorrow
    return replace(edition, name=said, slug=slug, official=official or edition.official)


@require_POST
@for_roles(Role.TASKFORCE)
def keep(request: HttpRequest) -> HttpResponse:
    """Import what the preview showed."""
    waiting = request.session.get("edition-import")
    if not waiting or waiting["by"] != request.user.pk:
        refusal = "没有等待导入的指标表：可能已经导入，也可能重新登录过。请先查看指标版本；需要导入的，请重新选择文件。"
        return render(request, "editions/import.html", {"refusal": refusal}, status=422)
    if request.POST.get("ticket") != waiting["ticket"]:
        refusal = "这份预览之后又预览了别的表，为免导错，没有导入。请重新选择要导入的文件。"
        return render(request, "editions/import.html", {"refusal": refusal}, status=422)
    with opened(stored(waiting["blob"])) as file:
        reading = read_sheet(file.read())
    named = replace(reading.edition, name=waiting["name"], slug=waiting["slug"], official=waiting["official"])
    known = {"edition": named, "ticket": waiting["ticket"]}
    is_new = not rooms.editions().filter(slug=named.slug).exists()
    try:
        saved = rooms.save_edition(named, request.actor)  # type: ignore[attr-defined]
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        problems = [*reading.problems, RowProblem(0, "", str(refusal))]
        return render(request, "editions/preview.html", known | {"problems": problems, "checks": []}, status=422)
    del request.session["edition-import"]
    count = len(named.indicators)
    messages.success(request, f"已导入《{saved}》，三级指标 {count} 项。" if is_new else f"《{saved}》早已导入，内容相同，没有重复导入。")
    return redirect("edition", saved.pk)


@for_roles(Role.TASKFORCE)
def compare(request: HttpRequest, old: int, new: int, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """How the new edition continues the old one: proposed, confirmed one by one or together, added by hand."""
    before, after = (get_object_or_404(rooms.editions(), pk=pk) for pk in (old, new))
    links = list(rooms.links_between(before, after))
    linked_old, linked_new = {link.old_id for link in links}, {link.new_id for link in links}
    known = {
        "before": before,
        "after": after,
        "links": links,
        "gone": [each for each in before.indicators.all() if each.pk not in linked_old],
        "fresh": [each for each in after.indicators.all() if each.pk not in linked_new],
        "may_change": rooms.may_change(request.actor),  # type: ignore[attr-defined]
        "refusal": refusal,
        "typed": typed_in(request, "add"),
    }
    return render(request, "editions/compare.html", known, status=status)


def confirm_all(actor: Actor, old: Edition, new: Edition) -> None:
    for link in rooms.links_between(old, new).filter(is_confirmed=False):
        rooms.confirm_link(actor, link)


def link_of(old: Edition, new: Edition, post: dict) -> EditionLink:
    return get_object_or_404(rooms.links_between(old, new), pk=number(post, "link"))


ACTS = {
    "propose": ("已提出对应关系，请逐条核对。", lambda actor, old, new, post: rooms.propose_links(old, new, actor)),
    "confirm": ("已确认。", lambda actor, old, new, post: rooms.confirm_link(actor, link_of(old, new, post))),
    "confirm-all": ("已全部确认。", lambda actor, old, new, post: confirm_all(actor, old, new)),
    "drop": ("已取消对应。", lambda actor, old, new, post: rooms.drop_link(actor, link_of(old, new, post))),
    "add": (
        "已建立对应。",
        lambda actor, old, new, post: rooms.add_link(
            actor,
            get_object_or_404(old.indicators, pk=number(post, "old")),
            get_object_or_404(new.indicators, pk=number(post, "new")),
            post.get("explanation", ""),
        ),
    ),
}


@require_POST
@for_roles(Role.TASKFORCE)
def act(request: HttpRequest, old: int, new: int, verb: str) -> HttpResponse:
    before, after = (get_object_or_404(rooms.editions(), pk=pk) for pk in (old, new))
    if verb not in ACTS:
        return redirect("edition-compare", old, new)
    said, does = ACTS[verb]
    again = lambda **kwargs: compare(request, old, new, **kwargs)  # noqa: E731
    return done(request, lambda: does(request.actor, before, after, request.POST), said, ("edition-compare", old, new), again)  # type: ignore[attr-defined]


@require_POST
@for_roles(Role.TASKFORCE)
def scheme(request: HttpRequest, edition: int) -> HttpResponse:
    """An indicator also answers an item of another scheme: what is filled once serves both."""
    found = get_object_or_404(rooms.editions(), pk=edition)
    post, actor = request.POST, request.actor  # type: ignore[attr-defined]
    indicator = get_object_or_404(found.indicators, pk=number(post, "indicator"))
    answer = lambda: rooms.answer_scheme(actor, post.get("scheme", ""), indicator, post.get("title", ""), post.get("code", ""))  # noqa: E731
    again = lambda **kwargs: edition_page(request, edition, **kwargs)  # noqa: E731
    return done(request, answer, "已对接，填报一次即可共用。", ("edition", edition), again)


urlpatterns = [
    path("editions/", editions, name="editions"),
    path("editions/import/", bring, name="edition-import"),
    path("editions/import/keep/", keep, name="edition-keep"),
    path("editions/<int:edition>/", edition_page, name="edition"),
    path("editions/<int:edition>/export/", export, name="edition-export"),
    path("editions/<int:edition>/scheme/", scheme, name="edition-scheme"),
    path("editions/<int:old>/to/<int:new>/", compare, name="edition-compare"),
    path("editions/<int:old>/to/<int:new>/<slug:verb>/", act, name="edition-act"),
]
