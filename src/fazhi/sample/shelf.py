"""What a unit of the sample city has to show: a few real files, links and off-line viewings, each used for several indicators."""

import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from django.core.files import File

from fazhi.campaign.models import Demand, Requirement
from fazhi.evidence.acts import new_item_from_upload, new_link, new_offline
from fazhi.evidence.models import Item, PlaceKind, Upload
from fazhi.evidence.uploads import receive
from fazhi.people.actor import Actor

from .papers import compilation, ledger, morning, notice, photograph
from .sayings import passages, pieces

MARK = "（示例）"
PAGES = 4  # chapters of a compilation, from page 2 on
CHAPTERS = ("一、制度建设", "二、工作部署", "三、办理情况", "四、成效和问题")
SUBJECTS = (
    *("规范行政执法行为", "公开征求意见", "法律顾问履职", "依法办理群众诉求", "学法用法", "案卷评查"),
    *("规范性文件审核", "政务公开", "矛盾纠纷化解", "应急处置", "权责清单调整"),
)


@dataclass(frozen=True)
class Shown:
    """An item with the place in it that proves something."""

    item: Item
    place_kind: str = PlaceKind.WHOLE
    place: str = ""


@dataclass
class Shelf:
    """One unit's material. `papers` are the kinds of files it makes (docx, pdf, xlsx, png); without them it shows links and such."""

    actor: Actor
    on: date
    rng: Random
    papers: tuple[str, ...] = ()
    made: dict[str, list[Item]] = field(default_factory=dict)
    count: int = 0
    page: int = 0

    @property
    def unit(self) -> str:
        return self.actor.unit.name if self.actor.unit else ""

    @property
    def short(self) -> str:
        return self.actor.unit.short_name if self.actor.unit else ""

    def show(self, demand: Demand, requirement: Requirement) -> Shown:
        """Something of the kind the requirement asks for."""
        if requirement.kind in ("视频", "现场"):
            return Shown(self._offline(requirement))
        if requirement.kind == "图片" and "png" in self.papers:
            return Shown(self._file("png"))
        if requirement.kind == "数据" and "xlsx" in self.papers:
            return Shown(self._file("xlsx"))
        chance = self.rng.random()
        if requirement.kind == "链接" or not self.papers or chance < 0.06:
            return self.link(demand, requirement.name)
        if chance < 0.12:
            return Shown(self._offline(requirement))
        if "png" in self.papers and chance < 0.2:
            return Shown(self._file("png"))
        if "pdf" in self.papers and chance < 0.65:
            self.page = self.page % PAGES + 1
            return Shown(self._file("pdf"), PlaceKind.PAGE, str(self.page + 1))
        kind = "docx" if "docx" in self.papers else self.papers[0]
        return Shown(self._file(kind), *((PlaceKind.PARAGRAPH, str(self.rng.randint(4, 6))) if kind == "docx" else ()))

    def link(self, demand: Demand, name: str) -> Shown:
        """A page of a site that does not exist; example.gov.cn says so by its name."""
        self.count += 1
        code = demand.indicator.code.replace(".", "-")
        order = self.actor.unit.order if self.actor.unit else 0
        url = f"https://www.example.gov.cn/shili/{order}/{code}-{self.count}.html"
        title = f"{self.short}{name}{'' if '页' in name else '公开页'}{MARK}"
        item = new_link(self.actor, url, title, effective_on=self._day(), note="示例网址，打不开是正常的。")
        return Shown(item, PlaceKind.ANCHOR, "正文第二段") if self.count % 3 == 0 else Shown(item)

    def upload(self, name: str, data: bytes) -> Upload:
        return receive(self.actor, name, File(io.BytesIO(data), name))

    def newer(self, item: Item) -> bytes:
        """The notice again, as it was issued the second time, on the day that the item bears."""
        day = item.effective_on or self.on
        text = [*self._paragraphs("再次印发"), "此前印发的版本同时作废。"]
        return notice(self.unit, self._number(day), item.title, text, day, morning(day))

    def _offline(self, requirement: Requirement) -> Item:
        self.count += 1
        day = self._day()
        title = f"{self.short}{requirement.name}线下查阅记录{MARK}"
        return new_offline(
            self.actor, title, f"{self.short}档案室（示例）", "郑明远", day, effective_on=day, note="涉及个人信息，不进入系统。"
        )

    def _file(self, kind: str) -> Item:
        """One of the unit's files of this kind; the first time it is made, and for those who show a lot a second."""
        held = self.made.setdefault(kind, [])
        if len(held) < self.papers.count(kind):
            held.append(self._new(kind, len(held)))
        return held[self.rng.randrange(len(held))]

    def _new(self, kind: str, serial: int) -> Item:
        self.count += 1
        subject = SUBJECTS[(sum(map(ord, self.short)) + 3 * len(self.made) + 5 * serial) % len(SUBJECTS)]
        day = self._day()
        maker = {"docx": self._notice, "pdf": self._compilation, "xlsx": self._ledger, "png": self._photograph}[kind]
        title, data = maker(subject, day)
        expires = self.on + timedelta(days=self.rng.choice((9, 21))) if kind == "xlsx" and serial == 0 and self.rng.random() < 0.7 else None
        upload = self.upload(f"{title}.{kind}", data)
        return new_item_from_upload(self.actor, upload, title=title, effective_on=day, expires_on=expires)

    def _notice(self, subject: str, day: date) -> tuple[str, bytes]:
        title = f"{self.unit}关于做好{subject}工作的通知{MARK}"
        return title, notice(self.unit, self._number(day), title, self._paragraphs(subject), day, morning(day))

    def _compilation(self, subject: str, day: date) -> tuple[str, bytes]:
        title = f"{self.short}{day.year}年法治政府建设工作资料汇编{MARK}"
        return title, compilation(self.unit, title, [(chapter, self._passages(chapter, 2)) for chapter in CHAPTERS], day)

    def _ledger(self, subject: str, day: date) -> tuple[str, bytes]:
        title = f"{self.short}{subject}台账{MARK}"
        rows, cases = [], pieces(Random(f"{self.short}{subject}"), 30)  # noqa: S311  # repeatable, no secret
        for no in range(1, self.rng.randint(12, 30)):
            begun = day - timedelta(days=3 * no)
            ended = begun + timedelta(days=self.rng.randint(1, 12))
            rows.append((no, f"示例{no:02}：{cases[no]}", begun.isoformat(), ended.isoformat(), "已办结"))
        return title, ledger(title, ("序号", "事项（示例）", "受理日期", "办结日期", "结果"), rows)

    def _photograph(self, subject: str, day: date) -> tuple[str, bytes]:
        lines = ("本月安排（示例）", f"{day.month}月  {subject}", "每周一  局务会学法", "每月末  通报进度", "咨询电话  示例")
        return f"{self.short}{subject}现场照片{MARK}", photograph(f"{self.short} 公示栏", lines, 47 * len(self.short) + day.day)

    def _paragraphs(self, subject: str) -> list[str]:
        return [f"各有关科室、直属单位：现将{subject}的情况通知如下。", *self._passages(subject, 4), "以上内容均为示例。"]

    def _passages(self, subject: str, number: int) -> list[str]:
        return passages(Random(f"{self.short}{subject}{self.count}"), number)  # noqa: S311  # repeatable, no secret

    def _number(self, day: date) -> str:
        """Later days have later numbers."""
        return f"示例{self.short[1:2]}发〔{day.year}〕{day.timetuple().tm_yday}号"

    def _day(self) -> date:
        return self.on - timedelta(days=self.rng.randint(4, 250))
