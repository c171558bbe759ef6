"""Papers with times, authors and numbers of one's choice, read and examined."""

import io
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

import docx
from PIL import Image

from evidence import files
from fazhi.evidence.inside import made
from fazhi.evidence.judge import judge
from fazhi.evidence.models import Item, ItemKind, Signal, Version
from fazhi.evidence.noting import note
from fazhi.evidence.signals import dates, numbers
from fazhi.evidence.signals.raising import settle
from fazhi.evidence.store import put
from fazhi.evidence.text import extract


def at(text):
    """“2025-03-05” or “2025-03-05 20:15”, Shanghai time, in UTC."""
    return datetime.fromisoformat(f"{text if ' ' in text else text + ' 12:00'}+08:00").astimezone(UTC)


def document(*lines, created=None, modified=None, author="", company="", by=""):
    """A Word file of these lines; without `created` it keeps the time of the empty template, as many programs' files do."""
    paper = docx.Document()
    for line in lines or ("正文",):
        paper.add_paragraph(line)
    core = paper.core_properties
    core.author, core.last_modified_by = author, by
    if created:
        core.created = at(created)
    if modified or created:
        core.modified = at(modified or created)
    stream = io.BytesIO()
    paper.save(stream)
    data = stream.getvalue()
    return files.changed_zip(data, {"docProps/app.xml": _app(company)}) if company else data


def _app(company):
    space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return f'<Properties xmlns="{space}"><Application>WPS Office</Application><Company>{company}</Company></Properties>'


def pdf(*lines, created, author=""):
    """A PDF made from words, which a program printed at that time (in UTC, as the program writes it)."""
    moment = at(created)
    when = (
        f"datetime(year: {moment.year}, month: {moment.month}, day: {moment.day}, hour: {moment.hour}, minute: {moment.minute}, second: 0)"
    )
    return files.pdf_file(f'#set document(date: {when}, author: "{author}")\n' + "\n\n".join(lines))


def scan(created, scanner="RICOH Aficio"):
    """A PDF of one page without words, as a scanner makes it."""
    stamp = (created if " " in created else created + " 12:00").translate(str.maketrans("", "", "-: ")) + "00+08'00'"
    info = f"<</CreationDate(D:{stamp})/Creator({scanner})>>".encode()
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", pages, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 90]>>", info]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer\n<</Size 5/Root 1 0 R/Info 4 0 R>>\n%%EOF"


def photo(taken, place=None, shade=0):
    exif = Image.Exif()
    exif[0x0110] = "P40"
    exif.get_ifd(0x8769)[0x9003] = _exif(taken)
    if place:
        gps = exif.get_ifd(0x8825)
        north, east = place
        gps[1], gps[2], gps[3], gps[4] = "N", (int(north), 0, (north % 1) * 3600), "E", (int(east), 0, (east % 1) * 3600)
    return files.picture_file("JPEG", exif=exif, size=(40 + shade, 20))


def _exif(taken):
    day, _, clock = taken.partition(" ")
    return f"{day.replace('-', ':')} {clock or '12:00'}:00"


def notice(number="", day="2025年4月22日", organ="临江市司法局", title="临江市司法局关于检查的通知", body="请各科室做好准备，按时报送。"):
    """The lines of an official notice."""
    return tuple(line for line in (number, title, "各科室：", body, organ, day) if line)


def handed_in(actor, send, name, data, *, on=None, title=""):
    """The newest version of a new item, read and examined here and not in processes apart, which are tested for themselves."""
    with NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        path = Path(file.name)
        kind = judge(path, name).media_type
        words, inside = extract(path, kind), made(path, kind)
    form = ItemKind.IMAGE if kind.startswith("image/") else ItemKind.FILE
    unit = actor.unit
    item = Item.objects.create(unit=unit, unit_name=unit.name, kind=form, title=title or name, effective_on=on, created_by="某人")
    blob = put(io.BytesIO(data), kind)
    version = Version(item=item, no=1, blob=blob, file_name=name, uploaded_by="某人", text=words.text, text_state=words.state)
    note(version, inside)
    version.save()
    return examined(version)


def examined(version):
    """The version, after both families looked at it."""
    found = Version.objects.select_related("item__unit", "blob").get(pk=version.pk)
    for family in (dates, numbers):
        settle(found, family.FAMILY, family.find(found))
    return found


def signals(version, *families):
    """[(kind, severity, reason)…] of the version in these families, as they stand."""
    found = Signal.objects.filter(version=version, family__in=families or ("dates", "numbers")).exclude(state="gone")
    return [(each.kind, each.severity, each.said) for each in found.order_by("kind", "key")]
