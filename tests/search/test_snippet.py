"""The part of a text that the page shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.search.snippet import snippet


@pytest.mark.parametrize(
    ("text", "query", "parts"),
    [
        ("市司法局负责牵头", "司法局", [("市", False), ("司法局", True), ("负责牵头", False)]),
        ("市司法局负责牵头", "牵头 司法", [("市", False), ("司法", True), ("局负责", False), ("牵头", True)]),
        ("市司法局", "没有", [("市司法局", False)]),
        ("市司法局", " ，", [("市司法局", False)]),
        ("王 强\n局长", "王强局", [("王 强 局", True), ("长", False)]),
        ("ＧＢ／Ｔ ９７０４", "gb/t 9704", [("ＧＢ／Ｔ", True), (" ", False), ("９７０４", True)]),
        ("contract con", "con", [("contract ", False), ("con", True)]),
        ("第2.8.3项和第2.8.30项", "2.8.3", [("第", False), ("2.8.3", True), ("项和第2.8.30项", False)]),
        ("占地5㎡多", "m2", [("占地5㎡多", False)]),  # the end of the word 5m2
        ("a.b*c", "(a.b*", [("a.b", True), ("*c", False)]),
        ("", "法", []),
    ],
)
def test_snippet_marks_the_hits(text, query, parts):
    assert snippet(text, query) == parts


def test_snippet_shows_the_part_around_the_first_hit():
    text = "前" * 500 + "法治政府" + "后" * 500

    assert snippet(text, "法治") == [("…", False), ("前" * 40, False), ("法治", True), ("政府" + "后" * 116, False), ("…", False)]
    assert snippet(text, "没有") == [("前" * 160, False), ("…", False)]


@given(st.text(max_size=300), st.text(max_size=12))
def test_snippet_keeps_the_text_as_it_is(text, query):
    shown = "".join(part for part, _ in snippet(text, query))
    drawn_together = " ".join(text.split())

    assert shown.removeprefix("…").removesuffix("…") in drawn_together or shown in drawn_together
