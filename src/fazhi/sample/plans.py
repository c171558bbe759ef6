"""The plans and the campaigns of the sample city, dated so that the work is in full swing on a given day."""

import re
from calendar import monthrange
from datetime import date, timedelta
from importlib.resources import files
from random import Random

from fazhi.campaign.assigning import set_due
from fazhi.campaign.deriving import assign_from_tasks
from fazhi.campaign.founding import found_campaign
from fazhi.campaign.linking import confirm_links
from fazhi.campaign.local import found_local
from fazhi.campaign.models import Campaign, Demand, RosterMember
from fazhi.campaign.publishing import publish
from fazhi.campaign.roster import add_member
from fazhi.people.actor import Actor
from fazhi.people.models import Unit
from fazhi.plan.confirming import confirm_plan
from fazhi.plan.importing import import_plan
from fazhi.plan.models import Edition, Plan

from .persons import Cast
from .units import SHORT

WRITTEN = 2025 * 12 + 7  # the plans as shipped are in their third phase, 自评初审, in August 2025
_MONTHS = re.compile(r"(\d{4})年(\d{1,2})月(?:(初|上旬|中旬|下旬|底)?至(\d{1,2})月)?")
_DAYS = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def plan_text(name: str, on: date) -> str:
    """A shipped plan with all its dates moved by whole months, so that its third phase is the month of `on`."""
    text = files("fazhi.sample").joinpath(name).read_text("utf-8")
    by = on.year * 12 + on.month - 1 - WRITTEN

    def months(found: re.Match[str]) -> str:
        year, month = _moved(int(found[1]), int(found[2]), by)
        if not found[4]:
            return f"{year}年{month}月"
        last_year, last = _moved(int(found[1]), int(found[4]), by)
        return f"{year}年{month}月{found[3] or ''}至{'' if last_year == year else f'{last_year}年'}{last}月"

    def days(found: re.Match[str]) -> str:
        year, month = _moved(int(found[1]), int(found[2]), by)
        return f"{year}-{month:02}-{min(int(found[3]), monthrange(year, month)[1]):02}"

    signed = _moved(2025, 6, by)[0]
    return _DAYS.sub(days, _MONTHS.sub(months, text)).replace("〔2025〕", f"〔{signed}〕").replace("/2025-", f"/{signed}-")


def _moved(year: int, month: int, by: int) -> tuple[int, int]:
    whole, rest = divmod(year * 12 + month - 1 + by, 12)
    return whole, rest + 1


def make_plan(actor: Actor, unit: Unit, name: str, on: date) -> Plan:
    """Imported as a file and confirmed; every name in it is one the directory knows."""
    shown = f"{unit.short_name}创建实施方案（示例）.txt"
    return confirm_plan(actor, import_plan(actor, unit, shown, plan_text(name, on).encode()))


def make_campaign(cast: Cast, units: dict[str, Unit], rng: Random) -> Campaign:
    """The city's campaign: linked, assigned, dated, with its roster, and published."""
    force, on, city = cast.by_name["zhuanban"], cast.on, units[SHORT]
    edition = Edition.objects.get(slug="2025-own")
    start = (on - timedelta(days=300)).replace(day=1)
    end = (on + timedelta(days=180)).replace(day=1) - timedelta(days=1)
    plan = make_plan(force, city, "plan.txt", on)
    name = f"{on.year}年度创建（示例）"
    campaign = found_campaign(force, city, name, plan, edition, start, end, is_sample=True)
    confirm_links(force, campaign)
    assign_from_tasks(force, campaign, office=units["市委依法治市办"])
    give_dates(force, campaign, on, rng)
    for username, unit, duty, work in (
        ("leader", SHORT, RosterMember.Duty.CHIEF, "总负责"),
        ("sifaju-head", "市司法局", RosterMember.Duty.OFFICE, "日常工作、材料汇总"),
        ("zhuanban", SHORT, RosterMember.Duty.MEMBER, "分派、认定、自评报告"),
        ("zhuanban-jiaoyu", "市教育局", RosterMember.Duty.MEMBER, "第一、八部分材料认定"),
        ("liangpai", "市委依法治市办", RosterMember.Duty.MEMBER, "督察与考核"),
    ):
        user = cast.by_name[username].user
        add_member(force, campaign, user.name, units[unit], duty, user, work)
    return publish(force, campaign, with_gaps=True)


def make_county_campaign(cast: Cast, parent: Campaign, units: dict[str, Unit], rng: Random) -> Campaign:
    """永昌县's own campaign under the city's, assigned to departments and townships."""
    force, county = cast.by_name["yongchang"], units["永昌县"]
    plan = make_plan(force, county, "yongchang.txt", cast.on)
    campaign = found_local(force, parent, county, f"永昌县{cast.on.year}年度创建（示例）", plan)
    confirm_links(force, campaign)
    assign_from_tasks(force, campaign)
    give_dates(force, campaign, cast.on, rng)
    add_member(force, campaign, force.user.name, county, RosterMember.Duty.OFFICE, force.user, "全县创建日常工作")
    return publish(force, campaign, with_gaps=True)


def give_dates(force: Actor, campaign: Campaign, on: date, rng: Random) -> None:
    """Of a hundred demands some eight are past due, some eighteen due this week, the others later."""
    sunday = on + timedelta(days=6 - on.weekday())
    days = (on - timedelta(days=9), on - timedelta(days=3), on, sunday, *(sunday + timedelta(days=n) for n in (12, 26, 40, 61)))
    demands = list(Demand.objects.filter(campaign=campaign).order_by("indicator__no"))
    rng.shuffle(demands)
    shares = (0.04, 0.08, 0.15, 0.26, 0.45, 0.62, 0.82, 1.0)
    begun = 0
    for day, share in zip(days, shares, strict=True):
        until = round(len(demands) * share)
        set_due(force, campaign, demands[begun:until], day)
        begun = until
