"""What leaves the sample city: the declaration ledger, a package with its receipts, and the journal under seal."""

from datetime import timedelta

from fazhi.campaign.models import Campaign, Submission
from fazhi.jobs.worker import drain
from fazhi.journal.anchors import lay_down
from fazhi.journal.proving import seal_now
from fazhi.people.models import Unit
from fazhi.reports.declaration.declaring import file_items, give_back, open_declaration, take
from fazhi.reports.declaration.inquiring import answer, ask, settle
from fazhi.reports.declaration.models import Inquiry
from fazhi.reports.package.making import make
from fazhi.reports.package.profiles import copy_profile, edit_profile, profiles_for

from .persons import Cast

MOST_PACKED = 6  # indicators of the package: packing them all would take longer than making the city
PROVINCE = "省创建工作办公室（示例）"
RETURNED = "附件第三页扫描不清，看不出印发日期，请重新上传清晰版本（示例）。"
QUESTIONS = (
    (
        "征求意见采纳情况只有汇总数，请补充逐条回复记录（示例）。",
        9,
        6,
        "已补充逐条回复表，共二十九条，见佐证第二件（示例）。",
        "认可，材料已补齐（示例）。",
    ),
    ("重大行政执法决定法制审核人员比例的计算口径请说明（示例）。", 3, -5, "", ""),
)


def hand_over(cast: Cast, campaign: Campaign, units: dict[str, Unit]) -> None:
    """The declaration as far as it has come, then the package, then the seal over everything."""
    _declare(cast, campaign, units)
    _pack(cast, campaign)
    lay_down(seal_now())


def _declare(cast: Cast, campaign: Campaign, units: dict[str, Unit]) -> None:
    """Eight items uploaded: five received, one returned, two waiting for an answer; and two questions, one settled."""
    force, on = cast.by_name["zhuanban"], cast.on
    held = open_declaration(force, campaign, f"{on.year}年度综合示范创建申报（示例）")
    items = list(held.items.select_related("unit", "declaration__campaign__unit").order_by("order")[:8])
    uploaded, number = on - timedelta(days=12), f"示例回执{on.year}001"
    file_items(force, held, [each.pk for each in items], uploaded, "申报材料包（示例）第一批", receipt_no=number)
    for each in items[:5]:
        take(force, each, on - timedelta(days=10))
    give_back(force, items[5], on - timedelta(days=8), RETURNED)
    for (text, back, until, words, outcome), item in zip(QUESTIONS, items, strict=False):
        day = on - timedelta(days=back)
        asked = ask(force, held, Inquiry.Step.OTHER, text, day, PROVINCE, item=item, due_on=on - timedelta(days=until))
        if words:
            answer(force, asked, words)
            settle(force, asked, outcome)


def _pack(cast: Cast, campaign: Campaign) -> None:
    """A profile of its own with some of the indicators that were accepted, from all over the list."""
    force = cast.by_name["zhuanban"]
    whole = profiles_for(campaign.unit)[0]
    accepted = Submission.objects.filter(demand__campaign=campaign, state=Submission.State.ACCEPTED)
    codes = list(dict.fromkeys(accepted.order_by("demand__indicator__no").values_list("demand__indicator__code", flat=True)))
    profile = copy_profile(force, whole, "分批试打包（示例）")
    profile = edit_profile(force, profile.pk, {"indicators": codes[:: max(1, len(codes) // MOST_PACKED)][:MOST_PACKED]}, campaign)
    make(force, campaign, profile, cast.on)
    drain()
