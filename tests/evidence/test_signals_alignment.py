"""Shingles, alignment and the two texts side by side, for any text."""

import random
import unicodedata
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fazhi.evidence.signals import shingles
from fazhi.evidence.signals.alignment import LEAST, Passage, common_passages, equal_in, equal_places
from fazhi.evidence.signals.shingles import SHINGLE, squeezed
from fazhi.evidence.signals.sidebyside import MOST_ROWS, rows

LETTERS = st.text("甲乙丙丁戊己庚", max_size=120)
STRANGE = st.text(st.characters(codec="utf-8"), max_size=200)
MARKED = st.text("甲乙丙丁戊己庚，。 \n（㎡ﬁⅧ１Ａa", max_size=160)


def distinct(length, start=0x4E00):
    """Characters of which no two are the same: every match is the true one."""
    return "".join(chr(start + place) for place in range(length))


@given(one=LETTERS, other=LETTERS)
def test_passages_hold_equal_text_and_take_no_character_twice(one, other):
    found = common_passages(one, other)
    lefts = [place for each in found for place in range(each.a, each.a + each.length)]
    rights = [place for each in found for place in range(each.b, each.b + each.length)]

    assert lefts == sorted(set(lefts)) and len(rights) == len(set(rights))
    assert all(0 <= each.a <= each.a + each.length <= len(one) and 0 <= each.b <= each.b + each.length <= len(other) for each in found)
    assert all(equal_in(one, other, each) >= LEAST for each in found)
    assert all(one[each.a] == other[each.b] and one[each.a + each.length - 1] == other[each.b + each.length - 1] for each in found)


@given(text=st.text("甲乙丙丁戊己庚", min_size=LEAST, max_size=120))
def test_a_text_is_found_whole_in_itself(text):
    left, right = equal_places(text, text, common_passages(text, text))

    assert sum(left) == sum(right) == len(text)


@given(cuts=st.lists(st.integers(0, 400), min_size=1, max_size=6), seed=st.integers(0, 99))
def test_moved_parts_are_all_found(cuts, seed):
    text = distinct(400)
    bounds = sorted({0, 400, *cuts})
    parts = [text[a:b] for a, b in pairwise(bounds)]
    random.Random(seed).shuffle(parts)
    moved = "".join(parts)
    long = sum(len(part) for part in parts if len(part) >= LEAST)

    assert sum(equal_places(moved, text, common_passages(moved, text))[0]) >= long


def test_a_changed_character_does_not_end_a_passage():
    text = distinct(60)
    changed = text[:20] + "甲" + text[21:40] + "乙" + text[41:]

    assert common_passages(changed, text) == [Passage(0, 0, 60)]
    assert equal_in(changed, text, Passage(0, 0, 60)) == 58


def test_stock_phrases_are_no_passages():
    phrase = distinct(LEAST - 1)

    assert common_passages(distinct(50, 0x6000) + phrase, distinct(50, 0x7000) + phrase) == []


@given(text=STRANGE)
def test_squeezed_knows_where_each_character_stood(text):
    found = squeezed(text)

    assert len(found.text) == len(found.places)
    assert all(each in unicodedata.normalize("NFKC", text[place]).lower() for each, place in zip(found.text, found.places, strict=True))
    assert list(found.places) == sorted(found.places)


def test_squeezed_takes_no_notice_of_width_case_and_marks():
    assert squeezed("第１条　ＡＢ，（示例）。").text == squeezed("第1条 ab (示例)").text == "第1条ab示例"


@given(text=STRANGE)
def test_samples_are_repeatable_and_survive_being_stored(text):
    first = shingles.sample(shingles.hashes(squeezed(text).text))

    assert first == shingles.sample(shingles.hashes(squeezed(text).text))
    assert shingles.unpacked(shingles.packed(first)) == first == sorted(first)


def test_the_hash_never_changes():
    """Stored fingerprints are compared with those of years to come."""
    assert list(shingles.hashes(distinct(SHINGLE + 1))) == [-8951151172158259323, -7585585664446843424]


def test_a_part_of_a_long_text_shares_its_sample():
    text = "".join(random.Random(3).choice(distinct(3000)) for _ in range(20_000))
    part = set(shingles.sample(shingles.hashes(text[7000:9000])))

    assert len(part & set(shingles.sample(shingles.hashes(text)))) >= 0.9 * len(part)


@given(left=MARKED, right=MARKED)
def test_unfolded_rows_hold_every_character_of_both_texts_once(left, right):
    found = [[each.a, each.b, each.length] for each in common_passages(squeezed(left).text, squeezed(right).text)]
    made = rows(left, right, found, fold=False)

    assert "".join(piece.text for row in made for piece in row.left) == left
    assert sorted("".join(piece.text for row in made for piece in row.right)) == sorted(right)


@given(
    left=MARKED, right=MARKED, passages=st.lists(st.tuples(st.integers(-5, 200), st.integers(-5, 200), st.integers(-5, 200)), max_size=4)
)
def test_rows_never_fail_on_passages_of_an_older_text(left, right, passages):
    assert all(piece.text or piece.omitted for row in rows(left, right, passages) for piece in (*row.left, *row.right))


def test_rows_mark_what_is_shared_and_what_differs():
    left, right = "甲方总结：" + distinct(30) + "。", distinct(15) + "改" + distinct(30)[16:] + "。另起一段。"
    made = rows(left, right, [[4, 0, 30]])

    assert [row.is_shared for row in made] == [False, True, False]
    assert [(piece.text, piece.is_shared) for piece in made[1].right] == [(distinct(15), True), ("改", False), (distinct(30)[16:], True)]
    assert [piece.text for piece in made[0].left] == ["甲方总结："]
    assert [piece.text for piece in made[2].right] == ["。另起一段。"]


def test_rows_say_what_was_moved():
    one, other = distinct(40), distinct(40, 0x6000)
    made = rows(one + other, other + one, [[0, 40, 40], [40, 0, 40]])

    assert [(row.is_shared, row.is_moved) for row in made] == [(True, False), (True, True)]


def test_rows_fold_what_is_long():
    gap = distinct(1000, 0x6000)
    made = rows(gap + distinct(30), distinct(30), [[1000, 0, 30]])

    assert [(len(piece.text), piece.omitted) for piece in made[0].left] == [(80, 0), (0, 860), (60, 0)]


def test_rows_keep_to_their_number():
    text = distinct(9000)
    passages = [[start, start, 20] for start in range(0, 9000, 30)]
    made = rows(text, text, passages)

    assert len(made) == MOST_ROWS + 1
    assert made[-1].left[0].omitted == 9000 - MOST_ROWS // 2 * 30
