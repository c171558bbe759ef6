"""What happens in the sample city once work is under way: not-applicable asked, phases reopened, demands changed, changes read."""

from datetime import timedelta
from random import Random

from fazhi.campaign.applicability import ask_not_applicable, decide_not_applicable
from fazhi.campaign.assigning import assign, set_due
from fazhi.campaign.changes import acknowledge
from fazhi.campaign.models import Assignment, Campaign, ChangeFor, Demand, Phase, Submission
from fazhi.campaign.phases import open_phase, reopen
from fazhi.campaign.requirements import add_requirement
from fazhi.people.models import Unit

from .persons import Cast
from .sayings import NOT_APPLICABLE


def ask_not_to(cast: Cast, campaign: Campaign, units: dict[str, Unit]) -> None:
    """One not-applicable that was approved, one that waits."""
    force = cast.by_name["zhuanban"]
    for short, reason, is_approved in (("市税务局", NOT_APPLICABLE[0], True), ("市民政局", NOT_APPLICABLE[1], False)):
        unit = units[short]
        idle = Assignment.objects.filter(demand__campaign=campaign, unit=unit).exclude(
            demand__in=Submission.objects.filter(unit=unit).values("demand")
        )
        part = idle.order_by("-demand__indicator__no")[0]
        ask_not_applicable(cast.liaisons[unit.pk], part, reason)
        if is_approved:
            decide_not_applicable(force, part, True, "情况属实。")


def work_on_phases(cast: Cast, campaign: Campaign) -> None:
    """实施推进 goes on beside 自评初审, for some units are late; both then stand open."""
    force = cast.by_name["zhuanban"]
    second, third = Phase.objects.filter(campaign=campaign, no__in=(2, 3)).order_by("no")
    if third.state == Phase.State.WAITING:
        open_phase(force, third)
    if second.state == Phase.State.CLOSED:
        reopen(force, second, cast.on + timedelta(days=14), "部分单位材料还没有报齐，补报期间两个阶段同时进行")


def change_demands(cast: Cast, campaign: Campaign, units: dict[str, Unit], rng: Random) -> None:
    """A later date, one more material and one more unit; the units concerned have to read it, some already did."""
    force = cast.by_name["zhuanban"]
    asked = {demand.indicator.code: demand for demand in Demand.objects.filter(campaign=campaign).select_related("indicator")}
    set_due(force, campaign, [asked["1.3.1"]], cast.on + timedelta(days=20), "市场监管系统月底才能导出联合检查结果")
    add_requirement(force, asked["6.25.4"], "新媒体普法作品目录", "文件", 1, reason="上级通知增加这一项材料")
    assign(force, asked["2.7.2"], units["市商务局"], Assignment.Role.RESPONSIBLE)
    for reading in ChangeFor.objects.filter(change__campaign=campaign).select_related("unit").order_by("change_id", "unit__order", "pk"):
        reader = cast.liaisons.get(reading.unit_id)
        if reader is not None and reading.unit.short_name != "市教育局" and rng.random() < 0.4:
            acknowledge(reader, reading)
