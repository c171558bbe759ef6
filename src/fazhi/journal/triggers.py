"""Triggers that keep the journal append-only in the database itself, against whoever writes past the program."""

from collections.abc import Collection

from django.db.backends.base.base import BaseDatabaseWrapper

# Each table with its key.
TABLES = {
    "journal_entry": "id",
    "journal_touched": "id",
    "journal_affected": "id",
    "journal_leaf": "number",
    "journal_node": "place",
    "journal_checkpoint": "size",
    "journal_stamped": "id",
    "journal_anchored": "id",
}
WORDS = "日志只能追加，不能修改或删除"

# INSERT OR REPLACE deletes a row without firing its delete trigger, so a number already taken is refused as well.
SQLITE = (
    ("no_update", "BEFORE UPDATE ON {table}", ""),
    ("no_delete", "BEFORE DELETE ON {table}", ""),
    ("no_replace", "BEFORE INSERT ON {table}", "WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"),
)
POSTGRES = (
    ("no_update", "BEFORE UPDATE ON {table} FOR EACH ROW"),
    ("no_delete", "BEFORE DELETE ON {table} FOR EACH ROW"),
    ("no_truncate", "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"),
)
EMPTYING = ("no_delete", "no_truncate")  # what a test database does without, so that Django can empty it
# The code is restrict_violation: Django reports it as IntegrityError, as it does on SQLite.
FUNCTION = f"""
CREATE OR REPLACE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{WORDS}' USING ERRCODE = '23001';
END $$
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers of the tables that are there; those already there are made anew.

    A migration that alters or adds a journal table calls this again: SQLite makes an altered table anew, without its triggers.
    """
    with connection.cursor() as cursor:
        there = {name for name in connection.introspection.table_names(cursor) if name in TABLES}
    remove(connection, tables=there)
    with connection.cursor() as cursor:
        for statement in _makers(connection.vendor, [table for table in TABLES if table in there]):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper, kinds: Collection[str] | None = None, tables: Collection[str] = tuple(TABLES)) -> None:
    """Drop the triggers, all or those of some kinds: for the reverse migration, and `EMPTYING` for tests that empty their tables."""
    with connection.cursor() as cursor:
        for name, table in _names(connection.vendor, kinds):
            if table not in tables:
                continue
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers that should be there and are not."""
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D' AND pg_table_is_visible(tgrelid)"
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {name for (name,) in cursor.fetchall()}
    return [name for name, _ in _names(connection.vendor) if name not in there]


def _names(vendor: str, kinds: Collection[str] | None = None) -> list[tuple[str, str]]:
    held = [kind for kind, *_ in (POSTGRES if vendor == "postgresql" else SQLITE)]
    return [(f"{table}_{kind}", table) for table in TABLES for kind in held if kinds is None or kind in kinds]


def _makers(vendor: str, tables: Collection[str]) -> list[str]:
    if vendor == "postgresql":
        made = [
            f"CREATE TRIGGER {table}_{kind} {when.format(table=table)} EXECUTE FUNCTION journal_append_only()"
            for table in tables
            for kind, when in POSTGRES
        ]
        return [FUNCTION, *made]
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_{kind} {when.format(table=table)} {only.format(table=table, key=TABLES[table])}"
            f" BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
            for table in tables
            for kind, when, only in SQLITE
        ]
    raise NotImplementedError(f"数据库 {vendor} 不受支持，请使用 SQLite 或 PostgreSQL。")
