"""A small sealed journal, and a hand that reaches past the program."""

from types import SimpleNamespace

from django.db import connection

from fazhi.journal import triggers
from fazhi.journal.models import Entry, Verb
from fazhi.journal.sealing import seal_now
from fazhi.journal.write import Who, write
from fazhi.people.models import Unit, UnitKind

BY = Who(7, "李某", 3, "市教育局", "10.0.0.8")


def act(unit: Unit, said: str = "修改了单位", **more) -> Entry:
    return write(Verb.CHANGED, unit, said, by=BY, units=[unit.pk], **more)


def by_hand(statement: str, *values) -> None:
    """What an administrator of the database does: triggers off, the change, triggers on again."""
    connection.check_constraints()  # PostgreSQL alters no table that has a deferred check waiting
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    connection.check_constraints()
    triggers.install(connection)


def sealed_town() -> SimpleNamespace:
    """Six units and twelve entries in three batches, behind all triggers; a checkpoint after the 5th, 9th and 12th."""
    city = Unit.objects.create(name="金昌市", short_name="金昌市", kind=UnitKind.CITY)
    units = [city]
    entries = [write(Verb.CREATED, city, "新增了单位", by=BY, units=[city.pk])]
    for name in "甲乙丙丁戊":
        units.append(Unit.objects.create(name=f"{name}局", short_name=name, kind=UnitKind.GOVERNMENT, parent=city))
        entries.append(write(Verb.CREATED, units[-1], f"新增了{name}局", by=BY, about=[city], units=[units[-1].pk, city.pk]))
        if name == "丁":
            first = seal_now()
    entries += [act(unit, f"第 {n} 次修改", before={"order": 0}, after={"order": n}) for n, unit in enumerate(units[1:4], 1)]
    second = seal_now()
    entries += [act(unit) for unit in units[3:6]]
    third = seal_now()
    connection.check_constraints()
    triggers.install(connection)
    return SimpleNamespace(city=city, units=units, entries=entries, checkpoints=[first, second, third])
