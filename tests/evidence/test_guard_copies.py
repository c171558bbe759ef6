"""Public copies: what is hidden is gone, two persons stand behind each, and only a copy in force leaves the house."""

import io
import zipfile

import docx
import pypdfium2
import pytest
from docx.oxml import parse_xml
from PIL import Image

from evidence.files import changed_zip, docx_file, pdf_file, picture_file, xlsx_file
from fazhi.evidence.acts import new_item_from_upload
from fazhi.evidence.guard.copies import CopyNotMade, approve_copy, leaving, make_copy, public_copy_of, withdraw_copy
from fazhi.evidence.guard.copying import draw_copy
from fazhi.evidence.guard.numbers import with_id_check
from fazhi.evidence.guard.personal import found_in
from fazhi.evidence.jobs import prepare
from fazhi.evidence.models import PublicCopy, Severity, Signal
from fazhi.evidence.signals.examining import examine
from fazhi.evidence.store import opened
from fazhi.journal.models import Entry
from fazhi.people.actor import NotAllowed

ID = with_id_check("11010118890101001")
TEXT = f"当事人：王示范，男，身份证号{ID}，电话13812345678。经查，王示范的行为属实。"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture
def version(cast, send):
    def made(name, data):
        item = new_item_from_upload(cast.owner, send(cast.owner, name, data), title="处罚决定书")
        prepare.call(item.current.pk)
        return item.versions.select_related("blob", "item__unit").get()

    return made


def masks_of(version, *, boxes=()):
    return {"values": sorted({each.key for each in found_in(version.text)}), "boxes": list(boxes)}


def drawn(cast, version, masks=None):
    copy = make_copy(cast.owner, version, masks or masks_of(version))
    draw_copy.call(copy.pk)
    copy.refresh_from_db()
    return copy


def content(copy):
    with opened(copy.blob) as file:
        return file.read()


def every_part(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_copy_of_a_pdf_is_pictures_with_bars_and_nothing_under_them(cast, version):
    original = version("决定书.pdf", pdf_file(TEXT, "第二页 王示范"))
    copy = drawn(cast, original, masks_of(original, boxes=[{"page": 2, "x": 0.5, "y": 0.5, "w": 0.25, "h": 0.25}]))

    assert (copy.state, copy.why, copy.file_name) == (PublicCopy.State.DRAFTED, "", "处罚决定书（脱敏公开副本）.pdf")
    data = content(copy)
    document = pypdfium2.PdfDocument(data)
    pages = [document[number] for number in range(len(document))]
    assert [page.get_textpage().count_chars() for page in pages] == [0, 0]
    assert (set(document.get_metadata_dict().values()), b"/Info" in data, b"/Font" in data) == ({""}, False, False)
    second = pages[1].render(scale=1).to_pil().convert("L")
    assert [second.getpixel((int(second.width * x), int(second.height * y))) < 10 for x, y in ((0.6, 0.6), (0.4, 0.6), (0.8, 0.6))] == [
        True,
        False,
        False,
    ]
    # the bar lies where the name stood: much of the first line is black now
    first, before = (pypdfium2.PdfDocument(each)[0].render(scale=1).to_pil().convert("L") for each in (data, pdf_file(TEXT)))
    assert [sum(1 for shade in picture.tobytes() if shade < 30) > 1500 for picture in (first, before)] == [True, False]


def test_copy_of_a_turned_pdf_hides_the_right_place(cast, version):
    document = pypdfium2.PdfDocument(pdf_file(TEXT))
    document[0].set_rotation(90)
    out = io.BytesIO()
    document.save(out)
    copy = drawn(cast, version("横.pdf", out.getvalue()))

    picture = pypdfium2.PdfDocument(content(copy))[0].render(scale=1).to_pil().convert("L")
    dark = [(at % picture.width, at // picture.width) for at, shade in enumerate(picture.tobytes()) if shade < 10]
    tall = max(y for _, y in dark) - min(y for _, y in dark)
    assert (picture.width > picture.height, tall > 100) == (True, True)


def test_value_that_no_page_shows_is_refused_and_not_passed_over(cast, version):
    copy = drawn(cast, version("决定书.pdf", pdf_file(TEXT)), {"values": [["mobile", "139****0000"]], "boxes": []})

    assert (copy.state, copy.blob) == (PublicCopy.State.FAILED, None)
    assert copy.why == "手机号 139****0000在页面上定位不到，没有遮盖。请不勾选它，改用画框遮盖它所在的位置。"


def test_copy_of_a_picture_hides_what_was_drawn(cast, version):
    original = version("照片.png", picture_file("PNG", size=(400, 200)))
    copy = drawn(cast, original, {"values": [], "boxes": [{"page": 1, "x": 0.0, "y": 0.0, "w": 0.5, "h": 1.0}]})

    picture = pypdfium2.PdfDocument(content(copy))[0].render(scale=1).to_pil().convert("RGB")
    left, right = (
        picture.getpixel((picture.width // 4, picture.height // 2)),
        picture.getpixel((3 * picture.width // 4, picture.height // 2)),
    )
    assert (max(left) < 10, right[0] > 180) == (True, True)


def split_docx():
    """The values split over runs, in a header, a table, a comment, a deletion, a link, and the makers' names."""
    document = docx.Document(io.BytesIO(docx_file("甲", table=[["姓名", "李样本"], ["证件号码", ID]], header="联系电话13912345678")))
    line = document.paragraphs[0]
    line.text = ""
    for piece in ("当事人：王", "示范", f"，身份证号{ID[:7]}", ID[7:], "。王示范到场。"):
        line.add_run(piece)
    document.core_properties.author = "王示范"
    document.core_properties.last_modified_by = "王示范"
    deleted = parse_xml(f'<w:del {W} w:author="王示范"><w:r><w:delText>旧电话13712345678</w:delText></w:r></w:del>')
    inserted = parse_xml(f'<w:ins {W} w:author="王示范"><w:r><w:t>新增一句。</w:t></w:r></w:ins>')
    line._p.append(deleted)
    line._p.append(inserted)
    document.add_comment(line.runs[0], text="王示范的电话是13612345678", author="批注人")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_copy_of_a_word_file_loses_values_comments_revisions_and_makers(cast, version):
    original = version("决定书.docx", split_docx())
    copy = drawn(cast, original)

    assert (copy.state, copy.why) == (PublicCopy.State.DRAFTED, "")
    data = content(copy)
    whole = every_part(data)
    plain = ("王示范", "李样本", ID, ID[7:], "13912345678", "13712345678", "13612345678", "批注人", "w:author", "w:del", "comments")
    assert [value for value in plain if value in whole] == []
    read = docx.Document(io.BytesIO(data))
    assert read.paragraphs[0].text == "当事人：王**，身份证号1101**********0017。王**到场。新增一句。"
    assert [[cell.text for cell in row.cells] for row in read.tables[0].rows] == [["姓名", "李**"], ["证件号码", "1101**********0017"]]
    assert read.sections[0].header.paragraphs[0].text == "联系电话139****5678"
    assert (read.core_properties.author, read.core_properties.last_modified_by) == ("", "")


def test_copy_of_a_workbook_loses_values_in_words_and_numbers(cast, version):
    rows = (("姓名", "身份证号", "电话"), ("王示范", ID, 13812345678), ("合计", "", 2))
    copy = drawn(cast, version("名册.xlsx", xlsx_file(rows=rows)))

    whole = every_part(content(copy))
    assert ([value for value in ("王示范", ID, "13812345678") if value in whole], copy.preview["sheets"][0]["rows"]) == (
        [],
        [["姓名", "身份证号", "电话"], ["王**", "1101**********0017", "138****5678"], ["合计", "", "2"]],
    )


def test_copy_of_plain_text(cast, version):
    copy = drawn(cast, version("笔录.txt", TEXT.encode("gb18030")))

    assert content(copy).decode() == "当事人：王**，男，身份证号1101**********0017，电话138****5678。经查，王**的行为属实。"


def test_document_with_something_embedded_is_refused(cast, version):
    data = changed_zip(docx_file(TEXT), {"word/embeddings/sheet.bin": b"inside"})
    copy = drawn(cast, version("嵌入.docx", data))

    assert (copy.state, copy.why.partition("，")[0]) == (PublicCopy.State.FAILED, "文件里嵌有别的表格、控件、透视表缓存或外部数据")


@pytest.mark.parametrize(
    ("masks", "why"),
    [
        ({"values": [], "boxes": []}, "没有选择要遮盖的内容，也没有画框。"),
        ({"values": [], "boxes": [{"page": 1, "x": 0.9, "y": 0, "w": 0.5, "h": 0.1}]}, "第1页的一个框画到了页面外。"),
    ],
)
def test_copy_is_not_begun_without_masks_that_make_sense(cast, version, masks, why):
    with pytest.raises(CopyNotMade, match=f"^{why}"):
        make_copy(cast.owner, version("决定书.pdf", pdf_file(TEXT)), masks)

    assert PublicCopy.objects.count() == 0


def test_box_on_a_page_that_is_not_there_is_refused(cast, version):
    copy = drawn(
        cast, version("决定书.pdf", pdf_file(TEXT)), {"values": [], "boxes": [{"page": 9, "x": 0.1, "y": 0.1, "w": 0.1, "h": 0.1}]}
    )

    assert (copy.state, copy.why) == (PublicCopy.State.FAILED, "没有第9页，框没有画上。请核对页码后重新制作。")


def test_two_persons_stand_behind_a_copy_and_a_newer_one_takes_its_place(cast, version):
    original = version("笔录.txt", TEXT.encode())
    head = cast.colleague
    copy = make_copy(head, original, masks_of(original))
    draw_copy.call(copy.pk)
    with pytest.raises(NotAllowed, match="不能由制作人自己批准"):
        approve_copy(head, copy)
    for stranger in (cast.stranger, cast.officer, cast.owner):
        with pytest.raises(NotAllowed):
            approve_copy(stranger, copy)
    assert public_copy_of(original) is None

    approve_copy(cast.taskforce, copy)
    assert public_copy_of(original) == copy
    newer = drawn(cast, original)
    approve_copy(head, newer)
    copy.refresh_from_db()
    assert (public_copy_of(original), copy.state, copy.why) == (newer, PublicCopy.State.WITHDRAWN, "由新的副本代替")
    with pytest.raises(CopyNotMade, match="写明撤回的原因"):
        withdraw_copy(cast.owner, newer, " ")
    withdraw_copy(cast.owner, newer, "漏遮一处")
    assert public_copy_of(original) is None
    told = Entry.objects.filter(kind="evidence.publiccopy").order_by("pk").values_list("verb", flat=True)
    assert list(told) == ["created", "changed", "approved", "created", "changed", "withdrawn", "approved", "withdrawn"]


def test_stranger_cannot_make_a_copy(cast, version):
    original = version("笔录.txt", TEXT.encode())
    with pytest.raises(NotAllowed):
        make_copy(cast.stranger, original, masks_of(original))

    assert list(PublicCopy.visible_to(cast.stranger)) == []


def test_what_leaves_the_house(cast, version):
    plain, original = version("通知.txt", "关于召开会议的通知。".encode()), version("笔录.txt", TEXT.encode())
    assert (leaving(plain).allowed, leaving(plain).copy, leaving(plain).why) == (True, None, "")
    assert (leaving(original).allowed, leaving(original, if_personal="original").allowed) == (False, True)
    assert leaving(original, if_personal="original").why == "含有个人信息，没有批准的脱敏公开副本；按本次申报的设置，使用原件。"

    copy = drawn(cast, original)
    assert leaving(original).allowed is False  # drafted is not yet out
    approve_copy(cast.colleague, copy)
    assert (leaving(original).allowed, leaving(original).copy) == (True, copy)

    withdraw_copy(cast.owner, copy, "改用原件")
    examine.call(original.pk)
    Signal.objects.filter(version=original, family="personal").update(state=Signal.State.EXPLAINED)
    assert (leaving(original).allowed, leaving(original).why) == (True, "含有个人信息，经认定可以公开，使用原件。")


def test_signal_says_what_kinds_and_how_many_and_never_a_value(cast, version):
    original = version("笔录.txt", (TEXT + "\n旧号330***********1234").encode())
    examine.call(original.pk)
    signal = Signal.objects.get(version=original, family="personal")

    assert (signal.severity, signal.said.partition("，都")[0]) == (Severity.SERIOUS, "正文中有身份证号1处、手机号1处、姓名1处")
    assert (signal.facts["masked_already"], [each["masked"] for each in signal.facts["examples"]]) == (
        1,
        ["王**", "1101**********0017", "138****5678"],
    )
    stored = str(Signal.objects.values_list()) + str(Entry.objects.values_list())
    assert [plain for plain in (ID, "13812345678", "王示范") if plain in stored] == []


def test_signal_is_not_raised_by_office_phones_and_document_numbers(cast, version):
    original = version("通知.txt", "金政发〔2024〕33号，电话0935-8212345，统一社会信用代码12620300MB1234567X。".encode())
    examine.call(original.pk)

    assert list(Signal.objects.filter(version=original, family="personal")) == []


def test_picture_in_a_copied_document_keeps_no_marks_of_its_camera(cast, version):
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    photo = picture_file("JPEG", exif=exif)
    copy = drawn(cast, version("图文.docx", docx_file(TEXT, picture=photo)))

    assert (b"CameraMaker" in photo, "CameraMaker" in every_part(content(copy))) == (True, False)
