"""What a page can show of a file."""

import pytest
from PIL import Image

from evidence import files
from fazhi.evidence import kinds, preview
from fazhi.evidence.preview import render


@pytest.fixture
def shown(tmp_path):
    def show(data, kind, **how):
        path = tmp_path / "file"
        path.write_bytes(data)
        return render(path, kind.media_type, tmp_path, **how)

    return show


def test_preview_of_pdf_is_pictures_of_its_pages(shown, tmp_path, monkeypatch):
    monkeypatch.setattr(preview, "MOST_PAGES", 2)

    made = shown(files.pdf_file("一", "二", "三"), kinds.PDF)

    assert made == {"kind": "pages", "pages": ["page-0.webp", "page-1.webp"], "total": 3}
    with Image.open(tmp_path / "page-0.webp") as page:
        assert (page.format, page.size) == ("WEBP", (641, 910))  # A5 at 110 dots an inch


def test_preview_of_docx_is_clean_html_with_its_pictures(shown, tmp_path):
    made = shown(files.docx_file("第一段", table=[["单位", "<script>alert(1)</script>"]], picture=files.picture_file()), kinds.DOCX)

    assert made == {
        "kind": "html",
        "html": "<p>第一段</p><table><tbody><tr><td><p>单位</p></td>"
        "<td><p>&lt;script&gt;alert(1)&lt;/script&gt;</p></td></tr></tbody></table>"
        '<p><img src="picture:0"></p>',
        "pictures": ["picture-0.webp"],
        "cut": False,
    }
    with Image.open(tmp_path / "picture-0.webp") as picture:
        assert picture.size == (40, 20)


def test_preview_of_docx_drops_addresses_and_scripts(shown):
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" TargetMode="External" Target="javascript:alert(1)" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"/></Relationships>'
    )
    body = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body><w:p>'
        '<w:hyperlink r:id="r1"><w:r><w:t>点</w:t>'
        "</w:r></w:hyperlink></w:p></w:body></w:document>"
    )

    made = shown(files.changed_zip(files.docx_file(), {"word/document.xml": body, "word/_rels/document.xml.rels": rels}), kinds.DOCX)

    assert made["html"] == "<p>点</p>"


def test_preview_of_tables_is_their_first_rows_and_columns(shown, monkeypatch):
    monkeypatch.setattr(preview, "MOST_ROWS", 2)
    monkeypatch.setattr(preview, "MOST_COLUMNS", 2)
    small, large = (("指标", "数量"), ("审核率", 12)), (("一", "二", "三"), ("四", 5.5, ""), ("六", "", ""))

    assert shown(files.xlsx_file(small), kinds.XLSX) == {
        "kind": "table",
        "sheets": [{"name": "台账", "rows": [["指标", "数量"], ["审核率", "12"]]}],
        "cut": False,
    }
    assert shown(files.xlsx_file(large), kinds.XLSX) == {
        "kind": "table",
        "sheets": [{"name": "台账", "rows": [["一", "二"], ["四", "5.5"]]}],
        "cut": True,
    }
    assert shown("单位;数\n甲;1\n\n".encode("gb18030"), kinds.CSV)["sheets"] == [{"name": "CSV", "rows": [["单位", "数"], ["甲", "1"]]}]


def test_preview_of_a_picture_stands_upright_without_its_place(shown, tmp_path):
    made = shown(files.turned_picture(), kinds.JPG)

    assert made == {"kind": "image", "image": "image.webp", "thumb": "thumb.webp", "width": 20, "height": 40}
    with Image.open(tmp_path / "image.webp") as picture:
        assert (picture.size, dict(picture.getexif())) == ((20, 40), {})


def test_preview_of_a_large_picture_is_scaled(shown, tmp_path):
    made = shown(files.picture_file("PNG", (4000, 1000)), kinds.PNG)

    with Image.open(tmp_path / "thumb.webp") as thumb:
        assert ((made["width"], made["height"]), thumb.size) == ((2000, 500), (360, 90))


def test_preview_of_a_picture_bomb_says_why_not(shown, monkeypatch):
    monkeypatch.setattr(preview, "MOST_PIXELS", 100)

    assert shown(files.picture_file(), kinds.PNG) == {"kind": "none", "why": "图片像素过多，不能在页面里预览，请下载后查看。"}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (kinds.MP4, {"kind": "video"}),
        (kinds.MP3, {"kind": "audio"}),
        (kinds.TXT, {"kind": "text"}),
        (kinds.DOC, {"kind": "text", "why": "这里只显示文字，版式请下载后查看。"}),
        (kinds.PPT, {"kind": "none", "why": "旧版演示文稿暂不能在页面里预览，请下载后查看。"}),
        (kinds.HEIC, {"kind": "none", "why": "HEIC 图片暂不能在页面里预览，请下载后查看。"}),
        (
            kinds.AVI,
            {"kind": "none", "why": "浏览器放不了AVI 视频，请下载后查看。转成 MP4（录音转成 MP3）再上传新版本，就能在页面里播放。"},
        ),
    ],
)
def test_preview_of_other_kinds_says_how_to_look(shown, kind, expected):
    assert shown(b"x", kind) == expected


@pytest.mark.parametrize("kind", [kinds.PDF, kinds.DOCX, kinds.XLSX, kinds.PNG, kinds.HEIC, kinds.OFD])
def test_preview_of_a_damaged_file_is_no_error(shown, kind):
    made = shown(b"broken" * 100, kind)

    assert (made["kind"], made["why"][-7:]) == ("none", "请下载后查看。")
