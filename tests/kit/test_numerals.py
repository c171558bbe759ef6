"""Chinese numerals, both ways."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.kit.numerals import NumeralRefused, article_number, half_width, parse_number, to_chinese, to_int


@pytest.mark.parametrize(
    ("text", "number"),
    [("二十三", 23), ("23", 23), ("\uff12\uff13", 23), ("1,234", 1234), ("一百零三", 103), ("两百", 200), ("廿三", 23), ("二〇二五", 2025),
     ("十", 10), ("〇", 0), ("负五", -5), ("三万", 30000), ("3万", 30000)],
)  # fmt: skip
def test_to_int_reads_both_scripts(text, number):
    assert to_int(text) == number


@pytest.mark.parametrize("text", ["", "很多", "二十三条", "三点五", "一百三十百", "百分之一百", "1,23", "12a", "\u0663"])
def test_to_int_refuses_what_is_no_whole_number(text):
    with pytest.raises(NumeralRefused) as refused:
        to_int(text)
    assert str(refused.value).startswith(f"“{text}”不是")


@pytest.mark.parametrize(
    ("text", "number"),
    [("百分之九十", "0.9"), ("90%", "0.9"), ("99.5\uff05", "0.995"), ("九成", "0.9"), ("千分之三", "0.003"), ("万分之五", "0.0005"),
     ("四分之三", "0.75"), ("三点五", "3.5"), ("1.2万", "12000"), ("百分之百", "1")],
)  # fmt: skip
def test_parse_number_gives_shares_as_fractions(text, number):
    assert parse_number(text) == Decimal(number)


def test_parse_number_refuses_a_zero_denominator():
    with pytest.raises(NumeralRefused, match="分母是零"):
        parse_number("零分之一")


@pytest.mark.parametrize(
    ("text", "number"), [("第二十三条", 23), ("第23条第二款", 23), ("第二十三条之一", 23), ("第 \uff12\uff13 条", 23), ("一百零二条", 102)]
)
def test_article_number_reads_the_article(text, number):
    assert article_number(text) == number


@pytest.mark.parametrize("text", ["第二十三章", "条", "", "第条"])
def test_article_number_refuses_what_names_no_article(text):
    with pytest.raises(NumeralRefused):
        article_number(text)


def test_half_width_leaves_chinese_punctuation():
    assert half_width("\uff12\uff10\uff21\uff42\uff05\uff0c\uff08甲\uff09\uff1a。") == "20Ab%\uff0c\uff08甲\uff09\uff1a。"


@given(st.integers(-(10**16) + 1, 10**16 - 1))
def test_numerals_round_trip(number):
    assert to_int(to_chinese(number)) == number
    assert to_int(str(number)) == number
    assert to_int(f"{number:,}") == number


@given(st.integers(1, 9999))
def test_article_numbers_round_trip(number):
    assert article_number(f"第{to_chinese(number)}条") == number
