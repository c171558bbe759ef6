"""The index finds what is there and nothing else, on both databases, within the scope of a door."""

import re
from unicodedata import normalize

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fazhi.search import index as index_module
from fazhi.search.find import found, matching
from fazhi.search.index import index, index_many, remove
from fazhi.search.models import Document, Piece
from fazhi.search.streams import phrases, streams

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
KIND = "test.record"
HAN = "法治政府〇々㐂𠮷𬱖𰻞"
TEXT = st.text(alphabet=HAN + "法治政府" * 3 + " \n\uff0c。、\uff41B1(*\"'\uff08-_x", max_size=40)


def ids(query, kind=KIND):
    return sorted(matching(query, kind))


def as_read(text):
    """Half-width, folded, without white space between two Han characters: what a person reads."""
    plain = normalize("NFKC", normalize("NFKC", text).casefold())
    return re.sub(f"(?<=[{HAN}])\\s+(?=[{HAN}])", "", plain)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXT, min_size=1, max_size=3), data=st.data())
def test_any_han_words_are_found_where_they_stand_and_nowhere_else(texts, data):
    Document.objects.all().delete()
    index_many(KIND, [(number, "标题", text) for number, text in enumerate(texts)])
    here = re.findall(f"[{HAN}]+", as_read(data.draw(st.sampled_from(texts))))
    words = st.text(alphabet=HAN, min_size=1, max_size=6)
    if here:
        run = data.draw(st.sampled_from(here))
        start = data.draw(st.integers(0, len(run) - 1))
        words = st.one_of(words, st.just(run[start : start + data.draw(st.integers(1, 6))]))
    query = data.draw(words)

    assert ids(query) == [number for number, text in enumerate(texts) if query in as_read(text)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=30) | st.text(alphabet="\"'*():^-+&|!<>\\%{} ANDORNOTNEAR法治\0", max_size=30))
def test_no_query_does_harm(query):
    Document.objects.all().delete()
    index(KIND, 1, "完全不同", "")

    assert [number for number in ids(query) if number != 1] == []
    assert ids("完全") == [1]


RECORDS = {
    1: ("法治政府建设示范市创建方案", "第一条 为了深入推进法治政府建设，制定本方案。\n市司法局负责牵头。"),
    2: ("执法监督", "依照第23条、第2.8.3项，“示范”创建的办件率为95%。GB/T 9704-2012。" + "填充" * 3000 + "末尾提到法治政府。"),
    3: ("全角Ａ１", "法治、治政、政府都不是一个词；法 治 连 写"),
}


@pytest.fixture
def records():
    index_many(KIND, [(number, *words) for number, words in RECORDS.items()])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("法治政府", [1, 2]), ("法", [1, 2, 3]), ("治连写", [3]), ("第23条", [2]), ("第2条", []), ("2.8.3", [2]), ("2 8", [2]),
        ("2.8", [2]), ("3.8.2", []), ("“示范”创建", [2]), ("示范创建", []), ("示范市创建", [1]), ("gb/t", [2]),
        ("GB/T 9704", [2]), ("a1", [3]), ("A１", [3]),
        ("法治政府 牵头", [1]), ("执法 法治政府", [2]), ("法治政府 没有的词", []), ("监督依照", []), ("末尾", [2]), ("填充末尾", [2]),
        ("", []), ("  ，。 ", []), ("\"", []), ("法*", [1, 2, 3]), ("法 OR 没有", []), ("NOT", []), ("xx", []), ("\uff58", []),
        ("%", []), ("a\0b", []),
    ],
)  # fmt: skip
def test_words_are_found(records, query, expected):
    assert ids(query) == expected


def test_other_kinds_are_not_found(records):
    index("test.other", 9, "法治政府")

    assert (ids("法治政府"), ids("法治政府", "test.other")) == ([1, 2], [9])


def test_index_replaces_what_was_said_before(records):
    index(KIND, 1, "新标题", "新正文")

    assert (ids("法治政府"), ids("新标题"), ids("新正文")) == ([2], [1], [1])
    assert Document.objects.get(kind=KIND, object_id=1).title == "新标题"


def test_index_leaves_alone_what_says_the_same(records):
    before = Document.objects.get(kind=KIND, object_id=1).indexed_at

    assert index_many(KIND, [(1, *RECORDS[1]), (2, "执法监督", "改了")]) == 1
    assert Document.objects.get(kind=KIND, object_id=1).indexed_at == before


def test_removed_records_leave_nothing_behind(records):
    remove(KIND, 1)
    remove(KIND, 2)
    remove(KIND, 99)

    assert (ids("法治政府"), list(Document.objects.values_list("object_id", flat=True))) == ([], [3])
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT rowid FROM search_tokens")
            assert {row[0] for row in cursor.fetchall()} == set(Piece.objects.values_list("pk", flat=True))


def test_more_records_than_one_transaction_takes(monkeypatch):
    count = index_module.AT_ONCE * 2 + 3

    assert index_many(KIND, ((number, f"记录{number}", "") for number in range(count))) == count
    assert (len(ids("记录")), ids("记录1002")) == (count, [1002])


def test_index_takes_what_databases_refuse():
    index(KIND, 1, "标\0题", "正\ud800文")

    assert ids("题") == [1]


@pytest.fixture
def kinds():
    """Any table will do for a door; this one is there."""
    ContentType.objects.all().delete()
    rows = [ContentType.objects.create(app_label=label, model="m") for label in "abcd"]
    index_many(
        KIND,
        [(rows[0].pk, "法治政府", ""), (rows[1].pk, "正文里有", "法治政府"), (rows[2].pk, "法治", "政府"), (rows[3].pk, "法治政府", "")],
    )
    return rows


def test_found_gives_titles_first_then_the_newest_within_the_scope(kinds):
    a, b, c, d = kinds
    mine = ContentType.objects.filter(app_label__in="abc")

    assert list(found(mine, "法治政府", KIND)) == [a, b]
    assert list(found(ContentType.objects.all(), "法治政府", KIND)) == [d, a, b]
    assert list(found(mine, "法治 政府", KIND)) == [a, c, b]
    assert list(found(mine, "法治政府", KIND, newest="pk")) == [a, b]


def test_found_is_one_query(kinds, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(found(ContentType.objects.all(), "法治 政府", KIND)) == 4


@pytest.mark.parametrize("text", ["法" * 5000, "法、" * 3000, "1.2 " * 3000, "法治" * 6000 + "末尾"])
def test_repetitions_beyond_the_databases_limits_are_found_to_the_end(text):
    index(KIND, 1, "重复", text + "结束2.8.3")

    assert [ids("结束"), ids("束"), ids("2.8.3"), ids("结束2.8.3"), ids("没有")] == [[1], [1], [1], [1], []]


def test_streams_hold_no_more_of_one_token_than_postgresql_keeps():
    most = [max(each.count(token) for token in set(each)) for pair in streams("法、" * 3000) for each in map(str.split, pair)]

    assert [each <= 255 for each in most] == [True] * len(most)


def test_phrases_break_at_signs():
    assert phrases("GB/T 法治 2.8.3 “法治”、政府 ，") == ["gb \uff58 t", "法治", "2 \uff58 8 \uff58 3", "x法 x治 \uff58 x政 x府"]
