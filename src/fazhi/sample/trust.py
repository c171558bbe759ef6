"""Papers of the sample city that ask for a second look: copied, made late, numbered twice, out of date, or with made-up personal data."""

import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from django.core.files import File
from PIL import Image

from fazhi.campaign.models import Campaign, Demand, Requirement, Submission
from fazhi.campaign.proofs import add_proof, submission_of, write_narrative
from fazhi.evidence.acts import new_item_from_upload, new_link, new_offline
from fazhi.evidence.freezing.jobs import freeze
from fazhi.evidence.guard.numbers import with_id_check
from fazhi.evidence.models import Item, PlaceKind
from fazhi.evidence.uploads import receive
from fazhi.jobs.models import Ticket
from fazhi.jobs.overview import stop
from fazhi.people.actor import Actor
from fazhi.people.models import Unit

from .papers import morning, notice, photograph
from .persons import Cast
from .sayings import passages
from .summaries import BACKDATED, PERSONS, REWRITTEN, SAME_NUMBER, SUMMARY
from .work import Work, owing

MARK = "（示例）"
MONTHS = 5  # monthly reports made in one evening
SITE = "https://www.example.gov.cn/shili/gongshi"


@dataclass
class Planted:
    """What was handed in, for what people do with it once the checks have seen it."""

    copied: Item
    pictures: list[Item]
    personal: Item
    changed: Item
    dead: Item
    queued: list[Submission] = field(default_factory=list)


@dataclass
class Desk:
    """Handing in for any unit of the city: each paper is used for the next indicator of the unit that nobody has begun."""

    cast: Cast
    campaign: Campaign
    units: dict[str, Unit]
    work: Work

    @property
    def on(self) -> date:
        return self.cast.on

    def actor(self, short: str) -> Actor:
        return self.cast.liaisons[self.units[short].pk]

    def paper(self, short: str, title: str, data: bytes, on: date, *, extension: str = "docx", expires_on: date | None = None) -> Item:
        actor, name = self.actor(short), f"{title}.{extension}"
        upload = receive(actor, name, File(io.BytesIO(data), name))
        return new_item_from_upload(actor, upload, title=title, effective_on=on, expires_on=expires_on)

    def use(self, short: str, *items: Item, note: str, hands_in: bool = False) -> Submission:
        """The items as proof of the unit's next idle indicator; handed in they wait for the task force."""
        actor = self.actor(short)
        demand, asked = self.idle(short)
        submission = submission_of(actor, demand)
        for place, item in enumerate(items):
            kind, where = (PlaceKind.PARAGRAPH, str(4 + place)) if items.count(item) > 1 else (PlaceKind.WHOLE, "")
            add_proof(actor, demand, item, requirement=asked[min(place, len(asked) - 1)], place_kind=kind, place=where, note=note)
        write_narrative(actor, submission, self.work.practice(demand))
        if hands_in:
            self.work.hand_in(actor, submission)
            submission = self.work.advance(submission, Submission.State.TASKFORCE)
        return submission

    def idle(self, short: str) -> tuple[Demand, list[Requirement]]:
        """An indicator of the unit that nobody began; where all are begun, one that still lies with the unit."""
        unit = self.units[short]
        states = dict(Submission.objects.filter(unit=unit, demand__campaign=self.campaign).values_list("demand", "state"))
        owed = list(owing(self.campaign, unit))
        rest = [each for each in owed if each[0].pk not in states] or [each for each in owed if states[each[0].pk] in Submission.OPEN]
        return rest[0]


def hand_in_doubtful(cast: Cast, campaign: Campaign, units: dict[str, Unit], seed: int) -> Planted:
    """All of it through the acts of the units; the checks follow as jobs and find it by themselves."""
    work = Work(cast, campaign, cast.by_name["zhuanban"], Random(seed))  # noqa: S311  # made-up data that has to be repeatable
    desk = Desk(cast, campaign, units, work)
    copied, queued = _summaries(desk)
    pictures = _pictures(desk)
    _monthly(desk)
    _backdated(desk)
    _numbered_twice(desk)
    _out_of_date(desk)
    changed, dead = _links(desk)
    return Planted(copied, pictures, _personal(desk), changed, dead, queued)


def _summaries(desk: Desk) -> tuple[Item, list[Submission]]:
    """The second unit wrote five of sixteen sentences anew and left the others as they stood in the first one's."""
    items, queued = [], []
    for short, days, rewritten in (("市司法局", 40, {}), ("市民政局", 22, REWRITTEN)):
        on = desk.on - timedelta(days=days)
        title = f"{short}{on.year}年法治建设工作总结{MARK}"
        text = [
            "".join(rewritten.get((part, no), sentence).format(unit=short) for no, sentence in enumerate(sentences))
            for part, sentences in enumerate(SUMMARY)
        ]
        unit = desk.units[short].name
        item = desk.paper(short, title, notice(unit, "", title, text, on, made=_evening(on, 0)), on)
        queued.append(desk.use(short, item, item, note="总结第二、三部分。", hands_in=True))
        items.append(item)
    return items[1], queued


def _pictures(desk: Desk) -> list[Item]:
    """One photograph for spring and for autumn, the second time a little smaller."""
    short = "市卫健委"
    lines = ("公示内容（示例）", "一、许可事项  18 项", "二、收费标准  无收费", "三、监督电话  示例", "检查人：示例  示例")
    first = photograph("卫生许可公示栏", lines, 300)
    items = []
    for season, days, data in (("春季", 200, first), ("秋季", 25, smaller(first))):
        on = desk.on - timedelta(days=days)
        items.append(desk.paper(short, f"{short}{season}公示栏检查照片{MARK}", data, on, extension="png"))
    desk.use(short, *items, note="现场照片。", hands_in=True)
    return items


def smaller(picture: bytes) -> bytes:
    with Image.open(io.BytesIO(picture)) as shown:
        scaled = shown.resize((shown.width * 9 // 10, shown.height * 9 // 10), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    scaled.save(stream, "PNG")
    return stream.getvalue()


def _monthly(desk: Desk) -> None:
    """Five months, one evening."""
    short, evening = "市应急管理局", desk.on - timedelta(days=6)
    unit, items = desk.units[short].name, []
    for back in range(MONTHS, 0, -1):
        on = (desk.on.replace(day=1) - timedelta(days=30 * back)).replace(day=28)
        title = f"{short}{on.year}年{on.month}月安全检查月报{MARK}"
        text = [*passages(Random(back), 2), "以上内容均为示例。"]  # noqa: S311  # repeatable, no secret
        items.append(desk.paper(short, title, notice(unit, "", title, text, on, made=_evening(evening, 12 * (MONTHS - back))), on))
    desk.use(short, *items, note="逐月检查情况。")


def _backdated(desk: Desk) -> None:
    short, on = "市交通运输局", desk.on - timedelta(days=240)
    title = f"{short}关于明确重大执法决定法制审核流程的通知{MARK}"
    data = notice(desk.units[short].name, f"示例交法〔{on.year}〕9号", title, BACKDATED, on, made=_evening(desk.on - timedelta(days=5), 0))
    desk.use(short, desk.paper(short, title, data, on), note="审核流程见第一、二条。", hands_in=True)


def _numbered_twice(desk: Desk) -> None:
    short, items = "市公安局", []
    for days, (title, text) in zip((90, 84), SAME_NUMBER, strict=True):
        on = desk.on - timedelta(days=days)
        data = notice(desk.units[short].name, f"示例公综〔{on.year}〕21号", f"{short}{title}", text, on, made=_evening(on, 0))
        items.append(desk.paper(short, f"{short}{title}", data, on))
    desk.use(short, *items, note="两份通知。")


def _out_of_date(desk: Desk) -> None:
    """Something seen that has run out and a notice from before the cycle, both still standing as proof."""
    short = "市人社局"
    seen, ended = desk.on - timedelta(days=190), desk.on - timedelta(days=12)
    where = f"{short}档案室（示例）"
    stale = new_offline(desk.actor(short), f"{short}执法证件核验记录{MARK}", where, "郑明远", seen, effective_on=seen, expires_on=ended)
    old = desk.campaign.cycle_start - timedelta(days=75)
    title, text = f"{short}学法用法工作安排{MARK}", [*passages(Random(old.year), 2), "以上内容均为示例。"]  # noqa: S311
    item = desk.paper(short, title, notice(desk.units[short].name, "", title, text, old, morning(old)), old)
    desk.use(short, stale, item, note="见正文。")


def _personal(desk: Desk) -> Item:
    """Numbers that belong to nobody: one person's stand open, another's masked already."""
    short, on = "市教育局", desk.on - timedelta(days=30)
    title = f"{short}校车驾驶人培训名册{MARK}"
    rows = [f"姓名：{name}，身份证号：{with_id_check(number)}，手机号：{phone}，培训合格。" for name, number, phone in PERSONS]
    text = ("下列人员、号码均为虚构，示例。", *rows, "姓名：王某，身份证号：110101********3003，手机号：138****0003，培训合格。")
    item = desk.paper(short, title, notice(desk.units[short].name, "", title, text, on, made=_evening(on, 0)), on)
    desk.use(short, item, note="培训人数和结果。")
    return item


def _links(desk: Desk) -> tuple[Item, Item]:
    """Two pages of a site that does not exist; their copies are laid down as if it did, so nothing is asked of a network."""
    on, found = desk.on - timedelta(days=45), []
    for short, name, page in (("市司法局", "规范性文件征求意见公告", "101"), ("市司法局", "立法听证会公告", "102")):
        item = new_link(
            desk.actor(short), f"{SITE}/{page}.html", f"{short}{name}{MARK}", effective_on=on, note="示例网址，打不开是正常的。"
        )
        version = item.current
        assert version is not None
        stop(Ticket.objects.get(job=freeze.module_path, key=f"freeze-{version.pk}"), by="示例市")
        found.append(item)
    desk.use("市司法局", *found, note="公告全文。")
    return found[0], found[1]


def _evening(on: date, minutes: int) -> datetime:
    """Shortly after seven in the evening at the office, as a file states it."""
    return datetime.combine(on, time(11, 5), UTC) + timedelta(minutes=minutes)
