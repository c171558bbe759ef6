"""The database itself refuses changes of the journal. Everything here runs on SQLite and on PostgreSQL alike."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from fazhi.journal import triggers
from fazhi.journal.models import Affected, Anchored, Entry, Immutable, Node, Stamped, Touched, Verb
from fazhi.journal.sealing import seal_now
from fazhi.journal.write import SYSTEM, write
from fazhi.people.models import Unit, UnitKind

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def entry(db):
    """One entry with its touched and affected rows, behind all triggers; these are part of the transaction that the test undoes."""
    unit = Unit.objects.create(name="金昌市", short_name="金昌市", kind=UnitKind.CITY)
    made = write(Verb.CREATED, unit, "新增了单位", by=SYSTEM, units=[unit.pk])
    held = seal_now()
    Node.objects.create(place=1, hash=b"")
    Anchored.objects.create(checkpoint=held, at=held.at, folder="别处")
    Stamped.objects.create(checkpoint=held, at=held.at, authority="别处", query=b"", reply=b"", certificate="")
    connection.check_constraints()  # PostgreSQL truncates no table that has a deferred check waiting
    triggers.install(connection)
    return made


def refused(statement):
    with pytest.raises(IntegrityError, match="日志只能追加，不能修改或删除"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", triggers.TABLES)
def test_rows_cannot_be_updated_or_deleted_past_the_program(entry, table):
    key = triggers.TABLES[table]
    refused(f"UPDATE {table} SET {key} = {key}")
    refused(f"DELETE FROM {table}")

    assert (Entry.objects.count(), Touched.objects.count(), Affected.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("table", triggers.TABLES)
def test_rows_cannot_be_swept_away_or_written_over(entry, table):
    if connection.vendor == "postgresql":
        refused(f"TRUNCATE {table} CASCADE")
    else:
        refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")

    assert (Entry.objects.count(), Touched.objects.count(), Affected.objects.count()) == (1, 1, 1)


def test_writing_goes_on_behind_the_triggers(entry):
    unit = Unit.objects.get()

    write(Verb.CHANGED, unit, "修改了单位", by=SYSTEM, units=[unit.pk])

    assert Entry.objects.count() == 2


def test_the_program_refuses_as_well(entry):
    for change in (
        lambda: Entry.objects.update(said="别的"),
        lambda: Entry.objects.all().delete(),
        lambda: Touched.objects.all().delete(),
        lambda: Affected.objects.update(unit_id=0),
        entry.delete,
        entry.save,
    ):
        with pytest.raises(Immutable, match="日志只能追加"):
            change()
    entry.refresh_from_db()
    assert entry.said == "新增了单位"


def test_remove_takes_away_what_install_made_and_missing_names_it(entry):
    assert triggers.missing(connection) == []

    triggers.remove(connection, triggers.EMPTYING)
    some = triggers.missing(connection)
    triggers.remove(connection)
    everything = triggers.missing(connection)

    assert {name.rpartition("_no_")[2] for name in some} == ({"delete", "truncate"} if connection.vendor == "postgresql" else {"delete"})
    assert len(everything) == 3 * len(triggers.TABLES)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_affected")
    assert Affected.objects.count() == 0


def test_the_migration_installs_and_reverses(entry):
    migration = import_module("fazhi.journal.migrations.0002_append_only")
    editor = SimpleNamespace(connection=connection)

    migration.remove(apps, editor)
    assert len(triggers.missing(connection)) == 3 * len(triggers.TABLES)
    migration.install(apps, editor)
    migration.install(apps, editor)
    assert triggers.missing(connection) == []
    refused("DELETE FROM journal_affected")
