"""四性检测报告: what was tested of authenticity, integrity, usability and security (DA/T 70), and what is left to people."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from django.db.models import Count

from fazhi.evidence import antivirus
from fazhi.evidence.kinds import BY_MEDIA_TYPE
from fazhi.evidence.models import Signal, Version
from fazhi.kit.dates import chinese_date

from .contents import Contents
from .material import versions_of

NAME = "四性检测报告.html"
# Kinds that a computer without further programs may not open.
SPECIAL = {
    "ofd": "OFD 阅读器",
    "wps": "WPS 或 Word",
    "et": "WPS 或 Excel",
    "dps": "WPS 或 PowerPoint",
    "heic": "支持 HEIC 的看图程序",
    "heif": "支持 HEIC 的看图程序",
    "amr": "支持 AMR 的播放器",
    "mkv": "支持 MKV 的播放器",
    "flv": "支持 FLV 的播放器",
    "gz": "WARC 回放程序（旁边的可读副本用浏览器即可打开）",
}
MOST_NAMED = 30
STYLE = (
    "body{font:15px/1.7 'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;color:#1c1f24;max-width:64rem;margin:2rem auto;"
    "padding:0 1rem}h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #d6d9de;padding:.4rem .6rem;text-align:left;vertical-align:top}th{background:#f3f4f6}"
    ".n{text-align:right;white-space:nowrap}.soft{color:#5c6470}"
)


@dataclass(frozen=True)
class Check:
    """One line: what was tested, on how many, with which result, and what remains for a person."""

    tested: str
    count: str
    result: str
    remains: str = ""


def report(contents: Contents, entries: int) -> bytes:
    """The whole page; the same contents give the same bytes."""
    campaign = contents.campaign
    mark = "（示例）" if campaign.is_sample else ""
    told = campaign.name if mark in campaign.name else campaign.name + mark
    groups = (
        ("真实性", _true(contents, entries)),
        ("完整性", _whole(contents)),
        ("可用性", _usable(contents)),
        ("安全性", _safe(contents)),
    )
    body = "".join(_table(title, checks) for title, checks in groups)
    head = f"{escape(told)} · {escape(contents.profile.name)} · 数据截至{chinese_date(contents.as_of)}"
    note = (
        "参照《文书类电子档案检测一般要求》（DA/T 70—2018）的四个方面，由系统在打包时逐项检测。"
        "系统只说明检测了什么、结果如何；列在“还需人工核对”里的，系统没有判断。"
    )
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>四性检测报告</title><style>{STYLE}</style></head>'
        f'<body><h1>四性检测报告{mark}</h1><p>{head}</p><p class="soft">{note}</p>{body}</body></html>\n'
    ).encode()


def _table(title: str, checks: Iterator[Check]) -> str:
    rows = "".join(
        f'<tr><td>{escape(each.tested)}</td><td class="n">{escape(each.count)}</td><td>{escape(each.result)}</td>'
        f"<td>{escape(each.remains) or '—'}</td></tr>"
        for each in checks
    )
    head = "<tr><th>检测内容</th><th>数量</th><th>结果</th><th>还需人工核对</th></tr>"
    return f"<h2>{title}</h2><table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _true(contents: Contents, entries: int) -> Iterator[Check]:
    files = contents.stored
    result = "打包时逐件重新计算摘要，与入库时记载的全部一致；有一件不一致，打包即停止，不会产生本报告" if files else "没有入库文件"
    yield Check("入库文件的摘要（SHA-256、SM3）", f"{len(files)} 件", result)
    log = "每条的存在证明和签名检查点在“封印”文件夹，verify.py 可以在任何电脑上核对" if entries else "打包方案没有放入日志"
    yield Check("经过日志", f"{entries} 条", log, "检查点应当与另行保存的检查点对照，才能查出整套日志被替换")
    counted = _signals(contents)
    total = sum(counted.values())
    told = "、".join(f"{Signal.State(state).label} {count}" for state, count in sorted(counted.items()))
    waiting = counted.get(Signal.State.OPEN, 0)
    yield Check("材料的疑点信号（雷同、补做、日期、文号等）", f"{total} 条", told or "没有提示", f"{waiting} 条待处理" if waiting else "")
    cycle = f"{chinese_date(contents.campaign.cycle_start)}至{chinese_date(contents.campaign.cycle_end)}"
    outside, undated = _dates(contents)
    shown = f"不在创建周期（{cycle}）内 {outside} 件，未填写 {undated} 件"
    yield Check("材料的形成日期", f"{len(contents.packed)} 件", shown, "核对不在周期内和未填写的" if outside or undated else "")


def _whole(contents: Contents) -> Iterator[Check]:
    facts = contents.facts_of_indicators
    done = sum(1 for each in facts if each.is_done)
    asked = sum(1 for each in facts if each.is_applicable and each.total.required)
    short = [each for each in facts if each.gap]
    named = _named([f"{each.demand.indicator.code} 缺{each.gap}份" for each in short], "项")
    lacking = f"；未交齐 {len(short)} 项：{named}" if short else ""
    yield Check("应交材料是否齐全", f"{asked} 项指标", f"全部认定 {done} 项{lacking}", "确认所缺材料是否补交" if short else "")
    left = contents.left_out
    told = _named([f"{each.number} {each.title}：{each.why}" for each in left])
    yield Check("已认定而没有放入的材料", f"{len(left)} 件", told or "没有", "确认这些材料可以不放" if left else "")
    listed = "包内每个文件都列入清单.json，写明大小、SHA-256 和 SM3；缺少、改动、调换、多出的文件 verify.py 会逐个指出"
    yield Check("文件清单", "1 份", listed)


def _usable(contents: Contents) -> Iterator[Check]:
    kinds = Counter(
        BY_MEDIA_TYPE[blob.media_type].label if blob.media_type in BY_MEDIA_TYPE else blob.media_type for blob in contents.stored
    )
    told = "、".join(f"{label} {count}" for label, count in sorted(kinds.items()))
    yield Check("文件格式（按内容判断，不看扩展名）", f"{len(contents.stored)} 件", told or "没有文件")
    states = _texts(contents)
    words = {"done": "有可检索的文字", "none": "没有文字（图片、录音等）", "failed": "文字读不出来", "waiting": "尚未提取"}
    read = "、".join(f"{words[state]} {states[state]}" for state in words if states.get(state))
    broken = [name for name, _ in contents.unreadable[:MOST_NAMED]]
    remains = f"逐件打开核对：{_named(broken)}" if broken else ""
    yield Check("文件能否读出", f"{sum(states.values())} 个版本", read or "没有文件", remains)
    special = Counter(SPECIAL[ending] for ending in contents.endings if ending in SPECIAL)
    needs = "、".join(f"{program}（{count} 件）" for program, count in sorted(special.items()))
    yield Check("需要专门软件才能打开的文件", f"{sum(special.values())} 件", needs or "没有", "确认接收方装有这些软件" if special else "")


def _safe(contents: Contents) -> Iterator[Check]:
    roles = Counter(each.role for each in contents.packed)
    kept = [each for each in contents.packed if each.note.startswith("含个人信息")]
    hidden = [each for each in contents.left_out if each.why.startswith("含个人信息")]
    told = f"以脱敏副本代替 {roles['public-copy']} 件，没有放入 {len(hidden)} 件，按原件放入 {len(kept)} 件"
    remains = "脱敏副本和未提示的文件仍请抽看：系统只认得出证件号、手机号等常见形式"
    policy = contents.profile.get_redaction_display()
    yield Check(f"个人信息（打包方案：{policy}）", f"{len(contents.packed)} 件", told, remains)
    if contents.profile.with_rows:
        yield Check(
            "台账记录中的个人信息字段",
            f"{len(contents.figures)} 张表",
            "一律遮盖后放入；自由书写的文字里认得出的也遮盖",
            "自由书写的文字请抽看",
        )
    yield Check("宏和脚本", f"{len(contents.stored)} 件", "带宏的办公文件和网页脚本在入库时已拒收或去除，包内没有")
    scanner = "系统接有查毒程序，文件入库时逐件查毒" if antivirus.address() else "系统没有接查毒程序，文件没有查毒"
    yield Check("病毒", f"{len(contents.stored)} 件", scanner, "交出前用本单位的查毒软件再查一遍")
    yield Check(
        "涉密标志",
        f"{len(contents.stored)} 件",
        "文件名和可读文字中带密级标志的在入库时即拒收，不保存",
        "扫描件和图片中的标志系统看不出，交出前由保密员审查",
    )


def _signals(contents: Contents) -> dict[str, int]:
    rows = Signal.objects.filter(version__in=versions_of(contents.demands)).exclude(state=Signal.State.GONE).order_by()
    return dict(rows.values_list("state").annotate(n=Count("pk")))


def _texts(contents: Contents) -> dict[str, int]:
    rows = Version.objects.filter(pk__in=versions_of(contents.demands)).exclude(blob=None).order_by()
    return dict(rows.values_list("text_state").annotate(n=Count("pk")))


def _dates(contents: Contents) -> tuple[int, int]:
    days = [each.effective_on for each in contents.packed]
    first, last = contents.campaign.cycle_start, contents.campaign.cycle_end
    return sum(1 for day in days if day and not first <= day <= last), days.count(None)


def _named(names: Sequence[str], counted: str = "件") -> str:
    shown = "、".join(names[:MOST_NAMED])
    return f"{shown}等{len(names)}{counted}" if len(names) > MOST_NAMED else shown
