"""Rows that are only ever added: the query set and the base of every table of the journal."""

from typing import Any, NoReturn

from django.db import models


class Immutable(Exception):
    """Somebody tried to change or delete what has happened."""

    def __init__(self) -> None:
        super().__init__("日志只能追加，不能修改或删除。如记录有误，请另写一条更正。")


class AppendOnly(models.QuerySet):
    """Refuses every change of what is written."""

    def update(self, **values: Any) -> NoReturn:
        raise Immutable

    def delete(self) -> NoReturn:
        raise Immutable

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Immutable


class Appended(models.Model):
    """A row that is written once."""

    objects = AppendOnly.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Immutable
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Immutable
