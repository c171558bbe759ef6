"""Reasons for return: a short list in the words of the field, seeded once, counted wherever used."""

from dataclasses import dataclass

from django.db.models import Count

from fazhi.campaign.models import Campaign

from .models import Mark, ReturnReason, Verdict

OTHER = "other"  # needs a remark, since the reason itself says nothing

REASONS = (
    ("outside-cycle", "形成日期不在创建周期内", "换成创建周期内形成的材料；确属延续性工作的，补充周期内的落实记录。"),
    ("no-seal", "未盖章或签字", "补盖公章或由负责人签字后重新扫描上传。"),
    ("wrong-indicator", "与指标不对应", "对照指标“量什么”更换材料；材料属于其他指标的，移到那个指标下。"),
    ("no-place", "证明点不明确", "写明第几页、第几段或几分几秒，并用一句话说明它证明了什么。"),
    ("incomplete", "内容不完整", "补齐缺页、附件或后续环节的材料，作为新版本上传。"),
    ("unreadable", "文件打不开或不清晰", "换用原件重新扫描或另存为 PDF，上传前先自己打开核对。"),
    ("duplicate", "与其他单位材料雷同", "提交本单位自己形成的材料；共同形成的，说明本单位承担的部分。"),
    ("dead-link", "链接打不开", "更换可以公开访问的网址，或者把网页存成 PDF 上传。"),
    ("personal-data", "含个人信息未脱敏", "遮盖身份证号、手机号、住址等个人信息后上传新版本。"),
    ("lacking", "缺少应交材料", "按应交材料清单补齐；确实没有的，写明原因。"),
    ("no-narrative", "工作开展情况未写明", "写清做了什么、怎么做的、取得什么结果，并写出时间和数字。"),
    ("figures-differ", "数据与台账不一致", "与台账逐项核对，改正数字，或者说明统计口径为何不同。"),
    ("not-official", "非正式文本", "换成正式印发、有文号或者有签发记录的文本，草稿和征求意见稿不作佐证。"),
    (OTHER, "其他（请说明）", "按审核意见修改；不清楚的，先与审核人联系。"),
)


@dataclass(frozen=True)
class ReasonCount:
    """How often a reason was given in a campaign, and to which units; `units` are (unit id, short name, times), the most first."""

    reason: ReturnReason
    times: int
    units: tuple[tuple[int, str, int], ...]


def load_reasons() -> int:
    """Add the seeded reasons that are not there yet, and say how many were; what an office changed stays as it is."""
    held = set(ReturnReason.objects.values_list("code", flat=True))
    fresh = [
        ReturnReason(code=code, text=text, advice=advice, order=number)
        for number, (code, text, advice) in enumerate(REASONS, start=1)
        if code not in held
    ]
    ReturnReason.objects.bulk_create(fresh)
    return len(fresh)


def counts(campaign: Campaign) -> list[ReasonCount]:
    """Each reason used in the campaign, the most frequent first; two queries."""
    used = Mark.reasons.through.objects.filter(mark__verdict=Verdict.RETURNED, mark__decision__submission__demand__campaign=campaign)
    unit = "mark__decision__submission__unit"
    rows = used.order_by().values_list("returnreason", unit, f"{unit}__short_name").annotate(times=Count("id"))
    by_reason: dict[int, list[tuple[int, str, int]]] = {}
    for reason, unit_id, name, times in rows:
        by_reason.setdefault(reason, []).append((unit_id, name, times))
    found = [
        ReasonCount(
            reason, sum(row[2] for row in by_reason[reason.pk]), tuple(sorted(by_reason[reason.pk], key=lambda row: (-row[2], row[0])))
        )
        for reason in ReturnReason.objects.filter(pk__in=by_reason)
    ]
    return sorted(found, key=lambda each: (-each.times, each.reason.order))


def active() -> list[ReturnReason]:
    """The reasons a reviewer may click, in their order."""
    return list(ReturnReason.objects.filter(is_active=True))
