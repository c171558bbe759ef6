"""单位与人员: the tree of units, one unit with its names and people, and what collective names mean."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from fazhi.journal.write import digest_of, trail
from fazhi.kit.dates import chinese_date
from fazhi.people import collectives, units
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.people.directory import Branch, people_of, posts_seen_by, tree, units_seen_by
from fazhi.people.models import Alias, CollectiveName, Expansion, Role, Succession, Unit, UnitKind
from fazhi.people.rights import may_name, may_shape
from fazhi.web.frame.acting import for_roles, refused
from fazhi.web.frame.acts import number
from fazhi.web.pages import accounts, unitchanges
from fazhi.web.pages.appointing import (
    day_or_none,
    finish,
    name_to_post,
    new_person,
    numbers,
    person,
    post_rows,
    roles_for,
    substitute,
    withdraw,
)

READERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.TASKFORCE)
NAMERS = (Role.SECURITY_ADMIN, Role.TASKFORCE)
SHOWN = 100  # units a page
PAST_SHOWN = 50


@for_roles(*READERS)
def directory(request: HttpRequest) -> HttpResponse:
    """The units of the reader's area on a day, as a tree; beside it the collective names."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    refusal, day = "", actor.today
    try:
        day = day_or_none(request.GET, "on", "日期") or actor.today
    except Refused as error:
        refusal = str(error)
    every = tree(actor, day)
    lacking = {each.unit.pk for each in every if lacks_liaison(each)} if actor.is_(*NAMERS) else set()
    branches = wanted([each for each in every if not request.GET.get("lacking") or each.unit.pk in lacking], request.GET)
    page = Paginator(branches, SHOWN).get_page(request.GET.get("page"))
    shown = [branch.unit.pk for branch in page.object_list]
    known = {
        "page": page,
        "rows": [(branch, aliases, before) for branch, aliases, before in described(page.object_list, shown)],
        "day": day,
        "lacking": lacking,
        "refusal": refusal,
        "kinds": UnitKind.choices,
        "collectives": collective_rows(actor, day),
        "may_add": actor.area is not None and may_name(actor, actor.area),
    }
    return render(request, "directory/list.html", known, status=422 if refusal else 200)


def lacks_liaison(branch: Branch) -> bool:
    """Nobody there takes what is sent or returned; areas have a task force, townships and villages work through theirs."""
    return not branch.liaisons and not branch.unit.is_area and branch.unit.kind not in (UnitKind.TOWNSHIP, UnitKind.VILLAGE)


def wanted(branches: list[Branch], asked: Mapping[str, Any]) -> list[Branch]:
    """Those of one kind, or whose name or alias holds the words; without a filter all."""
    kind, words = asked.get("kind", ""), asked.get("q", "").strip()
    if kind:
        branches = [branch for branch in branches if branch.unit.kind == kind]
    if words:
        here = [branch.unit.pk for branch in branches]
        named = set(Alias._default_manager.filter(unit__in=here, name__contains=words).values_list("unit_id", flat=True))
        branches = [each for each in branches if words in each.unit.name or words in each.unit.short_name or each.unit.pk in named]
    return branches


def described(branches: Any, shown: list[int]) -> list[tuple[Branch, list[str], list[str]]]:
    """Each branch with its aliases and where it came from, in two queries."""
    aliases: dict[int, list[str]] = {pk: [] for pk in shown}
    for unit_id, name in Alias._default_manager.filter(unit__in=shown).order_by("id").values_list("unit_id", "name"):
        aliases[unit_id].append(name)
    before: dict[int, list[str]] = {pk: [] for pk in shown}
    for each in Succession._default_manager.filter(successor__in=shown).select_related("predecessor").order_by("-on", "id"):
        before[each.successor_id].append(f"{chinese_date(each.on)}由{each.predecessor.name}{each.get_how_display()}")
    return [(branch, aliases[branch.unit.pk], before[branch.unit.pk]) for branch in branches]


def collectives_seen_by(actor: Actor) -> Any:
    return CollectiveName._default_manager.filter(area__in=units_seen_by(actor)).select_related("area").order_by("area__path", "id")


def collective_rows(actor: Actor, day: Any) -> list[tuple[CollectiveName, int]]:
    """Each collective name and how many units it means on the day."""
    held = list(collectives_seen_by(actor))
    meant: dict[int, list[Unit]] = {}
    for area in {each.area_id: each.area for each in held}.values():
        meant |= collectives.expansions_on(area, day)
    return [(each, len(meant.get(each.pk, []))) for each in held]


@for_roles(*READERS)
def unit_page(request: HttpRequest, unit: int) -> HttpResponse:
    """One unit: facts, names, people, what may be done to it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return show_unit(request, get_object_or_404(units_seen_by(actor), pk=unit))


def show_unit(request: HttpRequest, unit: Unit, refusal: str = "", opened: str = "") -> HttpResponse:
    """The page; after a refusal with its words and the form as it was filled in."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    people = people_of(actor, unit, actor.today)
    others = posts_seen_by(actor).filter(unit=unit).exclude(pk__in=[post.pk for post in people])
    past = list(others.select_related("user", "unit", "stands_in_for__user").order_by("-since", "-id")[: PAST_SHOWN + 1])
    known = {
        "unit": unit,
        "refusal": refusal,
        "opened": opened,
        "kept": request.POST if refusal else {},
        "people": post_rows(actor, people),
        "past": post_rows(actor, past[:PAST_SHOWN]),
        "past_more": len(past) > PAST_SHOWN,
        "roles": roles_for(actor, unit) if unit.exists_on(actor.today) else [],
        "aliases": list(unit.aliases.order_by("id")),
        "before": list(unit.inheritances.select_related("predecessor").order_by("-on")),
        "after": list(unit.successions.select_related("successor").order_by("-on")),
        "below": list(units_seen_by(actor).on(actor.today).filter(parent=unit)[:60]),
        "expansions": Expansion._default_manager.filter(units=unit, until=None).select_related("collective").order_by("id"),
        "may_shape": may_shape(actor, unit),
        "may_name": may_name(actor, unit),
        "kinds": UnitKind.choices,
        "seen": digest_of(unit),
        "trail": trail(unit)[:12],
    }
    return render(request, "directory/unit.html", known, status=422 if refusal else 200)


def add_alias(actor: Actor, unit: Unit, form: Mapping[str, Any]) -> str:
    return f"已添加别名“{units.add_alias(actor, unit, form.get('name', '')).name}”。"


def remove_alias(actor: Actor, unit: Unit, form: Mapping[str, Any]) -> str:
    alias = get_object_or_404(unit.aliases, pk=number(form, "alias"))
    units.remove_alias(actor, alias)
    return f"已删除别名“{alias.name}”。以后的方案和文件里写到它，不会再认作“{unit}”。"


def edit(actor: Actor, unit: Unit, form: Mapping[str, Any]) -> str:
    if form.get("seen") != digest_of(unit):
        raise Refused(f"“{unit}”的资料刚被别人改过，您的修改没有保存。下面是最新的内容，请核对后再改。")
    values: dict[str, Any] = {"name": form.get("name", ""), "short_name": form.get("short_name", ""), "kind": form.get("kind", "")}
    order = number(form, "order", but=-1)
    if not 0 <= order <= 100_000:
        raise Refused("排序要填0至100000的整数，小的排在前面。请改正。")
    units.edit_unit(actor, unit, **values, order=order, since=day_or_none(form, "founded", "成立日期"))
    return f"已保存“{values['short_name']}”的资料。"


def add_below(actor: Actor, unit: Unit, form: Mapping[str, Any]) -> str:
    others = [text for text in form.get("aliases", "").replace("，", "、").replace(",", "、").split("、") if text.strip()]
    since = day_or_none(form, "founded", "成立日期")
    new = units.add_unit(actor, form.get("name", ""), form.get("short_name", ""), form.get("kind", ""), unit, since, aliases=others)
    return f"已在“{unit}”下新增“{new.name}”。"


ACTS: dict[str, Callable[[Actor, Unit, Mapping[str, Any]], str]] = {
    "alias": add_alias,
    "unalias": remove_alias,
    "edit": edit,
    "add": add_below,
    "appoint": lambda actor, unit, form: name_to_post(actor, person(actor, form.get("who", "")), unit, form),
    "end-post": lambda actor, unit, form: finish(actor, form),
    "stand-in": lambda actor, unit, form: substitute(actor, form),
    "take-back": lambda actor, unit, form: withdraw(actor, form),
}


@require_POST
@for_roles(*READERS)
def act_on_unit(request: HttpRequest, unit: int, act: str) -> HttpResponse:
    """Carry out one act and come back to the unit; what is refused is said on the page, with the form as it was."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(units_seen_by(actor), pk=unit)
    try:
        if act == "new-person":
            user, password = new_person(actor, found, request.POST)
            return accounts.first_password(request, user, password, back=("directory-unit", found.pk))
        if act not in ACTS:
            raise Http404(act)
        messages.success(request, ACTS[act](actor, found, request.POST), extra_tags="ok")
    except NotAllowed as error:
        raise refused(error) from None
    except Refused as error:
        found.refresh_from_db()
        return show_unit(request, found, str(error), act)
    return redirect("directory-unit", found.pk)


@for_roles(*READERS)
def collective_page(request: HttpRequest, collective: int) -> HttpResponse:
    """One collective name: whom it means now, whom it meant before, and a new expansion from a day on."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(collectives_seen_by(actor), pk=collective)
    refusal = ""
    if request.method == "POST":
        try:
            return redirect(*change_collective(request, actor, found))
        except NotAllowed as error:
            raise refused(error) from None
        except Refused as error:
            refusal = str(error)
    chosen = set(numbers(request.POST, "units"))
    meant = collectives.expansion_on(found, actor.today)
    known = {
        "collective": found,
        "meant": meant,
        "history": list(found.expansions.prefetch_related("units")),
        "branches": tree(actor, actor.today, found.area) if may_name(actor, found.area) else [],
        "chosen": chosen or {each.pk for each in meant},
        "refusal": refusal,
        "may_remove": may_shape(actor, found.area),
        "trail": trail(found)[:12],
    }
    return render(request, "directory/collective.html", known, status=422 if refusal else 200)


def change_collective(request: HttpRequest, actor: Actor, collective: CollectiveName) -> tuple[Any, ...]:
    """Expand anew, or remove; gives where to go."""
    if request.POST.get("act") == "remove":
        collectives.remove_collective(actor, collective)
        messages.success(request, f"已删除集合称谓“{collective.name}”。", extra_tags="ok")
        return ("directory",)
    since = day_or_none(request.POST, "since", "开始日期") or actor.today
    chosen = units_seen_by(actor).filter(pk__in=numbers(request.POST, "units"))
    expansion = collectives.expand(actor, collective, chosen, since)
    messages.success(request, f"自{chinese_date(since)}起，“{collective}”指{expansion.units.count()}个单位。", extra_tags="ok")
    return ("directory-collective", collective.pk)


@require_POST
@for_roles(*READERS)
def new_collective(request: HttpRequest) -> HttpResponse:
    """A collective name of the actor's area; expanded on its own page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.area is None:
        raise PermissionDenied("您的单位不在任何市或县区之内，不能添加集合称谓。请联系系统管理员。")
    try:
        return redirect("directory-collective", collectives.add_collective(actor, actor.area, request.POST.get("name", "")).pk)
    except NotAllowed as error:
        raise refused(error) from None
    except Refused as error:
        messages.error(request, str(error), extra_tags="bad")
        return redirect("directory")


urlpatterns = [
    path("directory/", directory, name="directory"),
    path("directory/<int:unit>/", unit_page, name="directory-unit"),
    path("directory/<int:unit>/act/<slug:act>/", act_on_unit, name="directory-unit-act"),
    path("directory/collectives/", new_collective, name="directory-collective-new"),
    path("directory/collectives/<int:collective>/", collective_page, name="directory-collective"),
    *unitchanges.urlpatterns,
    *accounts.urlpatterns,
]
