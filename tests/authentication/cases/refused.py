"""The database refuses, and names the rule."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction


@contextmanager
def refused(rule: str) -> Iterator[None]:
    """What happens in here is refused by this rule, and nothing of it stays."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        yield
    cause: Any = error.value.__cause__
    assert cause.diag.constraint_name == rule, str(error.value)


def sql(statement: str, *values: Any) -> None:
    """As somebody with a shell on the database would."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def without(table: str, trigger: str) -> None:
    """The rule is off until the test ends."""
    sql("set constraints all immediate")
    sql(f"alter table {table} disable trigger {trigger}")
