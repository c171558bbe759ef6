"""What a file says about itself: real files of each kind, and times that cannot be true."""

import io
import struct
from datetime import UTC, datetime

import docx
import pytest
import xlsxwriter
from PIL import Image

from evidence import files
from fazhi.evidence import acts, jobs, kinds
from fazhi.evidence.inside import made

CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"


@pytest.fixture
def says(tmp_path):
    """`says(data, kind)` is what the file says of itself."""

    def found(data, kind):
        path = tmp_path / "file"
        path.write_bytes(data)
        return made(path, kind.media_type)

    return found


def docx_made(**facts):
    document = docx.Document()
    document.add_paragraph("正文")
    for name, value in facts.items():
        setattr(document.core_properties, name, value)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def photo(taken="2025:03:05 09:30:00", zone="+08:00", place=((38, 31, 12), (102, 11, 15)), size=(40, 20)):
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0131] = "HUAWEI", "HUAWEI P40", "Camera 1.0"
    more = exif.get_ifd(0x8769)
    more[0x9003] = taken
    if zone:
        more[0x9011] = zone
    if place:
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2], gps[3], gps[4] = "N", place[0], "E", place[1]
    return files.picture_file("JPEG", exif=exif, size=size)


def test_docx_says_who_made_it_and_when(says):
    data = docx_made(
        author="张某",
        last_modified_by="李某",
        created=datetime(2025, 6, 1, 8, 0, tzinfo=UTC),
        modified=datetime(2025, 6, 13, 1, 30, tzinfo=UTC),
        revision=7,
    )

    assert says(data, kinds.DOCX) == {
        "created": "2025-06-01T08:00:00+00:00",
        "modified": "2025-06-13T01:30:00+00:00",
        "author": "张某",
        "modified_by": "李某",
        "software": "Microsoft Macintosh Word 14.0000",
        "revision": 7,
        "doubts": [],
    }


def test_the_time_of_an_empty_template_is_no_time_of_the_file(says):
    found = says(files.docx_file(), kinds.DOCX)

    assert ("created" in found, "modified" in found) == (False, False)
    assert found["doubts"] == ["创建时间是python-docx 空白文档自带的，不作判断。", "最后修改时间是python-docx 空白文档自带的，不作判断。"]


@pytest.mark.parametrize(
    ("year", "doubt"),
    [
        (1601, "创建时间写作1601年1月1日，不合常理，不作判断。"),
        (1980, "创建时间写作1980年1月1日，不合常理，不作判断。"),
        (2099, "创建时间写作2099年1月1日，不合常理，不作判断。"),
    ],
)
def test_a_time_that_cannot_be_true_is_named_and_not_kept(says, year, doubt):
    found = says(docx_made(created=datetime(year, 1, 1, tzinfo=UTC), modified=datetime(2025, 1, 1, tzinfo=UTC)), kinds.DOCX)

    assert ("created" in found, found["modified"], found["doubts"]) == (False, "2025-01-01T00:00:00+00:00", [doubt])


def core(created):
    spelt = f'<c:coreProperties xmlns:c="{CORE}" xmlns:d="http://purl.org/dc/terms/"><d:created>{created}</d:created></c:coreProperties>'
    return files.changed_zip(files.docx_file(), {"docProps/core.xml": spelt})


@pytest.mark.parametrize(
    ("spelt", "created", "doubts"),
    [
        ("2025-06-13T09:30:00+08:00", "2025-06-13T09:30:00+08:00", []),
        ("2025-06-13T09:30:00.1234567Z", "2025-06-13T09:30:00+00:00", []),
        ("2025-06-13T09:30:00", "2025-06-13T09:30:00", []),
        ("2025-06-13", "2025-06-13", []),
        ("2025-06-13T09:30:00+99:00", None, ["创建时间写作“2025-06-13T09:30:00+99:00”，不是真实的时间，不作判断。"]),
        ("2025-13-40T00:00:00Z", None, ["创建时间写作“2025-13-40T00:00:00Z”，不是真实的时间，不作判断。"]),
        ("0000-00-00T00:00:00Z", None, []),
        ("0001-01-01T00:00:00+08:00", None, ["创建时间写作1年，不合常理，不作判断。"]),
    ],
)
def test_zones_and_broken_times(says, spelt, created, doubts):
    found = says(core(spelt), kinds.DOCX)

    assert (found.get("created"), found["doubts"]) == (created, doubts)


def test_xlsx_says_its_company(says):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.add_worksheet()
        book.set_properties({"author": "王某", "company": "临江市司法局", "created": datetime(2024, 5, 6, 7, 8, 9)})

    assert says(stream.getvalue(), kinds.XLSX) == {
        "created": "2024-05-06T07:08:09+00:00",
        "modified": "2024-05-06T07:08:09+00:00",
        "author": "王某",
        "modified_by": "王某",
        "company": "临江市司法局",
        "software": "Microsoft Excel 12.0000",
        "doubts": [],
    }


def test_pdf_says_program_and_time(says):
    found = says(files.pdf_file(), kinds.PDF)

    assert (found["software"].startswith("Typst"), found["created"][:2], found["doubts"]) == (True, "20", [])


def pdf_with(info, tail=b""):
    """The smallest PDF with an information dictionary, its table of places left to be rebuilt by the reader."""
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", pages, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>", info]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer\n<</Size 5/Root 1 0 R/Info 4 0 R>>\n" + tail + b"%%EOF"


def test_pdf_of_a_scanner_is_known_as_one(says):
    info = b"<</CreationDate(D:20250613093000+08'00')/ModDate(D:2025)/Creator(RICOH Aficio)/Author(\\376\\377\\137\\040\\147\\320)>>"

    assert says(pdf_with(info), kinds.PDF) == {
        "created": "2025-06-13T09:30:00+08:00",
        "modified": "2025-01-01",
        "author": "张某",
        "software": "RICOH Aficio",
        "scan": True,
        "doubts": [],
    }


def test_pdf_time_is_taken_from_xmp_where_the_dictionary_has_none(says):
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><xmp:CreateDate>2025-03-04T05:06:07+08:00</xmp:CreateDate></x:xmpmeta>\n'

    assert says(pdf_with(b"<</Producer(P)>>", xmp), kinds.PDF) == {
        "created": "2025-03-04T05:06:07+08:00",
        "software": "P",
        "doubts": [],
    }


def test_ofd_and_odf_say_when_they_were_made(says):
    ofd = (
        '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocInfo><ofd:Author>赵某</ofd:Author>'
        "<ofd:CreationDate>2025-06-13</ofd:CreationDate><ofd:Creator>数科阅读器</ofd:Creator></ofd:DocInfo></ofd:DocBody></ofd:OFD>"
    )
    odf = (
        '<o:document-meta xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:m="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><o:meta><m:creation-date>2025-06-13T10:00:00.5</m:creation-date><dc:date>2025-06-14T10:00:00</dc:date>'
        "<m:initial-creator>钱某</m:initial-creator><dc:creator>孙某</dc:creator><m:editing-cycles>3</m:editing-cycles></o:meta></o:document-meta>"
    )

    assert says(files.zip_file({"OFD.xml": ofd}), kinds.OFD) == {
        "created": "2025-06-13",
        "author": "赵某",
        "software": "数科阅读器",
        "doubts": [],
    }
    assert says(files.zip_file({"meta.xml": odf}), kinds.ODT) == {
        "created": "2025-06-13T10:00:00",
        "modified": "2025-06-14T10:00:00",
        "author": "钱某",
        "modified_by": "孙某",
        "revision": 3,
        "doubts": [],
    }


def old_doc(author="周某", created=datetime(2025, 2, 3, 4, 5, 6, tzinfo=UTC)):
    ticks = int((created - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
    spelt = author.encode("gb18030") + b"\0"
    values = {
        1: struct.pack("<IhH", 2, 936, 0),
        4: struct.pack("<2I", 30, len(spelt)) + spelt.ljust(16, b"\0"),
        12: struct.pack("<IQ", 64, ticks),
    }
    at, places, body = 8 + 8 * len(values), b"", b""
    for number, value in values.items():
        places += struct.pack("<2I", number, at + len(body))
        body += value
    properties = struct.pack("<2I", at + len(body), len(values)) + places + body
    summary = b"\xfe\xff" + struct.pack("<HI", 0, 2) + bytes(16) + struct.pack("<I", 1) + bytes(16) + struct.pack("<I", 48) + properties
    start = struct.pack("<5H", 0xA5EC, 0xC1, 0, 0x0804, 0) + bytes(2)
    return files.ole_file({"WordDocument": start.ljust(4096, b"\0"), "1Table": bytes(4096), "\x05SummaryInformation": summary})


def test_old_word_says_author_and_time_in_its_own_code_page(says):
    assert says(old_doc(), kinds.DOC) == {"author": "周某", "created": "2025-02-03T04:05:06+00:00", "doubts": []}
    assert says(files.doc_file(), kinds.DOC) == {"doubts": []}


def test_photo_says_time_camera_and_place(says):
    assert says(photo(), kinds.JPG) == {
        "taken": "2025-03-05T09:30:00+08:00",
        "software": "Camera 1.0",
        "camera": "HUAWEI P40",
        "place": [38.52, 102.1875],
        "doubts": [],
    }


@pytest.mark.parametrize(
    ("taken", "doubts"),
    [
        ("0000:00:00 00:00:00", []),
        ("1980:01:01 00:00:00", ["拍摄时间写作1980年1月1日，不合常理，不作判断。"]),
        ("not a time", []),
    ],
)
def test_photo_of_a_camera_whose_clock_was_never_set_has_no_time(says, taken, doubts):
    found = says(photo(taken, zone="", place=((0, 0, 0), (0, 0, 0))), kinds.JPG)

    assert (found.get("taken"), found.get("place"), found["doubts"]) == (None, None, doubts)


@pytest.mark.parametrize("kind", [kinds.DOCX, kinds.ODT, kinds.OFD, kinds.PDF, kinds.DOC, kinds.JPG])
def test_a_file_that_is_not_what_it_seems_says_nothing(says, kind):
    found = says(b"nonsense", kind)

    assert (list(found), len(found["doubts"]), found["doubts"][0][:11]) == (["doubts"], 1, "文件自带信息读不出来（")


def test_prepare_keeps_what_the_file_says_and_what_its_words_say(cast, send):
    words = ("临司发〔2025〕19号", "临江市司法局关于检查的通知", "各科室：", "请准备。", "临江市司法局", "2025年4月22日")
    document = docx.Document(io.BytesIO(files.docx_file(*words)))
    document.core_properties.author, document.core_properties.modified = "张某", datetime(2025, 4, 20, 1, 0, tzinfo=UTC)
    stream = io.BytesIO()
    document.save(stream)
    item = acts.new_item_from_upload(cast.owner, send(cast.owner, "通知.docx", stream.getvalue()))
    jobs.prepare.call(item.current.pk)
    version = item.current

    assert (version.made["author"], version.made_by, version.made_at) == ("张某", "张某", datetime(2025, 4, 20, 1, 0, tzinfo=UTC))
    assert (version.facts["title"]["value"], version.facts["organ"]["value"]) == ("临江市司法局关于检查的通知", "临江市司法局")
    assert (version.number_series, version.number_no, str(version.signed_on)) == ("临司发〔2025〕", 19, "2025-04-22")
