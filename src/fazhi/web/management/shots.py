"""Which pages have their picture taken, as whom and of what; and which addresses are pages at all."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from fazhi.exchange.models import Import
from fazhi.people.actor import Actor, acting
from fazhi.people.models import CollectiveName, User
from fazhi.plan.models import Edition
from fazhi.records.models import Definition, Draw, Question
from fazhi.reports.declaration.models import Declaration, DeclaredItem, Inquiry
from fazhi.reports.models import Package, PackageProfile

from .sitters import (
    assigned,
    bureau,
    campaign_of,
    changed_capture,
    editions_compared,
    first,
    guarded,
    in_demand,
    in_plan,
    in_queue,
    item_like,
    mention_of,
    moving_record,
    noticed,
    noticed_in_review,
    only,
    only_like,
    own_in,
    own_receipt,
    paused_record,
    plan_of,
    plans_compared,
    reading_of,
    record_of,
    sealed_entry,
    signal_like,
)

FORCE, LIAISON, HEAD, LEADER = "zhuanban", "jiaoyuju", "jiaoyuju-head", "leader"
SYSTEM, SECURITY, AUDIT, OFFICER = "admin-system", "admin-security", "admin-audit", "officer"

# Addresses that answer a GET and are no page: files, an answer to a program, a way on to another page.
NO_PAGE = frozenset(
    (
        *("capture-page", "capture-warc", "capture-file"),
        "content",
        "picture",
        *("guard-file", "guard-picture"),
        "plan-original",
        "edition-export",
        "report-file",
        "package-file",
        "checkpoint",
        "declaration-export",
        "uploads",
        "upload-piece",
        "indicators",
        "logout",
        "account-phone",
        *("record-keys", "import-template", "import-errors", "records-export", "figure-export", "draw-book", "draw-csv"),
    )
)


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
    Shot("guard", FORCE, "guard", guarded),
    Shot("item-facts", FORCE, "item", item_like(versions__number_no__isnull=False)),
    Shot("item-signals", FORCE, "item", noticed),
    Shot("signals", FORCE, "signals"),
    Shot("signals-decided", FORCE, "signals", query="state=explained"),
    Shot("signals-liaison", LIAISON, "signals"),
    Shot("boilerplates", FORCE, "boilerplates"),
    Shot("signal-copy", FORCE, "signal", signal_like("near-copy")),
    Shot("signal-picture", FORCE, "signal", signal_like("same-scan")),
    Shot("signal-late", FORCE, "signal", signal_like("made-late")),
    Shot("signal-burst", FORCE, "signal", signal_like("burst")),
    Shot("signal-number", FORCE, "signal", signal_like("number-twice")),
    Shot("signal-link", FORCE, "signal", signal_like("link-changed")),
    Shot("signal-personal", LIAISON, "signal", signal_like("personal")),
    Shot("capture-compare", FORCE, "capture-compare", changed_capture),
    Shot("sufficiency", FORCE, "sufficiency"),
    Shot("sufficiency-liaison", LIAISON, "sufficiency"),
    Shot("sufficiency-indicator", FORCE, "sufficiency-indicator", in_demand),
    Shot("upload", LIAISON, "upload"),
    Shot("submission-draft", LIAISON, "submission", own_in("draft")),
    Shot("submission-returned", LIAISON, "submission", own_in("returned")),
    Shot("submission-waiting", LIAISON, "submission", own_in("head", "lead", "taskforce")),
    Shot("submission-accepted", LIAISON, "submission", own_in("accepted")),
    Shot("reviews-taskforce", FORCE, "reviews"),
    Shot("reviews-head", HEAD, "reviews"),
    Shot("review", FORCE, "review", in_queue),
    Shot("review-marking", FORCE, "review", in_queue, opens=("text=退回这一件",)),
    Shot("review-signals", FORCE, "review", noticed_in_review),
    Shot("reports", FORCE, "reports"),
    Shot("report-texts", FORCE, "report-texts"),
    Shot("packages", FORCE, "packages"),
    Shot("package-new", FORCE, "package-new"),
    Shot("package", FORCE, "package", first(Package, "材料包")),
    Shot("package-profile", FORCE, "package-profile", first(PackageProfile, "打包方案")),
    Shot("receipts", LIAISON, "receipts"),
    Shot("receipt", LIAISON, "receipt", own_receipt),
    Shot("declarations", FORCE, "declarations"),
    Shot("declaration", FORCE, "declaration", first(Declaration, "申报")),
    Shot("declared-item", FORCE, "declared-item", only_like(DeclaredItem, "被退回的申报条目", state="returned")),
    Shot("inquiry", FORCE, "inquiry", only_like(Inquiry, "已了结的省级意见", state="settled")),
    Shot("inquiry-open", FORCE, "inquiry", only_like(Inquiry, "待答复的省级意见", state="asked")),
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
    Shot("seals", AUDIT, "seals"),
    Shot("entry-proof", AUDIT, "entry-proof", sealed_entry),
    Shot("redatings", FORCE, "redatings", lambda actor: (actor.today.year,)),
    Shot("registers", FORCE, "registers"),
    Shot("records", FORCE, "records", lambda actor: ("R34",)),
    Shot("records-late", FORCE, "records", lambda actor: ("R21",), "rule=any"),
    Shot("record", FORCE, "record", record_of("R34")),
    Shot("record-paused", FORCE, "record", paused_record),
    Shot("record-edit", FORCE, "record-edit", record_of("R34")),
    Shot("record-new", LIAISON, "record-new", lambda actor: ("R34",)),
    Shot("record-move", FORCE, "record-move", moving_record),
    Shot("imports", FORCE, "imports"),
    Shot("import-new", FORCE, "import-new", lambda actor: ("R34",)),
    Shot("import-undo", FORCE, "import-undo", first(Import, "导入")),
    Shot("records-bulk", FORCE, "records-bulk", lambda actor: ("R34",)),
    Shot("import-faults", FORCE, "import", first(Import, "导入")),
    Shot("figures", FORCE, "figures"),
    Shot("figures-liaison", LIAISON, "figures"),
    Shot("figure", FORCE, "figure", lambda actor: ("R34.share_answered_in_time",)),
    Shot("figure-left-out", FORCE, "figure", lambda actor: ("R34.share_answered_in_time",), "tab=left-out"),
    Shot("year-calendar", FORCE, "year-calendar"),
    Shot("questions", FORCE, "questions"),
    Shot("question", FORCE, "question", first(Question, "数据疑问")),
    Shot("declared", FORCE, "declared"),
    Shot("draws", FORCE, "draws"),
    Shot("draw-new", FORCE, "draw-new"),
    Shot("draw", FORCE, "draw", first(Draw, "抽取")),
    Shot("custom-registers", FORCE, "custom-registers"),
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
