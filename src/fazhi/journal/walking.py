"""Walking the tree: the stretches of leaves scanned one after another or side by side, and put together to the roots that were signed."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field

from .finding import Fault, Wrong
from .merkle import EMPTY, STEP, WIDTH, Tree, node_hash
from .models import Checkpoint, Node
from .scan import STRETCH, Scanned, Task, node_wrong, scan, signature_wrong
from .sealing import Torn, place, stored
from .signing import Key, held_key

AHEAD = 6  # stretches that may be under way at once
Progress = Callable[[int, int], None]  # leaves done, leaves in all


class CannotVerify(Exception):
    """The verification could not be made; the message (Chinese) says why."""


@dataclass
class Spine:
    """The tree as it grows block by block: the peaks from left to right, each (height above the blocks, first block, hash)."""

    peaks: list[tuple[int, int, bytes]] = field(default_factory=list)
    blocks: int = 0

    def push(self, block: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Add a full block; gives what became full of the stored levels: (level, number, hash)."""
        height, first, made = 0, self.blocks, block
        while self.peaks and self.peaks[-1][0] == height:
            _, first, left = self.peaks.pop()
            height, made = height + 1, node_hash(left, made)
            if height % STEP == 0:
                yield STEP + height, first >> height, made
        self.peaks.append((height, first, made))
        self.blocks += 1

    def root(self, part: bytes | None) -> bytes:
        """The root with `part` (the hash over what stands beyond the last full block) on the right."""
        made = part
        for _, _, peak in reversed(self.peaks):
            made = peak if made is None else node_hash(peak, made)
        return EMPTY if made is None else made


@dataclass
class Walk:
    """One walk over leaves, tree and checkpoints. `outside` is a checkpoint kept elsewhere, `since` one that is taken as checked."""

    last: Checkpoint
    outside: Checkpoint | None
    since: int
    key: Key | None
    trusted: frozenset[str]
    entries: int = 0
    checkpoints: int = 0
    is_forked: bool = False
    good: int = 0  # the largest size whose signed root came out
    bad: int = 0  # the smallest size whose signed root did not
    torn: set[int] = field(default_factory=set)
    found: list[Wrong] = field(default_factory=list)
    spine: Spine = field(default_factory=Spine)

    def go(self, workers: Executor | None, progress: Progress | None) -> list[Wrong]:
        """All findings, in the order of the leaves. Raises CannotVerify."""
        first, self.good = self._trunk(), self.since
        roots = dict(Checkpoint.objects.filter(size__gt=self.since).order_by("size").values_list("size", "root"))
        asked = set(roots)
        if self.outside and self.since < self.outside.size <= self.last.size:
            asked.add(self.outside.size)
        for task, done in self._scanned(_tasks(first, self.last.size, sorted(asked)), workers):
            self.entries, self.checkpoints = self.entries + done.entries, self.checkpoints + done.checkpoints
            self.found += done.wrongs
            self.torn |= set(done.torn)
            for size, made in self._roots(task, done):
                self._compare(size, made.hex(), roots.get(size))
            if progress:
                progress(task.end, self.last.size)
        return self._settled()

    def _compare(self, size: int, made: str, signed: str | None) -> None:
        if signed == made:
            self.good = size
        elif signed is not None:
            self.bad = self.bad or size
        if self.outside and size == self.outside.size and made != self.outside.root:
            self.is_forked = True

    def _scanned(self, tasks: Iterator[Task], workers: Executor | None) -> Iterator[tuple[Task, Scanned]]:
        """The tasks done, in their order; with workers a few run ahead."""
        if workers is None:
            yield from ((task, scan(task, self.key, self.trusted)) for task in tasks)
            return
        running: list[tuple[Task, Future[Scanned]]] = []
        for task in tasks:
            running.append((task, workers.submit(scan_apart, task, self.key is not None, self.trusted)))
            if len(running) > AHEAD:
                ready, future = running.pop(0)
                yield ready, future.result()
        yield from ((task, future.result()) for task, future in running)

    def _roots(self, task: Task, done: Scanned) -> Iterator[tuple[int, bytes]]:
        """The root at every size that was asked for, as the blocks are put on."""
        blocks = iter(done.blocks)
        for size in task.sizes:
            while self.spine.blocks < size // WIDTH:
                self._push(next(blocks))
            yield size, self.spine.root(done.parts[size])
        for block in blocks:
            self._push(block)

    def _push(self, block: bytes) -> None:
        for level, number, made in self.spine.push(block):
            held = Node.objects.filter(place=place(level, number)).values_list("hash", flat=True).first()
            if bytes(held or b"") != made:
                self.found.append(node_wrong(level, number))

    def _trunk(self) -> int:
        """Put up the tree below `since` out of stored hashes, which must lead to its signed root; gives the leaf to go on from."""
        if not self.since:
            return 0
        held = Checkpoint.objects.filter(size=self.since).first()
        if held is None or signature_wrong(held, self.trusted):
            raise CannotVerify(f"没有条数为 {self.since} 而签名正确的检查点。可在“封存”页查看各检查点，或者不用 --since 从头核对。")
        try:
            if Tree(self.since, stored).root().hex() != held.root:
                raise CannotVerify(f"条数为 {self.since} 的检查点与现存的封存树不一致，不能从它开始。请不用 --since，从头核对。")
            for first in range(0, self.since // WIDTH, WIDTH):
                for block in stored(STEP, first, min(first + WIDTH, self.since // WIDTH)):
                    list(self.spine.push(block))
        except Torn as torn:
            raise CannotVerify(f"{torn}请不用 --since，从头核对。") from None
        return self.since - self.since % WIDTH

    def _settled(self) -> list[Wrong]:
        """The findings as the roots confirm them, and the first signed root that nothing else explains."""
        settled = [self._proven(each) for each in self.found]
        explained = any(each.number is not None and each.number < self.bad and each.fault != Fault.INSERTED for each in self.found)
        if self.bad and not explained:
            said = f"第 {self.good + 1} 至 {self.bad} 条之间有改动：由现有内容算出的根，与签过名的检查点“前 {self.bad} 条”不一致。"
            settled.append(Wrong(Fault.TREE, said, self.good))
        return sorted(settled, key=lambda each: each.number or 0)

    def _proven(self, wrong: Wrong) -> Wrong:
        """An entry below a root that came out right is as it was sealed, whatever its leaf row says."""
        if wrong.fault != Fault.ALTERED or wrong.number not in self.torn or wrong.number >= self.good:
            return wrong
        said = f"第 {wrong.number + 1} 条（日志编号 {wrong.entry}）的封存记录被改动，条目本身没有变。"
        return Wrong(Fault.LEAF, said, wrong.number, wrong.entry)


def scan_apart(task: Task, has_key: bool, trusted: frozenset[str]) -> Scanned:
    """`scan` in a process of its own, which reads the key itself."""
    return scan(task, held_key() if has_key else None, trusted)


def _tasks(first: int, size: int, asked: list[int]) -> Iterator[Task]:
    """The stretches from `first` to `size`, each with the sizes that end in it."""
    at = 0
    for begin in range(first, size, STRETCH):
        end, inside = min(size, begin + STRETCH), []
        while at < len(asked) and asked[at] <= end:
            inside.append(asked[at])
            at += 1
        yield Task(begin, end, tuple(inside))
