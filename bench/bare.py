"""The other side of the measurement: one hand-written view a page, login, the facts the page is about, joined into minimal HTML.

No templates, no context processors, no menu, no model instances: about what could be had if speed were all. Each view reads
with the same scope as the page, because a page without its reader's scope would be another page.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import wraps
from html import escape

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()  # from here on the models are ready

from django.contrib.auth.decorators import login_required  # noqa: E402
from django.db.models import Count, Q, QuerySet  # noqa: E402
from django.http import Http404, HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

from fazhi.campaign.models import Assignment, Campaign, ChangeFor, Demand, Proof, Requirement, Submission  # noqa: E402
from fazhi.evidence.models import Item, Version  # noqa: E402
from fazhi.journal.models import Entry, Touched  # noqa: E402
from fazhi.people.actor import Actor, acting  # noqa: E402
from fazhi.people.models import Post, Role, Unit  # noqa: E402
from fazhi.plan.models import Mention, PlanTask  # noqa: E402
from fazhi.review.models import Decision, ReturnReason  # noqa: E402
from fazhi.review.queue import queue  # noqa: E402
from fazhi.review.timeliness import timeliness  # noqa: E402
from fazhi.search.find import matching  # noqa: E402

STANDING = Q(state__in=("draft", "submitted", "accepted"))


def bare(view: Callable) -> Callable:
    """Login, the actor, and the page around what the view yields."""

    @login_required
    @wraps(view)
    def shown(request: HttpRequest, **named: int) -> HttpResponse:
        parts = view(request, acting(request.user), **named)
        return HttpResponse(f"<!doctype html><html lang=zh-CN><title>{view.__name__}</title>{''.join(parts)}")

    return shown


def rows(found: Iterable[tuple]) -> str:
    """A table of plain values."""
    return "<table>" + "".join("<tr>" + "".join(f"<td>{escape(str(value))}" for value in row) for row in found) + "</table>"


def of(actor: Actor) -> Campaign:
    found = Campaign.visible_to(actor).filter(state="running").order_by("-pk").values_list("pk", "unit_id")
    area = actor.area.pk if actor.area else None
    pk = next((pk for pk, unit in found if unit == area), None)
    return Campaign(pk=pk)


def trail(kind: str, pk: int, most: int) -> str:
    entries = Touched.objects.filter(kind=kind, object_id=str(pk)).values("entry")
    return rows(Entry.objects.filter(pk__in=entries).values_list("at", "actor_name", "said")[:most])


def given(where: Q) -> QuerySet:
    """Proofs that stand and that were accepted, for each demand and unit."""
    grouped = Proof.objects.filter(where).order_by().values_list("submission__demand", "submission__unit")
    return grouped.annotate(live=Count("pk", filter=STANDING), fine=Count("pk", filter=Q(state="accepted")))


def standing(campaign: Campaign, unit: int | None = None) -> dict[tuple[int, int], tuple]:
    """(demand, unit) → role, state, supplied, accepted, required: the table that five pages are about."""
    where, own = Q(demand__campaign=campaign), Q(submission__demand__campaign=campaign)
    if unit is not None:
        where, own = where & Q(unit=unit), own & Q(submission__unit=unit)
    asked = Counter(dict(Requirement.objects.filter(demand__campaign=campaign).order_by().values_list("demand").annotate(n=Count("pk"))))
    states = {row[:2]: row[2] for row in Submission.objects.filter(where).order_by().values_list("demand", "unit", "state")}
    counts = {row[:2]: row[2:] for row in given(own)}
    return {
        row[:2]: (row[2], states.get(row[:2], ""), *counts.get(row[:2], (0, 0)), asked[row[0]])
        for row in Assignment.objects.filter(where).order_by("demand__indicator__no", "unit__order").values_list("demand", "unit", "role")
    }


def of_units(campaign: Campaign) -> list[tuple]:
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for (_, unit), cell in standing(campaign).items():
        sums[unit] = [a + b for a, b in zip(sums[unit], cell[2:], strict=True)]
    names = dict(Unit.objects.filter(pk__in=list(sums)).order_by().values_list("pk", "short_name"))
    return [(names[unit], *numbers) for unit, numbers in sums.items()]


@bare
def today(request: HttpRequest, actor: Actor) -> Iterable[str]:
    campaign, own = of(actor), actor.unit.pk if actor.unit else 0
    if actor.is_(Role.TASKFORCE):
        yield rows(queue(actor).values_list("demand__indicator__title", "unit_name", "submitted_at"))
        yield rows(of_units(campaign))
        return
    states = {row[0]: row[1] for row in Submission.objects.filter(unit=own).values_list("demand", "state")}
    counts = {row[0]: row[2:] for row in given(Q(submission__unit=own))}
    parts = Assignment.visible_to(actor).filter(unit=own, demand__campaign__state="running", applies="yes")
    values = parts.values_list("demand", "demand__indicator__code", "demand__indicator__title", "demand__due_on", "role")
    yield rows((*row[1:], states.get(row[0], ""), *counts.get(row[0], (0, 0))) for row in values)
    yield rows(queue(actor).values_list("demand__indicator__title", "unit_name", "submitted_at"))
    yield rows(ChangeFor.objects.filter(unit=own, read_at=None).values_list("change__subject", "change__before", "change__after"))


@bare
def indicator(request: HttpRequest, actor: Actor, demand: int) -> Iterable[str]:
    campaign = of(actor)
    cells = standing(campaign)
    worst: dict[int, Counter] = defaultdict(Counter)
    for (each, _), cell in cells.items():
        worst[each][cell[1]] += 1
    tree = Demand.visible_to(actor).filter(campaign=campaign).values_list("pk", "indicator__code", "indicator__title")
    yield rows((*row, max(worst[row[0]], default="")) for row in tree)
    seen = Demand.visible_to(actor).filter(pk=demand)
    yield rows(seen.values_list("indicator__title", "indicator__measures", "indicator__targets", "due_on"))
    parts = Assignment.visible_to(actor).filter(demand=demand)
    yield rows((name, *cells.get((demand, unit), ())) for unit, name in parts.values_list("unit", "unit__short_name"))
    yield rows(Requirement.objects.filter(demand=demand).values_list("name", "kind", "count"))
    level = seen.values("indicator__level2_no")
    linked = PlanTask.objects.filter(links__campaign=campaign, links__level2_no__in=level)
    yield rows(linked.values_list("no", "title", "text"))
    yield rows(Mention.objects.filter(task__in=linked).values_list("name", "role"))
    proofs = Proof.visible_to(actor).filter(submission__demand=demand).exclude(state="removed")
    yield rows(proofs.order_by("pk").values_list("item__title", "submission__unit_name", "state", "note")[:24])
    yield rows(Submission.visible_to(actor).filter(demand=demand).values_list("unit_name", "state")[:60])
    yield trail("campaign.demand", demand, 12)


@bare
def matrix(request: HttpRequest, actor: Actor) -> Iterable[str]:
    campaign = of(actor)
    cells = standing(campaign)
    units = Unit.objects.filter(pk__in={unit for _, unit in cells}).values_list("pk", "short_name")
    heads = [(pk, escape(name)) for pk, name in units]
    demands = Demand.visible_to(actor).filter(campaign=campaign).values_list("pk", "indicator__code", "indicator__title")
    yield "<table><tr><th>" + "".join(f"<th>{name}" for _, name in heads)
    for pk, code, title in demands:
        line = (cells.get((pk, unit)) for unit, _ in heads)
        drawn = "".join(f"<td class={cell[1] or 'none'}>{cell[2]}/{cell[4]}" if cell else "<td>" for cell in line)
        yield f"<tr><th>{code} {escape(title)}{drawn}"
    yield "</table>"


@bare
def units(request: HttpRequest, actor: Actor) -> Iterable[str]:
    campaign = Campaign.objects.get(pk=of(actor).pk)
    yield rows(of_units(campaign))
    yield rows((each.unit, each.on_time, each.late, each.missing) for each in timeliness(campaign, actor.today))


@bare
def unit(request: HttpRequest, actor: Actor, unit: int) -> Iterable[str]:
    campaign = of(actor)
    names = Demand.visible_to(actor).filter(campaign=campaign).values_list("pk", "indicator__code", "indicator__title", "due_on")
    titles = {row[0]: row[1:] for row in names}
    yield rows((*titles.get(demand, ()), *cell) for (demand, _), cell in standing(campaign, unit).items())
    yield rows(Post.objects.on(actor.today).filter(unit=unit).values_list("user__name", "role"))
    yield trail("people.unit", unit, 8)


@bare
def items(request: HttpRequest, actor: Actor) -> Iterable[str]:
    found = Item.visible_to(actor).filter(removed_at=None)
    if query := request.GET.get("q"):
        found = found.filter(pk__in=matching(query, "evidence.item"))
    shown = list(found.values_list("pk", "title", "kind", "unit__short_name", "effective_on", "created_at")[:30])
    uses = Proof.visible_to(actor).filter(item__in=[row[0] for row in shown]).exclude(state="removed")
    counts = dict(uses.order_by().values_list("item").annotate(n=Count("pk")))
    yield str(found.count())
    yield rows((*row[1:], counts.get(row[0], 0)) for row in shown)


@bare
def item(request: HttpRequest, actor: Actor, item: int) -> Iterable[str]:
    found = list(Item.visible_to(actor).filter(pk=item).values_list("title", "kind", "unit_name", "effective_on", "note", "created_by"))
    if not found:
        raise Http404
    yield rows(found)
    versions = list(
        Version.objects.filter(item=item).order_by("-no").values_list("no", "file_name", "uploaded_by", "blob__size", "preview")
    )
    yield rows(row[:4] for row in versions)
    yield versions[0][4].get("html", "") if versions else ""
    used = Proof.visible_to(actor).filter(item=item).exclude(state="removed")
    yield rows(used.values_list("submission__demand__indicator__title", "requirement__name", "place", "state"))
    yield trail("evidence.item", item, 12)


@bare
def submission(request: HttpRequest, actor: Actor, demand: int) -> Iterable[str]:
    held = Submission.visible_to(actor).filter(demand=demand, unit=actor.unit)
    facts = held.values_list(
        "pk", "state", "round", "demand__indicator__title", "demand__indicator__measures", "narrative__text", "demand__due_on"
    )
    pk, *rest = facts[0]
    yield rows([tuple(rest)])
    yield rows(Requirement.objects.filter(demand=demand).values_list("name", "kind", "count"))
    proofs = Proof.objects.filter(submission=pk).exclude(state="removed")
    yield rows(proofs.values_list("item__title", "item__effective_on", "requirement__name", "place", "note", "state"))
    yield rows(Item.visible_to(actor).filter(unit=actor.unit, removed_at=None).values_list("pk", "title")[:30])
    yield trail("campaign.submission", pk, 12)


@bare
def reviews(request: HttpRequest, actor: Actor) -> Iterable[str]:
    waiting = queue(actor)
    yield str(waiting.count())
    names = (
        "pk",
        "demand__indicator__code",
        "demand__indicator__title",
        "unit_name",
        "state",
        "shown",
        "must_recuse",
        "round",
        "submitted_at",
    )
    yield rows(waiting.values_list(*names)[:50])


@bare
def review(request: HttpRequest, actor: Actor, submission: int) -> Iterable[str]:
    names = ("unit_name", "state", "round", "demand", "demand__indicator__title", "demand__indicator__measures", "narrative__text")
    facts = Submission.visible_to(actor).filter(pk=submission).values_list(*names)[0]
    yield rows([facts])
    proofs = list(
        Proof.objects.filter(submission=submission)
        .exclude(state="removed")
        .values_list("item__title", "item__effective_on", "requirement__name", "place", "note", "state", "version__preview")
    )
    yield rows(row[:6] for row in proofs)
    yield proofs[0][6].get("html", "") if proofs and proofs[0][6] else ""
    yield rows(Requirement.objects.filter(demand=facts[3]).values_list("name", "count"))
    yield rows(ReturnReason.objects.values_list("code", "text", "advice"))
    yield rows(Decision.objects.filter(submission=submission).values_list("at", "user_name", "verdict", "remark"))
    yield trail("campaign.submission", submission, 15)


urlpatterns = [
    path("", today),
    path("indicators/<int:demand>/", indicator),
    path("matrix/", matrix),
    path("units/", units),
    path("units/<int:unit>/", unit),
    path("items/", items),
    path("items/<int:item>/", item),
    path("submission/<int:demand>/", submission),
    path("reviews/", reviews),
    path("reviews/<int:submission>/", review),
]
