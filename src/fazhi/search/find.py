"""Finding records by words: always a subquery, so that the door's scope is joined by the database."""

from typing import Any, TypeVar

from django.db import connection
from django.db.models import BigIntegerField, BooleanField, Exists, Model, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from .models import Document, Piece
from .streams import phrases

M = TypeVar("M", bound=Model)


def matching(query: str, kind: str) -> QuerySet[Document, int]:
    """Object ids of the records of `kind` that hold every word of `query`, in title or body, for use as a subquery:

    Item.visible_to(actor).filter(pk__in=matching(query, "evidence.item"))

    A query without a letter, digit or character finds nothing.
    """
    return _documents(query, kind, Piece.objects.all()).values_list("object_id", flat=True)


def found(records: QuerySet[M], query: str, kind: str, *, newest: str = "-pk") -> QuerySet[M]:
    """`records` (what the door gave) that match, those with every word in the title first, then the newest."""
    in_title = _documents(query, kind, Piece.objects.filter(in_title=True)).filter(object_id=OuterRef("pk"))
    matches: QuerySet[Any] = records.filter(pk__in=matching(query, kind))
    return matches.annotate(is_found_in_title=Exists(in_title)).order_by("-is_found_in_title", newest)


def _documents(query: str, kind: str, pieces: QuerySet[Piece]) -> QuerySet[Document]:
    words = phrases(query)
    documents = Document.objects.filter(kind=kind) if words else Document.objects.none()
    for phrase in words:
        documents = documents.filter(pk__in=_holding(pieces, phrase).values("document"))
    return documents


def _holding(pieces: QuerySet[Piece], phrase: str) -> QuerySet[Piece]:
    """Raw because Django knows neither index; the phrase is a parameter, and holds letters, digits and blanks only."""
    if connection.vendor == "postgresql":
        condition = "(phrases @@ phraseto_tsquery('simple', %s) OR singles @@ phraseto_tsquery('simple', %s))"
        return pieces.filter(RawSQL(condition, (phrase, phrase), BooleanField()))  # noqa: S611  # no text of the query is in the SQL
    rows = "SELECT rowid FROM search_tokens WHERE search_tokens MATCH %s"
    return pieces.filter(pk__in=RawSQL(rows, (f'"{phrase}"',), BigIntegerField()))  # noqa: S611  # the same
