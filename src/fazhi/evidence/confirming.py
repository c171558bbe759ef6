"""A person takes over what was read from a document: number, organ, day and title come into the form only by this act."""

from collections.abc import Callable, Sequence

from fazhi.people.actor import Actor

from .acts import edit_item
from .dated import Typed
from .documentfacts import parse_number
from .models import Item
from .refusals import ItemRefused

# a fact as documentfacts names it → the field of the item, and what it is called
FIELDS = {
    "number": ("doc_number", "发文字号"),
    "organ": ("issuer", "发文机关"),
    "issued_on": ("effective_on", "形成日期"),
    "title": ("title", "名称"),
}


def confirm_facts(
    actor: Actor,
    item: Item,
    *,
    number: str | None = None,
    issued_on: Typed = None,
    organ: str | None = None,
    title: str | None = None,
    judged: Callable[[Item], Sequence[str]] | None = None,
) -> Item:
    """Write the facts that are given into the item, journalled; what is not given (None) stays as it is.

    An empty number or organ takes back what was confirmed. The newest version is examined anew. Raises NotAllowed and ItemRefused;
    `judged` as in `edit_item`.
    """
    given = {"number": None if number is None else tidy_number(number), "organ": organ, "issued_on": issued_on, "title": title}
    fields = {FIELDS[name][0]: value for name, value in given.items() if value is not None}
    taken = "、".join(FIELDS[name][1] for name, value in given.items() if value is not None)
    return edit_item(actor, item, judged=judged, how=f"（确认了{taken}）", **fields)


def tidy_number(spelt: str) -> str:
    """金政发[2025] 33 号 → 金政发〔2025〕33号; raises ItemRefused for what is no 发文字号."""
    if not spelt.strip():
        return ""
    number = parse_number(spelt)
    if number is None:
        raise ItemRefused(f"“{spelt.strip()[:60]}”不是发文字号的写法。请写成“金政发〔2025〕33号”；没有字号的，可以不填。")
    return str(number)
