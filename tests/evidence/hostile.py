"""Files made to do harm, put together by hand: none of them does any, each has the shape that would."""

import io
import struct
import zipfile
import zlib

from evidence import files

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {name} "{f"&{inner};" * 10}">' for inner, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><x>&i;</x>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


def relations(*links):
    """A .rels part; each link is a type, a target and a mode."""
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{REL}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        for number, (kind, target, mode) in enumerate(links)
    )
    return (
        f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'
    )


def docx_with(changes):
    return files.changed_zip(files.docx_file(), changes)


def docx_linked(kind, target, part="word/_rels/settings.xml.rels"):
    return docx_with({part: relations((kind, target, "External"))})


def docx_field(*runs):
    """A field whose instruction is scattered over runs; “(” and “)” open and close one."""
    marks = {"(": '<w:fldChar w:fldCharType="begin"/>', ")": '<w:fldChar w:fldCharType="end"/>'}
    body = "".join(f"<w:r>{marks.get(run, f'<w:instrText>{run}</w:instrText>')}</w:r>" for run in runs)
    return docx_with({"word/document.xml": f'<w:document xmlns:w="{W}"><w:body><w:p>{body}</w:p></w:body></w:document>'})


def packed_program(name=b"setup.exe"):
    """A compound file with a file packed into it as an icon."""
    native = b"\x02\0" + name + b"\0C:\\" + name + b"\0\0\0\x03\0" + b"\x20\0\0\0C:\\t\0" + b"MZ\x90\0" + bytes(200)
    return files.ole_file({"\x01Ole10Native": struct.pack("<I", len(native)) + native})


def overlapping():
    """Two entries of the table of contents that name the same bytes, as the better zip bomb does."""
    data = bytearray(files.changed_zip(files.docx_file(), {"word/media/a.bin": bytes(90_000), "word/media/b.bin": bytes(90_000)}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        first, second = archive.getinfo("word/media/a.bin").header_offset, archive.getinfo("word/media/b.bin").header_offset
    at = data.rfind(struct.pack("<I", second) + b"word/media/b.bin")
    data[at : at + 4] = struct.pack("<I", first)
    return bytes(data)


def zip64_lie():
    """The end record says a few entries, the zip64 record before it twenty million."""
    data = files.docx_file()
    end = data[-22:]
    _, directory, start = struct.unpack_from("<HII", end, 10)
    record = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 20_000_000, 20_000_000, directory, start)
    locator = b"PK\x06\x07" + struct.pack("<IQI", 0, len(data) - 22, 1)
    return data[:-22] + record + locator + end


def renamed_entry(new):
    """A docx with an entry of an odd name; zipfile would mend some of them, so the name is put in afterwards."""
    spare = "x" * len(new)
    return docx_with({spare: "x"}).replace(spare.encode(), new)


def twice():
    stream = io.BytesIO(files.docx_file())
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Word/Document.xml", "<x/>")
    return stream.getvalue()


def nested_bomb():
    """An archive in an archive in an archive, each small, the last huge, with an innocent name."""
    inner = files.zip_file({"0.txt": bytes(8_000_000)})
    for _ in range(3):
        inner = files.zip_file({f"{n}.bin": inner for n in range(3)})
    return docx_with({"word/embeddings/oleObject1.bin": inner})


def pdf(catalog=b"", *objects, stream=False):
    """A PDF of one page; further objects have the numbers from 4. With `stream` they hide in a compressed object stream."""
    listed = [
        b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
    ]
    if stream:
        return _pdf_with_object_stream(listed, objects)
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, content in enumerate([*listed, *objects], 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start, size = len(out), len(places) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start))


def _pdf_with_object_stream(listed, objects):
    held = len(listed) + 1  # the number of the stream; its objects follow, then the cross reference stream
    heads, body = b"", b""
    for number, content in enumerate(objects, held + 1):
        heads += b"%d %d " % (number, len(body))
        body += content + b" "
    packed = zlib.compress(heads + body)
    dictionary = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>" % (len(objects), len(heads), len(packed))
    out, rows = bytearray(b"%PDF-1.5\n"), [struct.pack(">BIH", 0, 0, 65535)]
    for number, content in enumerate([*listed, dictionary + b"stream\n" + packed + b"\nendstream"], 1):
        rows.append(struct.pack(">BIH", 1, len(out), 0))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows += [struct.pack(">BIH", 2, held, index) for index in range(len(objects))]
    last, start = len(rows), len(out)
    rows.append(struct.pack(">BIH", 1, start, 0))
    table = b"".join(rows)
    out += b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root 1 0 R/Length %d>>stream\n" % (last, last + 1, len(table))
    return bytes(out + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start)


def pdf_with_attachment(name):
    names = b"/Names<</EmbeddedFiles<</Names[(a) 4 0 R]>>>>"
    return pdf(
        names, b"<</Type/Filespec/F(%s)/UF(%s)/EF<</F 5 0 R>>>>" % (name, name), b"<</Type/EmbeddedFile/Length 2>>stream\nhi\nendstream"
    )


def xlsx_linked(target="file:///C:/a.xlsx"):
    return files.changed_zip(
        files.xlsx_file(),
        {"xl/externalLinks/externalLink1.xml": "<externalLink/>",
         "xl/externalLinks/_rels/externalLink1.xml.rels": relations(("externalLinkPath", target, "External"))},
    )  # fmt: skip


def xlsx_dde():
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    link = f'<externalLink xmlns="{space}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    return files.changed_zip(files.xlsx_file(), {"xl/externalLinks/externalLink1.xml": link})


def odt(content='<office:document-content xmlns:office="o"/>', **parts):
    kind = "application/vnd.oasis.opendocument.text"
    return files.zip_file({"mimetype": kind, "content.xml": content, **{name.replace("__", "/"): text for name, text in parts.items()}})


def many_boxes():
    return files.box(b"ftyp", b"isom\0\0\2\0isom") + files.box(b"moov", bytes(20)) + b"\0\0\0\x08free" * 200_001


def xls_dde():
    path = b"cmd\x03/c calc"
    book = struct.pack("<2HHHB", 0x01AE, 5 + len(path), 1, len(path), 0) + path
    records = struct.pack("<2H16s", 0x0809, 16, bytes(16)) + book + struct.pack("<2H", 0x000A, 0)
    return files.ole_file({"Workbook": records.ljust(5000, b"\0")})


def doc_dde():
    start = struct.pack("<5H", 0xA5EC, 0xC1, 0, 0x0804, 0) + struct.pack("<H", 0)
    return files.ole_file(
        {"WordDocument": (start.ljust(1024, b"\0") + b'\x13 DDEAUTO c:\\\\cmd.exe "/k" \x14').ljust(4096, b"\0"), "1Table": bytes(4096)}
    )
