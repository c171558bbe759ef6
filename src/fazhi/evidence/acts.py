"""What people do with items: hand in, link, register, renew, correct and remove; each act one transaction with its journal entry."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from fazhi.jobs.queue import enqueue
from fazhi.journal.models import Verb
from fazhi.journal.write import write
from fazhi.kit.dates import chinese_date
from fazhi.people.actor import Actor, NotAllowed
from fazhi.people.lines import inherited_by, line_of
from fazhi.people.models import Role, Unit
from fazhi.people.owed import Owed

from .dated import Typed, a_day, check_days
from .freezing.jobs import freeze
from .guard.secrecy import refuse_secret_words
from .indexing import index_item
from .jobs import prepare
from .kinds import group_of
from .links import host_shown, public_address
from .models import Item, ItemKind, Upload, Version
from .noting import renumber
from .refusals import ItemRefused
from .rights import handing_unit
from .signals.examining import examine_again

LONGEST_TITLE = 200
SOON = 30  # days before an item runs out
MOST_LINES = 50
_KINDS = {"image": ItemKind.IMAGE, "video": ItemKind.VIDEO}
_DAYS = {"effective_on": "形成日期", "expires_on": "有效期至", "seen_on": "查阅日期"}
_TEXTS = {"title": ("名称", LONGEST_TITLE), "note": ("说明", 5000), "seen_where": ("查阅地点", 200), "seen_by": ("查阅人", 100)}
_TEXTS |= {"doc_number": ("发文字号", 60), "issuer": ("发文机关", 200)}


@transaction.atomic
def new_item_from_upload(
    actor: Actor, upload: Upload, *, title: str = "", effective_on: Typed = None, expires_on: Typed = None, note: str = ""
) -> Item:
    """An item of the actor's unit from a received upload, which is thereby used up; raises NotAllowed and ItemRefused.

    The same bytes may be handed in twice: `same_as` says so to the unit itself.
    """
    held = _taken(actor, upload)
    item = _made(actor, _kind(held), title or _stem(held.name), note=note, effective_on=effective_on, expires_on=expires_on)
    version = _file_version(actor, item, held)
    _report(Verb.CREATED, actor, item, f"提交了材料“{item.title}”（文件“{version.file_name}”）", version)
    return item


@transaction.atomic
def new_version_from_upload(actor: Actor, item: Item, upload: Upload) -> Version:
    """A newer content of an item of the unit or of one it took over from; the earlier versions stay. Raises NotAllowed and ItemRefused."""
    held = _own(actor, item, "更新材料")
    if held.kind in (ItemKind.LINK, ItemKind.OFFLINE):
        raise ItemRefused(f"“{held.title}”是{held.get_kind_display()}，不能换成文件。请另交一份文件材料。")
    taken = _taken(actor, upload)
    if held.versions.filter(blob=taken.blob, no=_last_no(held)).exists():
        raise ItemRefused(f"上传的文件与“{held.title}”现在的版本内容完全相同，不必更新。请确认选对了文件。")
    version = _file_version(actor, held, taken)
    held.kind = _kind(taken)
    held.save(update_fields=("kind",))
    _report(Verb.CHANGED, actor, held, f"更新了材料“{held.title}”：第{version.no}版（文件“{version.file_name}”）", version)
    return version


@transaction.atomic
def new_link(actor: Actor, url: str, title: str = "", *, effective_on: Typed = None, expires_on: Typed = None, note: str = "") -> Item:
    """An item that is a public page, which is frozen in the background. Raises NotAllowed and ItemRefused."""
    address = public_address(url)
    name = title.strip() if title.strip() and title.strip() != url.strip() else f"{host_shown(address)} 网页"
    item = _made(actor, ItemKind.LINK, name, note=note, effective_on=effective_on, expires_on=expires_on)
    version = _link_version(actor, item, address)
    _report(Verb.CREATED, actor, item, f"提交了链接“{item.title}”（{address}）", version)
    return item


@transaction.atomic
def new_link_version(actor: Actor, item: Item, url: str) -> Version:
    """A new address of a link, frozen anew; the earlier one stays as a version with its copies. Raises NotAllowed and ItemRefused."""
    address, held = public_address(url), _own(actor, item, "更新链接")
    if held.kind != ItemKind.LINK:
        raise ItemRefused(f"“{held.title}”不是链接，不能换成网址。请另交一条链接。")
    if address == held.versions.order_by("-no").values_list("url", flat=True).first():
        raise ItemRefused("新网址与现在的相同，不必更换。要看网页有没有变化，请点“现在重新检查”。")
    version = _link_version(actor, held, address)
    _report(Verb.CHANGED, actor, held, f"更新了链接“{held.title}”：{address}", version)
    return version


@transaction.atomic
def new_offline(
    actor: Actor,
    title: str,
    where: str,
    seen_by: str,
    seen_on: Typed = None,
    *,
    effective_on: Typed = None,
    expires_on: Typed = None,
    note: str = "",
) -> Item:
    """That something was seen off-line; its content never enters. Raises NotAllowed and ItemRefused."""
    facts = {"seen_where": _text("seen_where", where), "seen_by": _text("seen_by", seen_by)}
    if not facts["seen_where"] or not facts["seen_by"]:
        raise ItemRefused("线下查阅要写明在哪里、由谁查阅，以便日后核对。请补填查阅地点和查阅人。")
    item = _made(actor, ItemKind.OFFLINE, title, note=note, effective_on=effective_on, expires_on=expires_on, seen_on=seen_on, **facts)
    index_item(item)
    _report(Verb.CREATED, actor, item, f"登记了线下查阅“{item.title}”（{item.seen_where}，{item.seen_by}）")
    return item


@transaction.atomic
def edit_item(actor: Actor, item: Item, *, judged: Callable[[Item], Sequence[str]] | None = None, how: str = "", **fields: Any) -> Item:
    """Change title, note, doc_number, issuer, effective_on, expires_on and, of an off-line one, seen_where, seen_by, seen_on.

    Raises NotAllowed and ItemRefused. Nothing is written where nothing changes. `judged` names the places where the item lies
    before a reviewer or was accepted (the rooms above know them): there its title and its date are what was judged, and stay.
    """
    held = _own(actor, item, "修改材料")
    if unknown := fields.keys() - _DAYS.keys() - _TEXTS.keys():
        raise TypeError(f"no such field of an item: {sorted(unknown)}")
    wanted = {name: a_day(value, _DAYS[name]) if name in _DAYS else _text(name, value) for name, value in fields.items()}
    if not wanted.get("title", held.title):
        raise ItemRefused("材料名称不能为空。请写明这是什么材料。")
    after = {name: value for name, value in wanted.items() if getattr(held, name) != value}
    if judged and {"title", "effective_on"} & after.keys() and (places := judged(held)):
        shown = "、".join(f"“{place}”" for place in places[:3]) + (f"等{len(places)}处" if len(places) > 3 else "")
        raise ItemRefused(f"“{held.title}”正在审核或已经认定（{shown}），名称和形成日期不能再改。请另交一份材料，或请审核人退回后再改。")
    before = {name: getattr(held, name) for name in after}
    for name, value in after.items():
        setattr(held, name, value)
    check_days(actor.today, effective_on=held.effective_on, expires_on=held.expires_on, seen_on=held.seen_on)
    if after:
        held.save(update_fields=tuple(after))
        index_item(held)
        write(Verb.CHANGED, held, f"修改了材料“{held.title}”{how}", by=actor.who, units=[held.unit_id], before=before, after=after)
    if {"effective_on", "doc_number", "issuer"} & after.keys():
        renumber(held)
        examine_again(held)
    return held


@transaction.atomic
def remove_item(actor: Actor, item: Item, *, uses: Callable[[Item], Sequence[str]]) -> Item:
    """Take an item out of the lists; it stays in the database with all versions. Raises NotAllowed and ItemRefused.

    `uses` is asked under the item's lock for the names of the places where it serves as proof (“2.8.2 合法性审核率”): the
    rooms above know them. While there is one, the item stays.
    """
    held = _own(actor, item, "移出材料")
    if places := list(uses(held)):
        shown = "、".join(f"“{place}”" for place in places[:3]) + (f"等{len(places)}处" if len(places) > 3 else "")
        raise ItemRefused(f"“{held.title}”正在用作佐证：{shown}，不能移出。请先在这些地方撤下它。")
    held.removed_at = timezone.now()
    held.save(update_fields=("removed_at",))
    index_item(held)
    write(Verb.REMOVED, held, f"移出了材料“{held.title}”", by=actor.who, units=[held.unit_id])
    return held


def same_as(item: Item) -> QuerySet[Item]:
    """Other items of the SAME unit that hold the same bytes (本单位已交过同一文件); never another unit's."""
    blobs = item.versions.exclude(blob=None).values("blob")
    return Item.objects.filter(unit=item.unit_id, removed_at=None, versions__blob__in=blobs).exclude(pk=item.pk).distinct()


def expiring(unit: Unit, today: date, within_days: int = SOON) -> QuerySet[Item]:
    """Items of `unit` and of those it took over from that ran out or will within so many days, soonest first."""
    last = today + timedelta(days=within_days)
    return Item.objects.filter(unit__in=inherited_by(unit), removed_at=None, expires_on__lte=last).order_by("expires_on", "pk")


def owed_by(actor: Actor, day: date) -> list[Owed]:
    """A line for each item of the actor's unit that has to be renewed; for liaisons and heads."""
    if actor.unit is None or not actor.is_(Role.LIAISON, Role.HEAD):
        return []
    return [_line(item, day) for item in expiring(actor.unit, day)[:MOST_LINES]]


def _line(item: Item, day: date) -> Owed:
    assert item.expires_on is not None
    left = (item.expires_on - day).days
    why = f"还有{left}天到期" if left > 0 else "今天到期" if left == 0 else f"已过期{-left}天"
    return Owed(
        act="更新材料",
        subject=item.title,
        why=f"材料有效期至{chinese_date(item.expires_on)}，{why}。请上传新版本，或核对有效期。",
        due_on=item.expires_on,
        place=("item", (item.pk,)),
        unit_id=item.unit_id,
        kind="renew",
    )


def _taken(actor: Actor, upload: Upload) -> Upload:
    """The upload under lock, now used up."""
    handing_unit(actor, "提交材料")
    held = Upload.objects.select_for_update(of=("self",)).select_related("blob", "unit").get(pk=upload.pk)
    if held.user_id != actor.user.pk:
        raise NotAllowed("这个文件是别人上传的，您不能用它提交材料。请自己重新上传。")
    if actor.unit is None or actor.unit.pk not in line_of(held.unit):
        raise NotAllowed(f"“{held.name}”是以{held.unit}的身份上传的。请切换到{held.unit}的身份再归入材料，或以现在的身份重新上传。")
    if held.state == Upload.State.USED:
        raise ItemRefused(f"“{held.name}”已经归入材料，不会重复提交。如需再交一份，请重新上传。")
    if held.state == Upload.State.REFUSED:
        raise ItemRefused(f"“{held.name}”已被拒收：{held.refusal}")
    if held.state != Upload.State.RECEIVED or held.blob is None:
        raise ItemRefused(f"“{held.name}”还没有传完或正在检查。请稍等，看到“已接收”后再提交。")
    held.state = Upload.State.USED
    held.save(update_fields=("state", "moved_at"))
    return held


def _own(actor: Actor, item: Item, act: str) -> Item:
    """The item under lock, if the actor may change it."""
    unit = handing_unit(actor, act)
    held = Item.objects.select_for_update(of=("self",)).select_related("unit__heir").get(pk=item.pk)
    if unit.pk not in line_of(held.unit):
        raise NotAllowed(f"“{held.title}”是{held.unit}的材料，您不能{act}。请联系该单位联络员。")
    if held.removed_at is not None:
        raise ItemRefused(f"“{held.title}”已移出，不能{act}。请重新提交一份。")
    return held


def _made(actor: Actor, kind: str, title: str, *, note: str, **facts: Any) -> Item:
    unit = handing_unit(actor, "提交材料")
    name = _text("title", title)
    if not name:
        raise ItemRefused("材料名称不能为空。请写明这是什么材料。")
    days = {field: a_day(facts.pop(field, None), label) for field, label in _DAYS.items()}
    check_days(actor.today, **days)
    return Item.objects.create(
        unit=unit, unit_name=unit.name, kind=kind, title=name, note=_text("note", note), created_by=actor.user.name, **days, **facts
    )


def _file_version(actor: Actor, item: Item, upload: Upload) -> Version:
    version = Version.objects.create(item=item, no=_last_no(item) + 1, blob=upload.blob, file_name=upload.name, uploaded_by=actor.user.name)
    index_item(item)
    enqueue(prepare, version.pk, by=actor.user.name, key=str(version.pk))
    return version


def _link_version(actor: Actor, item: Item, address: str) -> Version:
    version = Version.objects.create(
        item=item, no=_last_no(item) + 1, url=address, uploaded_by=actor.user.name, text_state=Version.TextState.NONE
    )
    index_item(item)
    enqueue(freeze, version.pk, by=actor.user.name, key=f"freeze-{version.pk}")
    return version


def _last_no(item: Item) -> int:
    current = item.current
    return current.no if current else 0


def _kind(upload: Upload) -> ItemKind:
    return _KINDS.get(group_of(upload.blob.media_type) if upload.blob else "", ItemKind.FILE)


def _stem(name: str) -> str:
    return (name.rpartition(".")[0] or name)[:LONGEST_TITLE]


def _text(field: str, value: Any) -> str:
    label, most = _TEXTS[field]
    text = str(value or "").replace("\0", "").strip()
    refuse_secret_words(text, label)
    if len(text) > most:
        raise ItemRefused(f"{label}有{len(text)}个字，最多{most}个。请精简后再保存。")
    return text


def _report(verb: Verb, actor: Actor, item: Item, said: str, *about: Version) -> None:
    write(
        verb,
        item,
        said,
        by=actor.who,
        about=about,
        units=[item.unit_id],
        after={name: day for name in _DAYS if (day := getattr(item, name))},
    )
