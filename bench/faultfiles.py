"""Real files with times of one's choice, handed in to the made-up city of the bench: what faults_dates and faults_numbers are made of."""

import io
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import docx
from PIL import Image

WHERE = (38.5, 102.2)  # the middle of the made-up city
SHANGHAI = timedelta(hours=8)


def moment(day: date, hours: float = 10.0) -> datetime:
    """So many hours after midnight in Shanghai, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - SHANGHAI + timedelta(hours=hours)


def word(lines: list[str], created: datetime | None, modified: datetime | None = None, author: str = "") -> bytes:
    """A Word file; without `created` it keeps the time of the empty template, as the files of many programs do."""
    paper = docx.Document()
    for line in lines:
        paper.add_paragraph(line)
    paper.core_properties.author = author
    if created:
        paper.core_properties.created = created
    if modified or created:
        paper.core_properties.modified = modified or created
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


def scanned(created: datetime, program: str = "RICOH Aficio") -> bytes:
    """A PDF of one page without words; the program's name says whether a scanner or an office program made it."""
    info = f"<</CreationDate(D:{created:%Y%m%d%H%M%S}Z)/Creator({program})>>".encode()
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", pages, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 90]>>", info]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer\n<</Size 5/Root 1 0 R/Info 4 0 R>>\n%%EOF"


def photo(taken: datetime, place: tuple[float, float] | None) -> bytes:
    exif = Image.Exif()
    exif[0x0110] = "Example"
    exif.get_ifd(0x8769)[0x9003] = f"{taken + SHANGHAI:%Y:%m:%d %H:%M:%S}"
    if place:
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2], gps[3], gps[4] = "N", _parts(place[0]), "E", _parts(place[1])
    stream = io.BytesIO()
    Image.new("RGB", (24, 16), (90, 90, 90)).save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def _parts(degrees: float) -> tuple[float, float, float]:
    return int(degrees), 0.0, round((degrees - int(degrees)) * 3600, 2)


def handed_in(city: Any, unit: Any, title: str, data: bytes, kind: str = "docx", on: date | None = None) -> Any:
    """A version of a new item with its words and its own word of itself, as `prepare` would note them."""
    from fazhi.evidence import inside, kinds, store, text
    from fazhi.evidence.models import Item, Version
    from fazhi.evidence.noting import note

    media_type = {"docx": kinds.DOCX, "pdf": kinds.PDF, "jpg": kinds.JPG}[kind].media_type
    with NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        words, made = text.extract(Path(file.name), media_type), inside.made(Path(file.name), media_type)
    form = "image" if kind == "jpg" else "file"
    item = Item.objects.create(unit=unit, unit_name=unit.name, kind=form, title=title, effective_on=on, created_by="示例")
    blob = store.put(data, media_type)
    version = Version(item=item, no=1, blob=blob, text=words.text, text_state=words.state, text_note=words.note, uploaded_by="示例")
    note(version, made)
    version.save()
    return version


def written(city: Any, unit: Any, text: str, title: str = "示例文件") -> Any:
    """A version of which only the words are known, as a scan after recognition."""
    from fazhi.evidence.models import Item, Version
    from fazhi.evidence.noting import note

    item = Item.objects.create(unit=unit, unit_name=unit.name, kind="file", title=title, created_by="示例")
    version = Version(item=item, no=1, text=text, text_state="done", uploaded_by="示例")
    note(version, {"doubts": []})
    version.save()
    return version


def alone(faults: dict[str, Callable[..., Any]], home: str) -> int:
    """Run one family's faults by themselves and print its rows."""
    import os

    os.environ["FAZHI_HOME"] = str(Path(home).resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.settings")
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
    import django
    import signals

    django.setup()
    signals.emptied()
    print(signals.told({"quality": signals.scored(faults, 20, 4)}))
    return 0
