"""Personal data in words: what is found, how it is masked, and what only looks like it."""

import sys
from pathlib import Path

import pytest

from fazhi.evidence.guard.numbers import is_bank_card, is_plausible_id, passes_id_checksum, passes_luhn, with_id_check
from fazhi.evidence.guard.personal import Kind, found_in, masked_already, replaced
from fazhi.evidence.guard.values import values_in

sys.path.append(str(Path(__file__).resolve().parents[2] / "bench"))
import faults_guard

ID = with_id_check("11010118890101001")  # invented: nobody living was born in 1889
CARD = "6222021234567894"


def found(text):
    return [(each.kind.value, text[each.start : each.end], each.masked) for each in found_in(text)]


def test_checks_of_the_standards_hold():
    assert ID == "110101188901010017"
    assert (passes_id_checksum(ID), passes_id_checksum(ID[:17] + "8")) == (True, False)
    assert (is_plausible_id(ID), is_plausible_id("990101188901010017"), is_plausible_id("110101188913010017")) == (True, False, False)
    assert (passes_luhn(CARD), passes_luhn("6222021234567895")) == (True, False)
    assert (is_bank_card(CARD, is_labelled=False), is_bank_card("6222222222222222", is_labelled=True)) == (True, False)


@pytest.mark.parametrize(
    "text",
    [
        ID,
        f"身份证号{ID}，",
        ID.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        f"{ID[:6]} {ID[6:14]} {ID[14:]}",
        f"{ID[:6]}-{ID[6:14]}-{ID[14:]}",
        f"{ID[:12]}\n{ID[12:]}",
        ID.replace("0", "O"),
        ID[:2] + "l" + ID[3:] if ID[2] == "1" else ID,
    ],
)
def test_identity_number_is_found_however_it_is_spelt(text):
    (one,) = found_in(text)

    assert (one.kind, one.masked, one.is_sure) == (Kind.ID_CARD, "1101**********0017", True)


def test_identity_number_with_a_slip_is_likely_only_beside_its_label():
    spoilt = ID[:17] + "8"

    assert [each.is_sure for each in found_in(f"公民身份号码：{spoilt}")] == [False]
    assert found(f"流水 {spoilt}") == []


def test_old_identity_number_needs_its_label():
    assert found("身份证号 110101890101001") == [("id-card", "110101890101001", "1101*******1001")]
    assert found("金额合计 110101890101001") == []


@pytest.mark.parametrize(
    "text", ["13812345678", "138-1234-5678", "138 1234 5678", "+86 13812345678", "１３８１２３４５６７８", "1381234567８", "13812345678.0"]
)
def test_mobile_is_found_however_it_is_spelt(text):
    (one,) = found_in(f"电话：{text}，请回电")

    assert (one.kind, one.masked) == (Kind.MOBILE, "138****5678")


@pytest.mark.parametrize(
    "text",
    [
        "0935-8212345",
        "（0935）8212345转8012",
        "12345",
        "110",
        "400-820-8820",
        "12013812345678",
        "13812345678.50元",
        "案号：13812345678",
        "11000000000",
        "金政发〔2024〕33号",
        "统一社会信用代码 12620300MB1234567X",
        "91620302710123456X",
        "2024-06-13 至 2025-12-31",
        f"事项编码：{ID}",
        "138****5678",
        "330***********1234",
        "当事人应当自收到之日起六十日内申请复议",
        "当事人：金昌市示例商贸有限公司",
        "申请人：张某某，男",
        "姓名 性别 职务",
        "联系人：全体成员",
        "192.168.13.81",
    ],
)
def test_what_only_looks_personal_is_left_alone(text):
    assert found(text) == []


def test_names_are_found_after_their_labels_and_beside_an_identity_number():
    assert found("姓  名：王示范\n性别：男") == [("name", "王示范", "王**")]
    assert found("当事人王示范，男，1949年生") == [("name", "王示范", "王**")]
    assert found(f"欧阳示例\t女\t{ID}") == [("name", "欧阳示例", "欧***"), ("id-card", ID, "1101**********0017")]
    assert found(f"市司法局 {ID}") == [("id-card", ID, "1101**********0017")]


def test_cards_passports_addresses_and_plates():
    text = "卡号 6222 0212 3456 7894，护照号码：E12345678，家庭住址：临江市示范区示范路12号3单元401室，车牌甘A·12345"

    assert found(text) == [
        ("bank-card", "6222 0212 3456 7894", "6222********7894"),
        ("passport", "E12345678", "E********"),
        ("address", "临江市示范区示范路12号3单元401室", "临江市***"),
        ("plate", "甘A·12345", "甘A***5"),
    ]
    assert [each.is_sure for each in found_in(text)] == [True, True, False, False]


def test_masked_numbers_count_as_masked_and_masking_leaves_nothing_to_find():
    text = f"姓名：王示范，{ID}，13812345678，{CARD}"

    assert (masked_already("330***********1234，138****5678，*****"), masked_already(text)) == (2, 0)
    hidden = replaced(text, found_in(text))
    assert hidden == "姓名：王**，1101**********0017，138****5678，6222********7894"
    assert (found(hidden), masked_already(hidden)) == ([], 3)


def test_values_of_a_page_show_no_plain_value_even_around_others():
    text = f"表一\n姓名：王示范，{ID}，电话13812345678，王示范到场\n又：{ID}"
    rows = values_in(text)

    assert [(row["key"], row["count"], row["lines"]) for row in rows] == [
        ("name|王**", 1, [2]),
        ("id-card|1101**********0017", 2, [2, 3]),
        ("mobile|138****5678", 1, [2]),
    ]
    assert [plain for plain in ("王示范", ID, "13812345678") if plain in str(rows)] == []


def test_planted_corpus_is_found_with_precision_and_recall():
    for label, counts in faults_guard.measured(documents=80).items():
        precision, recall = faults_guard.shares(*counts)
        assert (label, precision >= 0.97, recall >= 0.97) == (label, True, True)


def test_long_text_is_scanned_without_losing_time():
    text = ("关于印发实施方案的通知，" * 20 + "2024 0101 1234 5678 9012 3456\n") * 2000
    assert found(text[:2000]) == []
    assert len(found_in(text + ID)) == 1
