"""The sample city as a whole: founded, staffed, at work; the same seed makes the same city."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db import transaction
from django.db.models import Count

from fazhi.campaign.models import Campaign, Proof, Submission
from fazhi.evidence.models import Capture, Item, ItemKind, Signal
from fazhi.jobs.tending import tend
from fazhi.jobs.worker import drain
from fazhi.people.actor import Refused, acting
from fazhi.people.founding import found
from fazhi.people.models import Role, Unit, User
from fazhi.plan.editions import load_shipped
from fazhi.reports.models import Package
from fazhi.review.reasons import load_reasons

from .bulk import fill
from .handover import hand_over
from .persons import ACCOUNTS, ADMINS, PASSWORD, Cast, make_people
from .plans import make_campaign, make_county_campaign
from .registers import fill_registers
from .registerwork import find_oddities, work_on_registers
from .secondlook import look_again
from .trust import hand_in_doubtful
from .units import CITY, SHORT, make_more, make_units, name_collectives
from .unrest import ask_not_to, change_demands, work_on_phases
from .work import COUNTY_UNITS, UNITS, Work

__all__ = ["ACCOUNTS", "PASSWORD", "SIZES", "Size", "made", "make"]

SEED = 2025


@dataclass(frozen=True)
class Size:
    """How much: the share of the demo's submissions that people make, how many units make files, units in all, and proofs
    written in bulk on top.
    """

    share: float
    makers: int = 100
    units: int = 0
    proofs: int = 0

    @property
    def is_large(self) -> bool:
        return self.proofs > 0


SIZES = {"demo": Size(1.0), "city": Size(0.3, makers=3, units=100, proofs=20_000), "test": Size(0.12, makers=2)}


def make(size: Size, on: date, seed: int = SEED, say: Callable[[str], object] = lambda said: None) -> None:
    """Make the city as if today were `on`. Raises Refused where the database already holds units or accounts.

    All rows are written in one transaction: it is there whole or not at all. Texts and previews follow, as jobs that a
    worker takes up again should this process be ended; then what people do with what the checks found.
    """
    if Unit.objects.exists() or User.objects.exists():
        raise Refused(
            "数据库里已有单位或账号，不能再生成示例市，以免与真实数据混在一起。请换一个空的数据文件夹（环境变量 FAZHI_HOME）再执行。"
        )
    load_shipped()
    load_reasons()
    rng = Random(seed)  # noqa: S311  # made-up data that has to be repeatable, no secret
    with transaction.atomic():
        say("单位、人员……")
        units, cast = _staffed(size, on, rng)
        say("方案、创建活动……")
        campaign = make_campaign(cast, units, rng)
        county = make_county_campaign(cast, campaign, units, rng)
        say("材料、报送、审核……")
        _worked(size, cast, campaign, county, units, rng)
        say("台账……")
        fill_registers(cast, units, on, rng)
        work_on_registers(cast, units, on)
        planted = hand_in_doubtful(cast, campaign, units, seed)
        if size.is_large:
            fill(campaign, cast, size.proofs, rng)
    say("正文提取、预览……")
    drain()
    find_oddities(on)
    say("信号、脱敏副本、申报、材料包、封存……")
    look_again(cast, campaign, units, planted)
    hand_over(cast, campaign, units)
    tend()


def _staffed(size: Size, on: date, rng: Random) -> tuple[dict[str, Unit], Cast]:
    admins = found(CITY, SHORT, ADMINS, on - timedelta(days=365))
    system, security = (acting(admins[role][0], today=on) for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN))
    city = Unit.objects.get(parent=None)
    units = make_units(system, city)
    make_more(system, units, size.units)
    cast = make_people(security, units, on, rng)
    name_collectives(cast.by_name["zhuanban"], units, on - timedelta(days=200), wide=size.is_large)
    return units, cast


def _worked(size: Size, cast: Cast, campaign: Campaign, county: Campaign, units: dict[str, Unit], rng: Random) -> None:
    work = Work(cast, campaign, cast.by_name["zhuanban"], rng)
    work.do(units, UNITS, size.share, size.makers)
    work.stand_aside(cast.by_name["zhuanban-jiaoyu"], units["市教育局"], 2)
    Work(cast, county, cast.by_name["yongchang"], rng).do(units, COUNTY_UNITS, size.share, size.makers)
    ask_not_to(cast, campaign, units)
    work_on_phases(cast, campaign)
    change_demands(cast, campaign, units, rng)


def made() -> list[str]:
    """What there is now, line by line, for the command to print."""
    states = dict(Submission.objects.order_by().values_list("state").annotate(n=Count("pk")))
    shown = "、".join(f"{label} {states.get(value, 0)}" for value, label in Submission.State.choices)
    kinds = dict(Item.objects.order_by().values_list("kind").annotate(n=Count("pk")))
    return [
        f"单位 {Unit.objects.count()} 个，账号 {User.objects.count()} 个",
        f"创建活动 {Campaign.objects.count()} 个：{'、'.join(Campaign.objects.order_by('pk').values_list('name', flat=True))}",
        f"材料 {sum(kinds.values())} 件：" + "、".join(f"{label} {kinds.get(value, 0)}" for value, label in ItemKind.choices),
        f"报送 {sum(states.values())} 份：{shown}",
        f"佐证 {Proof.objects.count()} 份",
        f"信号 {Signal.objects.count()} 条，网页存档 {Capture.objects.count()} 次，申报材料包 {Package.objects.count()} 个",
    ]
