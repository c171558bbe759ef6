"""The acts of an import: handed in, mapped, checked, written or given up, undone. Each raises NotAllowed or Refused."""

from collections.abc import Sequence
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.utils import timezone

from fazhi.engine.register import Register, register
from fazhi.evidence.kinds import CSV, ODS, XLS, XLSX
from fazhi.evidence.store import as_file, put
from fazhi.jobs.declare import Job
from fazhi.jobs.models import UNFINISHED, Ticket
from fazhi.jobs.queue import enqueue
from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.kit.files import human_size, safe_name
from fazhi.kit.sheets import SheetRefused
from fazhi.people.actor import Actor, NotAllowed, Refused
from fazhi.people.directory import units_seen_by
from fazhi.people.models import Unit

from .jobs import apply_import, check_import, undo_import
from .mapping import Header, find_header, find_sheet, importable, refused_mapping, signature
from .models import AT_WORK, Import, Remembered, State
from .reading import opened_book
from .undoing import touched_count, touched_since

LARGEST = 64 << 20  # bytes
JOBS: dict[str, Job] = {State.CHECKING: check_import, State.APPLYING: apply_import, State.UNDOING: undo_import}


class TooLate(Refused):
    """Somebody was quicker."""

    status = 409


def may_import(model: type[Register], actor: Actor) -> bool:
    """May the actor bring in rows of this register for the own unit at least?"""
    return actor.unit is not None and model.may_write(actor, actor.unit)


def units_for(actor: Actor, model: type[Register]) -> list[Unit]:
    """The units whose records the actor may bring in."""
    return [unit for unit in units_seen_by(actor).on(actor.today).select_related("heir") if model.may_write(actor, unit)]


def sheets_of(held: Import) -> list[str]:
    """The sheets of the file that was handed in; none where it cannot be read."""
    try:
        with as_file(held.blob) as path, opened_book(path) as book:
            return book.names[:50]
    except SheetRefused:
        return []


def hand_in(actor: Actor, model: type[Register], name: str, source: BinaryIO, size: int) -> Import:
    """Keep the file, find its header; straight to checking where every column is known. Raises NotAllowed, Refused."""
    if not may_import(model, actor):
        raise NotAllowed(f"您不能导入{model._meta.verbose_name}台账。请由联络员、分管领导或工作专班办理。")
    if size > LARGEST:
        raise Refused(f"这个文件有 {human_size(size)}，超过 {human_size(LARGEST)}。请按年度或单位拆成几个文件，分次导入。")
    blob = put(source)
    try:
        with as_file(blob) as path, opened_book(path) as book:
            sheet, header = find_sheet(model, book, actor.area)
            media_type = {"XlsxBook": XLSX, "CsvBook": CSV}.get(type(book).__name__, XLS)
    except SheetRefused as refusal:
        raise Refused(str(refusal)) from refusal
    if media_type is XLS and name.lower().endswith(".ods"):
        media_type = ODS
    with transaction.atomic():
        if blob.media_type != media_type.media_type:
            blob.media_type = media_type.media_type
            blob.save(update_fields=["media_type"])
        held = Import(register=model.code, unit=actor.unit, user=actor.user, post=actor.post, address=actor.address, blob=blob)
        held.file_name = safe_name(name, max_bytes=240)
        _take_header(held, sheet, header)
        held.save()
        write(Verb.CREATED, held, f"上传了要导入{model._meta.verbose_name}台账的“{held.file_name}”", by=actor.who, units=[held.unit_id])
        if header.is_certain and not refused_mapping(model, held.mapping, None):
            _to_work(held, State.CHECKING, actor)
    return held


def choose_sheet(actor: Actor, held: Import, sheet: str, row: int) -> None:
    """Read another sheet of the file, or another row as its header."""
    locked = _mine(actor, held, State.MAPPING)
    model = register(locked.register)
    try:
        with as_file(locked.blob) as path, opened_book(path) as book:
            if sheet not in book.names:
                raise Refused("文件里没有这张工作表。请从列表中选择。")
            header = find_header(model, book, sheet, actor.area, row)
    except SheetRefused as refusal:
        raise Refused(str(refusal)) from refusal
    _take_header(locked, sheet, header)
    locked.save()


@transaction.atomic
def map_columns(actor: Actor, held: Import, mapping: Sequence[str], fixed_unit: Unit | None, *, clears: bool) -> None:
    """Say which column is which; remembered for the next sheet with this header. Then the sheet is checked."""
    locked = _mine(actor, held, State.MAPPING)
    model = register(locked.register)
    known = {column.name for column in importable(model)}
    named = [name if name in known else "" for name in mapping][: len(locked.header)]
    if reasons := refused_mapping(model, named, fixed_unit):
        raise Refused("".join(reasons))
    if fixed_unit is not None and not model.may_write(actor, fixed_unit):
        raise Refused(f"您不能填写{fixed_unit.short_name}的记录。请另选责任单位。")
    locked.mapping, locked.fixed_unit, locked.clears = named, fixed_unit, clears
    if actor.area is not None:
        told = {"mapping": named, "by": actor.user.name}
        Remembered.objects.update_or_create(register=model.code, area=actor.area, signature=signature(locked.header), defaults=told)
    _to_work(locked, State.CHECKING, actor)


@transaction.atomic
def map_again(actor: Actor, held: Import) -> None:
    """Back to the columns; nothing was written yet."""
    locked = _mine(actor, held, State.CHECKED, State.REFUSED)
    locked.state, locked.refusal = State.MAPPING, ""
    locked.save()


@transaction.atomic
def check_again(actor: Actor, held: Import) -> None:
    """Check anew, against what the register holds now."""
    _to_work(_mine(actor, held, State.CHECKED, State.REFUSED), State.CHECKING, actor)


@transaction.atomic
def drop(actor: Actor, held: Import) -> None:
    """Import none of it. The file and what was wrong with it stay on the list."""
    locked = _mine(actor, held, State.MAPPING, State.CHECKING, State.CHECKED, State.REFUSED)
    locked.state, locked.ended_at = State.DROPPED, timezone.now()
    locked.save()
    write(Verb.ENDED, locked, f"放弃导入“{locked.file_name}”", by=actor.who, units=[locked.unit_id])


def confirm(actor: Actor, held: Import) -> None:
    """Write the good rows. Of two imports of one file at once the second is told who has the first."""
    try:
        with transaction.atomic():
            locked = _mine(actor, held, State.CHECKED)
            if not locked.new + locked.changed:
                raise Refused("没有可以导入的行：没有新增，也没有变化。请改正错误后重新上传，或直接关闭这一页。")
            _refuse_overtaken(locked)
            write(
                Verb.CONFIRMED, locked, f"确认导入“{locked.file_name}”{locked.new + locked.changed}条", by=actor.who, units=[locked.unit_id]
            )
            locked.written_new = locked.written_changed = locked.done_row = locked.left_out = 0
            _to_work(locked, State.APPLYING, actor)
    except IntegrityError as clash:
        raise TooLate(_told_other(held)) from clash


def _refuse_overtaken(locked: Import) -> None:
    same = Import.objects.filter(register=locked.register, blob=locked.blob).exclude(pk=locked.pk)
    if same.filter(state=State.APPLYING).exists():
        raise TooLate(_told_other(locked))
    later = same.filter(state=State.DONE, ended_at__gt=locked.checked_at).select_related("user", "unit").first()
    if later:
        raise TooLate(f"{later.user.name}（{later.unit}）刚刚导入了同一个文件。请点“重新检查”，看还有没有要导入的行。")


def _told_other(held: Import) -> str:
    other = Import.objects.filter(register=held.register, blob=held.blob, state=State.APPLYING).exclude(pk=held.pk)
    who = other.select_related("user", "unit").first()
    named = f"{who.user.name}（{who.unit}）" if who else "另一个人"
    return f"{named}正在导入同一个文件，您这一次没有开始。请等它完成后点“重新检查”，看还有没有要导入的行。"


@transaction.atomic
def ask_undo(actor: Actor, held: Import) -> None:
    """Take the whole import back; what was touched since is left and listed."""
    locked = _mine(actor, held, State.DONE)
    left = touched_since(locked)
    count = touched_count(locked)
    if locked.written <= count:
        raise Refused("这次导入的记录都已经另外改过，没有可以撤销的。请到台账中逐条处理。")
    locked.kept = [[each.record_id, str(each)[:80], "已删除" if each.until else f"{each.entered_by}改过"] for each in left]
    locked.undone, locked.undone_by = 0, actor.user.name
    write(Verb.UNDONE, locked, f"撤销从“{locked.file_name}”的导入", by=actor.who, units=[locked.unit_id])
    _to_work(locked, State.UNDOING, actor)


def settle(held: Import) -> Ticket | None:
    """The ticket of the work under way; work that was stopped or given up goes on anew when somebody looks."""
    if held.state not in AT_WORK:
        return None
    wanted = Ticket.objects.filter(job=JOBS[held.state].module_path, key=_key(held))
    return wanted.filter(state__in=UNFINISHED).first() or wanted.order_by("-asked_at").first()


@transaction.atomic
def go_on(actor: Actor, held: Import) -> None:
    """Ask again for work that failed or was stopped; it goes on from where it got to."""
    locked = _mine(actor, held, *AT_WORK)
    _to_work(locked, State(locked.state), actor)


def _mine(actor: Actor, held: Import, *states: State) -> Import:
    """The import, locked, if the actor may act on it and it stands where this act begins."""
    locked = Import.objects.select_for_update(of=("self",)).select_related("unit", "blob", "user", "fixed_unit").get(pk=held.pk)
    is_own = locked.user_id == actor.user.pk or State.DONE in states  # what was imported may be taken back by whoever answers for it
    is_own = is_own and Import.visible_to(actor).filter(pk=locked.pk).exists()
    if not is_own or not register(locked.register).may_write(actor, locked.unit):
        raise NotAllowed(f"这次导入由{locked.user.name}（{locked.unit}）办理，您不能代办。请联系{locked.user.name}，或自己上传一次。")
    if locked.state not in states:
        raise TooLate(f"这次导入现在是“{locked.get_state_display()}”，不能这样办。请刷新页面查看。")
    return locked


def _take_header(held: Import, sheet: str, header: Header) -> None:
    held.sheet, held.header_row, held.header_lines = sheet, header.row, header.lines
    held.header, held.mapping = header.labels, header.mapping


def _to_work(held: Import, state: State, actor: Actor) -> None:
    held.state, held.refusal = state, ""
    held.save()
    more = (actor.user.pk, actor.post.pk if actor.post else None, actor.address) if state == State.UNDOING else ()
    enqueue(JOBS[state], held.pk, *more, by=actor.user.name, key=_key(held))


def _key(held: Import) -> str:
    return f"import-{held.pk}"
