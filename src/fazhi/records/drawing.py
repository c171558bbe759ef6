"""双随机 draws: a frame is frozen, then the seed is given, then the draw is made once, kept and published."""

import csv
import io
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone

from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.kit.digests import canonical
from fazhi.kit.draw import DrawRefused, drawn, paired
from fazhi.kit.sheets import Sheet, write_xlsx
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.people.models import Role

from .models import Draw

ORGANISERS = (Role.LIAISON, Role.HEAD, Role.TASKFORCE)
MOST_OBJECTS, MOST_INSPECTORS, MOST_CONFLICTS = 100_000, 5_000, 50_000
WHOLE = "全部"  # the stratum of those that were given none
SIGNS = ("=", "+", "-", "@")  # a spreadsheet would read a formula
BETWEEN = "|"  # inspectors of one object in the CSV
CSV_HEADER = ("类别", "编号", "名称", "层", "回避项", "检查人员")


@dataclass(frozen=True)
class Member:
    """One line of a frame. An object and an inspector with the same `same` (their unit, say) must not meet."""

    key: str
    name: str = ""
    stratum: str = ""
    same: str = ""


@dataclass(frozen=True)
class Frame:
    """What is drawn from and how many: `wanted` is 层 → 数, `per` inspectors go to each object drawn."""

    objects: Sequence[Member]
    inspectors: Sequence[Member] = ()
    conflicts: frozenset[tuple[str, str]] = frozenset()
    wanted: Mapping[str, int] = field(default_factory=dict)
    reserves: int = 0
    per: int = 0

    def stored(self) -> dict[str, Any]:
        return {
            "objects": [[each.key, each.name, each.stratum or WHOLE, each.same] for each in self.objects],
            "inspectors": [[each.key, each.name, each.same] for each in self.inspectors],
            "conflicts": sorted(list(pair) for pair in self.conflicts),
            "wanted": dict(self.wanted),
            "reserves": self.reserves,
            "per": self.per,
        }


@transaction.atomic
def freeze(actor: Actor, title: str, source: str, frame: Frame) -> Draw:
    """Write the frame down before any seed is known. Everything that could stop the draw later is refused here.

    Raises NotAllowed, Refused.
    """
    if not actor.is_(*ORGANISERS) or actor.unit is None:
        raise NotAllowed("双随机抽取由单位联络员、分管领导或工作专班组织。请由他们办理，或切换身份。")
    if not title.strip() or len(title.strip()) > 120:
        raise Refused("请填写抽查名称，120字以内，如“2026年第一次涉企检查”。")
    _refuse_lists(frame)
    _refuse_numbers(frame)
    stored = frame.stored()
    made = Draw.objects.create(
        title=title.strip(),
        unit=actor.unit,
        source=source[:600],
        frame=stored,
        frame_digest=sha256(canonical(stored)).hexdigest(),
        objects_count=len(frame.objects),
        inspectors_count=len(frame.inspectors),
        frozen_at=timezone.now(),
        frozen_by=actor.who.name,
    )
    said = (
        f"冻结了双随机抽取“{made}”的名单：检查对象{made.objects_count}个、检查人员{made.inspectors_count}名，摘要{made.frame_digest[:16]}"
    )
    write(Verb.CREATED, made, said, by=actor.who, units=[made.unit_id])
    return made


def _refuse_lists(frame: Frame) -> None:
    for label, members, most in (("检查对象", frame.objects, MOST_OBJECTS), ("检查人员", frame.inspectors, MOST_INSPECTORS)):
        if len(members) > most:
            raise Refused(f"{label}有{len(members)}个，一次最多{most}个。请缩小范围，分几次抽取。")
        if lacking := [each.name for each in members if not each.key.strip()]:
            raise Refused(f"{label}“{lacking[0][:40]}”没有编号。每个{label}都要有编号，抽取按编号计算。")
        if signs := [each.key for each in members if _changes_in_a_sheet(each.key)]:
            raise Refused(
                f"{label}编号“{signs[0][:40]}”不能用：以运算符号开头，带竖线、换行或者超过200字的编号，导出后会变样。请更正后再冻结。"
            )
        twice = [key for key, times in Counter(each.key for each in members).items() if times > 1]
        if twice:
            raise Refused(f"{label}里有重复的编号：{'、'.join(twice[:5])}。请先去掉重复再冻结。")
    if not frame.objects:
        raise Refused("没有检查对象。请粘贴名单，或选择一本有记录的台账。")
    if len(frame.conflicts) > MOST_CONFLICTS:
        raise Refused(f"回避关系有{len(frame.conflicts)}条，一次最多{MOST_CONFLICTS}条。请改用回避项，或缩小范围。")
    objects, inspectors = {each.key for each in frame.objects}, {each.key for each in frame.inspectors}
    if stray := sorted(pair for pair in frame.conflicts if pair[0] not in objects or pair[1] not in inspectors):
        raise Refused(f"回避关系“{stray[0][0]} {stray[0][1]}”不在名单里。请按“对象编号 人员编号”填写，两个编号都要在名单中。")


def _changes_in_a_sheet(key: str) -> bool:
    return key.startswith(SIGNS) or bool({"\n", "\r", BETWEEN} & set(key)) or key != key.strip() or len(key) > 200


def _refuse_numbers(frame: Frame) -> None:
    held = Counter(each.stratum or WHOLE for each in frame.objects)
    if stray := sorted(set(frame.wanted) - set(held)):
        raise Refused(f"名单里没有“{stray[0]}”这一层。现有的层：{'、'.join(sorted(held)[:20])}。")
    if not any(n > 0 for n in frame.wanted.values()) or min(frame.wanted.values()) < 0 or frame.reserves < 0:
        raise Refused("抽取数量要是正整数，候补数量不能是负数。请填写每一层抽取多少。")
    if short := [name for name, n in frame.wanted.items() if n > held[name]]:
        raise Refused(f"“{short[0]}”只有{held[short[0]]}个，不够抽{frame.wanted[short[0]]}个。请减少抽取数量。")
    if frame.per < 0 or (frame.per and not frame.inspectors):
        raise Refused("要随机选派检查人员，须有检查人员名单；只抽对象的，每个对象的检查人员数填0。")
    alike = Counter(each.same for each in frame.inspectors if each.same)
    own = {each.key: each.same for each in frame.inspectors}
    same = {each.key: each.same for each in frame.objects}
    barred = Counter(pair[0] for pair in frame.conflicts if not (same[pair[0]] and same[pair[0]] == own[pair[1]]))
    for each in frame.objects if frame.per else ():
        free = len(frame.inspectors) - alike[each.same] - barred[each.key]
        if free < frame.per:
            raise Refused(f"检查对象“{each.key}”回避之后只剩{free}名检查人员，不够{frame.per}名。请补充人员，或核对回避关系。")


@transaction.atomic
def draw_once(actor: Actor, draw: Draw, seed: str = "", seed_source: str = "") -> Draw:
    """Draw with a seed taken from a public event (say which), or with one that the system makes now. Raises NotAllowed, Refused."""
    held = _locked(actor, draw)
    if held.drawn_at or held.dropped_at:
        raise Refused("这次抽取已经做过或已作废，结果不能重来。确需重抽的，请另建一次抽取，两次都会留存。")
    seed, seed_source = seed.strip(), seed_source.strip()
    if seed and not seed_source:
        raise Refused("请写明种子出自哪个公开事件，如“福彩双色球第2026075期开奖号码”，使任何人都能核对。")
    if seed and _changes_in_a_sheet(seed):
        raise Refused("种子要在200字以内、一行写完，不带竖线，不能以运算符号开头。请更正后再抽取。")
    if not seed:
        seed, seed_source = secrets.token_hex(16), "系统在名单冻结之后生成"
    result = result_of(held.frame, seed)
    held.seed, held.seed_source, held.result = seed, seed_source[:300], result
    held.result_digest = sha256(canonical(result)).hexdigest()
    held.drawn_at, held.drawn_by = timezone.now(), actor.who.name
    held.save()
    count = sum(len(chosen) for chosen, _ in result["drawn"].values())
    said = f"对“{held}”做了双随机抽取：种子“{seed}”（{held.seed_source}），抽中{count}个"
    write(Verb.CONFIRMED, held, said, by=actor.who, units=[held.unit_id])
    return held


def result_of(frame: Mapping[str, Any], seed: str) -> dict[str, Any]:
    """What the seed draws out of a stored frame; reserves have their inspectors too, so that one can step in."""
    strata: dict[str, list[str]] = {}
    for key, _, stratum, _ in frame["objects"]:
        strata.setdefault(stratum, []).append(key)
    try:
        found = drawn(seed, strata, frame["wanted"], frame["reserves"])
        named = [key for chosen, reserves in found.values() for key in (*chosen, *reserves)]
        inspectors = [key for key, _, _ in frame["inspectors"]]
        pairs = paired(seed, named, inspectors, barred(frame, set(named)), frame["per"]) if frame["per"] else {}
    except DrawRefused as refusal:
        raise Refused(str(refusal)) from refusal
    return {"drawn": {stratum: [*each] for stratum, each in found.items() if frame["wanted"].get(stratum)}, "pairs": pairs}


def barred(frame: Mapping[str, Any], named: set[str]) -> set[tuple[str, str]]:
    """(object, inspector) that must not meet, among the objects named: those written down, and those with the same 回避项."""
    found = {(pair[0], pair[1]) for pair in frame["conflicts"] if pair[0] in named}
    alike: dict[str, list[str]] = {}
    for key, _, same in frame["inspectors"]:
        alike.setdefault(same, []).append(key)
    return found | {(key, each) for key, _, _, same in frame["objects"] if key in named and same for each in alike.get(same, ())}


@transaction.atomic
def publish(actor: Actor, draw: Draw) -> Draw:
    """Open the draw to everybody of the area. Raises NotAllowed, Refused."""
    held = _locked(actor, draw)
    if not held.drawn_at or held.published_at:
        raise Refused("还没有抽取，或已经公布。请刷新页面查看。")
    held.published_at, held.published_by = timezone.now(), actor.who.name
    held.save(update_fields=["published_at", "published_by"])
    said = f"公布了双随机抽取“{held}”的名单、种子和结果"
    write(Verb.PUBLISHED, held, said, by=actor.who, units=[held.unit_id])
    return held


@transaction.atomic
def drop(actor: Actor, draw: Draw, why: str) -> Draw:
    """Give up a frozen frame that was not drawn from; it stays to be seen. Raises NotAllowed, Refused."""
    held = _locked(actor, draw)
    if held.drawn_at or held.dropped_at:
        raise Refused("已经抽取或已作废的，不能作废：结果要留存。需要重抽的，请另建一次抽取。")
    if not why.strip():
        raise Refused("请写明作废的原因，如“名单漏了两家企业”。")
    held.dropped_at, held.dropped_why = timezone.now(), why.strip()[:300]
    held.save(update_fields=["dropped_at", "dropped_why"])
    write(Verb.ENDED, held, f"作废了双随机抽取“{held}”：{held.dropped_why}", by=actor.who, units=[held.unit_id])
    return held


def may_run(actor: Actor, draw: Draw) -> bool:
    """May the actor draw, publish or drop it: its own unit's organisers, and the task force above."""
    own = actor.unit is not None and actor.unit.pk == draw.unit_id and actor.is_(*ORGANISERS)
    return own or actor.runs(draw.unit)


def _locked(actor: Actor, draw: Draw) -> Draw:
    if not may_run(actor, draw):
        raise NotAllowed(f"这次抽取由{draw.unit.short_name}组织，您不能代为办理。请联系该单位联络员。")
    return Draw.objects.select_for_update(of=("self",)).select_related("unit").get(pk=draw.pk)


def lines(draw: Draw) -> Iterable[tuple[str, ...]]:
    """The whole draw as lines under CSV_HEADER: enough to repeat it, and what came out."""
    frame, result = draw.frame, draw.result or {"drawn": {}, "pairs": {}}
    yield "种子", draw.seed, draw.seed_source, "", "", ""
    yield "每个对象的检查人员数", str(frame["per"]), "", "", "", ""
    yield "候补数", str(frame["reserves"]), "", "", "", ""
    for stratum, n in frame["wanted"].items():
        yield "抽取数", str(n), "", stratum, "", ""
    names = {key: name for key, name, _, _ in frame["objects"]}
    for key, name, stratum, same in frame["objects"]:
        yield "对象", key, name, stratum, same, ""
    for key, name, same in frame["inspectors"]:
        yield "人员", key, name, "", same, ""
    for key, inspector in frame["conflicts"]:
        yield "回避", key, "", "", "", inspector
    for stratum, sides in result["drawn"].items():
        for kind, keys in zip(("抽中", "候补"), sides, strict=True):
            for key in keys:
                yield kind, key, names[key], stratum, "", BETWEEN.join(result["pairs"].get(key, ()))


def write_csv(draw: Draw) -> bytes:
    """The lines as a CSV that spreadsheets open and docs/howto/repeat-a-draw.md reads; words never become formulas."""
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow(CSV_HEADER)
    out.writerows([f"'{cell}" if cell.startswith(SIGNS) else cell for cell in line] for line in lines(draw))
    return text.getvalue().encode("utf-8-sig")


def write_book(draw: Draw, stream: BinaryIO) -> None:
    """The draw as an .xlsx: the result, the frame, and how it was made."""
    every = list(lines(draw))
    inspectors = {key: name for key, name, _ in draw.frame["inspectors"]}
    pairs = draw.result["pairs"] if draw.result else {}
    result = [
        (kind, key, name, stratum, "、".join(f"{inspectors[each]}（{each}）" for each in pairs.get(key, ())))
        for kind, key, name, stratum, _, _ in every
        if kind in ("抽中", "候补")
    ]
    facts = [
        ("组织单位", draw.unit.short_name),
        ("名单来源", draw.source),
        ("名单冻结时间", timezone.localtime(draw.frozen_at)),
        ("名单摘要（SHA-256）", draw.frame_digest),
        ("种子", draw.seed),
        ("种子出处", draw.seed_source),
        ("抽取时间", timezone.localtime(draw.drawn_at) if draw.drawn_at else ""),
        ("结果摘要（SHA-256）", draw.result_digest),
        (
            "算法",
            "层内按 SHA-256(种子 + 换行 + 编号) 从小到大，前n个抽中，其后候补；人员按 SHA-256(种子 + 换行 + 对象编号 + 换行 + 人员编号)",
        ),
    ]
    frame = [line for line in every if line[0] not in ("抽中", "候补")]
    sheets = [
        Sheet("抽取结果", ("结果", "编号", "名称", "层", "检查人员"), result, draw.title, (8, 24, 36, 18, 40)),
        Sheet("名单", CSV_HEADER, frame, f"{draw.title}名单", (20, 24, 36, 18, 18, 24)),
        Sheet("抽取说明", ("事项", "内容"), facts, f"{draw.title}抽取说明", (24, 90)),
    ]
    write_xlsx(stream, sheets)
