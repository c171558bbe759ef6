"""Search tokens, also on the SQLite that really searches them."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.kit.tokens import OVERLAP, PIECE, index_tokens, pieces, query_phrases

HAN = st.text(
    alphabet=st.one_of(st.sampled_from("法治政府一二的㐀䶿𠀀𪛖〇"), st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)),
    min_size=1,
    max_size=30,
)


def is_found(query, *texts):
    """Which texts FTS5 finds, as the module says to ask it."""
    database = sqlite3.connect(":memory:")
    try:
        database.execute("CREATE VIRTUAL TABLE t USING fts5(phrases, singles, tokenize='unicode61')")
        database.executemany("INSERT INTO t VALUES (?, ?)", [index_tokens(text) for text in texts])
        match = " AND ".join(f'"{phrase}"' for phrase in query_phrases(query))
        return [row[0] - 1 for row in database.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid", [match])]
    finally:
        database.close()


def test_index_tokens_gives_both_streams():
    assert index_tokens("2025年法治政府,GB/T 9704第3条") == (
        "2025 年法 法治 治政 政府 gb t 9704 第 3 条",
        "2025 x年 x法 x治 x政 x府 gb t 9704 x第 3 x条",
    )
    assert index_tokens("\uff12\uff10\uff12\uff15\uff21b") == ("2025ab", "2025ab")
    assert index_tokens("王 强\n局长") == ("王强 强局 局长", "x王 x强 x局 x长")
    assert index_tokens("法治。政府") == ("法治 政府", "x法 x治 x政 x府")
    assert index_tokens("!?") == ("", "")


def test_query_phrases_gives_one_phrase_a_word():
    assert query_phrases("法治政府 法 ABC 第3条 “示范”") == ["法治 治政 政府", "x法", "abc", "x第 3 x条", "x示 x范"]
    assert query_phrases(' ," ') == []


TEXTS = ["法治政府建设", "政府法治", "依照第3条规定", "2025年工作要点", "执法", "法", "𠀀姓人家", "gb/t 9704-2012"]


@pytest.mark.parametrize(
    ("query", "found"),
    [("法治政府", [0]), ("法", [0, 1, 4, 5]), ("政府 法治", [0, 1]), ("第3条", [2]), ("2025年", [3]), ("2025年工作", [3]),
     ("202", []), ("治法", []),
     ("𠀀", [6]), ("𠀀姓", [6]), ("GB/T", [7]), ("9704", [7]), ("府建", [0]), ("x法", [])],
)  # fmt: skip
def test_search_finds_exactly(query, found):
    assert is_found(query, *TEXTS) == found


@given(HAN, st.data())
def test_any_part_of_a_han_text_is_found(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))

    assert is_found(text[start:end], "甲乙丙丁", text)[-1:] == [1]


@given(HAN, HAN)
def test_a_han_text_is_found_only_where_it_stands(text, query):
    assert is_found(query, text) == ([0] if query in text else [])


@given(st.text(), st.text())
def test_tokens_need_no_escaping(text, query):
    is_found(query, text) if query_phrases(query) else None
    for stream in (*index_tokens(text), *query_phrases(text)):
        assert not set(stream) & set("\"'()*:&|!<>^-+{}[]~\\/")


@given(st.integers(0, 3 * PIECE), st.integers(1, OVERLAP))
def test_pieces_overlap_so_that_no_phrase_is_lost(length, size):
    text = "".join(chr(0x4E00 + n % 20000) for n in range(length))
    parts = list(pieces(text))

    assert max(map(len, parts)) <= PIECE
    for start in range(0, max(length - size, 0), 97):
        assert any(text[start : start + size] in part for part in parts)
