"""Sealing: entries that are not yet under seal become leaves, batch by batch, and each batch ends with a signed checkpoint."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import blake2b

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from .leaves import AT_ONCE, leaves
from .merkle import Tree, grown, leaf_hash
from .models import Checkpoint
from .signing import Key, held_key

BATCH = 5000  # entries in one transaction: on SQLite all other writers wait for about a tenth of a second
LONGEST = timedelta(days=1)  # no transaction stays open longer: what was begun earlier has been seen
SEALERS = 0x66617A6869  # the number of the advisory lock on PostgreSQL
TRIES = 20
LOWEST = -(1 << 62)  # below every number, also one given by hand

Sealable = list[tuple[int, bytes]]  # entry id, leaf hash


def seal_now() -> Checkpoint:
    """Put everything under seal that is not, and give the checkpoint that covers it. Two at once do no harm. Raises KeyUnreadable."""
    key, after = held_key(), _floor()
    while ids := unsealed(after, BATCH):
        _seal_batch(_hashed(ids), key)
        after = ids[-1]
    return latest() or _seal_batch([], key)


def latest() -> Checkpoint | None:
    """The newest checkpoint."""
    return Checkpoint.objects.order_by("-size").first()


def unsealed(after: int = LOWEST, most: int | None = None) -> list[int]:
    """Entries without a leaf, by number, those above `after`."""
    query = "SELECT id FROM journal_entry e WHERE id > %s AND NOT EXISTS (SELECT 1 FROM journal_leaf WHERE entry_id = e.id) ORDER BY id"
    with connection.cursor() as cursor:
        cursor.execute(f"{query} LIMIT {most}" if most else query, [after])
        return [number for (number,) in cursor.fetchall()]


def _floor() -> int:
    """An entry number below which everything is under seal.

    SQLite has one writer at a time: numbers come in the order of commits. On PostgreSQL a lower number may be committed after a
    higher one was sealed, so what was given out during the last day is looked through again.
    """
    bound, values = "", []
    if connection.vendor == "postgresql":
        past = Checkpoint.objects.filter(at__lt=timezone.now() - LONGEST).first()
        bound, values = "WHERE number < %s AND number >= %s", [past.size, past.size - AT_ONCE] if past else [0, 0]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MAX(entry_id) FROM journal_leaf {bound}", values)  # noqa: S608 our own names
        return cursor.fetchone()[0] or LOWEST


def _hashed(ids: list[int]) -> Sealable:
    """Entries never change, so their leaves are made before the transaction begins."""
    return [(entry, leaf_hash(line)) for entry, line in leaves(ids)]


def _seal_batch(found: Sealable, key: Key) -> Checkpoint:
    for _ in range(TRIES):
        try:
            return _sealed(found, key)
        except IntegrityError:  # another sealer was first; what is left is tried again
            continue
    raise RuntimeError("封存日志时反复与另一个封存进程相撞，没有写入。下一分钟会自动再试。")


@transaction.atomic
def _sealed(found: Sealable, key: Key) -> Checkpoint:
    """One batch: leaves, the subtrees that became full, and the checkpoint, all or nothing."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALERS])
    last = latest()
    size = last.size if last else 0
    fresh = [each for each in found if each[0] not in _already(found)] if last else found
    if last and not fresh:
        return last
    numbered = [(size + place, entry, value) for place, (entry, value) in enumerate(fresh)]
    with connection.cursor() as cursor:
        rows = [(number, entry, value, mark(key, number, entry, value)) for number, entry, value in numbered]
        cursor.executemany("INSERT INTO journal_leaf (number, entry_id, hash, mark) VALUES (%s, %s, %s, %s)", rows)
        nodes = [(place(level, number), value) for level, number, value in grown(size, [each[2] for each in numbered], stored)]
        cursor.executemany("INSERT INTO journal_node (place, hash) VALUES (%s, %s)", nodes)
    made = Checkpoint(
        size=size + len(fresh),
        root=Tree(size + len(fresh), stored).root().hex(),
        at=timezone.now().replace(microsecond=0),
        origin=origin(key),
        algorithm=key.algorithm,
        public_key=key.public,
    )
    made.signature = key.sign(made.message)
    made.save(force_insert=True)
    return made


def _already(found: Sealable) -> set[int]:
    """Which of the entries another sealer has sealed since they were found."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry_id FROM journal_leaf WHERE entry_id BETWEEN %s AND %s", [found[0][0], found[-1][0]])
        return {entry for (entry,) in cursor.fetchall()}


def origin(key: Key) -> str:
    """The name of the installation in its checkpoints: as set, else by the beginning of its key."""
    return settings.FAZHI_JOURNAL_ORIGIN or f"fazhi-{key.public[:8]}"


def mark(key: Key, number: int, entry: int, value: bytes) -> bytes:
    """The mark of a leaf row: 16 bytes keyed with the journal key over number, entry and hash."""
    said = number.to_bytes(8, "big") + entry.to_bytes(8, "big", signed=True) + value
    return blake2b(said, key=key.marking, digest_size=16).digest()


def place(level: int, number: int) -> int:
    return (level << 48) + number


def stored(level: int, first: int, end: int) -> list[bytes]:
    """The stored hashes of a level, see merkle.Stored. Raises Torn where one is missing."""
    table, key = ("journal_node", "place") if level else ("journal_leaf", "number")
    query = f"SELECT hash FROM {table} WHERE {key} >= %s AND {key} < %s ORDER BY {key}"  # noqa: S608 our own names
    with connection.cursor() as cursor:
        cursor.execute(query, [place(level, first), place(level, end)])
        found = [bytes(value) for (value,) in cursor.fetchall()]
    if len(found) != end - first:
        raise Torn(f"封存的第 {(first << level) + 1} 至 {end << level} 条中有缺失，无法继续。请运行 fazhi journal verify 查明。")
    return found


class Torn(Exception):
    """Leaves or nodes of the tree are missing: somebody took them out of the database."""


def sealed_leaves(size: int) -> Iterator[tuple[int, int]]:
    """(number, entry id) of the first `size` leaves."""
    with connection.cursor() as cursor:
        for first in range(0, size, 10 * AT_ONCE):
            bounds = [first, min(size, first + 10 * AT_ONCE)]
            cursor.execute("SELECT number, entry_id FROM journal_leaf WHERE number >= %s AND number < %s ORDER BY number", bounds)
            yield from cursor.fetchall()


def printed() -> str:
    """One sentence for the last page of a report: the latest checkpoint, as a reader may compare it later."""
    held = latest()
    if held is None or not held.size:
        return "本文件生成时，工作日志尚未封存。"
    at = timezone.localtime(held.at)
    root = " ".join(held.root[first : first + 4] for first in range(0, 16, 4))
    return f"本文件生成时，工作日志已封存 {held.size} 条，封存于{at.year}年{at.month}月{at.day}日{at:%H:%M}，日志根值前十六位为 {root}。"
