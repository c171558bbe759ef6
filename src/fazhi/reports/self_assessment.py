"""The 自评报告 as a Word file in the layout of official documents (GB/T 9704-2012)."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby
from typing import BinaryIO

from fazhi.campaign.models import Campaign
from fazhi.journal.sealing import printed
from fazhi.kit.dates import chinese_date
from fazhi.kit.document import OfficialDocument
from fazhi.kit.numerals import to_chinese

from .drafting import NEXT, OPENING, PROBLEMS, standing
from .facts import Facts, IndicatorFacts, facts_of
from .texts import Passage, passages

Told = Callable[[int, int, str], None]
INDEX = ("编号", "材料名称", "形成日期", "提供单位", "证明点")
INDEX_WIDTHS_MM = (24, 56, 26, 28, 22)


def write_self_assessment(campaign: Campaign, stream: BinaryIO, day: date, told: Told = lambda done, total, said: None) -> None:
    """Write the report as it stands on `day`; `told` hears how far it is, in indicators and index rows written."""
    facts = facts_of(campaign, day)
    texts = {each.place: each for each in passages(campaign, day, facts)}
    sample = campaign.is_sample
    document = OfficialDocument(mark="示例" if sample else "")
    document.title(f"{campaign.unit.name}\n法治政府建设示范创建自评报告{'（示例）' if sample else ''}")
    document.body(texts[OPENING].text)
    chapters = _chapters(document, facts, texts, told)
    document.heading1(f"{to_chinese(chapters + 1)}、存在的问题")
    document.body(texts[PROBLEMS].text)
    document.heading1(f"{to_chinese(chapters + 2)}、下一步打算")
    document.body(texts[NEXT].text)
    document.date_line(campaign.unit.name, day)
    _appendix(document, facts, told)
    document.body(printed())
    document.save(stream)


def _chapters(document: OfficialDocument, facts: Facts, texts: dict[str, Passage], told: Told) -> int:
    """A chapter for each first-level indicator; returns how many there are."""
    chapters = [list(group) for _, group in groupby(facts.indicators, lambda each: each.demand.indicator.level1_no)]
    written, whole = 0, _whole(facts)
    for number, chapter in enumerate(chapters, start=1):
        document.heading1(f"{to_chinese(number)}、{chapter[0].demand.indicator.level1_name}")
        sections = [list(group) for _, group in groupby(chapter, lambda each: each.demand.indicator.level2_no)]
        for place, section in enumerate(sections, start=1):
            document.heading2(f"（{to_chinese(place)}）{section[0].demand.indicator.level2_name}")
            for item, each in enumerate(section, start=1):
                _indicator(document, item, each, texts[each.demand.indicator.code])
                written += 1
                told(written, whole, f"已写到指标 {each.demand.indicator.code}")
    return len(chapters)


def _indicator(document: OfficialDocument, item: int, facts: IndicatorFacts, passage: Passage) -> None:
    document.heading3(f"{item}.{facts.demand.indicator.title}（{facts.demand.indicator.code}）")
    document.body(passage.text)
    if facts.is_applicable:
        document.body(standing(facts))
    if facts.evidence:
        document.body("佐证材料：" + "；".join(each.said for each in facts.evidence) + "。")


def _appendix(document: OfficialDocument, facts: Facts, told: Told) -> None:
    document.page_break()
    document.heading1("附件：佐证材料目录")
    count = sum(len(each.evidence) for each in facts.indicators)
    if not count:
        document.body("截至本报告形成之日，尚无已认定的佐证材料。")
        return
    document.body(f"本目录共{count}件，均为已认定的材料；尚在审核或退回修改的不列入。")
    document.table(INDEX, _rows(facts, told), INDEX_WIDTHS_MM)


def _rows(facts: Facts, told: Told) -> Iterator[tuple[str, ...]]:
    evidence = (each for indicator in facts.indicators for each in indicator.evidence)
    whole = _whole(facts)
    for written, each in enumerate(evidence, start=len(facts.indicators) + 1):
        formed = chinese_date(each.effective_on) if each.effective_on else "未注明"
        yield each.number, each.title, formed, each.unit, each.place
        told(written, whole, f"已写到目录 {each.number}")


def _whole(facts: Facts) -> int:
    """How many steps the writing has: every indicator and every row of the index."""
    return len(facts.indicators) + sum(len(each.evidence) for each in facts.indicators)
