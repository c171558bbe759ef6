"""The passages of the self-assessment report, drafted from live facts: nothing invented, nothing called done that was not accepted."""

from collections.abc import Iterable

from fazhi.campaign.models import Campaign
from fazhi.campaign.progress import CellState
from fazhi.kit.dates import chinese_date

from .facts import Facts, IndicatorFacts

OPENING, PROBLEMS, NEXT = "opening", "problems", "next"
MOST_NAMED = 20


def drafts(facts: Facts) -> dict[str, tuple[str, str]]:
    """Place → (heading, drafted text), in the order of the report."""
    found = {OPENING: ("开头", _opening(facts))}
    found |= {each.demand.indicator.code: (str(each.demand.indicator), practice(each)) for each in facts.indicators}
    return found | {PROBLEMS: ("存在的问题", _problems(facts)), NEXT: ("下一步打算", _next(facts))}


def practice(facts: IndicatorFacts) -> str:
    """What the units wrote, the lead's first; text whose submission is not yet accepted says so."""
    if not facts.is_applicable:
        return f"本项不适用。理由：{facts.demand.na_reason}" if facts.demand.na_reason else "本项不适用。"
    if not facts.narratives:
        return "各单位尚未报送工作开展情况。"
    several = len(facts.narratives) > 1
    said = []
    for unit, text, accepted in facts.narratives:
        whole = text if accepted else f"{text}（该单位报送尚未认定）"
        said.append(f"{unit}：{whole}" if several else whole)
    return "\n".join(said)


def standing(facts: IndicatorFacts) -> str:
    """The sentence with the numbers. It is not to be edited: it is always the state of the day."""
    total = facts.total
    if not facts.is_applicable:
        return "本项已批准为不适用，不计入应交材料。"
    said = f"应交材料{total.required}份，已交{total.supplied}份，已认定{total.accepted}份。" if total.required else "本项没有规定应交材料。"
    if facts.in_review:
        said += f"另有{facts.in_review}份材料尚在审核，未列入佐证目录。"
    return said


def _opening(facts: Facts) -> str:
    campaign, total = facts.campaign, facts.total
    done = sum(each.is_done for each in facts.applicable)
    left_out = len(facts.indicators) - len(facts.applicable)
    basis = f"根据{_plan_said(campaign)}，" if campaign.plan else ""
    lines = [
        f"{basis}{campaign.unit.name}组织开展法治政府建设示范创建，创建周期自{chinese_date(campaign.cycle_start)}"
        f"至{chinese_date(campaign.cycle_end)}。对照《{campaign.edition.name}》，本次创建涉及{_counts_said(facts)}，"
        f"由{len(facts.units)}个单位分工承担。",
        f"截至本报告形成之日，应交材料{total.required}份，已交{total.supplied}份，已认定{total.accepted}份；"
        f"应交材料全部认定的三级指标{done}项" + (f"，经批准不适用{left_out}项" if left_out else "") + "。现将自评情况报告如下。",
    ]
    return "\n".join(lines)


def _plan_said(campaign: Campaign) -> str:
    plan = campaign.plan
    number = f"（{plan.document_number}）" if plan and plan.document_number else ""
    title = str(plan).replace("《", "〈").replace("》", "〉")  # marks inside marks are single ones (GB/T 15834)
    return f"《{title}》{number}"


def _counts_said(facts: Facts) -> str:
    first = {each.demand.indicator.level1_no for each in facts.indicators}
    second = {each.demand.indicator.level2_no for each in facts.indicators}
    return f"一级指标{len(first)}项、二级指标{len(second)}项、三级指标{len(facts.indicators)}项"


def _problems(facts: Facts) -> str:
    indicators = facts.applicable
    short = [each for each in indicators if each.gap]
    overdue = [each for each in indicators if each.total.states[CellState.OVERDUE]]
    silent = [each for each in indicators if each.total.required and not each.narratives]
    returned, waiting = sum(each.total.returned for each in indicators), sum(each.in_review for each in indicators)
    said = []
    if short:
        names = _named(f"{each.demand.indicator}缺{each.gap}份" for each in short)
        said.append(f"材料尚未交齐的指标{len(short)}项，共缺{sum(each.gap for each in short)}份：{names}。")
    if overdue:
        said.append(f"有单位逾期未报的指标{len(overdue)}项：{_named(str(each.demand.indicator) for each in overdue)}。")
    if returned:
        said.append(f"审核退回、尚未改好的材料{returned}份。")
    if waiting:
        said.append(f"尚在审核、未经认定的材料{waiting}份。")
    if silent:
        said.append(f"尚未报送工作开展情况的指标{len(silent)}项：{_named(str(each.demand.indicator) for each in silent)}。")
    return "\n".join(said) or _no_problems(indicators)


def _no_problems(indicators: list[IndicatorFacts]) -> str:
    asked = [each for each in indicators if each.total.required]
    if not asked:
        return "本次创建尚未规定应交材料，无从核对。"
    if all(each.is_done for each in asked):
        return "截至本报告形成之日，应交材料均已认定，没有逾期和退回未改的事项。"
    waiting = sum(each.total.required - each.total.accepted for each in asked)
    return f"应交材料均已备齐，其中{waiting}份尚未报送认定。"


def _next(facts: Facts) -> str:
    short: dict[int, int] = {}
    for (_, unit), cell in facts.cells.items():
        if cell.required > cell.supplied:
            short[unit] = short.get(unit, 0) + cell.required - cell.supplied
    said = []
    if short:
        ordered = sorted(short.items(), key=lambda pair: (-pair[1], pair[0]))
        names = _named((f"{facts.units[unit].short_name}{count}份" for unit, count in ordered if unit in facts.units), "个单位")
        said.append(f"督促{len(short)}个单位补齐材料：{names}。")
    if waiting := sum(each.in_review for each in facts.applicable):
        said.append(f"办结在审的{waiting}份材料，逐件提出意见。")
    for phase in facts.campaign.phases.all():
        if phase.ends_on is None or phase.ends_on >= facts.day:
            until = f"，{chinese_date(phase.ends_on)}前完成" if phase.ends_on else "，至创建活动结束"
            said.append(f"按方案推进“{phase.name}”阶段工作{until}。")
    return "\n".join(said) or "巩固创建成果，保持各项工作常态运行。"


def _named(names: Iterable[str], counted: str = "项") -> str:
    listed = list(names)
    shown = "、".join(listed[:MOST_NAMED])
    return f"{shown}等{len(listed)}{counted}" if len(listed) > MOST_NAMED else shown
