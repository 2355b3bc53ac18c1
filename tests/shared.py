"""Rows that many tests look at and none keeps changed: made once for a module, in a transaction around its tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def made_once(blocker: DjangoDbBlocker) -> Iterator[None]:
    """For a fixture of a module: what is made inside is there for each of its tests, and afterwards never was.

    A test's own transaction is then a savepoint in this one, so what it changes is undone as always.
    """
    scope: Any = transaction.atomic()
    scope._from_testcase = True  # durable blocks may be opened inside, as in the transaction of a test
    with blocker.unblock(), scope:
        yield
        transaction.set_rollback(True)
