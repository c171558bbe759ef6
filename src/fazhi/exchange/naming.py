"""Which unit a cell names: full name, short name, other name, or what the directory can guess."""

from collections import defaultdict

from fazhi.people.actor import Actor
from fazhi.people.models import Alias, Unit
from fazhi.people.names import Names, plain

from .cells import CellRefused, short


class UnitNames:
    """Loaded once: the units of the actor's area, those that ended included, because history names them."""

    def __init__(self, actor: Actor) -> None:
        self.area = actor.area or actor.unit
        self.by_id: dict[int, Unit] = {}
        self.known: dict[str, set[int]] = defaultdict(set)
        self.answers: dict[str, Unit | str] = {}
        self.names = Names(self.area, actor.today) if self.area else None
        if self.area is None:
            return
        top = int(self.area.path.strip("/").split("/")[0])
        self.by_id = {unit.pk: unit for unit in Unit.objects.filter(path__startswith=f"/{top}/").select_related("heir")}
        for unit in self.by_id.values():
            self.known[plain(unit.name)].add(unit.pk)
        self.others: dict[str, set[int]] = defaultdict(set)
        for unit in self.by_id.values():
            self.others[plain(unit.short_name)].add(unit.pk)
        for unit_id, name in Alias.objects.filter(unit_id__in=self.by_id).values_list("unit_id", "name"):
            self.others[plain(name)].add(unit_id)

    def read(self, text: str) -> Unit:
        """The unit of that name; raises CellRefused with those it may mean."""
        if text not in self.answers:
            self.answers[text] = self.called(text)
        answer = self.answers[text]
        if isinstance(answer, str):
            raise CellRefused(answer)
        return answer

    def called(self, text: str) -> Unit | str:
        """The unit of that name, or why there is none."""
        name = plain(text)
        if len(self.known.get(name, ())) == 1:
            return self.by_id[next(iter(self.known[name]))]
        meant = self.names.find(text) if self.names else None
        if isinstance(meant, Unit):
            return self.by_id.get(meant.pk, meant)
        if len(ended := self.others.get(name, set())) == 1:
            return self.by_id[next(iter(ended))]
        if meant is not None:
            return f"“{short(text)}”是几个单位的统称，不是一个单位。请写具体单位"
        near = self.names.candidates(text) if self.names else []
        told = "可能是：" + "、".join(unit.name for unit in near) + "。" if near else ""
        return f"没有叫“{short(text)}”的单位，或不止一个。{told}请写全称，或请管理员加上这个别名"
