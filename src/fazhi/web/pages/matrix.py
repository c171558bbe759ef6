"""责任矩阵: 104 indicators by units, one cell one state; a click tells the cell's story."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from fazhi.campaign.models import Assignment, Campaign, Demand, Proof, Submission
from fazhi.campaign.progress import Cell, CellState, cells
from fazhi.campaign.uses import story
from fazhi.journal.write import trail
from fazhi.people.actor import Actor
from fazhi.people.models import Role, Unit
from fazhi.web.frame.acting import for_roles
from fazhi.web.frame.campaigns import current_campaign, no_campaign
from fazhi.web.frame.menu import STAFF
from fazhi.web.frame.standing import kept

# what each state looks like in a cell: one letter of class, so that ten thousand cells stay small
LETTERS = {
    CellState.NONE: "n", CellState.DRAFT: "d", CellState.HEAD: "w", CellState.LEAD: "w", CellState.TASKFORCE: "w",
    CellState.RETURNED: "r", CellState.ACCEPTED: "a",
    CellState.OVERDUE: "o", CellState.NOT_APPLICABLE: "x", CellState.NOTHING: "x",
}  # fmt: skip
FILTERS = (
    ("", "全部"),
    ("overdue", "已逾期"),
    ("returned", "已退回"),
    ("waiting", "待审"),
    ("accepted", "已认定"),
    ("supplied", "已交"),
    ("none", "未开始"),
)
Table = dict[tuple[int, int], Cell]


@for_roles(Role.TASKFORCE, Role.LEADER)
def matrix(request: HttpRequest) -> HttpResponse:
    """The whole table; `state` keeps the units and indicators that have such a cell."""
    campaign = current_campaign(request)
    if campaign is None:
        return no_campaign(request, "责任矩阵")
    actor: Actor = request.actor  # type: ignore[attr-defined]
    wanted = request.GET.get("state", "") if request.GET.get("state") in dict(FILTERS) else ""
    if actor.oversees(campaign.unit):
        shown = kept(campaign, f"matrix-{wanted}", lambda: drawn(actor, campaign, wanted))
    else:
        shown = drawn(actor, campaign, wanted)
    return render(request, "matrix/page.html", shown | {"filters": FILTERS, "wanted": wanted})


def drawn(actor: Actor, campaign: Campaign, wanted: str) -> dict[str, Any]:
    """The table and the numbers over it; the same for everybody who oversees the campaign."""
    known = cells(campaign, actor=actor)
    if wanted:
        known = {key: cell for key, cell in known.items() if is_wanted(cell, wanted)}
    rows = {demand for demand, _ in known}
    seen = Demand.visible_to(actor).filter(campaign=campaign).select_related("indicator")
    demands = [each for each in seen if not wanted or each.pk in rows]
    units = list(Unit.named(unit for _, unit in known).values())
    return {"table": table(campaign, demands, units, known), "count": len(known), "units": len(units), "demands": len(demands)}


def is_wanted(cell: Cell, wanted: str) -> bool:
    if wanted == "waiting":
        return LETTERS[cell.state] == "w"
    return cell.supplied > 0 if wanted == "supplied" else cell.state == wanted


def table(campaign: Campaign, demands: list[Demand], units: list[Unit], known: Table) -> SafeString:
    """Rows of cells joined as strings: a template loop was eleven times slower when tried."""
    page, unit_page = reverse("indicator", args=[0]).replace("0/", ""), reverse("unit", args=[0]).replace("0/", "")
    heads = "".join(f'<th data-u="{unit.pk}"><a href="{unit_page}{unit.pk}/">{escape(unit.short_name)}</a>' for unit in units)
    rows, level = [], None
    for demand in demands:
        indicator = demand.indicator
        if indicator.level1_no != level:
            level = indicator.level1_no
            rows.append(f'<tr class="band"><th colspan="{len(units) + 1}"><span>{level} {escape(indicator.level1_name)}</span>')
        line = "".join(cell_of(known.get((demand.pk, unit.pk))) for unit in units)
        rows.append(f'<tr data-d="{demand.pk}"><th><a href="{page}{demand.pk}/">{indicator.code} {escape(indicator.title)}</a>{line}')
    return mark_safe(
        f'<table class="matrix"><thead><tr><th>指标＼单位{heads}</thead><tbody>{"".join(rows)}</tbody></table>'
    )  # escaped above


def cell_of(cell: Cell | None) -> str:
    """One cell: the letter of its state, and supplied of required; the word is in the legend and in the cell's own page."""
    if cell is None:
        return "<td>"
    letter = LETTERS[cell.state]
    lead = " l" if cell.role == Assignment.Role.LEAD else ""
    said = (
        "—"
        if cell.state in (CellState.NOT_APPLICABLE, CellState.NOTHING)
        else f"{cell.supplied}/{cell.required}"
        if cell.required
        else (str(cell.supplied) if cell.supplied else "·")
    )
    return f'<td class="{letter}{lead}">{said}'


@for_roles(*STAFF)
def cell(request: HttpRequest, demand: int, unit: int) -> HttpResponse:
    """What one unit was asked, has shown and was told at one indicator; a drawer over the matrix, a page without script."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = get_object_or_404(
        Assignment.visible_to(actor).select_related("unit", "demand__indicator", "demand__campaign"), demand=demand, unit=unit
    )
    submission = Submission.visible_to(actor).filter(demand=demand, unit=unit).select_related("unit").first()
    proofs = list(Proof.shown_to(actor, submission).select_related("item", "requirement")) if submission else []
    known = cells(held.demand.campaign, units=[unit], demands=[demand], actor=actor).get((demand, unit))
    shown = {
        "held": held,
        "cell": known,
        "submission": submission,
        "proofs": proofs,
        "trail": (story(actor, submission, held) if submission else trail(held))[:10],
    }
    return render(request, "matrix/_cell.html" if request.headers.get("HX-Request") else "matrix/cell.html", shown)


urlpatterns = [path("matrix/", matrix, name="matrix"), path("cell/<int:demand>/<int:unit>/", cell, name="cell")]
