"""The personal values of a text as a page lists them: each once, masked, with how often and where it stands."""

from typing import Any

from .personal import LABELS, Found, found_in, replaced

AROUND = 14  # signs of context on either side
MOST_VALUES = 300
MOST_PLACES = 5


def values_in(text: str) -> list[dict[str, Any]]:
    """[{"key", "kind", "label", "masked", "count", "lines": [n…], "context", "is_sure"}…] in the order of the text.

    No plain value is among it: in `context` every value near by is masked as well. `key` is what a form sends back.
    """
    found = found_in(text)
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    plain = {text[each.start : each.end]: each.masked for each in found}
    line, at = 1, 0
    for number, each in enumerate(found):
        line, at = line + text.count("\n", at, each.start), each.start
        row = rows.get(each.key)
        if row is None:
            if len(rows) >= MOST_VALUES:
                continue
            facts = {"kind": each.kind.value, "label": LABELS[each.kind], "masked": each.masked, "is_sure": each.is_sure}
            row = rows[each.key] = facts | {
                "key": "|".join(each.key),
                "count": 0,
                "lines": [],
                "context": _context(text, found, number, plain),
            }
        row["count"] += 1
        if len(row["lines"]) < MOST_PLACES and line not in row["lines"]:
            row["lines"].append(line)
    return list(rows.values())


def _context(text: str, found: list[Found], number: int, plain: dict[str, str]) -> str:
    """What stands around a value; a name that is repeated without its label is masked there as well."""
    each = found[number]
    start, end = max(0, each.start - AROUND), min(len(text), each.end + AROUND)
    near = [other for other in found[max(0, number - 8) : number + 9] if other.start < end and other.end > start]
    start, end = min(start, near[0].start), max(end, near[-1].end)
    moved = [Found(other.kind, other.start - start, other.end - start, other.masked) for other in near]
    shown = replaced(text[start:end], moved)
    for value, form in plain.items():
        shown = shown.replace(value, form)
    return " ".join(shown.split())
