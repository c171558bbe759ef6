"""Uploads by tus 1.0 (creation, offset, append, termination), and what becomes of a file once it is here."""

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods, require_POST

from fazhi.campaign.models import Assignment, Demand, Requirement
from fazhi.campaign.proofs import add_proof, file_by_hint
from fazhi.campaign.reading import own_part
from fazhi.evidence import parts, uploads
from fazhi.evidence.acts import new_item_from_upload
from fazhi.evidence.filing import guess_place
from fazhi.evidence.models import Item, Upload
from fazhi.evidence.refusals import OffsetMismatch
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.people.lines import inherited_by
from fazhi.people.models import Role
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done, number
from fazhi.web.frame.campaigns import current_campaign
from fazhi.web.frame.menu import SENDERS

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,termination"


def answer(status: int, words: str = "", **headers: Any) -> HttpResponse:
    response = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    response["Tus-Resumable"] = VERSION
    response["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response[name.replace("_", "-")] = str(value)
    return response


def tus(view: Callable) -> Callable:
    """Refusals as the protocol wants them: a status the client understands, and words a person does."""

    @wraps(view)
    def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.headers.get("Tus-Resumable", VERSION) != VERSION:
            return answer(412, "上传程序版本不符，请刷新页面后重试。", Tus_Version=VERSION)
        try:
            return view(request, *args, **kwargs)
        except NotAllowed as refusal:
            return answer(403, str(refusal))
        except OffsetMismatch as refusal:
            return answer(409, str(refusal), Upload_Offset=refusal.offset)
        except Refused as refusal:
            return answer(getattr(refusal, "status", 422), str(refusal))

    return spoken


def metadata(header: str) -> dict[str, str]:
    """Upload-Metadata: pairs of a key and a base64 value, parted by commas."""
    known = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _, value = pair.partition(" ")
        try:
            known[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
    return known


@require_http_methods(["POST", "OPTIONS"])
@for_roles(*SENDERS)
@tus
def create(request: HttpRequest) -> HttpResponse:
    """Announce a file; its address is where the pieces go."""
    if request.method == "OPTIONS":
        return answer(204, Tus_Version=VERSION, Tus_Extension=EXTENSIONS)
    length = request.headers.get("Upload-Length", "")
    if not number(request.headers, "Upload-Length") and length != "0":
        return answer(400, "上传请求缺少文件大小，请刷新页面后重试。")
    known = metadata(request.headers.get("Upload-Metadata", ""))
    context = {key: number(known, key) for key in ("demand", "unit", "requirement") if number(known, key)}
    actor: Actor = request.actor  # type: ignore[attr-defined]
    upload = uploads.begin(actor, known.get("filename", ""), number(request.headers, "Upload-Length"), known.get("folder", ""), context)
    return answer(201, Location=reverse("upload-piece", args=[upload.pk]), Upload_Expires=http_date(uploads.expires_at(upload).timestamp()))


@require_http_methods(["HEAD", "PATCH", "DELETE"])
@for_roles(*SENDERS)
@tus
def piece(request: HttpRequest, upload: UUID) -> HttpResponse:
    """Ask how far it got, send the next bytes, or give it up."""
    found = uploads.find(request.actor, upload)  # type: ignore[attr-defined]
    if request.method == "HEAD":
        return answer(200, Upload_Offset=found.offset, Upload_Length=found.size)
    if request.method == "DELETE":
        parts.terminate(found)
        return answer(204)
    offset = request.headers.get("Upload-Offset", "")
    at = number(request.headers, "Upload-Offset")
    if request.content_type != "application/offset+octet-stream" or (not at and offset != "0"):
        return answer(415, "上传内容的格式不对，请刷新页面后重试。")
    reached = uploads.append(found, at, request)
    return answer(204, Upload_Offset=reached, Upload_Expires=http_date(uploads.expires_at(found).timestamp()))


@require_POST
@for_roles(*SENDERS)
@tus
def settle(request: HttpRequest, upload: UUID) -> HttpResponse:
    """Once every byte is here: judge, store, make the item and file it. 202 while a job is still at work on it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = uploads.finish(uploads.find(actor, upload))
    if found.state == Upload.State.REFUSED:
        return JsonResponse({"said": found.refusal}, status=422)
    if found.state == Upload.State.RECEIVING:
        if parts.is_whole(found):
            return JsonResponse({"said": "正在检查"}, status=202)
        return JsonResponse({"said": f"“{found.name}”还没有传完，请重新选择同一个文件接着传。"}, status=409)
    if found.state == Upload.State.USED:
        return JsonResponse({"said": "已归入材料。"})
    item = new_item_from_upload(actor, found)
    try:
        said, is_filed = file_item(actor, request, item, found)
    except (Refused, NotAllowed) as refusal:  # the file is safe; only its place is not yet known
        said, is_filed = f"已存入本单位材料库，但没有归入指标：{refusal}", False
    return JsonResponse({"said": said, "item": item.pk, "filed": is_filed})


def file_item(actor: Actor, request: HttpRequest, item: Item, upload: Upload) -> tuple[str, bool]:
    """Say what the item proves: at the demand it was dropped on, or where its name or folder points; else it waits in the library.

    The words for the person, and whether it was filed. Raises Refused where the place will not have it.
    """
    held = part_asked(actor, upload)
    if held is not None:
        add_proof(actor, held.demand, item, unit=held.unit, requirement=best_requirement(held.demand, upload))
        return f"已加入 {held.demand.indicator.code} 的材料，尚未提交。", True
    hint, campaign = guess_place(upload.name, upload.folder), current_campaign(request)
    if hint and campaign and actor.unit and actor.is_(Role.LIAISON, Role.HEAD):
        demand = file_by_hint(actor, campaign, hint, actor.unit)
        part = own_part(actor, demand.pk)
        add_proof(actor, demand, item, unit=part.unit if part else None, requirement=best_requirement(demand, upload))
        return f"按名称归入 {demand.indicator}，尚未提交。", True
    return "已存入本单位材料库，请选择它证明哪项指标。", False


def part_asked(actor: Actor, upload: Upload) -> Assignment | None:
    """The part on whose page the file was dropped, if the actor's unit answers for it."""
    demand = upload.context.get("demand")
    return own_part(actor, demand, upload.context.get("unit", 0)) if demand else None


def best_requirement(demand: Demand, upload: Upload) -> Requirement | None:
    """The requirement the file was dropped on, or the one whose name its name holds; nobody guesses further."""
    asked = list(demand.requirements.all())
    dropped = next((each for each in asked if each.pk == upload.context.get("requirement")), None)
    return dropped or next((each for each in asked if each.name in f"{upload.folder}/{upload.name}"), None)


@for_roles(*SENDERS)
def page(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """拍照上传: a drop zone of its own; files find their indicator by number in the name or the folder, or wait in the library."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    recent = Item.visible_to(actor).filter(unit__in=inherited_by(actor.unit), removed_at=None)[:10]
    stopped = uploads.mine(actor).filter(state=Upload.State.RECEIVING)[:10]
    return render(request, "items/upload.html", {"recent": recent, "stopped": stopped, "refusal": refusal}, status=status)


@require_POST
@for_roles(*SENDERS)
def forget(request: HttpRequest, upload: UUID) -> HttpResponse:
    """Give up an upload that stopped half-way, from the page."""
    found = get_object_or_404(uploads.mine(request.actor), pk=upload)  # type: ignore[attr-defined]
    said = f"已放弃“{found.name}”，已传的部分已删除。"
    return done(request, lambda: parts.terminate(found), said, ("upload",), lambda **kwargs: page(request, **kwargs))


urlpatterns = [
    path("upload/", page, name="upload"),
    path("uploads/", create, name="uploads"),
    path("uploads/<uuid:upload>/", piece, name="upload-piece"),
    path("uploads/<uuid:upload>/settle/", settle, name="upload-settle"),
    path("uploads/<uuid:upload>/forget/", forget, name="upload-forget"),
]
