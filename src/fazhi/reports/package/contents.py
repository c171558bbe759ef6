"""The contents of a package: everything that goes in, in its order, before a single byte is written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, BinaryIO

from django.db.models import prefetch_related_objects

from fazhi.campaign.models import Campaign, Demand
from fazhi.campaign.models.demand import Applies
from fazhi.evidence.models import Blob, Version
from fazhi.kit.files import human_size
from fazhi.kit.once import one_reading
from fazhi.plan.models import Indicator

from ..facts import Facts, IndicatorFacts, facts_of
from .covers import cover, reference
from .figures import FigureFile, figures_of, write_rows
from .material import Material, materials_of, versions_of
from .models import PackageProfile
from .naming import COVER, ROOT, Taken, ending_of, folder_of, level1_folder, level2_folder, with_ending

APPLICATION = f"{ROOT}/申报书.txt"
TEXT, CSV = "text/plain", "text/csv"


@dataclass(frozen=True)
class Piece:
    """One file of the package: stored content, or something to be written now. `unit_id` is whose it is, 0 for the house's own."""

    path: str
    title: str
    role: str
    media_type: str
    indicator: str = ""
    unit: str = ""
    unit_id: int = 0
    blob: Blob | None = None
    write: Callable[[BinaryIO], Any] | None = None


@dataclass
class Part:
    """One indicator of the package."""

    facts: IndicatorFacts
    folder: str
    materials: list[Material]
    figures: list[FigureFile] = field(default_factory=list)

    @property
    def indicator(self) -> Indicator:
        return self.facts.demand.indicator


@dataclass
class Contents:
    """What a profile makes of a campaign."""

    campaign: Campaign
    profile: PackageProfile
    as_of: date
    facts: Facts
    parts: list[Part]

    @property
    def demands(self) -> list[Demand]:
        return [part.facts.demand for part in self.parts]

    @property
    def facts_of_indicators(self) -> list[IndicatorFacts]:
        return [part.facts for part in self.parts]

    @property
    def figures(self) -> list[FigureFile]:
        return [each for part in self.parts for each in part.figures]

    @cached_property
    def packed(self) -> list[Material]:
        return [each for part in self.parts for each in part.materials if not each.why]

    @cached_property
    def left_out(self) -> list[Material]:
        return [each for part in self.parts for each in part.materials if each.why]

    @cached_property
    def stored(self) -> list[Blob]:
        """The contents out of the store, once for each place they lie in."""
        return [piece.blob for piece in self.pieces() if piece.blob is not None]

    @property
    def endings(self) -> list[str]:
        return [ending_of(piece.path).lstrip(".") for piece in self.pieces() if piece.blob is not None]

    @cached_property
    def unreadable(self) -> list[tuple[str, str]]:
        """(name, note) of files out of which no words could be read."""
        rows = Version.objects.filter(pk__in=versions_of(self.demands), text_state=Version.TextState.FAILED)
        return list(rows.order_by("pk").values_list("file_name", "text_note"))

    def pieces(self) -> Iterator[Piece]:
        """Every file below 材料/, in the order of the indicators."""
        if self.profile.kind == PackageProfile.Kind.SINGLE:
            sheet = application_sheet(self.profile)
            yield Piece(APPLICATION, "单项示范项目申报书", "cover", TEXT, write=_text(sheet))
        for part in self.parts:
            yield from self._pieces_of(part)

    def _pieces_of(self, part: Part) -> Iterator[Piece]:
        code = part.indicator.code
        text = cover(part.facts, part.materials, part.figures, part.folder, with_rows=self.profile.with_rows)
        yield Piece(f"{part.folder}/{COVER}", f"{part.indicator} 封面", "cover", TEXT, code, write=_text(text))
        for each in part.materials:
            yield from _of_material(each, code, part.folder)
        if self.profile.with_rows:
            for figure in part.figures:
                write = lambda stream, file=figure: write_rows(stream, file, self.campaign.unit)  # noqa: E731
                yield Piece(figure.path, f"{figure.label}的记录", "figure", CSV, code, write=write)

    def tree(self) -> list[dict[str, Any]]:
        """一级 → 二级 → 三级 with the word of each state, as the manifest tells it."""
        found: list[dict[str, Any]] = []
        for part in self.parts:
            first, second = level1_folder(part.indicator), level2_folder(part.indicator)
            if not found or found[-1]["title"] != first:
                found.append(_branch(str(part.indicator.level1_no), first, 1))
            if not found[-1]["children"] or found[-1]["children"][-1]["title"] != second:
                found[-1]["children"].append(_branch(f"{part.indicator.level1_no}.{part.indicator.level2_no}", second, 2))
            leaf = _branch(part.indicator.code, part.indicator.title, 3)
            found[-1]["children"][-1]["children"].append(leaf | {"state": str(part.facts.state.label)})
        return found


@one_reading()
def contents_of(campaign: Campaign, profile: PackageProfile, as_of: date, *, thorough: bool = True) -> Contents:
    """Gather; the number of queries grows with the registers that are measured, not with the material.

    A page that only shows what would go in asks without `thorough`: no figure is computed, and no words are read.
    """
    facts = facts_of(campaign, as_of)
    wanted = set(profile.indicators)
    chosen = [each for each in facts.indicators if not wanted or each.demand.indicator.code in wanted]
    demands = [each.demand for each in chosen]
    prefetch_related_objects(demands, "requirements")
    folders = {demand.pk: folder_of(demand.indicator) for demand in demands}
    taken = Taken()
    materials = materials_of(demands, profile, folders, taken, thorough=thorough)
    applicable = [demand for demand in demands if demand.applies != Applies.NO]
    figures = figures_of(campaign, applicable, as_of, folders, taken) if thorough else {}
    parts = [Part(each, folders[each.demand.pk], materials[each.demand.pk], figures.get(each.demand.pk, [])) for each in chosen]
    return Contents(campaign, profile, as_of, facts, parts)


def application_sheet(profile: PackageProfile) -> str:
    """The sheet of a 单项示范项目, with what is still to be filled in named as such."""
    heads = (("项目名称", profile.project), ("申报单位", profile.applicant), ("主要做法", profile.practice), ("工作成效", profile.effect))
    return "\n\n".join(["单项示范项目申报书", *(f"【{head}】\n{text or '（待填）'}" for head, text in heads)]) + "\n"


def _of_material(each: Material, code: str, folder: str) -> Iterator[Piece]:
    known = {"indicator": code, "unit": each.unit, "unit_id": each.unit_id}
    for path, blob, role in each.frozen:
        yield Piece(path, each.title, role, blob.media_type, blob=blob, **known)  # type: ignore[arg-type]
    if each.frozen or each.blob is None or each.why:
        return
    name = (each.version.file_name if each.version else "") or each.title
    title = f"{each.title}（{name}）" + (f"，{each.note}" if each.note else "")
    if each.is_elsewhere:
        stem = with_ending(f"{each.number} {each.title}（{human_size(each.blob.size)}，见他处）.txt", ".txt")
        yield Piece(f"{folder}/佐证/{stem}", f"{title}，存放于 {each.path}", "text", TEXT, write=_text(reference(each)), **known)  # type: ignore[arg-type]
        return
    yield Piece(each.path, title, each.role, each.blob.media_type, blob=each.blob, **known)  # type: ignore[arg-type]


def _branch(code: str, title: str, level: int) -> dict[str, Any]:
    return {"code": code, "title": title, "level": level, "state": "", "children": []}


def _text(text: str) -> Callable[[BinaryIO], Any]:
    """With the mark of UTF-8, so that old editors read it."""
    return lambda stream: stream.write(text.encode("utf-8-sig"))
