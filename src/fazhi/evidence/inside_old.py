"""What an Office file of 1997–2003 says about itself: its property sets ([MS-OLEPS], SummaryInformation)."""

import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from .ole import stream_of

SUMMARY, FURTHER = "\x05SummaryInformation", "\x05DocumentSummaryInformation"
MOST = 256 * 1024  # bytes of a property set
_NAMES = {4: "author", 8: "modified_by", 18: "software", 9: "revision", 10: "minutes", 11: "printed", 12: "created", 13: "modified"}
_COMPANY = 15
_CODE_PAGE = 1
_VT_I2, _VT_TEXT, _VT_WIDE, _VT_TIME = 2, 30, 31, 64
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_CODINGS = {936: "gb18030", 54936: "gb18030", 65001: "utf-8", 1200: "utf-16-le", 950: "big5", 1252: "cp1252"}


def old_office(path: Path) -> dict[str, Any]:
    """As inside.made gives it."""
    with path.open("rb") as file:
        summary, further = stream_of(file, SUMMARY, MOST), stream_of(file, FURTHER, MOST)
    found = {_NAMES[number]: value for number, value in _properties(summary).items() if number in _NAMES}
    found["company"] = _properties(further).get(_COMPANY, "")
    spent = found.pop("minutes", None)
    if isinstance(spent, int):
        found["minutes"] = spent // 600_000_000
    for name in ("created", "modified", "printed"):
        found[name] = _time(found.get(name))
    revision = str(found.pop("revision", ""))
    return found | ({"revision": int(revision)} if revision.isascii() and revision.isdigit() and len(revision) < 8 else {})


def _properties(data: bytes) -> dict[int, Any]:
    """The properties of the first set by their numbers: texts, and times as 100 ns since 1601."""
    if len(data) < 48 or data[:2] != b"\xfe\xff":
        return {}
    start = struct.unpack_from("<I", data, 44)[0]
    count = min(struct.unpack_from("<I", data, start + 4)[0], 200)
    places = dict(struct.unpack_from("<2I", data, start + 8 + 8 * number) for number in range(count))
    coding = "gb18030"
    if _CODE_PAGE in places:
        coding = _CODINGS.get(struct.unpack_from("<H", data, start + places[_CODE_PAGE] + 4)[0], coding)
    found: dict[int, Any] = {}
    for number, place in places.items():
        kind = struct.unpack_from("<I", data, start + place)[0]
        if kind in (_VT_TEXT, _VT_WIDE):
            size = struct.unpack_from("<I", data, start + place + 4)[0] * (2 if kind == _VT_WIDE else 1)
            words = data[start + place + 8 : start + place + 8 + min(size, 1000)]
            found[number] = words.decode("utf-16-le" if kind == _VT_WIDE else coding, "replace").split("\0")[0]
        elif kind == _VT_TIME:
            found[number] = struct.unpack_from("<Q", data, start + place + 4)[0]
    return found


def _time(ticks: Any) -> str:
    if not isinstance(ticks, int) or not ticks:
        return ""
    try:
        return (_EPOCH + timedelta(microseconds=ticks // 10)).isoformat(timespec="seconds")
    except OverflowError:
        return "9999-12-31"
