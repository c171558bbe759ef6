"""日志: what everybody did, for the audit admin: found by time, person, unit, verb and object, with before and after."""

import time
from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import Any

from django.apps import apps
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from fazhi.journal.models import Affected, Entry, Touched, Verb
from fazhi.journal.personal import SEALED
from fazhi.journal.say import moment
from fazhi.journal.write import write
from fazhi.kit.dates import chinese_date
from fazhi.people.actor import Actor, Refused
from fazhi.people.models import Role, Unit, User
from fazhi.web.frame.acting import for_roles

from .appointing import day_or_none

SHOWN = 50  # entries a page
VISIT = 30 * 60  # seconds without a look after which reading is a new visit
LONGEST = 80  # characters of a value that the auditor reads
HIDDEN = "（个人信息，加密保存）"


@for_roles(Role.AUDIT_ADMIN)
def journal(request: HttpRequest) -> HttpResponse:
    """The entries of the auditor's area, newest first. A visit to this page is an entry itself."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    journal_visit(request, actor)
    refusal = ""
    found = entries_seen_by(actor)
    try:
        found = wanted(found, actor, request)
    except Refused as error:
        refusal, found = str(error), found.none()
    page = Paginator(found.order_by("-at", "-id"), SHOWN).get_page(request.GET.get("page"))
    known = {
        "page": page,
        "rows": [row(entry) for entry in page.object_list],
        "refusal": refusal,
        "verbs": Verb.choices,
        "kinds": sorted(((kind, kind_name(kind)) for kind in kinds_seen()), key=lambda each: each[1]),
        "asked": request.GET,
    }
    return render(request, "journal/page.html", known, status=422 if refusal else 200)


def journal_visit(request: HttpRequest, actor: Actor) -> None:
    """Once per visit, not once per page turned: a visit ends with half an hour without a look, or with the session."""
    now = int(time.time())
    last = request.session.get("journal_read_at", 0)
    if now - last > VISIT:
        write(Verb.OPENED, actor.user, "查看了日志", by=actor.who, units=[actor.unit.pk] if actor.unit else [])
    if now - last > 60:
        request.session["journal_read_at"] = now


def entries_seen_by(actor: Actor) -> QuerySet[Entry]:
    """All of them where the auditor's area lies below no other; else what the area's own people did, and what concerned its units."""
    every = Entry._default_manager.all()
    if actor.unit is None or not actor.is_(Role.AUDIT_ADMIN):
        return every.none()
    if actor.unit.parent_id is None:
        return every
    units = Unit._default_manager.filter(path__startswith=actor.unit.path).values("pk")
    return every.filter(Q(actor_unit_id__in=units) | Q(pk__in=Affected._default_manager.filter(unit_id__in=units).values("entry")))


def wanted(found: QuerySet[Entry], actor: Actor, request: HttpRequest) -> QuerySet[Entry]:
    """Narrowed to what the form asks; raises Refused where a date cannot be read."""
    asked = request.GET
    since, until = day_or_none(asked, "since", "开始日期"), day_or_none(asked, "until", "结束日期")
    if since and until and until < since:
        raise Refused(f"结束日期{chinese_date(until)}早于开始日期{chinese_date(since)}。请核对两个日期。")
    if since:
        found = found.filter(at__gte=midnight(since))
    if until:
        found = found.filter(at__lt=midnight(until + timedelta(days=1)))
    if who := asked.get("who", "").strip():
        found = found.filter(Q(actor_name__contains=who) | Q(actor_id__in=User._default_manager.filter(username__iexact=who).values("pk")))
    if unit := asked.get("unit", "").strip():
        ids = Unit._default_manager.filter(Q(name__contains=unit) | Q(short_name__contains=unit)).values("pk")
        touching = Affected._default_manager.filter(unit_id__in=ids).values("entry")
        found = found.filter(Q(actor_unit__contains=unit) | Q(actor_unit_id__in=ids) | Q(pk__in=touching))
    if asked.get("verb", "") in Verb.values:
        found = found.filter(verb=asked["verb"])
    if kind := asked.get("kind", ""):
        found = found.filter(pk__in=Touched._default_manager.filter(kind=kind).values("entry"))
    if words := asked.get("object", "").strip():
        found = found.filter(Q(object_name__contains=words) | Q(said__contains=words))
    return found


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock.min))


def row(entry: Entry) -> dict[str, Any]:
    """An entry as the page shows it. The auditor needs to know that something changed, not what people wrote or who they are."""
    changes = [(label, shown(pair[0]), shown(pair[1])) for label, pair in entry.changes.items()]
    return {"entry": entry, "moment": moment(entry), "verb": Verb(entry.verb).label, "kind": kind_name(entry.kind), "changes": changes}


def shown(value: Any) -> str:
    if value is None or value == "" or value == []:
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(shown(each) for each in value)
    if isinstance(value, str) and value.startswith(SEALED):
        return HIDDEN
    text = str(value)
    return f"（{len(text)}个字，日志中留存，此处不显示）" if len(text) > LONGEST else text


def kinds_seen() -> list[str]:
    """What entries can be about: every table of our own rooms that has a Chinese name of its own."""
    ours = [model._meta for model in apps.get_models() if model.__module__.startswith("fazhi.")]
    return [meta.label_lower for meta in ours if any("\u4e00" <= sign <= "\u9fff" for sign in str(meta.verbose_name))]


def kind_name(kind: str) -> str:
    """campaign.proof → 佐证; a kind that no longer exists keeps its own name."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind


urlpatterns = [path("journal/", journal, name="journal")]
