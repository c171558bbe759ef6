"""What a photo says about itself: Exif 2.32 (CIPA DC-008), with time, camera and place."""

import re
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

_TIME = re.compile(r"(\d{4})[:/-](\d\d)[:/-](\d\d)[ T](\d\d):(\d\d):(\d\d)")


def picture(path: Path) -> dict[str, Any]:
    """As inside.made gives it. "taken" is the camera's own clock; the zone is there only where the camera writes it."""
    with Image.open(path) as image:
        exif = image.getexif()
    more, place = exif.get_ifd(IFD.Exif), exif.get_ifd(IFD.GPSInfo)
    zone = _text(more.get(Base.OffsetTimeOriginal))
    taken = _time(more.get(Base.DateTimeOriginal)) or _time(more.get(Base.DateTimeDigitized))
    maker, model = _text(exif.get(Base.Make)), _text(exif.get(Base.Model))
    return {
        "taken": taken + zone if taken and re.fullmatch(r"[+-]\d\d:\d\d", zone) else taken,
        "modified": _time(exif.get(Base.DateTime)),
        "author": _text(exif.get(Base.Artist)),
        "software": _text(exif.get(Base.Software)),
        "camera": model if model.lower().startswith(maker.lower()) else f"{maker} {model}".strip(),
        "place": _place(place),
    }


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return str(value or "").replace("\0", "").strip()


def _time(value: Any) -> str:
    spelt = _text(value)
    found = _TIME.match(spelt)
    return f"{found[1]}-{found[2]}-{found[3]}T{found[4]}:{found[5]}:{found[6]}" if found else ""


def _place(gps: dict[int, Any]) -> list[float] | None:
    """Degrees north and east; 0, 0 lies in the sea and is what a phone without reception writes."""
    try:
        north, east = _degrees(gps[GPS.GPSLatitude]), _degrees(gps[GPS.GPSLongitude])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    north = -north if _text(gps.get(GPS.GPSLatitudeRef)).upper() == "S" else north
    east = -east if _text(gps.get(GPS.GPSLongitudeRef)).upper() == "W" else east
    if not (-90 <= north <= 90 and -180 <= east <= 180) or (abs(north) < 0.01 and abs(east) < 0.01):
        return None
    return [round(north, 5), round(east, 5)]


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600
