"""The statutory time limits that this installation knows: gathered from the limits.yaml of the engine and of every domain."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from django.apps import apps

import fazhi
from fazhi.kit.limits import Extension, Limit, Unit

ROOT = Path(fazhi.__file__).parent


class UnknownLimit(LookupError):
    """An id, or a case of it, that no limits.yaml has; the message names near ones."""


@cache
def limits() -> Mapping[str, Limit]:
    """Id → Limit, in the order of the ids. Read once. Raises ValueError naming file and id for a row that is wrong or there twice."""
    found: dict[str, Limit] = {}
    for path in files():
        for limit in read(path):
            if limit.id in found:
                raise ValueError(f"{path}：期限{limit.id}重复，另一处已有。")
            found[limit.id] = limit
    return MappingProxyType(dict(sorted(found.items())))


def limit(name: str | Limit) -> Limit:
    """“P15”, or “P15/许可处罚” for its case; one that was made elsewhere is itself. Raises UnknownLimit."""
    if isinstance(name, Limit):
        return name
    number, _, case = name.partition("/")
    if number not in limits():
        near = get_close_matches(number.upper(), limits(), n=4, cutoff=0.5)
        named = f"相近的有：{'、'.join(near)}。" if near else ""
        raise UnknownLimit(f"没有编号为“{number}”的期限。{named}全部期限见 fazhi clock --list。")
    row = limits()[number]
    if case and case not in row.cases:
        named = f"可选：{'、'.join(row.cases)}。" if row.cases else "这一条不分情形。"
        raise UnknownLimit(f"期限{number}没有“{case}”这一情形。{named}")
    return row.cases[case] if case else row


def files() -> Iterator[Path]:
    """The limits.yaml of every installed app of ours and of every domain folder, each once."""
    installed = {Path(app.path) / "limits.yaml" for app in apps.get_app_configs() if app.name.startswith("fazhi.")}
    return (path for path in sorted(installed | {*ROOT.glob("domains/*/limits.yaml")}) if path.exists())


def read(path: Path) -> list[Limit]:
    """The rows of one file; raises ValueError naming file and id."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    read_rows: list[Limit] = []
    if not isinstance(rows, list):
        raise ValueError(f"{path}：要是一列期限。")
    for row in rows:
        try:
            read_rows.append(_limit(row))
        except (TypeError, ValueError, KeyError) as error:
            named = row.get("id", row) if isinstance(row, dict) else row
            raise ValueError(f"{path}：期限{named}写错了：{error}") from error
    return read_rows


def _limit(row: dict[str, Any]) -> Limit:
    """A row as data becomes a Limit; a case is the row with what it says otherwise, named id/case."""
    said = {key: value for key, value in row.items() if key != "cases"}
    typed: dict[str, Any] = {"unit": Unit(said["unit"])} if said.get("unit") else {}
    typed |= {key: tuple(said[key]) for key in ("pauses", "fixed") if key in said}
    if granted := said.get("extension"):
        typed["extension"] = Extension(**{**granted, "unit": Unit(granted["unit"])})
    named = {
        name: {"what": f"{said['what']}（{name}）", **also, "id": f"{said['id']}/{name}"} for name, also in row.get("cases", {}).items()
    }
    return Limit(**{**said, **typed}, cases={name: _limit({**said, **also}) for name, also in named.items()})
