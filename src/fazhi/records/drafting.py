"""Drafting: the edits of a definition's draft, one part at a time; what other parts use cannot be taken away."""

from collections.abc import Iterator, Mapping
from typing import Any

from fazhi.people.actor import Refused

from .defining import labels_of

PARTS = {"fields": ("字段", "f"), "stages": ("环节", "s"), "clocks": ("时限", "c"), "rules": ("规则", "r"), "metrics": ("数据", "m")}
SIDES = {"rules": {"applies": "适用于", "holds": "应当"}, "metrics": {"where": "计入", "of": "其中应计的"}}
Body = dict[str, Any]


def put(draft: Body, part: str, item: Mapping[str, Any], name: str = "") -> str:
    """Add a part, or change the one of this name; gives its name. A new stage follows the last one. Raises Refused."""
    if name:
        held = one(draft, part, name)
        held.update(item)
        return name
    made = f"{PARTS[part][1]}{draft['next']}"
    draft["next"] += 1
    if part == "stages" and draft["stages"]:
        before = draft["stages"][-1]
        before["then"] = [*before.get("then", ()), made] if not before.get("then") else before["then"]
    draft[part].append({"name": made, **item})
    return made


def take(draft: Body, part: str, name: str) -> None:
    """Take a part away that nothing uses. Raises Refused."""
    held = one(draft, part, name)
    if users := list(dict.fromkeys(uses(draft, name))):
        raise Refused(f"“{labels_of(draft)[name]}”还被{'、'.join(users[:5])}使用，不能删除。请先修改或删除它们。")
    draft[part].remove(held)
    for stage in draft["stages"]:
        stage["then"] = [each for each in stage.get("then", ()) if each != name]


def uses(draft: Body, name: str) -> Iterator[str]:
    """What uses the part of this name, in words; that a stage leads to another is no use."""
    labels = labels_of(draft)
    if name in draft["key"]:
        yield "编号"
    for stage in draft["stages"]:
        if name in (*stage.get("needs", ()), stage.get("on")):
            yield f"环节“{stage['label']}”"
    for clock in draft["clocks"]:
        if name in (clock["start"], clock["stop"]):
            yield f"时限“{clock['label']}”"
    for part, sides in SIDES.items():
        for item in draft[part]:
            asked = {word for side in sides for line in item.get(side, ()) for word in (line[0], line[2].removeprefix("@"))}
            asked |= {item.get(each, "") for each in ("field", "over_field", "start", "end", "over", "rule")}
            if {name, f"{name}_kept"} & asked and item["name"] != name:
                yield f"{PARTS[part][0]}“{labels[item['name']]}”"


def lift(draft: Body, part: str, name: str) -> None:
    """Put a part one place further up."""
    place = draft[part].index(one(draft, part, name))
    if place:
        draft[part][place - 1 : place + 1] = draft[part][place], draft[part][place - 1]


def hide(draft: Body, name: str) -> None:
    """Put a field away, or bring it back; its data stay."""
    held = one(draft, "fields", name)
    if not held.get("hidden") and (users := list(dict.fromkeys(uses(draft, name)))):
        raise Refused(f"“{held['label']}”还被{'、'.join(users[:5])}使用，不能隐藏。请先修改或删除它们。")
    held["hidden"] = not held.get("hidden")


def add_line(draft: Body, part: str, name: str, side: str, line: tuple[str, str, str]) -> None:
    """One more condition. Raises Refused."""
    if side not in SIDES.get(part, {}):
        raise Refused("请选择条件加在哪一处。")
    one(draft, part, name).setdefault(side, []).append(list(line))


def drop_line(draft: Body, part: str, name: str, side: str, place: int) -> None:
    lines = one(draft, part, name).get(side, [])
    if not 0 <= place < len(lines):
        raise Refused("这个条件已经去掉。请刷新页面查看。")
    del lines[place]


def set_key(draft: Body, names: list[str]) -> None:
    """Which fields (or “unit”) tell records apart, in the order of the form."""
    known = ["unit", *(field["name"] for field in draft["fields"])]
    draft["key"] = [name for name in known if name in names]


def one(draft: Body, part: str, name: str) -> dict[str, Any]:
    """The part of this name. Raises Refused."""
    found = next((item for item in draft.get(part, ()) if item["name"] == name), None) if part in PARTS else None
    if found is None:
        raise Refused("这一项已经删除。请刷新页面查看。")
    return found
