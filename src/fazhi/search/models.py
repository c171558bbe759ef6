"""Documents of the index: what each record says, and the pieces in which the database searches it."""

from django.db import models


class Document(models.Model):
    """One searchable record, as its room gave it to index()."""

    kind = models.CharField("类别", max_length=60)
    object_id = models.BigIntegerField("对象编号")
    title = models.TextField("标题")
    body = models.TextField("正文", blank=True)
    indexed_at = models.DateTimeField("入索引时间")

    class Meta:
        verbose_name = "检索条目"
        constraints = [models.UniqueConstraint(fields=("kind", "object_id"), name="one_document_a_record")]

    def __str__(self) -> str:
        return self.title


class Piece(models.Model):
    """A part of a document's title or body, short enough for PostgreSQL's limits.

    Its tokens are kept in the database's own way, made by the first migration: on PostgreSQL in two more columns of this
    table (tsvector, with GIN), on SQLite in the FTS5 table search_tokens under the same number.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="pieces")
    in_title = models.BooleanField("属于标题")

    class Meta:
        verbose_name = "检索片段"

    def __str__(self) -> str:
        return f"{self.document_id}/{self.pk}"
