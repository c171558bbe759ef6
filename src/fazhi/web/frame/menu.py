"""The menu: only what works, and only what the role may open."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from fazhi.people.actor import Actor
from fazhi.people.models import Role

STAFF = (Role.TASKFORCE, Role.LIAISON, Role.HEAD, Role.LEADER)
SENDERS = (Role.LIAISON, Role.HEAD, Role.TASKFORCE)  # who may bring in material


@dataclass(frozen=True)
class Line:
    """One line of the menu; `near` are the url names that belong to it."""

    label: str
    icon: str
    url_name: str
    roles: tuple[Role, ...]
    near: tuple[str, ...] = ()
    on_phone: bool = False


NEAR_REGISTERS = (
    *("records", "records-bulk", "record", "record-new", "record-edit", "record-move", "imports", "import", "import-new"),
    *("draws", "draw-new", "draw", "custom-registers", "custom-new", "custom-register", "parameters"),
)

MENU = (
    Line("今天要做的", "home", "today", tuple(Role), on_phone=True),
    Line("创建方案", "file-text", "plans", STAFF, ("plan", "plan-import", "plan-compare", "plan-task", "plan-mention")),
    Line(
        "指标体系",
        "list-tree",
        "indicators",
        STAFF,
        ("indicator", "editions", "edition", "edition-import", "edition-compare", "assign", "submission"),
        on_phone=True,
    ),
    Line("责任矩阵", "table", "matrix", (Role.TASKFORCE, Role.LEADER), ("cell",)),
    Line("责任单位", "building", "units", STAFF, ("unit",)),
    Line("材料充足度", "list-check", "sufficiency", STAFF, ("sufficiency-indicator",)),
    Line("台账数据", "database", "registers", STAFF, NEAR_REGISTERS),
    Line("数据指标", "chart-line", "figures", STAFF, ("figure", "year-calendar", "questions", "question", "declared")),
    Line("佐证材料", "paperclip", "items", STAFF, ("item", "upload"), on_phone=False),
    Line("材料信号", "bell", "signals", STAFF, ("signal", "boilerplates")),
    Line("审核", "clipboard-check", "reviews", (Role.TASKFORCE, Role.LIAISON, Role.HEAD), ("review", "bulk-accept")),
    Line("报告", "report", "reports", (Role.TASKFORCE, Role.LEADER), ("report-texts",)),
    Line(
        "申报材料包",
        "archive",
        "packages",
        (Role.TASKFORCE, Role.LEADER),
        ("package", "package-new", "package-profile", "receipts", "receipt"),
    ),
    Line("入包材料", "file-zip", "receipts", (Role.LIAISON, Role.HEAD), ("receipt",)),
    Line("申报台账", "clipboard-list", "declarations", STAFF, ("declaration", "declared-item", "inquiry")),
    Line("创建活动", "flag", "campaigns", (Role.TASKFORCE,), ("campaign", "assign", "campaign-new")),
    Line(
        "单位与人员",
        "sitemap",
        "directory",
        (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.TASKFORCE),
        ("directory-unit", "accounts", "account"),
    ),
    Line("节假日", "calendar", "holidays", (Role.SYSTEM_ADMIN, Role.TASKFORCE)),
    Line("后台任务", "progress", "jobs", (Role.SYSTEM_ADMIN,)),
    Line("日志", "history", "journal", (Role.AUDIT_ADMIN,)),
)


def menu_of(actor: Actor, request: HttpRequest) -> list[dict]:
    here = request.resolver_match.url_name if request.resolver_match else None
    lines = []
    for line in MENU:
        if actor.role not in line.roles and line.url_name != "today":
            continue
        try:
            address = reverse(line.url_name)
        except NoReverseMatch:
            continue
        lines.append({"line": line, "address": address, "current": here == line.url_name or here in line.near})
    return lines
