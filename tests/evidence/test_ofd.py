"""OFD files: their words in reading order, their pages as pictures, and what is said of what is not drawn."""

import pytest
from PIL import Image

from evidence import files, ofd_made
from evidence.ofd_made import line, ofd_file, page, picture, resources, text
from fazhi.evidence import acts, apart, jobs, kinds
from fazhi.evidence.ofd.drawing import outline
from fazhi.evidence.ofd.package import deltas, resolved
from fazhi.evidence.preview import render
from fazhi.evidence.text import Extracted, extract

NOTE = "OFD 预览只画文字、图片和线条，字体可能与原件不同；没有画出：{}。以原件为准。"
TWO_TURNED = text("第二列", 120, 105) + text("第一列", 20, 105.3) + text("标题", 40, 40, 9)
UNITS = "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"


@pytest.fixture
def words(tmp_path):
    def read(data):
        (tmp_path / "a.ofd").write_bytes(data)
        return extract(tmp_path / "a.ofd", kinds.OFD.media_type)

    return read


@pytest.fixture
def shown(tmp_path):
    def show(data):
        (tmp_path / "a.ofd").write_bytes(data)
        return render(tmp_path / "a.ofd", kinds.OFD.media_type, tmp_path)

    return show


def dark(path, box):
    """Whether anything is drawn within the box, in millimetres."""
    with Image.open(path) as sheet:
        scale = sheet.width / 210
        part = sheet.convert("L").crop(tuple(round(side * scale) for side in box))
        return part.getextrema()[0] < 128


def test_words_come_line_by_line_whatever_the_order_of_the_objects(words):
    assert words(ofd_file(TWO_TURNED, text("第二页", 20, 30))) == Extracted("标题\n第一列 第二列\n第二页", "done")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("g 3 10", [10, 10, 10]),
        ("5 g 2 10 7", [5, 10, 10, 7]),
        ("1 2 3", [1, 2, 3]),
        ("g 999999999 1", [1] * 6),
        ("g 2", [0, 2]),
        ("x nan 1e99", [0, 0, 0]),
        (None, []),
    ],
)
def test_distances_are_written_in_runs(said, expected):
    assert deltas(said, 6) == expected


def test_words_with_runs_of_distances_glyphs_and_a_matrix_stay_words(words):
    glyphs = '<ofd:CGTransform CodePosition="0" CodeCount="2" GlyphCount="2"><ofd:Glyphs>12 13</ofd:Glyphs></ofd:CGTransform>'

    assert words(ofd_file(text("审核", 20, 30, delta="g 1 12", inside=glyphs, CTM="2 0 0 2 0 0"))).text == "审核"


def test_words_of_templates_blocks_units_and_notes_are_found(words):
    common = '<ofd:TemplatePage ID="9" BaseLoc="Tpls/T.xml"/>' + UNITS
    unit = (
        f'<ofd:Res {ofd_made.SPACE}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="8">'
        f"<ofd:Content>{text('组合', 0, 5)}</ofd:Content>"
        "</ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
    )
    notes = f'<ofd:Annotations {ofd_made.SPACE}><ofd:Page PageID="100"><ofd:FileLoc>P/A.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>'
    note = (
        f'<ofd:PageAnnot {ofd_made.SPACE}><ofd:Annot ID="1" Type="Watermark"><ofd:Appearance Boundary="0 200 100 20">{text("批注", 20, 10)}'
        f'</ofd:Appearance></ofd:Annot><ofd:Annot ID="2" Visible="false"><ofd:Appearance Boundary="0 0 9 9">'
        f"{text('不见', 0, 5)}</ofd:Appearance>"
        "</ofd:Annot></ofd:PageAnnot>"
    )
    composite = '<ofd:CompositeObject ID="3" Boundary="20 120 50 20" ResourceID="8"/>'
    content = page(
        f'<ofd:PageBlock ID="4">{text("正文", 20, 60)}{composite}</ofd:PageBlock>',
        '<ofd:Template TemplateID="9" ZOrder="Background"/>',
    )
    extra = {
        "Doc_0/Tpls/T.xml": page(text("红头", 20, 30)),
        "Doc_0/PublicRes.xml": unit,
        "Doc_0/Annots/A.xml": notes,
        "Doc_0/Annots/P/A.xml": note,
    }
    made = ofd_file(content, common=common, extra=extra, after="<ofd:Annotations>Annots/A.xml</ofd:Annotations>")

    assert words(made).text == "红头\n正文\n组合\n批注"


def test_seals_are_counted_and_said_not_to_be_checked(words, shown):
    made = ofd_file(text("决定", 20, 30), seals=2)

    assert words(made).text == "决定\n含电子签章2个（未验签）"
    assert shown(made)["why"] == NOTE.format("电子签章2个（未验签）")


def test_page_is_drawn_at_its_places(shown, tmp_path):
    common = "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
    extra = {"Doc_0/DocumentRes.xml": resources("a.png"), "Doc_0/Res/a.png": files.picture_file(size=(60, 30))}
    made = shown(ofd_file(text("审", 20, 40, 10) + line(20, 60, 190, 60) + picture(100, 100, 60, 30), common=common, extra=extra))

    assert made == {"kind": "pages", "pages": ["page-0.webp"], "total": 1}
    page_0 = tmp_path / "page-0.webp"
    with Image.open(page_0) as sheet:
        assert sheet.size == (909, 1286)  # A4 at 110 dots an inch
    places = [(20, 31, 30, 41), (20, 59, 190, 61), (100, 100, 160, 130)]
    assert [dark(page_0, box) for box in places] == [True, True, True]
    assert [dark(page_0, box) for box in [(20, 10, 190, 29), (20, 62, 190, 99), (20, 140, 190, 290)]] == [False, False, False]


def test_what_cannot_be_drawn_is_named(shown):
    common = "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
    jbig = {"Doc_0/DocumentRes.xml": resources("a.jb2"), "Doc_0/Res/a.jb2": b"\x97JB2\r\n\x1a\n" + bytes(40)}

    assert shown(ofd_file(picture(10, 10, 50, 50), common=common, extra=jbig))["why"] == NOTE.format("JBIG2 图片")
    assert shown(ofd_file(picture(10, 10, 50, 50)))["why"] == NOTE.format("打不开的图片")
    gone = shown(ofd_file(pages='<ofd:Page ID="1" BaseLoc="Pages/None.xml"/>'))
    assert (gone["why"], gone["total"]) == (NOTE.format("缺少页面内容"), 1)


def test_outline_has_its_strokes_and_survives_nonsense():
    assert outline("M 0 0 L 10 0 L 10 10 C") == [[(0, 0), (10, 0), (10, 10), (0, 0)]]
    assert outline("S 1 1 A 5 5 0 0 1 9 9") == [[(1, 1), (9, 9)]]
    assert [stroke[-1] for stroke in outline("M 0 0 B 0 1 1 1 1 0 M 5 5 Q 6 6 7 5")] == [(1, 0), (7, 5)]
    assert outline("M L Z 1 2 3 C") == []


@pytest.mark.parametrize(
    ("said", "base", "place"),
    [
        ("Pages/P.xml", "Doc_0/Document.xml", "Doc_0/Pages/P.xml"),
        ("/Doc_0/P.xml", "Doc_0/x/y.xml", "Doc_0/P.xml"),
        ("../../../../etc/passwd", "Doc_0/Document.xml", "etc/passwd"),
        ("Res\\a.png", "Doc_0/R.xml", "Doc_0/Res/a.png"),
    ],
)
def test_places_never_lead_out_of_the_package(said, base, place):
    assert resolved(said, base) == place


def test_page_of_odd_measures_is_taken_as_a4(shown, tmp_path):
    shown(ofd_file(text("一", 20, 30), box="0 0 1e9 -4"))

    with Image.open(tmp_path / "page-0.webp") as sheet:
        assert sheet.size == (909, 1286)


def test_many_pages_end_at_the_limit(words, shown, monkeypatch):
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_0/Content.xml"/>' for n in range(20_000))
    made = ofd_file(text("页", 20, 30), pages=listed)
    monkeypatch.setattr("fazhi.evidence.preview.MOST_PAGES", 2)
    monkeypatch.setattr("fazhi.evidence.ofd.words.MOST_PAGES", 3)

    drawn = shown(made)
    assert (len(drawn["pages"]), drawn["total"], words(made).text) == (2, 20_000, "页\n页\n页")


def test_units_that_hold_themselves_end(words):
    unit = (
        f'<ofd:Res {ofd_made.SPACE}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="8"><ofd:Content>{text("环", 0, 5)}'
        '<ofd:CompositeObject ID="3" Boundary="0 0 50 20" ResourceID="8"/></ofd:Content></ofd:CompositeGraphicUnit>'
        "</ofd:CompositeGraphicUnits></ofd:Res>"
    )
    made = ofd_file('<ofd:CompositeObject ID="3" Boundary="0 0 9 9" ResourceID="8"/>', common=UNITS, extra={"Doc_0/PublicRes.xml": unit})

    assert set(words(made).text) == {"环"}


@pytest.mark.parametrize("broken", ["Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml"])
def test_broken_part_is_a_note_and_no_error(words, shown, broken):
    made = files.changed_zip(ofd_file(text("一", 20, 30)), {broken: "<ofd:Document"})

    assert words(made) == Extracted("", "failed", "正文读不出来（XMLSyntaxError），检索不到其中的文字；文件本身已保存，可以下载。")
    assert shown(made) == {"kind": "none", "why": "预览做不出来（XMLSyntaxError），文件已保存。请下载后查看。"}


def test_ofd_is_read_in_the_process_of_its_own(tmp_path):
    path = tmp_path / "a.ofd"
    path.write_bytes(ofd_file(text("关于法治政府建设的决定", 20, 30), seals=1))

    assert apart.do("judge", path, name="决定.ofd") == {"media_type": "application/ofd", "extension": "ofd", "name": "决定.ofd", "note": ""}
    assert apart.do("text", path, media_type=kinds.OFD.media_type)["text"] == "关于法治政府建设的决定\n含电子签章1个（未验签）"
    assert apart.do("preview", path, media_type=kinds.OFD.media_type, folder=str(tmp_path))["total"] == 1


@pytest.mark.django_db
def test_uploaded_ofd_has_words_and_pages(cast, send):
    item = acts.new_item_from_upload(cast.owner, send(cast.owner, "决定.ofd", ofd_file(text("决定", 20, 30))))

    jobs.prepare.call(item.current.pk)

    version = item.current
    assert (version.text, version.text_state, version.pages, len(version.preview["pages"])) == ("决定", "done", 1, 1)
