"""The place of a proof inside its item: checked and brought into one form, so that the same place is not filed twice."""

import re

from fazhi.evidence.models import PlaceKind, Version
from fazhi.kit.numerals import half_width
from fazhi.plan.refusal import Refused


def placed(kind: str, place: str, version: Version | None) -> tuple[PlaceKind, str]:
    """The kind and the place in its one form: page and paragraph as numbers (3 or 3-5), time as [h:]mm:ss, an anchor as written."""
    if kind not in PlaceKind.values:
        raise Refused("没有选定证明点的类型。请从全文、页、段落、时间点、网页位置中选择。")
    said = half_width(place).strip()
    chosen = PlaceKind(kind)
    if chosen == PlaceKind.WHOLE:
        return chosen, ""
    if not said:
        raise Refused(f"证明点选了“{chosen.label}”，但没有写明位置。请补充位置，或改选“全文”。")
    if chosen == PlaceKind.TIME:
        return chosen, _time(said)
    if chosen == PlaceKind.ANCHOR:
        if len(place.strip()) > 200:
            raise Refused("网页位置最多 200 个字。请只写能找到该处的一句话或锚点。")
        return chosen, place.strip()
    return chosen, _numbers(said, chosen, version)


def _numbers(said: str, kind: PlaceKind, version: Version | None) -> str:
    found = re.fullmatch(r"第?\s*(\d{1,5})(?:\s*[-~—至到]+\s*第?\s*(\d{1,5}))?\s*[页段]?", said)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 0 < first <= last:
        raise Refused(f"看不懂{kind.label}的位置“{said}”。请写数字，例如 3，或 3-5。")
    if kind == PlaceKind.PAGE and version is not None and 0 < version.pages < last:
        raise Refused(f"这份材料只有 {version.pages} 页，没有第 {last} 页。请核对页码。")
    return str(first) if first == last else f"{first}-{last}"


def _time(said: str) -> str:
    found = re.fullmatch(r"(?:(\d{1,2})[::时])?(\d{1,3})[::分](\d{1,2})秒?", said)
    if found is None or int(found[3]) > 59 or (found[1] and int(found[2]) > 59):
        raise Refused(f"看不懂时间点“{said}”。请写成 分:秒 或 时:分:秒，例如 02:15。")
    seconds = int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])
    hours, rest = divmod(seconds, 3600)
    return (f"{hours}:" if hours else "") + f"{rest // 60:02}:{rest % 60:02}"
