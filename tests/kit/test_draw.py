"""The drawing: repeatable, and checkable by hand."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.kit.draw import draw


def test_draw_orders_by_the_digest_of_seed_and_id():
    names = ["甲", "乙", "丙", "丁"]
    by_hand = sorted(names, key=lambda name: hashlib.sha256(("2025-06-13" + "\n" + name).encode()).hexdigest())

    assert draw("2025-06-13", names, 2) == by_hand[:2]
    assert draw("2025-06-13", reversed(names), 9) == by_hand


def test_draw_refuses_repeated_names_and_negative_numbers():
    with pytest.raises(ValueError, match="名单里有重复：甲。"):
        draw("s", ["甲", "乙", "甲"], 1)
    with pytest.raises(ValueError, match="不能是负数"):
        draw("s", ["甲"], -1)


@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.sets(st.text(st.characters(exclude_categories=["Cs"])), max_size=20),
    st.integers(0, 25),
)
def test_drawing_more_keeps_what_was_drawn(seed, names, n):
    drawn = draw(seed, names, n)
    assert draw(seed, sorted(names), n + 1)[:n] == drawn
    assert len(drawn) == min(n, len(names))
    assert set(drawn) <= names
