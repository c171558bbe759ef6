"""Putting records into the index and taking them out again."""

from collections.abc import Iterable, Iterator

from django.db import connection, transaction
from django.utils import timezone

from .models import Document, Piece
from .streams import storable, streams

AT_ONCE = 500

Row = tuple[int, str, str]


def index(kind: str, object_id: int, title: str, body: str = "") -> None:
    """Make the record of `kind` (a model label such as "evidence.item") findable by these words, instead of those before."""
    index_many(kind, [(object_id, title, body)])


def index_many(kind: str, rows: Iterable[Row]) -> int:
    """The same for many, (object id, title, body) each, in transactions of 500; how many were new or changed."""
    changed, batch = 0, []
    for row in rows:
        batch.append(row)
        if len(batch) == AT_ONCE:
            changed += _written(kind, batch)
            batch = []
    return changed + _written(kind, batch)


def remove(kind: str, object_id: int) -> None:
    """Nobody finds the record any more."""
    Document.objects.filter(kind=kind, object_id=object_id).delete()


def _written(kind: str, rows: list[Row]) -> int:
    wanted = {object_id: (storable(title), storable(body)) for object_id, title, body in rows}
    with transaction.atomic():
        known = Document.objects.filter(kind=kind, object_id__in=wanted)
        same = {each.object_id for each in known if wanted[each.object_id] == (each.title, each.body)}
        now = timezone.now()
        fresh = [
            Document(kind=kind, object_id=object_id, title=title, body=body, indexed_at=now)
            for object_id, (title, body) in wanted.items()
            if object_id not in same
        ]
        Document.objects.bulk_create(
            fresh, update_conflicts=True, unique_fields=("kind", "object_id"), update_fields=("title", "body", "indexed_at")
        )
        Piece.objects.filter(document__in=fresh).delete()
        _store([piece for document in fresh for piece in _pieces(document)])
    return len(fresh)


def _pieces(document: Document) -> Iterator[tuple[Piece, str, str]]:
    for in_title, text in ((True, document.title), (False, document.body)):
        for phrases, singles in streams(text):
            yield Piece(document=document, in_title=in_title), phrases, singles


def _store(pieces: list[tuple[Piece, str, str]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "INSERT INTO search_piece (document_id, in_title, phrases, singles)"
                " VALUES (%s, %s, to_tsvector('simple', %s), to_tsvector('simple', %s))",
                [(piece.document_id, piece.in_title, phrases, singles) for piece, phrases, singles in pieces],
            )
        else:
            Piece.objects.bulk_create([piece for piece, _, _ in pieces])
            cursor.executemany(
                "INSERT INTO search_tokens (rowid, phrases, singles) VALUES (%s, %s, %s)",
                [(piece.pk, phrases, singles) for piece, phrases, singles in pieces],
            )
