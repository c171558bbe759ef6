"""Which pages have their picture taken, as whom and of what; and which addresses are pages at all."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Model, QuerySet
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from fazhi.campaign.models import Assignment, Campaign, ChangeFor, Demand, Submission
from fazhi.engine.models import Pause
from fazhi.engine.register import register, registers
from fazhi.evidence.models import Item
from fazhi.exchange.models import Import
from fazhi.people.actor import Actor, acting
from fazhi.people.models import CollectiveName, Unit, User
from fazhi.plan.models import Edition, Mention, Plan
from fazhi.records.models import Definition, Draw, Question
from fazhi.review.queue import queue

FORCE, LIAISON, HEAD, LEADER = "zhuanban", "jiaoyuju", "jiaoyuju-head", "leader"
SYSTEM, SECURITY, AUDIT, OFFICER = "admin-system", "admin-security", "admin-audit", "officer"

# Addresses that answer a GET and are no page: files, an answer to a program, a way on to another page.
NO_PAGE = frozenset(
    (
        "content",
        "picture",
        "plan-original",
        "edition-export",
        "report-file",
        "uploads",
        "upload-piece",
        "indicators",
        "logout",
        "account-phone",
        *("record-keys", "import-template", "import-errors", "records-export", "figure-export", "draw-book", "draw-csv"),
    )
)


class NothingToShow(Exception):
    """The database holds nothing that this page could show; the message says what lacks."""


@dataclass(frozen=True)
class Shot:
    """One picture: its name, who looks (nobody is signed in without one), the url name, its arguments, and what is opened first."""

    name: str
    account: str
    url_name: str
    arguments: Callable[[Actor], tuple] = lambda actor: ()
    query: str = ""
    opens: tuple[str, ...] = ()
    status: int = 200


def only(found: QuerySet[Any], what: str) -> Model:
    """The first of these, or NothingToShow."""
    record = found.first()
    if record is None:
        raise NothingToShow(f"没有{what}")
    return record


def campaign_of(actor: Actor) -> Campaign:
    own = Campaign.visible_to(actor).filter(unit=actor.area).order_by("-pk")
    return only(own, "创建活动")  # type: ignore[return-value]


def demand_of(actor: Actor) -> Demand:
    """The indicator with most proof behind it."""
    seen = Demand.visible_to(actor).filter(campaign=campaign_of(actor))
    return only(seen.annotate(n=Count("submissions__proofs")).order_by("-n", "pk"), "指标")  # type: ignore[return-value]


def own_in(*states: str) -> Callable[[Actor], tuple]:
    """The demand of the actor's own submission in one of these states."""

    def found(actor: Actor) -> tuple:
        seen = Submission.visible_to(actor).filter(unit=actor.unit, state__in=states).annotate(n=Count("proofs")).order_by("-n", "pk")
        return (only(seen, f"状态为 {'、'.join(states)} 的本单位报送").demand_id,)  # type: ignore[attr-defined]

    return found


def assigned(actor: Actor) -> tuple:
    held = Assignment.visible_to(actor).filter(demand__campaign=campaign_of(actor))
    busy = held.filter(demand__submissions__proofs__isnull=False).order_by("pk").distinct()
    found: Any = only(busy, "有材料的分工")
    return found.demand_id, found.unit_id


def item_like(**wanted: Any) -> Callable[[Actor], tuple]:
    """An item with a version of this sort."""
    return lambda actor: (only(Item.visible_to(actor).filter(removed_at=None, **wanted).order_by("pk"), f"这种材料（{wanted}）").pk,)


def plan_of(actor: Actor) -> Plan:
    return only(Plan.visible_to(actor).filter(unit=actor.area).order_by("-pk"), "创建方案")  # type: ignore[return-value]


def mention_of(actor: Actor) -> tuple:
    plan = plan_of(actor)
    mentions = Mention._default_manager.filter(task__plan=plan).order_by("pk")
    return plan.pk, only(mentions, "方案中的称谓").pk


def plans_compared(actor: Actor) -> tuple:
    plans = list(Plan.visible_to(actor).filter(unit=actor.area).order_by("pk").values_list("pk", flat=True)[:2])
    if len(plans) < 2:
        raise NothingToShow("没有同一单位的两份方案")
    return tuple(plans)


def editions_compared(actor: Actor) -> tuple:
    editions = list(Edition._default_manager.order_by("pk").values_list("pk", flat=True)[:2])
    if len(editions) < 2:
        raise NothingToShow("没有两个指标版本")
    return tuple(editions)


def first(model: Any, what: str) -> Callable[[Actor], tuple]:
    return lambda actor: (only(model._default_manager.order_by("pk"), what).pk,)


def bureau(actor: Actor) -> tuple:
    return (only(Unit._default_manager.filter(assignments__isnull=False).distinct().order_by("-order"), "单位").pk,)


def in_plan(actor: Actor) -> tuple:
    return (plan_of(actor).pk,)


def in_demand(actor: Actor) -> tuple:
    return (demand_of(actor).pk,)


def in_queue(actor: Actor) -> tuple:
    waiting = next((each for each in queue(actor)[:100] if not each.must_recuse), None)
    if waiting is None:
        raise NothingToShow("没有等待审核的报送")
    return (waiting.pk,)


def reading_of(actor: Actor) -> tuple:
    return (only(ChangeFor.visible_to(actor).filter(unit=actor.unit), "变更待知悉").pk,)


def record_of(code: str) -> Callable[[Actor], tuple]:
    return lambda actor: (code, only(register(code).visible_to(actor).order_by("-pk"), f"{code}的记录").pk)


def paused_record(actor: Actor) -> tuple:
    """A record one of whose clocks is stopped now."""
    for pause in Pause._default_manager.filter(until=None).order_by("pk"):
        model = next((each for each in registers().values() if each._meta.label_lower == pause.kind), None)
        if model is not None and model.visible_to(actor).filter(pk=pause.object_id).exists():
            return model.code, pause.object_id
    raise NothingToShow("没有停表的记录")


def moving_record(actor: Actor) -> tuple:
    waiting = register("R34").visible_to(actor).filter(stage="received").order_by("-pk")
    return "R34", only(waiting, "未办结的信息公开申请").pk, "answered"


SHOTS: tuple[Shot, ...] = (
    Shot("login", "", "login"),
    Shot("password", LIAISON, "change-password"),
    Shot("not-found", FORCE, "item", lambda actor: (0,), status=404),
    Shot("forbidden", LIAISON, "matrix", status=403),
    Shot("today-taskforce", FORCE, "today"),
    Shot("today-liaison", LIAISON, "today"),
    Shot("today-head", HEAD, "today"),
    Shot("today-leader", LEADER, "today"),
    Shot("today-officer", OFFICER, "today"),
    Shot("today-system-admin", SYSTEM, "today"),
    Shot("me", LIAISON, "me"),
    Shot("plans", FORCE, "plans"),
    Shot("plan-import", FORCE, "plan-import"),
    Shot("plan", FORCE, "plan", in_plan),
    Shot("plan-tasks", FORCE, "plan", in_plan, "part=tasks"),
    Shot("plan-phases", FORCE, "plan", in_plan, "part=phases"),
    Shot("plan-leftovers", FORCE, "plan", in_plan, "part=leftovers"),
    Shot("plan-task", FORCE, "plan-task", lambda actor: (plan_of(actor).pk, 1)),
    Shot("plan-mention", FORCE, "plan-mention", mention_of),
    Shot("plan-compare", FORCE, "plan-compare", plans_compared),
    Shot("indicator-taskforce", FORCE, "indicator", in_demand),
    Shot("indicator-liaison", LIAISON, "indicator", own_in("draft", "returned", "head", "lead", "taskforce", "accepted")),
    Shot("assign", FORCE, "assign", in_demand),
    Shot("change", LIAISON, "change", reading_of),
    Shot("requirements", FORCE, "requirements"),
    Shot("editions", FORCE, "editions"),
    Shot("edition", FORCE, "edition", first(Edition, "指标版本")),
    Shot("edition-import", FORCE, "edition-import"),
    Shot("edition-compare", FORCE, "edition-compare", editions_compared),
    Shot("matrix", FORCE, "matrix"),
    Shot("matrix-returned", FORCE, "matrix", query="state=returned"),
    Shot("cell", FORCE, "cell", assigned),
    Shot("units", FORCE, "units"),
    Shot("unit", FORCE, "unit", bureau),
    Shot("items", FORCE, "items"),
    Shot("items-search", FORCE, "items", query="q=示例"),
    Shot("item-document", FORCE, "item", item_like(versions__preview__kind="html")),
    Shot("item-pages", FORCE, "item", item_like(versions__preview__kind="pages")),
    Shot("item-image", FORCE, "item", item_like(kind="image")),
    Shot("item-link", FORCE, "item", item_like(kind="link")),
    Shot("item-offline", FORCE, "item", item_like(kind="offline")),
    Shot("upload", LIAISON, "upload"),
    Shot("submission-draft", LIAISON, "submission", own_in("draft")),
    Shot("submission-returned", LIAISON, "submission", own_in("returned")),
    Shot("submission-waiting", LIAISON, "submission", own_in("head", "lead", "taskforce")),
    Shot("submission-accepted", LIAISON, "submission", own_in("accepted")),
    Shot("reviews-taskforce", FORCE, "reviews"),
    Shot("reviews-head", HEAD, "reviews"),
    Shot("review", FORCE, "review", in_queue),
    Shot("review-marking", FORCE, "review", in_queue, opens=("text=退回这一件",)),
    Shot("reports", FORCE, "reports"),
    Shot("report-texts", FORCE, "report-texts"),
    Shot("campaigns", FORCE, "campaigns"),
    Shot("campaign-new", FORCE, "campaign-new"),
    Shot("campaign", FORCE, "campaign", lambda actor: (campaign_of(actor).pk,)),
    Shot("search", FORCE, "search", query="q=法治"),
    Shot("directory", SYSTEM, "directory"),
    Shot("directory-unit", SYSTEM, "directory-unit", bureau),
    Shot("directory-collective", FORCE, "directory-collective", first(CollectiveName, "集合称谓")),
    Shot("directory-change", SYSTEM, "directory-change", lambda actor: (*bureau(actor), "rename")),
    Shot("accounts", SECURITY, "accounts"),
    Shot("account", SECURITY, "account", lambda actor: (only(User._default_manager.filter(username=LIAISON), "账号").pk,)),
    Shot("holidays", SYSTEM, "holidays"),
    Shot("jobs", SYSTEM, "jobs"),
    Shot("journal", AUDIT, "journal"),
    Shot("redatings", FORCE, "redatings", lambda actor: (actor.today.year,)),
    Shot("registers", FORCE, "registers"),
    Shot("records", FORCE, "records", lambda actor: ("R34",)),
    Shot("records-late", FORCE, "records", lambda actor: ("R21",), "broken=1"),
    Shot("record", FORCE, "record", record_of("R34")),
    Shot("record-paused", FORCE, "record", paused_record),
    Shot("record-edit", FORCE, "record-edit", record_of("R34")),
    Shot("record-new", LIAISON, "record-new", lambda actor: ("R34",)),
    Shot("record-move", FORCE, "record-move", moving_record),
    Shot("imports", FORCE, "imports"),
    Shot("import-new", FORCE, "import-new", lambda actor: ("R34",)),
    Shot("import-faults", FORCE, "import", first(Import, "导入")),
    Shot("figures", FORCE, "figures"),
    Shot("figures-liaison", LIAISON, "figures"),
    Shot("figure", FORCE, "figure", lambda actor: ("R34.share_answered_in_time",)),
    Shot("figure-left-out", FORCE, "figure", lambda actor: ("R34.share_answered_in_time",), "tab=out"),
    Shot("year-calendar", FORCE, "year-calendar"),
    Shot("questions", FORCE, "questions"),
    Shot("question", FORCE, "question", first(Question, "数据疑问")),
    Shot("declared", FORCE, "declared"),
    Shot("draws", FORCE, "draws"),
    Shot("draw-new", FORCE, "draw-new"),
    Shot("draw", FORCE, "draw", first(Draw, "抽取")),
    Shot("custom-registers", FORCE, "custom-registers"),
    Shot("custom-new", FORCE, "custom-new"),
    Shot("custom-register", FORCE, "custom-register", first(Definition, "自定义台账")),
    Shot("parameters", FORCE, "parameters"),
)


def address_of(shot: Shot) -> str:
    """Where the picture is taken; raises NothingToShow, User.DoesNotExist and NoReverseMatch."""
    actor = acting(User._default_manager.get(username=shot.account)) if shot.account else None
    address = reverse(shot.url_name, args=shot.arguments(actor) if actor else ())
    return f"{address}?{shot.query}" if shot.query else address


def cookie_of(account: str) -> str:
    """A session of this account, as if it had signed in."""
    client = Client()
    client.force_login(User._default_manager.get(username=account), backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


def addresses() -> Iterator[str]:
    """Every url name of the site."""

    def walk(patterns: list) -> Iterator[str]:
        for each in patterns:
            if isinstance(each, URLPattern):
                yield each.name or ""
            else:
                yield from walk(each.url_patterns)

    return walk(get_resolver().url_patterns)


def uncovered() -> list[str]:
    """Url names that render a page and have no picture; what takes a POST only answers a GET with 405."""
    shown = {shot.url_name for shot in SHOTS} | NO_PAGE
    client = Client(HTTP_HOST="127.0.0.1", raise_request_exception=False)
    client.cookies["sessionid"] = cookie_of(FORCE)
    logging.disable(logging.WARNING)  # each refusal is asked for here
    try:
        return [name for name in addresses() if name not in shown and client.get(placeless(name)).status_code != 405]
    finally:
        logging.disable(logging.NOTSET)


def placeless(name: str) -> str:
    """An address of this name that leads to no record."""
    for values in ((), (0,), (0, 0), ("x",), (0, "x"), (0, 0, "x"), ("00000000-0000-0000-0000-000000000000",)):
        try:
            return reverse(name, args=values)
        except NoReverseMatch:
            continue
    return reverse(name, args=("00000000-0000-0000-0000-000000000000", "x"))
