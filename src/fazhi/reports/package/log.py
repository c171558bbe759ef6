"""The journal in a package: what happened to the packed submissions, proofs, items and decisions, and the proof of each line."""

import json
from collections.abc import Sequence
from typing import BinaryIO

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from fazhi.campaign.models import Demand, Submission
from fazhi.journal.models import Checkpoint, Entry, Touched, Verb
from fazhi.journal.proving import leaf_of, proofs
from fazhi.review.models import Decision

from .material import accepted_of

NAME, PROOFS = "日志/经过.jsonl", "封印/日志证明.json"
READING = (Verb.OPENED, Verb.DOWNLOADED, Verb.READ)


def entries_about(demands: Sequence[Demand]) -> list[int]:
    """The numbers of the entries, in their order; who read or downloaded is not told."""
    proofs_packed = accepted_of(demands).order_by()
    submissions = Submission.objects.filter(pk__in=proofs_packed.values("submission")).order_by()
    decisions = Decision.objects.filter(submission__in=submissions.values("pk")).order_by()
    wanted = (
        _touching("campaign.submission", submissions, "pk")
        | _touching("campaign.proof", proofs_packed, "pk")
        | _touching("evidence.item", proofs_packed, "item")
        | _touching("review.decision", decisions, "pk")
    )
    found = Entry.objects.filter(pk__in=Touched.objects.filter(wanted).values("entry")).exclude(verb__in=READING)
    return list(found.order_by("pk").values_list("pk", flat=True))


def write_lines(stream: BinaryIO, entries: Sequence[int]) -> None:
    """One leaf a line: exactly the bytes that were hashed."""
    for _, leaf in leaf_of(entries):
        stream.write(leaf + b"\n")


def write_proofs(stream: BinaryIO, entries: Sequence[int], checkpoint: Checkpoint) -> int:
    """{"<line from 0>": {"index", "path"}}, a line at a time; returns how many lines are proved."""
    lines = {entry: number for number, entry in enumerate(entries)}
    begin, count = b"{", 0
    for entry, index, path in proofs(entries, checkpoint):
        stream.write(begin + f'\n"{lines[entry]}":'.encode() + json.dumps({"index": index, "path": path}, separators=(",", ":")).encode())
        begin, count = b",", count + 1
    stream.write(b"\n}\n" if count else b"{}\n")
    return count


def _touching(kind: str, rows: QuerySet, name: str) -> Q:
    """Objects stand in the journal by their number as text."""
    numbers = rows.annotate(number_said=Cast(name, CharField())).values("number_said")
    return Q(kind=kind, object_id__in=numbers)
