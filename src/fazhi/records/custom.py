"""自定义台账: defining a register on a page, changing it, putting it in force, closing it; every process learns of it by one stamp."""

import logging
from collections.abc import Callable, Mapping
from copy import copy, deepcopy
from datetime import datetime
from threading import Lock
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import NOT_PROVIDED
from django.utils import timezone

from fazhi.engine.clocks import clocks_of
from fazhi.engine.holidays import calendar
from fazhi.engine.register import Register, registers
from fazhi.jobs.declare import job
from fazhi.jobs.queue import enqueue
from fazhi.journal.models import Verb
from fazhi.journal.write import SYSTEM, write
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.people.models import Role, Unit

from .bulk import AT_ONCE
from .defining import EMPTY, CustomRegister, build, labels_of, scratch
from .keeping import Stale, lay_aside
from .mistaken import problems
from .models import Definition
from .running import pauses_of, set_clocks

MOST = 99  # Z01 to Z99
log = logging.getLogger(__name__)
_built: dict[str, tuple[int, datetime]] = {}  # code → the version of which this process holds the class, and of which definition
_lock = Lock()


@transaction.atomic
def define(actor: Actor, name: str) -> Definition:
    """Begin a register of the actor's area. Raises NotAllowed, Refused."""
    if not actor.is_(Role.TASKFORCE) or actor.area is None:
        raise NotAllowed("自定义台账由创建工作专班建立。请联系工作专班。")
    name = _name(name)
    if name in {str(model._meta.verbose_name) for model in registers().values()}:
        raise Refused(f"已有名为“{name}”的台账。请先看看它是否就是您要的，或换一个名称。")
    last = Definition.objects.select_for_update().order_by("-code").values_list("code", flat=True).first()
    number = int(last[1:]) + 1 if last else 1
    if number > MOST:
        raise Refused(f"自定义台账已有{MOST}本，编号用完。请停用不再需要的，或与开发人员商量做成固定台账。")
    made = Definition.objects.create(code=f"Z{number:02}", name=name, area=actor.area, draft=deepcopy(EMPTY), made_by=actor.who.name)
    write(Verb.CREATED, made, f"建立了自定义台账“{made}”", by=actor.who, units=[made.area_id])
    return made


@transaction.atomic
def change(actor: Actor, definition: Definition, edit: Callable[[dict[str, Any]], Any]) -> Definition:
    """Change the draft; nobody meets it before it is put in force. Raises NotAllowed, Refused."""
    held = _locked(actor, definition)
    draft = deepcopy(held.draft)
    edit(draft)
    held.draft = draft
    held.save(update_fields=["draft", "changed_at"])
    return held


def discard(actor: Actor, definition: Definition) -> Definition:
    """Give the edits up: the draft says again what is in force. Raises NotAllowed."""
    kept = definition.body if definition.version else EMPTY

    def restore(draft: dict[str, Any]) -> None:
        draft.clear()
        draft.update(deepcopy(kept))

    return change(actor, definition, restore)


def rename(actor: Actor, definition: Definition, name: str) -> Definition:
    """Another name, at once. Raises NotAllowed, Refused."""
    name = _name(name)
    return _set(actor, definition, f"将自定义台账“{definition}”更名为“{name}”", name=name)


def set_closed(actor: Actor, definition: Definition, closed: bool) -> Definition:
    """Close the register to new work, or open it again; its records and figures stay. Raises NotAllowed, Refused."""
    return _set(actor, definition, f"{'停用' if closed else '恢复'}了自定义台账“{definition}”", is_closed=closed)


@transaction.atomic
def _set(actor: Actor, definition: Definition, said: str, **values: Any) -> Definition:
    held = _locked(actor, definition)
    for name, value in values.items():
        setattr(held, name, value)
    held.version += 1 if held.version else 0  # so that every process builds it anew
    held.save()
    write(Verb.CHANGED, held, said, by=actor.who, units=[held.area_id])
    return held


@transaction.atomic
def enforce(actor: Actor, definition: Definition, *, seen: int | None = None) -> Definition:
    """Put the draft in force: the table is made or gets its new columns in this very transaction. Raises NotAllowed, Refused."""
    held = _locked(actor, definition)
    if seen is not None and held.version != seen:
        raise Stale("刚刚有人启用过这本台账的修改。请刷新页面，核对后再启用。")
    if told := [*problems(held, held.draft), *(_forbidden(held) if held.version else ())]:
        raise Refused("".join(told))
    before, ran = held.body, held.body.get("clocks", []) if held.version else []
    model = build(held, held.draft, scratch())
    fit(model)
    held.body, held.version = held.draft, held.version + 1
    held.save()
    said = f"启用了自定义台账“{held}”第{held.version}版"
    write(Verb.CONFIRMED, held, said, by=actor.who, units=[held.area_id], before=_described(before), after=_described(held.body))
    if held.version > 1 and held.body["clocks"] != ran:
        enqueue(recount, held.code, by=actor.who.name, key=f"{held.code} {held.version}")
    return held


def _forbidden(held: Definition) -> list[str]:
    """What may not change once records can exist: the key, the kind of a field, a field or stage that records hold."""
    labels, told = labels_of(held.body), []
    now = {field["name"]: field for field in held.draft["fields"]}
    if held.body["key"] != held.draft["key"]:
        told.append("编号由哪些字段组成，启用后不能改：已有记录靠它区分。请改回，或另建一本台账。")
    for field in held.body["fields"]:
        if field["name"] not in now:
            told.append(f"字段“{field['label']}”已启用，不能删除，只能隐藏：其中的数据要保留。请改为隐藏。")
        elif now[field["name"]]["kind"] != field["kind"]:
            told.append(f"字段“{field['label']}”的种类启用后不能改。请隐藏它，再增加一个新字段。")
    gone = {each["name"] for each in held.body["stages"]} - {each["name"] for each in held.draft["stages"]}
    model: Any = registers().get(held.code)  # its columns are known to the definition alone
    if gone and model and (used := model.objects.filter(stage__in=gone).values_list("stage", flat=True).first()):
        told.append(f"还有记录处在环节“{labels[used]}”，不能删除。请先把这些记录转到别的环节。")
    return told


def _described(body: Mapping[str, Any]) -> dict[str, list[str]]:
    names = {"fields": "字段", "stages": "环节", "clocks": "时限", "rules": "规则", "metrics": "数据"}
    labels = labels_of(body) if body else {}
    found = {word: [labels[each["name"]] for each in body.get(part, ())] for part, word in names.items()}
    hidden = [each["label"] for each in body.get("fields", ()) if each.get("hidden")]
    return found | {"隐藏的字段": hidden, "编号": [labels.get(name, name) for name in body.get("key", ())]}


def fit(model: type[CustomRegister]) -> None:
    """Make the table of the class, or add the columns that it lacks; nothing is ever dropped.

    The editor is used without its own transaction and without entering it: SQLite's refuses inside a transaction while foreign keys
    are checked, because it makes tables anew that others refer to; nothing refers to these. PostgreSQL must have settled what it
    put off before it alters a table.
    """
    table, editor = model._meta.db_table, connection.schema_editor(atomic=False)
    editor.deferred_sql = []
    with transaction.atomic():
        with connection.cursor() as cursor:
            there = table in connection.introspection.table_names(cursor)
            columns = {each.name for each in connection.introspection.get_table_description(cursor, table)} if there else set()
        if connection.vendor == "postgresql":
            connection.check_constraints()
        if not there:
            editor.create_model(model)
        empty: dict[str, Any] = {}
        for field in model._meta.local_concrete_fields if there else ():
            if field.column not in columns:
                column = field.clone()
                column.null, column.default, column.model = True, NOT_PROVIDED, model
                column.set_attributes_from_name(field.name)
                editor.add_field(model, column)
                empty |= {} if field.null else {field.name: field.get_default()}
        if empty:  # rows that were there before the fields hold what an unfilled form gives
            model.versions.update(**empty)
        for statement in editor.deferred_sql:
            editor.execute(statement, None)


def fit_all() -> None:
    """After an upgrade: give every table the columns that a newer engine brings. Called by `fazhi setup`."""
    for each in Definition.objects.filter(version__gt=0).select_related("area"):
        fit(build(each, each.body, scratch()))


def refresh() -> None:
    """Learn of definitions that any process put in force, changed or closed: one small query, and nothing more when nothing changed."""
    stamp = {
        code: (version, made) for code, version, made in Definition.objects.filter(version__gt=0).values_list("code", "version", "made_at")
    }
    if stamp == _built:
        return
    with _lock:
        changed = [code for code in {*stamp, *_built} if stamp.get(code) != _built.get(code)]
        for code in changed:
            apps.all_models["records"].pop(f"custom{code.lower()}", None)
            _built.pop(code, None)
        apps.clear_cache()
        for each in Definition.objects.filter(code__in=changed, version__gt=0).select_related("area"):
            try:
                build(each, each.body)
            except Exception:  # one definition that cannot be built takes no page of the others down
                apps.all_models["records"].pop(f"custom{each.code.lower()}", None)
                apps.clear_cache()
                log.exception("definition %s cannot be built", each.code)
            _built[each.code] = (each.version, each.made_at)
        registers.cache_clear()


def open_to(actor: Actor, model: type[Register]) -> bool:
    """Whether the actor may meet the register at all: one defined on a page is met in its area, and by those who oversee the area."""
    path = getattr(model, "area_path", "")
    if not path:
        return True
    if actor.unit is None:
        return False
    return actor.unit.path.startswith(path) or (actor.is_(Role.TASKFORCE, Role.LEADER) and path.startswith(actor.unit.path))


def registers_of(actor: Actor) -> dict[str, type[Register]]:
    """Every register that the actor may meet, by its code."""
    return {code: model for code, model in registers().items() if open_to(actor, model)}


@job(label="按新的定义重算期限", retries=3)
def recount(code: str) -> int:
    """Put the clocks of every record where the definition in force says; gives how many records moved."""
    refresh()
    model, last, moved = registers()[code], 0, 0
    names = [*clocks_of(model), "since", "version"]
    while portion := list(model.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        last = portion[-1]
        with transaction.atomic():
            moved += _recounted(model, portion, names)
    return moved


def _recounted(model: type[Register], portion: list[int], names: list[str]) -> int:
    moved, old, now = [], [], timezone.now()
    pauses = pauses_of(model, portion)
    for row in model.objects.select_for_update(of=("self",)).filter(pk__in=portion):
        held, before = copy(row), {name: getattr(row, name) for name in clocks_of(model)}
        set_clocks(row, pauses, calendar())
        if before != {name: getattr(row, name) for name in before}:
            old.append(held)
            moved.append(row)
            row.since, row.version = now, row.version + 1
    if moved:
        model.versions.bulk_create(lay_aside(old, now))
        model.objects.bulk_update(moved, names)
        said = f"按新的定义重算了{len(moved)}条{model._meta.verbose_name}的期限"
        write(Verb.CHANGED, moved[0], said, by=SYSTEM, about=moved, units={row.unit_id for row in moved})
    return len(moved)


def _name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > 40:
        raise Refused("请填写台账名称，40字以内，如“重点督办事项”。")
    return name


def _locked(actor: Actor, definition: Definition) -> Definition:
    area: Unit = definition.area
    if not actor.runs(area):
        raise NotAllowed(f"这本台账由{area.short_name}的创建工作专班管理，您不能修改。请联系他们。")
    return Definition.objects.select_for_update(of=("self",)).select_related("area").get(pk=definition.pk)
