"""网页存档: what was frozen of a link, how the page stands now, and a new address where the old one is gone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from fazhi.campaign.uses import versions_open_to
from fazhi.evidence.acts import new_link_version
from fazhi.evidence.freezing.comparing import beside, differences
from fazhi.evidence.freezing.jobs import ask_again
from fazhi.evidence.freezing.keeping import baseline, words_kept
from fazhi.evidence.models import Blob, Capture, Item, Version
from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.people.actor import Actor
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done
from fazhi.web.frame.menu import SENDERS
from fazhi.web.pages.content import MARKS_KEPT, READERS, bytes_of
from fazhi.web.pages.items import item_page

MOST_ROWS = 400
# The copy is clean already; the sandbox takes from it whatever a mistake of ours might have left.
SANDBOX = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'"


def capture_or_404(request: HttpRequest, capture: int) -> Capture:
    """One whose version is open to the reader, which not every version of a visible item is."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    seen = Capture.visible_to(actor).filter(version__in=versions_open_to(actor).values("pk"))
    return get_object_or_404(seen.select_related("version__item__unit", "warc", "page", "file", "words"), pk=capture)


@require_safe
@for_roles(*READERS)
def page(request: HttpRequest, capture: int) -> HttpResponse:
    """The frozen copy, shown where it can do nothing."""
    found = capture_or_404(request, capture)
    response = bytes_of(request, _kept(found.page), "text/html; charset=utf-8")
    response["Content-Security-Policy"] = SANDBOX
    response["Referrer-Policy"] = "no-referrer"
    if request.method == "GET":
        note_opening(request, found)
    return response


def note_opening(request: HttpRequest, capture: Capture) -> None:
    """Who looked at a frozen page, once a session."""
    marks = request.session.get("captures_read", [])
    if capture.pk not in marks:
        item, actor = capture.version.item, request.actor  # type: ignore[attr-defined]
        said = f"查看了“{item.title}”的冻结网页（{capture.taken_at:%Y-%m-%d}）"
        write(Verb.OPENED, item, said, by=actor.who, units=[item.unit_id])
        request.session["captures_read"] = [*marks, capture.pk][-MARKS_KEPT:]


@require_safe
@for_roles(*READERS)
def warc(request: HttpRequest, capture: int) -> HttpResponse:
    """The archive as it was written, for whoever wants to replay or check it."""
    found = capture_or_404(request, capture)
    return _saved(request, found, _kept(found.warc), f"{_name(found)}.warc.gz", "网页原样存档")


@require_safe
@for_roles(*READERS)
def file(request: HttpRequest, capture: int) -> HttpResponse:
    """What lay behind a link that leads to no page but to a file."""
    found = capture_or_404(request, capture)
    return _saved(request, found, _kept(found.file), found.title or _name(found), "链接指向的文件")


@require_safe
@for_roles(*READERS)
def compare(request: HttpRequest, capture: int) -> HttpResponse:
    """The words as they were frozen beside those of a later look."""
    found = capture_or_404(request, capture)
    first = found.compared_with or baseline(found.version)
    now = found if found.words else found.version.captures.filter(state=Capture.State.TAKEN, digest=found.digest).first()
    if first is None or now is None or first.pk == now.pk or not found.digest:
        raise Http404
    before, after = words_kept(first), words_kept(now)
    rows = beside(before, after)
    known = {"capture": found, "first": first, "item": found.version.item, "rows": rows[:MOST_ROWS], "cut": len(rows) > MOST_ROWS}
    return render(request, "captures/compare.html", known | {"difference": differences(before, after)})


@require_POST
@for_roles(*SENDERS)
def again(request: HttpRequest, item: int) -> HttpResponse:
    """Look at the page now."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    version = _newest(request, item)
    said = "已安排重新检查，通常一分钟内完成，刷新本页可看到结果。"
    return done(request, lambda: ask_again(actor, version), said, ("item", item), _shown(request, item))


@require_POST
@for_roles(*SENDERS)
def renew(request: HttpRequest, item: int) -> HttpResponse:
    """Another address for a link whose page has moved; what was frozen of the old one stays."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Item.visible_to(actor), pk=item)
    said = "网址已更换，正在冻结新页面；原网址和它的存档仍保留。用在指标里的，请到报送页点“换用新版”。"
    act = lambda: new_link_version(actor, found, request.POST.get("url", ""))  # noqa: E731
    return done(request, act, said, ("item", item), _shown(request, item))


def _shown(request: HttpRequest, item: int) -> Any:
    return lambda **kwargs: item_page(request, item, **kwargs)


def _newest(request: HttpRequest, item: int) -> Version:
    found = versions_open_to(request.actor).filter(item=item, item__removed_at=None).exclude(url="").order_by("-no")  # type: ignore[attr-defined]
    version = found.select_related("item__unit").first()
    if version is None:
        raise Http404
    return version


def _kept(blob: Blob | None) -> Blob:
    if blob is None:
        raise Http404
    return blob


def _name(capture: Capture) -> str:
    return f"{(capture.title or '网页')[:60]}-{capture.taken_at:%Y%m%d}".replace("/", "_")


def _saved(request: HttpRequest, capture: Capture, blob: Blob, name: str, what: str) -> HttpResponse:
    response = bytes_of(request, blob, "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    if request.method == "GET" and response.status_code == 200:
        item, actor = capture.version.item, request.actor  # type: ignore[attr-defined]
        said = f"下载了“{item.title}”的{what}（{capture.taken_at:%Y-%m-%d}）"
        write(Verb.DOWNLOADED, item, said, by=actor.who, units=[item.unit_id])
    return response


urlpatterns = [
    path("captures/<int:capture>/page/", page, name="capture-page"),
    path("captures/<int:capture>/warc/", warc, name="capture-warc"),
    path("captures/<int:capture>/file/", file, name="capture-file"),
    path("captures/<int:capture>/compare/", compare, name="capture-compare"),
    path("items/<int:item>/recheck/", again, name="link-recheck"),
    path("items/<int:item>/renew/", renew, name="link-renew"),
]
