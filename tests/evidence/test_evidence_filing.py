"""The indicator that a file's name or folder speaks of."""

import pytest

from fazhi.evidence.filing import FilingHint, guess_place


@pytest.mark.parametrize(
    ("name", "folder", "hint"),
    [
        ("2.8.3 无违法文件.docx", "", FilingHint("2.8.3", None, "无违法文件")),
        ("会议纪要.docx", "2.8.3 合法性审核", FilingHint("2.8.3", None, "合法性审核 会议纪要")),
        ("会议纪要.docx", "佐证/2-8-3合法性审核/2024年", FilingHint("2.8.3", None, "合法性审核 会议纪要")),
        ("1.2.1清单.pdf", "2.8.3 合法性审核", FilingHint("1.2.1", None, "清单")),
        ("２．８．３ 审核.pdf", "", FilingHint("2.8.3", None, "审核")),
        ("10_34_2图.png", "", FilingHint("10.34.2", None, "图")),
        ("第29项 无违法文件.docx", "", FilingHint(None, 29, "无违法文件")),
        ("第二十九项.docx", "", FilingHint(None, 29, "")),
        ("序号29-证明.docx", "", FilingHint(None, 29, "证明")),
        ("指标104.docx", "", FilingHint(None, 104, "")),
        ("2.8.3（序号29）证明.docx", "", FilingHint("2.8.3", 29, "证明")),
    ],
)
def test_filing_finds_the_indicator(name, folder, hint):
    assert guess_place(name, folder) == hint


@pytest.mark.parametrize(
    "name",
    [
        "2025.6.13会议纪要.docx",
        "25.6.13纪要.docx",
        "软件v1.2.3说明.pdf",
        "第105项.docx",
        "11.2.3.docx",
        "2.35.1.docx",
        "IMG_20250613.jpg",
        "192.168.1.1.txt",
        "序号2025年.docx",
    ],
)
def test_filing_takes_no_other_number_for_an_indicator(name):
    hint = guess_place(name)

    assert (hint.code, hint.number, bool(hint)) == (None, None, False)
