"""The bytes of a version: saved, played in ranges, or shown in the page where a browser can do so safely."""

from collections.abc import Iterator

from django.core.files import File
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from fazhi.campaign.uses import versions_open_to
from fazhi.evidence.models import Blob, Version
from fazhi.evidence.shown import picture_blob
from fazhi.evidence.store import opened
from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.people.models import Role
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.menu import STAFF

READERS = (*STAFF, Role.ASSESSOR)
PIECE = 256 * 1024
MARKS_KEPT = 300  # versions a session remembers as read; one forgotten is only journalled once more
SAFE_INLINE = (
    *("image/png", "image/jpeg", "image/gif", "image/webp", "video/mp4", "video/webm", "audio/mpeg", "audio/mp4", "application/pdf"),
)


def version_or_404(request: HttpRequest, version: int) -> Version:
    return get_object_or_404(versions_open_to(request.actor), pk=version)  # type: ignore[attr-defined]


@require_safe
@for_roles(*READERS)
def content(request: HttpRequest, version: int) -> HttpResponse:
    """The file itself; saved under its Chinese name, or shown in the page where a browser can do so safely."""
    found = version_or_404(request, version)
    if found.blob is None:
        raise Http404
    inline = "inline" in request.GET and found.blob.media_type in SAFE_INLINE
    response = bytes_of(request, found.blob, found.blob.media_type if inline else "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(not inline, found.file_name) or "attachment"
    if request.method == "GET" and response.status_code in (200, 206):
        journal_reading(request, found, Verb.OPENED if inline else Verb.DOWNLOADED, is_whole=response.status_code == 200 and not inline)
    return response


def journal_reading(request: HttpRequest, version: Version, verb: Verb, *, is_whole: bool) -> None:
    """Who got which file. A whole download is an entry each time; pieces of one, and showing in the page, are one a session."""
    mark, marks = f"{verb}:{version.pk}", request.session.get("files_read", [])
    if is_whole or mark not in marks:
        said = "查看了" if verb == Verb.OPENED else "下载了"
        write(verb, version.item, f"{said}“{version.file_name}”", by=request.actor.who, units=[version.item.unit_id])  # type: ignore[attr-defined]
    if mark not in marks:
        request.session["files_read"] = [*marks, mark][-MARKS_KEPT:]


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
    """The bytes, or the one range of them that a video player asks for (RFC 9110, 14.2); 416 where there are none."""
    etag = f'"{blob.sha256}"'
    same = request.headers.get("If-Range", etag) == etag  # of other content nothing may be added to what is there (RFC 9110, 13.1.5)
    wanted = span(request.headers.get("Range", ""), blob.size) if same else None
    first, last = wanted or (0, blob.size - 1)
    if first > last:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{blob.size}"
        return refused
    response: HttpResponse = HttpResponse(content_type=media_type)
    if request.method == "GET":
        response = StreamingHttpResponse(pieces(opened(blob), first, last - first + 1), content_type=media_type)  # type: ignore[assignment]
    response["Accept-Ranges"], response["Content-Length"] = "bytes", str(last - first + 1)
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    if wanted:
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{last}/{blob.size}"
    return response


def span(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte that the header asks for; None where it asks for all, or for something we do not serve."""
    unit, _, wanted = header.partition("=")
    start, dash, end = wanted.partition("-")
    if unit != "bytes" or not dash or any(part and not (part.isascii() and part.isdigit() and len(part) < 19) for part in (start, end)):
        return None
    if start:
        return int(start), min(int(end) if end else size - 1, size - 1)
    return (max(0, size - int(end)), size - 1) if end else None


def pieces(file: File, first: int, left: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


urlpatterns = [
    path("versions/<int:version>/content/", content, name="content"),
    path("versions/<int:version>/pictures/<str:sha>/", picture, name="picture"),
]
