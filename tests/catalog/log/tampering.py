"""Changing the log behind the database's back, as somebody with its password would: without triggers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from catalog.log.verifying import verify


@contextmanager
def tampering() -> Iterator[Any]:
    """A cursor for which no trigger runs; constraints of the tables still do."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set local session_replication_role = replica")
        yield cursor
        cursor.execute("set local session_replication_role = origin; set constraints all deferred")


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside didn't."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def found(piece: str | None = None) -> list[tuple[str, int | None, int | None]]:
    """Whom verification names: piece, number in its chain, row."""
    return [(finding.subject, finding.number, finding.row) for finding in verify(piece).found]


def said(piece: str | None = None) -> list[str]:
    """The findings as staff read them."""
    return [str(finding) for finding in verify(piece).found]
