"""Scanning: a stretch of leaves recomputed from the entries themselves, compared row by row with what was sealed."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .finding import Fault, Wrong
from .leaves import leaf, moment, read
from .merkle import WIDTH, leaf_hash, root_of_hashes
from .models import Checkpoint, Node
from .sealing import mark, place
from .signing import Key, is_signed

AT_ONCE = 2048  # leaves read in one statement, a multiple of WIDTH
STRETCH = 8 * AT_ONCE  # leaves of one task
SLACK = timedelta(hours=1)  # clocks of several machines, and acts that take long before they are committed
MOST = 50  # findings told of one stretch; the rest is counted by whoever mends the first
SOURCE, WHERE = "journal_leaf l LEFT JOIN journal_entry e ON e.id = l.entry_id", "l.number >= %s AND l.number < %s"
LOST = b"\x00" * 32  # stands for a leaf that is not there


@dataclass(frozen=True)
class Task:
    """Leaves [first, end), with the sizes at which the parent wants to know the root; `first` is a multiple of WIDTH."""

    first: int
    end: int
    sizes: tuple[int, ...]  # rising


@dataclass
class Scanned:
    """What came of a task: the hash of each full block of 256 leaves, and what stood beyond the last one at each size."""

    entries: int = 0
    checkpoints: int = 0
    blocks: list[bytes] = field(default_factory=list)
    parts: dict[int, bytes | None] = field(default_factory=dict)
    wrongs: list[Wrong] = field(default_factory=list)
    torn: list[int] = field(default_factory=list)  # numbers whose leaf row bears no true mark

    def add(self, wrong: Wrong) -> None:
        if len(self.wrongs) < MOST:
            self.wrongs.append(wrong)


@dataclass(frozen=True)
class Bounds:
    """Between which moments the entries of a batch must say that they happened, as text that sorts."""

    sizes: list[int]
    moments: list[str]  # of the checkpoint with that size
    slack_before: list[str]
    slack_after: list[str]

    def said(self, number: int, at: str) -> str:
        """What is odd about the moment of a leaf; empty where nothing is."""
        here = bisect_left(self.sizes, number + 1)  # the checkpoint that first covers it
        if here and at < self.slack_before[here - 1]:
            return f"它写的时间是 {at}（UTC），却在 {self.moments[here - 1]} 封存之后才出现"
        if here < len(self.sizes) and at > self.slack_after[here]:
            return f"它写的时间是 {at}（UTC），晚于封存它的 {self.moments[here]}"
        return ""


def scan(task: Task, key: Key | None, trusted: frozenset[str]) -> Scanned:
    """Recompute the stretch. Without the key, altered entries and altered leaf rows cannot be told apart."""
    made, bounds = Scanned(), _bounds(task, trusted)
    wanted, block = iter(task.sizes), []
    next_size = next(wanted, None)
    for first in range(task.first, task.end, AT_ONCE):
        end = min(task.end, first + AT_ONCE)
        number = first
        for value in _values(first, end, made, key, bounds):
            block.append(value)
            number += 1
            while number == next_size:
                made.parts[number] = root_of_hashes(block) if len(block) < WIDTH else None
                next_size = next(wanted, None)
            if len(block) == WIDTH:
                made.blocks.append(root_of_hashes(block))
                block = []
    _check_nodes(task, made)
    _check_signatures(task, made, trusted)
    return made


def _values(first: int, end: int, made: Scanned, key: Key | None, bounds: Bounds) -> Iterator[bytes]:
    """The leaf hashes of a page, as they should stand in the tree; what does not fit is noted on the way."""
    found = sorted(read(SOURCE, WHERE, "l.entry_id", [first, end], ", l.number, l.entry_id, l.hash, l.mark"), key=_number)
    number = first
    for row, touched, affected in found:
        *_, at_number, entry, held, marked = row
        while number < at_number:
            yield _absent(number, made)
            number += 1
        number += 1
        yield _judged(row, touched, affected, (at_number, entry, bytes(held), bytes(marked)), made, key)
        if row[10] is not None and (odd := bounds.said(at_number, moment(str(row[15]))[:19])):
            made.add(Wrong(Fault.INSERTED, f"{_named(at_number, entry)}像是事后插入的：{odd}。", at_number, entry))
    while number < end:
        yield _absent(number, made)
        number += 1


def _judged(row: Any, touched: Any, affected: Any, sealed: tuple[int, int, bytes, bytes], made: Scanned, key: Key | None) -> bytes:
    number, entry, held, marked = sealed
    is_marked = key is None or mark(key, number, entry, held) == marked
    if row[10] is None:
        made.add(Wrong(Fault.MISSING, f"{_named(number, entry)}已不在日志中，而它封存过。", number, entry))
        return held
    made.entries += 1
    value = _value(row, touched, affected)
    if not is_marked:
        made.torn.append(number)
        which = "封存记录被改动，不是本系统写下的"
        if value != held:
            made.add(Wrong(Fault.LEAF, f"{_named(number, entry)}的{which}。", number, entry))
        else:
            made.add(Wrong(Fault.ALTERED, f"{_named(number, entry)}的内容和{which}。", number, entry))
        return value
    if value != held:
        made.add(Wrong(Fault.ALTERED, f"{_named(number, entry)}被改动：现在的内容与封存时的不一致。现为：{_told(row)}", number, entry))
    return held


def _value(row: Any, touched: Any, affected: Any) -> bytes:
    try:
        return leaf_hash(leaf(row, touched, affected))
    except (ValueError, TypeError, AttributeError):  # a column holds what the program never writes
        return LOST


def _told(row: Any) -> str:
    who = f"{row[5]}（{row[6]}）" if row[6] else row[5]
    return f"{who}{row[8]}"


def _absent(number: int, made: Scanned) -> bytes:
    made.torn.append(number)
    made.add(Wrong(Fault.LEAF, f"第 {number + 1} 条的封存记录不见了，它所封存的日志条目无法核对。", number))
    return LOST


def _named(number: int, entry: int) -> str:
    return f"第 {number + 1} 条（日志编号 {entry}）"


def _number(found: Any) -> int:
    return found[0][17]


def _check_nodes(task: Task, made: Scanned) -> None:
    """The stored hashes of the full blocks against the recomputed ones."""
    first = task.first // WIDTH
    held = dict(Node.objects.filter(place__gte=place(8, first), place__lt=place(8, first + len(made.blocks))).values_list("place", "hash"))
    for number, block in enumerate(made.blocks, first):
        if bytes(held.get(place(8, number), b"")) != block:
            made.add(node_wrong(8, number))


def node_wrong(level: int, number: int) -> Wrong:
    first, last = number << level, (number + 1 << level) - 1
    return Wrong(Fault.TREE, f"封存树中第 {first + 1} 至 {last + 1} 条的合计值不对，被改动或者缺失。", first)


def _check_signatures(task: Task, made: Scanned, trusted: frozenset[str]) -> None:
    for each in Checkpoint.objects.filter(size__gt=task.first, size__lte=task.end).order_by("size"):
        made.checkpoints += 1
        if wrong := signature_wrong(each, trusted):
            made.add(wrong)


def signature_wrong(checkpoint: Checkpoint, trusted: frozenset[str]) -> Wrong | None:
    """What is wrong with the signature of a checkpoint."""
    told = f"检查点“{checkpoint}”（{checkpoint.at_text}）"
    if trusted and checkpoint.public_key not in trusted:
        return Wrong(Fault.SIGNATURE, f"{told}是用另一把密钥签的，不是本系统签的。", checkpoint.size - 1)
    if not is_signed(checkpoint.algorithm, checkpoint.public_key, checkpoint.message, checkpoint.signature):
        return Wrong(Fault.SIGNATURE, f"{told}的签名不对：检查点被改动。", checkpoint.size - 1)
    return None


def _bounds(task: Task, trusted: frozenset[str]) -> Bounds:
    """The checkpoints around the stretch, those that are truly signed."""
    before = Checkpoint.objects.filter(size__lte=task.first).order_by("-size")[:1]
    inside = Checkpoint.objects.filter(size__gt=task.first, size__lt=task.end).order_by("size")
    after = Checkpoint.objects.filter(size__gte=task.end).order_by("size")[:1]
    held = [each for each in (*before, *inside, *after) if not signature_wrong(each, trusted)]
    return Bounds(
        [each.size for each in held],
        [_text(each.at) for each in held],
        [_text(each.at - SLACK) for each in held],
        [_text(each.at + SLACK) for each in held],
    )


def _text(at: datetime) -> str:
    return Checkpoint(at=at).at_text[:19]
