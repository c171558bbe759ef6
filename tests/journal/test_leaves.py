"""Leaves: the same bytes as the plain way of writing them, on both databases."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from fazhi.journal.leaves import COLUMNS, as_data, leaf, leaves, read
from fazhi.journal.models import Affected, Entry, Touched, Verb
from fazhi.kit.digests import canonical

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
number = st.none() | st.integers(-(2**63), 2**63 - 1)
value = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | text | st.lists(text, max_size=2)


@given(
    st.tuples(*[text] * 10),
    st.tuples(*[number] * 5),
    st.dictionaries(text, st.lists(value, min_size=2, max_size=2), max_size=3),
    st.lists(st.tuples(text, text, text, text), max_size=3),
    st.lists(st.integers(0, 10**9), max_size=3),
)
def test_a_leaf_is_canonical_json(texts, numbers, changes, touched, affected):
    row = (*texts, *numbers, "2025-06-20 02:32:00.500000", json.dumps(changes))

    assert leaf(row, touched, affected) == canonical(as_data(row, touched, affected))
    assert as_data(row, touched, affected)["at"] == "2025-06-20T02:32:00.500000+00:00"


@pytest.mark.django_db
@pytest.mark.postgres
def test_both_databases_give_these_very_bytes():
    """What is written here is read here on SQLite and, in the same test run again, on PostgreSQL."""
    said = "退回了“材料”\\\n\t\x07 2 份 \U00020000"
    changes = {"乙": [None, 1], "甲": [True, "密:abc"], "数": [1.5, -3], "列": [["b", "a"], {}]}
    entry = Entry.objects.create(
        id=77, at=datetime(2025, 6, 20, 2, 32, 0, tzinfo=UTC), verb=Verb.RETURNED, kind="people.unit", object_id="5", object_name="金昌市",
        digest="ab" * 32, campaign_id=9, actor_name="李某", said=said, changes=changes, rows=2, rows_root="cd" * 32,
    )  # fmt: skip
    Touched.objects.create(entry=entry, kind="people.unit", object_id="5", digest="ab" * 32, shape="0123456789abcdef")
    Touched.objects.create(entry=entry, kind="people.unit", object_id="3", digest="", shape="0123456789abcdef")
    Affected.objects.bulk_create([Affected(entry=entry, unit_id=unit) for unit in (30, 4)])

    expected = (
        '{"actor_id":null,"actor_name":"李某","actor_unit":"","actor_unit_id":null,"address":"","affected":[4,30],'
        '"at":"2025-06-20T02:32:00+00:00","campaign_id":9,"changes":{"乙":[null,1],"列":[["b","a"],{}],"数":[1.5,-3],"甲":[true,"密:abc"]},'
        f'"digest":"{"ab" * 32}","id":77,"kind":"people.unit","object_id":"5","object_name":"金昌市","rows":2,"rows_root":"{"cd" * 32}",'
        '"said":"退回了“材料”\\\\\\n\\t\\u0007 2 份 \U00020000",'
        f'"touched":[["people.unit","5","{"ab" * 32}","0123456789abcdef"],["people.unit","3","","0123456789abcdef"]],"verb":"returned"}}'
    )
    assert list(leaves([77, 78])) == [(77, expected.encode())]


@pytest.mark.django_db
def test_every_column_of_an_entry_stands_in_its_leaf():
    own = {field.attname for field in Entry._meta.concrete_fields}
    assert own == {*COLUMNS, "at", "changes"}
    assert {field.attname for field in Touched._meta.concrete_fields} == {"id", "entry_id", "kind", "object_id", "digest", "shape"}
    assert {field.attname for field in Affected._meta.concrete_fields} == {"id", "entry_id", "unit_id"}


@pytest.mark.django_db
def test_many_entries_take_three_statements_a_page(django_assert_num_queries):
    with django_assert_num_queries(3):
        list(leaves(range(500)))
    with django_assert_num_queries(6):
        list(leaves(range(501)))
    assert connection.vendor in ("sqlite", "postgresql") and callable(read)
