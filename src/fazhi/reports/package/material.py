"""The accepted material of each indicator as it will lie in the package: which file under which name, and what is left out and why."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from fazhi.campaign.models import Demand, Proof
from fazhi.evidence.kinds import BY_MEDIA_TYPE
from fazhi.evidence.models import Blob, Item, ItemKind, Version
from fazhi.evidence.models.captures import Capture

from .models import PackageProfile
from .naming import FROZEN, PROOF, Taken, ending_of, file_namer
from .redaction import Leaving, leaving_of

STORED_ONCE = 50 << 20  # bytes: a larger file lies in the package once, and a note elsewhere says where


@dataclass
class Material:
    """One piece of accepted material at one indicator. `path` is empty where nothing of it is packed, and `why` says why."""

    number: str
    item: Item
    version: Version | None
    unit: str
    unit_id: int
    places: list[str] = field(default_factory=list)  # 〔2.8.3-01〕全文：审核意见
    path: str = ""
    blob: Blob | None = None
    role: str = "proof"
    title: str = ""
    why: str = ""
    note: str = ""
    is_elsewhere: bool = False  # stored once, under another indicator; `path` is there
    frozen: list[tuple[str, Blob, str]] = field(default_factory=list)  # path, content, role

    @property
    def effective_on(self) -> date | None:
        return self.item.effective_on


class _Places:
    """Where the files of one material may lie: names by the profile's pattern, none twice."""

    def __init__(self, demand: Demand, each: Material, folder: str, profile: PackageProfile, taken: Taken) -> None:
        self._folder, self._taken, self._named = folder, taken, file_namer(profile)
        self._stem = {"编码": demand.indicator.code, "序号": each.number.rpartition("-")[2], "单位": each.unit, "材料": each.title}

    def free(self, below: str, ending: str) -> str:
        return self._taken.free(f"{self._folder}/{below}/{self._named(ending=ending, **self._stem)}")


def materials_of(
    demands: Sequence[Demand], profile: PackageProfile, folders: dict[int, str], taken: Taken, *, thorough: bool
) -> dict[int, list[Material]]:
    """Demand id → its material in the order of filing; a fixed number of queries. One file proving several points stands once."""
    found, versions = _gathered(demands), versions_of(demands)
    leaving, captures = leaving_of(versions, profile.redaction, thorough=thorough), _captures(versions)
    large: dict[str, str] = {}  # digest → where it lies
    for demand in demands:
        for each in found[demand.pk]:
            places = _Places(demand, each, folders[demand.pk], profile, taken)
            if each.version is not None and each.version.blob is not None:
                _settle(each, leaving.get(each.version.pk))
                _place(each, places, large)
            else:
                _without_file(each, captures.get(each.version.pk if each.version else 0), places, profile.with_frozen)
    return found


def ending_for(blob: Blob, name: str = "") -> str:
    """The ending of the file's own name, else the usual one of its kind."""
    kind = BY_MEDIA_TYPE.get(blob.media_type)
    return ending_of(name) or (f".{kind.extension}" if kind else "")


def accepted_of(demands: Sequence[Demand]) -> "QuerySet[Proof]":
    """The accepted proofs of these demands."""
    return Proof.objects.filter(submission__demand__in=[demand.pk for demand in demands], state=Proof.State.ACCEPTED)


def versions_of(demands: Sequence[Demand]) -> "QuerySet":
    """The versions (ids) that accepted proofs rest on, as a query of one column."""
    return accepted_of(demands).exclude(version=None).order_by().values("version")


def _gathered(demands: Sequence[Demand]) -> dict[int, list[Material]]:
    found: dict[int, dict[tuple[int, int], Material]] = defaultdict(dict)
    numbers: dict[int, int] = defaultdict(int)
    codes = {demand.pk: demand.indicator.code for demand in demands}
    rows = accepted_of(demands).select_related("item__unit", "version__blob", "submission__unit").defer("version__text", "version__preview")
    for proof in rows.order_by("pk").iterator(2000):
        demand = proof.submission.demand_id
        numbers[demand] += 1
        number = f"{codes[demand]}-{numbers[demand]:02d}"
        key = (proof.submission.unit_id, proof.version_id or -proof.item_id)
        held = found[demand].get(key)
        if held is None:
            unit, title = proof.submission.unit.short_name, proof.item.title
            held = found[demand][key] = Material(number, proof.item, proof.version, unit, proof.item.unit_id, title=title)
        held.places.append(f"〔{number}〕{proof.place_said}" + (f"：{proof.note}" if proof.note else ""))
    return {pk: list(found[pk].values()) for pk in codes}


def _settle(each: Material, leaving: Leaving | None) -> None:
    """Which bytes leave: the original, a masked copy, or none."""
    assert each.version is not None
    each.blob = each.version.blob
    if leaving is not None:
        each.blob, each.note, each.why = leaving.blob or (each.blob if leaving.original else None), leaving.note, leaving.why
        each.role = "public-copy" if leaving.blob else "proof"


def _place(each: Material, places: _Places, large: dict[str, str]) -> None:
    """Give it its path; a large file that lies in the package already keeps that one."""
    if each.blob is None or each.version is None:
        return
    is_large = each.blob.size > STORED_ONCE
    if is_large and each.blob.sha256 in large:
        each.path, each.is_elsewhere = large[each.blob.sha256], True
        return
    each.path = places.free(PROOF, ending_for(each.blob, each.version.file_name))
    if is_large:
        large[each.blob.sha256] = each.path


def _without_file(each: Material, capture: Capture | None, places: _Places, with_frozen: bool) -> None:
    """A link brings its frozen copy; what was only seen off-line brings nothing."""
    if each.item.kind == ItemKind.OFFLINE:
        seen = f"{each.item.seen_by}于{each.item.seen_on}在{each.item.seen_where}查阅" if each.item.seen_on else "只登记了查阅情况"
        each.why = f"线下查阅的材料不进入系统：{seen}"
        return
    if each.version is None or not each.version.url:
        each.why = "这件材料没有文件"
        return
    each.note = f"网址：{each.version.url}"
    kinds = ((capture.page, "readable", ".html"), (capture.warc, "frozen", ".warc.gz"), (capture.file, "frozen", "")) if capture else ()
    for blob, role, ending in kinds if with_frozen else ():
        if blob is not None:
            each.frozen.append((places.free(FROZEN, ending or ending_for(blob)), blob, role))
    if each.frozen:
        each.path = each.frozen[0][0]
    else:
        each.why = "网页没有冻结副本，只列网址" if with_frozen else "打包方案不放冻结网页，只列网址"


def _captures(versions: "QuerySet") -> dict[int, Capture]:
    """Version id → its newest frozen copy."""
    taken = Capture.objects.filter(version__in=versions, state=Capture.State.TAKEN).select_related("warc", "page", "file")
    return {each.version_id: each for each in taken.order_by("taken_at", "pk")}
