"""封存: the latest checkpoint and where it was laid down, verification on demand, and the proof that an entry stands in the journal."""

import json
from typing import Any

from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe
from django_tasks_db.models import DBTaskResult

from fazhi.jobs.models import Ticket
from fazhi.jobs.queue import enqueue
from fazhi.journal.anchors import lay_down, standing
from fazhi.journal.merkle import leaf_hash, node_hash
from fazhi.journal.models import Checkpoint, Entry, Verb
from fazhi.journal.proof import Proof, proof_of
from fazhi.journal.proving import checkpoint_json, seal_now
from fazhi.journal.say import sentence
from fazhi.journal.sealing import Torn, unsealed
from fazhi.journal.signing import KeyUnreadable
from fazhi.journal.write import write
from fazhi.people.actor import Actor, Refused
from fazhi.people.models import Role
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.acts import done
from fazhi.web.jobs import verify_all
from fazhi.web.pages.journal import entries_seen_by, kind_name
from fazhi.web.templatetags.shapes import SEEN

PAGE = 30


@require_safe
@for_roles(Role.AUDIT_ADMIN)
def seals(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """What is under seal, what a verification found last, and all checkpoints."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = Paginator(Checkpoint.objects.order_by("-size"), PAGE).get_page(request.GET.get("page"))
    held = Checkpoint.objects.prefetch_related("stamps", "anchors").first()
    known = {
        "last": held,
        "stamp": Checkpoint.objects.exclude(stamps=None).first(),
        "anchored": Checkpoint.objects.exclude(anchors=None).first(),
        "waiting": len(unsealed()) if actor.unit else 0,
        "page": page,
        "amiss": standing(),
        "may_verify": sees_everything(actor),
        "refusal": refusal,
        **last_verification(),
    }
    return render(request, "journal/seals.html", known, status=status)


def sees_everything(actor: Actor) -> bool:
    """A verification tells of every area's rows: for the auditor of the area that lies below no other."""
    return actor.unit is not None and actor.unit.parent_id is None


def last_verification() -> dict[str, Any]:
    """The newest work of verifying, and what it found where it is done."""
    ticket = Ticket.objects.filter(job=verify_all.module_path).order_by("-asked_at").first()
    if ticket is None:
        return {"ticket": None, "found": None}
    value = DBTaskResult.objects.filter(pk=ticket.pk).values_list("return_value", flat=True).first() if ticket.state == "done" else None
    if value:
        value["unchecked"] = [(kind_name(kind), count) for kind, count in value["unchecked"].items()]
    return {"ticket": ticket, "found": value}


@require_POST
@for_roles(Role.AUDIT_ADMIN)
def seal_act(request: HttpRequest, act: str) -> HttpResponse:
    """Seal at once, or ask for a verification; each is an entry."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    acts = {"seal": (_seal, "已封存。"), "verify": (_verify, "已开始核对，完成后在本页显示结果。")}
    if act not in acts:
        raise Http404
    do, said = acts[act]
    return done(request, lambda: do(actor), said, ("seals",), lambda **kwargs: seals_again(request, **kwargs))


def seals_again(request: HttpRequest, **known: Any) -> HttpResponse:
    request.method = "GET"  # the page itself, with the refusal
    return seals(request, **known)


def _seal(actor: Actor) -> None:
    try:
        outcome = lay_down(seal_now())
    except (KeyUnreadable, Torn) as error:
        raise Refused(str(error)) from None
    if outcome.refused:
        raise Refused("日志已经封存，但检查点没有都留存到系统之外。", *outcome.refused)


def _verify(actor: Actor) -> None:
    if not sees_everything(actor):
        raise Refused("核对涉及所有地区的数据，由最上一级的审计管理员办理。请与其联系。")
    write(Verb.OPENED, actor.user, "要求核对全部日志", by=actor.who, units=[actor.unit.pk] if actor.unit else [])
    enqueue(verify_all, by=actor.user.name, key="verify")


@require_safe
@for_roles(Role.AUDIT_ADMIN)
def checkpoint(request: HttpRequest, size: int) -> HttpResponse:
    """A checkpoint as a file, to be kept elsewhere."""
    held = get_object_or_404(Checkpoint.objects.all(), pk=size)
    return _file(checkpoint_json(held), f"检查点（{held.size}条）.json")


@require_safe
@for_roles(*Role)
def proof(request: HttpRequest, entry: int) -> HttpResponse:
    """The proof of one entry, step by step or as a file. For the auditor, and for whom a trail has shown the entry."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = get_object_or_404(seen_entries(request, actor), pk=entry)
    try:
        found, torn = proof_of(entry), ""
    except Torn as error:
        found, torn = None, str(error)
    if "file" in request.GET and found is not None:
        return _file(json.dumps(_told(found, actor), ensure_ascii=False, indent=1).encode(), f"存在性证明（日志{entry}）.json")
    known = {"entry": held, "said": sentence(held), "proof": found, "torn": torn, "steps": steps(found) if found else []}
    return render(request, "journal/proof.html", known | {"key": request.GET.get("key", "")})


def seen_entries(request: HttpRequest, actor: Actor) -> Any:
    """The entries the reader may ask a proof of: what the auditor sees, or the one that a trail handed him with its key."""
    try:
        user, entry = signing.loads(request.GET.get("key", ""), salt=SEEN)
    except signing.BadSignature:
        return entries_seen_by(actor)
    return Entry.objects.filter(pk=entry) if user == actor.user.pk else entries_seen_by(actor)


def _told(found: Proof, actor: Actor) -> dict[str, Any]:
    """The leaf itself (addresses, values before and after) is for the auditor; to others its hash proves as much."""
    said = found.as_data()
    if not actor.is_(Role.AUDIT_ADMIN):
        said["leaf_hash"] = leaf_hash(said.pop("leaf").encode()).hex()
    return said


def steps(found: Proof) -> list[tuple[str, str, str]]:
    """(side, neighbour, what comes out) of every step from the leaf to the root."""
    made, told, place, last = leaf_hash(found.leaf), [], found.number, found.checkpoint.size - 1
    for step in found.path:
        other = bytes.fromhex(step)
        is_left = bool(place & 1) or place == last
        made = node_hash(other, made) if is_left else node_hash(made, other)
        while is_left and not place & 1 and place:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
        told.append(("左", step, made.hex()) if is_left else ("右", step, made.hex()))
    return told


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/json")
    response["Content-Disposition"] = content_disposition_header(True, f"{timezone.localdate():%Y%m%d}-{name}") or "attachment"
    return response


urlpatterns = [
    path("journal/seals/", seals, name="seals"),
    path("journal/seals/<slug:act>/", seal_act, name="seal-act"),
    path("journal/checkpoints/<int:size>/", checkpoint, name="checkpoint"),
    path("journal/entries/<int:entry>/proof/", proof, name="entry-proof"),
]
