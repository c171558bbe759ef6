"""Whom a written name means: 市司法局 = 司法局 = 金昌市司法局."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher

from django.db.models import Q

from fazhi.kit.numerals import half_width

from .models import Alias, CollectiveName, Unit

PARTY = "中共"
GOVERNMENT = ("人民政府", "政府")
CLOSE = 0.55


def plain(name: str) -> str:
    """A name as it is compared: half-width, without blanks and quotation marks."""
    return "".join(half_width(name).split()).strip("“”\"'《》。;,、")


class Names:
    """The names in use in an area on a day, loaded once with three queries.

    A name is looked for first among the area's own units, then among those of the areas inside it, then among those above that
    serve it; in each first as written, then with and without the area's name in front.
    """

    def __init__(self, area: Unit, day: date) -> None:
        self.area = area
        above = [int(part) for part in area.path.strip("/").split("/")]
        self.units = {unit.pk: unit for unit in Unit.objects.on(day).filter(Q(path__startswith=area.path) | Q(area_id__in=above))}
        self.units.setdefault(area.pk, area)
        self.tables: list[dict[str, set[int]]] = [defaultdict(set) for _ in range(6)]
        self.forms: dict[str, set[int]] = defaultdict(set)
        explicit: dict[int, list[str]] = {pk: [unit.name, unit.short_name] for pk, unit in self.units.items()}
        for unit_id, name in Alias.objects.filter(unit_id__in=self.units).order_by("id").values_list("unit_id", "name"):
            explicit[unit_id].append(name)
        for pk, names in explicit.items():
            self._learn(self.units[pk], [plain(name) for name in names])
        held = CollectiveName.objects.filter(area_id__in=above).order_by("area__path", "id")
        self.collectives = {plain(collective.name): collective for collective in held}  # the area's own wins over those above

    def find(self, name: str) -> Unit | CollectiveName | None:
        """The unit or the collective name; None where nobody or more than one answers (see `candidates`)."""
        name = plain(name)
        if not name:
            return None
        if name in self.collectives:
            return self.collectives[name]
        met = self._met(name)
        return self.units[met[0]] if len(met) == 1 else None

    def candidates(self, name: str, most: int = 5) -> list[Unit]:
        """Units a person may choose from: those that all answer to the name, else those with the closest names, best first."""
        name = plain(name)
        if met := self._met(name):
            return [self.units[pk] for pk in met[:most]]
        best: dict[int, float] = {}
        for form, holders in self.forms.items():
            likeness = self._likeness(name, form)
            if likeness >= CLOSE:
                for pk in holders:
                    best[pk] = max(best.get(pk, 0.0), likeness)
        ranked = sorted(best, key=lambda pk: (-best[pk], self._nearness(self.units[pk]), self.units[pk].order, pk))
        return [self.units[pk] for pk in ranked[:most]]

    def _met(self, name: str) -> list[int]:
        for table in self.tables:
            if name in table:
                return sorted(table[name], key=lambda pk: (self.units[pk].order, pk))
        return []

    def _learn(self, unit: Unit, names: list[str]) -> None:
        near = self._nearness(unit)
        for name in filter(None, names):
            self.tables[2 * near][name].add(unit.pk)
            self.forms[name].add(unit.pk)
            for form in self._variants(unit, name, loose=near == 0):
                self.tables[2 * near + 1][form].add(unit.pk)

    def _nearness(self, unit: Unit) -> int:
        """0: the area's own units and the areas right below; 1: units of areas inside; 2: units above that serve it."""
        if not self.area.contains(unit):
            return 2
        own = unit.area_id == self.area.area_id or unit.parent_id == self.area.pk
        return 0 if own else 1

    def _variants(self, unit: Unit, name: str, *, loose: bool) -> Iterator[str]:
        """The name with its area in front in each usual way; `loose` also without: 司法局 means one's own, never a stranger's."""
        prefixes = self._prefixes(unit)
        stems = {name.removeprefix(PARTY)}
        for prefix in prefixes:
            stems |= {stem.removeprefix(prefix) for stem in set(stems) if stem.startswith(prefix) and len(stem) > len(prefix) + 1}
        bare = {stem for stem in stems if not stem.startswith(tuple(prefixes[:2]))}
        for stem in bare or stems:
            yield from (prefix + stem for prefix in (prefixes if loose else prefixes[:2]))
            if loose:
                yield stem
        if unit.is_area:
            yield from (name + government for government in GOVERNMENT)
            if unit.contains(self.area):
                yield from (name[-1] + government for government in GOVERNMENT)

    def _prefixes(self, unit: Unit) -> list[str]:
        """金昌市, 金昌, 市: how the area of the unit is written in front of a name."""
        area = self.units.get(unit.parent_id or 0) if unit.is_area else self.units.get(unit.area_id or 0)
        area = self.units.get(area.area_id or 0, area) if area else None
        if area is None:
            return []
        return [area.name, area.name[:-1], area.name[-1]] if len(area.name) > 2 else [area.name]

    def _likeness(self, one: str, other: str) -> float:
        """Of what follows the area's name, so that every 市…局 is not alike."""
        first, second = (text.removeprefix(self.area.name).removeprefix(self.area.name[-1:]) or text for text in (one, other))
        return SequenceMatcher(None, first, second, autojunk=False).ratio()
