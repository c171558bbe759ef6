"""A made-up city and its papers, to plant copies in: texts out of word lists, edited copies of them, and innocent look-alikes."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

TOPICS = ("行政执法", "合法性审核", "行政复议", "普法宣传", "政务公开", "矛盾调解", "基层治理", "营商环境", "重大决策", "应急处置")
PLACES = ("东湾镇", "西岭镇", "南塘街道", "北坡街道", "石桥社区", "柳林村", "政务大厅", "执法大队", "法治文化广场", "示例工业园")
PEOPLE = (
    "执法人员",
    "村居法律顾问",
    "人民调解员",
    "网格员",
    "企业负责人",
    "中层干部",
    "新入职人员",
    "行业协会代表",
    "学校师生",
    "信访群众",
)
DEEDS = ("集中培训", "案卷评查", "上门走访", "专题研讨", "现场观摩", "问卷调查", "联合检查", "以案释法", "旁听庭审", "模拟听证")
THINGS = ("处罚决定书", "规范性文件", "行政合同", "投诉举报", "调解协议", "整改台账", "权责清单", "办事指南", "听证笔录", "风险评估报告")
FAULTS_SEEN = (
    "文书填写不完整",
    "送达时间偏晚",
    "裁量说理不足",
    "公示更新不及时",
    "档案装订不规范",
    "部门衔接不顺",
    "宣传形式单一",
    "取证视频缺失",
)
RESULTS = (
    "群众满意度有所提高",
    "平均办理时间缩短",
    "同类投诉明显减少",
    "问题全部整改到位",
    "形成可推广的做法",
    "基层负担有所减轻",
    "企业反映良好",
    "审核把关更加严格",
)
WAYS = ("逐件登记", "当场答复", "列表销号", "交叉互评", "抽样回访", "分级办理", "专人跟踪", "每周调度", "书面反馈", "限期补正")
PATTERNS = (
    "{month}月{day}日，{who}在{place}组织{n}名{people}开展{deed}",
    "围绕{topic}中{fault}的情况，{who}抽取{n}份{thing}{way}，其中{m}份需要补正",
    "{place}对{people}提出的{n}条意见{way}，采纳{m}条，{result}",
    "在{topic}方面，共办理{thing}{n}件，比上一年增加{m}件，{result}",
    "针对{fault}，{who}安排{people}到{place}{deed}，{result}",
    "{who}会同{place}清理{thing}{n}份，废止{m}份，其余继续执行",
    "{people}代表谈到，{place}过去{fault}，经过{deed}以后{result}",
    "全年在{place}举办{deed}{m}场，{n}名{people}参加，现场解答{topic}问题{k}个",
    "对{n}件{thing}进行{deed}，发现{fault}的有{m}件，均已{way}",
    "下一步将在{place}试行{way}的办法，由{people}负责{topic}的日常联络",
    "{who}把{topic}列入{month}月重点，{deed}由{people}轮流承担",
    "从{n}份问卷看，{people}对{topic}了解的占{k}成，主要不足是{fault}",
    "{place}的{people}连续{m}周{way}，处理{topic}事项{n}项",
    "{month}月以来，{who}收到{thing}{n}件，{way}后退回{m}件，原因多是{fault}",
)
CHARACTERS = "示例市人民政府工作报告关于进一步加强依法行政能力建设的实施意见部门单位群众服务监督管理规定程序审查公开"


@dataclass
class Writer:
    """Writes papers that nobody could take for real ones; the same seed writes the same papers."""

    random: random.Random

    def sentence(self, who: str, topic: str = "") -> str:
        pick = self.random.choice
        words: dict[str, Any] = {
            "who": who,
            "topic": topic or pick(TOPICS),
            "place": pick(PLACES),
            "people": pick(PEOPLE),
            "deed": pick(DEEDS),
            "thing": pick(THINGS),
            "fault": pick(FAULTS_SEEN),
            "result": pick(RESULTS),
            "way": pick(WAYS),
            "month": self.random.randint(1, 12),
            "day": self.random.randint(1, 28),
            "n": self.random.randint(20, 900),
            "m": self.random.randint(2, 19),
            "k": self.random.randint(3, 9),
        }
        return pick(PATTERNS).format(**words) + "。"

    def sentences(self, who: str, count: int, topic: str = "") -> list[str]:
        return [self.sentence(who, topic) for _ in range(count)]

    def paper(self, who: str, topic: str = "", count: int = 0) -> list[str]:
        subject = topic or self.random.choice(TOPICS)
        return [f"{who}{subject}工作情况（示例）。", *self.sentences(who, count or self.random.randint(35, 80), subject)]

    def replaced(self, sentences: list[str], share: float, who: str) -> list[str]:
        chosen = self._some(sentences, share)
        return [self.sentence(who) if place in chosen else each for place, each in enumerate(sentences)]

    def inserted(self, sentences: list[str], share: float, who: str) -> list[str]:
        made = list(sentences)
        for _ in range(round(share * len(sentences))):
            made.insert(self.random.randint(1, len(made)), self.sentence(who))
        return made

    def dropped(self, sentences: list[str], share: float, who: str) -> list[str]:
        chosen = self._some(sentences, share)
        return [each for place, each in enumerate(sentences) if place not in chosen]

    def moved(self, sentences: list[str], share: float, who: str) -> list[str]:
        chosen = self._some(sentences, share)
        rest = [each for place, each in enumerate(sentences) if place not in chosen]
        for place in sorted(chosen):
            rest.insert(self.random.randint(0, len(rest)), sentences[place])
        return rest

    def mixed(self, sentences: list[str], share: float, who: str) -> list[str]:
        for change in (self.replaced, self.inserted, self.dropped, self.moved):
            sentences = change(sentences, share / 4, who)
        return sentences

    def scattered(self, text: str, share: float) -> str:
        chosen = set(self.random.sample(range(len(text)), round(share * len(text))))
        return "".join(self.random.choice(CHARACTERS) if place in chosen else each for place, each in enumerate(text))

    def _some(self, sentences: list[str], share: float) -> set[int]:
        return set(self.random.sample(range(len(sentences)), round(share * len(sentences))))


@dataclass
class Trial:
    """One version to examine. `signal` should be found when `is_planted`, naming `other` if given; else it must not be."""

    signal: str  # a value of SignalKind
    level: str
    is_planted: bool
    version: Any
    other: Any = None


@dataclass
class City:
    """Twenty units and the papers they hand in."""

    random: random.Random
    units: list[Any] = field(default_factory=list)
    count: int = 0

    @property
    def writer(self) -> Writer:
        return Writer(self.random)

    def found(self) -> "City":
        from fazhi.people.models import Unit, UnitKind

        self.area = Unit.objects.create(name="示例市", short_name="示例市", kind=UnitKind.CITY)
        names = ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉")
        self.units = [
            Unit.objects.create(name=f"示例市{name}事务局", short_name=f"市{name}事务局", kind=UnitKind.GOVERNMENT, parent=self.area)
            for name in names
        ]
        return self

    def two(self) -> list[Any]:
        return self.random.sample(self.units, 2)

    def handed_in(self, unit: Any, text: str = "", *, effective_on: date | None = None, **fields: Any) -> Any:
        """A version whose words are there and whose prints are kept, as if it had been examined."""
        from fazhi.evidence.models import Item, Version
        from fazhi.evidence.signals import comparing, pictures, prints

        self.count += 1
        kind = fields.pop("kind", "file")
        day = effective_on or date(2024, 1, 1) + timedelta(days=self.count % 700)
        item = Item.objects.create(
            unit=unit, unit_name=unit.name, kind=kind, title=f"示例材料{self.count}", effective_on=day, created_by="示例"
        )
        state = fields.pop("text_state", "done" if text else "none")
        version = Version.objects.create(item=item, no=1, text=text, text_state=state, uploaded_by="示例", **fields)
        prints.remember(version, comparing.Words(text))
        pictures.remember(version)
        return version


EDITS: dict[str, Callable[..., list[str]]] = {
    "替换句子": Writer.replaced,
    "插入句子": Writer.inserted,
    "删除句子": Writer.dropped,
    "移动句子": Writer.moved,
    "混合修改": Writer.mixed,
}


def edited_copies(city: City, cases: int) -> Iterator[Trial]:
    """Another unit's paper with its own name put in and 10 to 60 % of the sentences edited, and with scattered characters changed."""
    writer = city.writer
    for share in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6):
        for name, edit in EDITS.items():
            for _ in range(cases):
                one, two = city.two()
                paper = writer.paper(one.short_name)
                older = city.handed_in(one, "".join(paper))
                copy = "".join(edit(writer, paper, share, two.short_name)).replace(one.short_name, two.short_name)
                yield Trial("near-copy", f"{name} {share:.0%}", True, city.handed_in(two, copy), older)
    for share in (0.05, 0.1, 0.2):
        for _ in range(cases):
            one, two = city.two()
            paper = "".join(writer.paper(one.short_name))
            older = city.handed_in(one, paper)
            yield Trial("near-copy", f"分散改字 {share:.0%}", True, city.handed_in(two, writer.scattered(paper, share)), older)


def other_copies(city: City, cases: int) -> Iterator[Trial]:
    """Exact copies in another form, a part inside a long file in either direction, and last year's paper with another date."""
    writer = city.writer
    for _ in range(cases):
        one, two = city.two()
        paper = writer.paper(one.short_name)
        older = city.handed_in(one, "".join(paper))
        spaced = "\n\n".join(paper).replace("，", ", ")
        yield Trial("exact-copy", "只改空白和标点", True, city.handed_in(two, spaced), older)
        one, two = city.two()
        long = writer.paper(one.short_name, count=400)
        older = city.handed_in(one, "".join(long))
        start = city.random.randint(50, 300)
        part = [*writer.sentences(two.short_name, 40), *long[start : start + 18], *writer.sentences(two.short_name, 40)]
        yield Trial("near-copy", "抄长文一段（约700字）", True, city.handed_in(two, "".join(part)), older)
        one = city.random.choice(city.units)
        paper = writer.paper(one.short_name)
        older = city.handed_in(one, "".join(paper), effective_on=date(2023, 12, 1))
        again = "".join(paper).replace("12月", "11月")
        yield Trial(
            "near-copy", "本单位上年材料改日期", True, city.handed_in(one, again + "以上报告。", effective_on=date(2024, 12, 1)), older
        )


def look_alikes(city: City, cases: int) -> Iterator[Trial]:
    """Innocent papers that look alike: same topic, a template, a form on the list, quoted law, a learned form, a joint paper."""
    from fazhi.evidence.signals.boilerplate import keep_boilerplate
    from fazhi.journal.write import SYSTEM

    writer = city.writer
    template, form, learned = (writer.sentences("本单位", count) for count in (24, 60, 60))
    law = writer.sentences("行政机关", 60)
    keep_boilerplate(city.area, "示例登记表", "".join(form), by=SYSTEM)
    keep_boilerplate(city.area, "《示例条例》", "".join(law), by=SYSTEM)
    unlisted = writer.sentences("有关机关", 60)
    for unit in city.units:
        city.handed_in(unit, "".join(mingled(city, learned, writer.paper(unit.short_name, count=26))))
    for _ in range(cases):
        one, two = city.two()
        topic = city.random.choice(TOPICS)
        for unit, other in ((one, None), (two, one)):
            made = {
                "同一主题": writer.paper(unit.short_name, topic),
                "同一模板（约四成）": mingled(city, template, writer.paper(unit.short_name, count=36)),
                "清单内表格（约七成）": mingled(city, form, writer.paper(unit.short_name, count=26)),
                "清单内法条（约一半）": [*writer.paper(unit.short_name, count=30), *law[:30]],
                "引号内法条（约一半）": [*writer.paper(unit.short_name, count=30), "《示例办法》规定：“", *unlisted[:30], "”"],
                "多单位共用表格（约七成）": mingled(city, learned, writer.paper(unit.short_name, count=26)),
            }
            for level, paper in made.items():
                version = city.handed_in(unit, "".join(paper))
                if other is not None:
                    yield Trial("near-copy", level, False, version)
        one, two = city.two()
        joint = "".join([f"{one.name} {two.name}关于联合开展示例工作的通知。", *writer.sentences("各单位", 40)])
        city.handed_in(one, joint)
        yield Trial("exact-copy", "联合发文", False, city.handed_in(two, joint + "\n"))


def mingled(city: City, fixed: list[str], own: list[str]) -> list[str]:
    """The fixed sentences in their order, with own ones filled in between."""
    made = list(fixed)
    places = sorted(city.random.randint(0, len(fixed)) for _ in own)
    for place, each in zip(reversed(places), reversed(own), strict=True):
        made.insert(place, each)
    return made


FAULTS: dict[str, Callable[[City, int], Iterator[Trial]]] = {
    "文字抄改": edited_copies,
    "其他抄用": other_copies,
    "无辜相似": look_alikes,
}
