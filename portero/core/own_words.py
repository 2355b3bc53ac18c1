"""Questions to the database in words of our own, for those that every sale asks.

Django writes its words anew each time, and PostgreSQL plans them anew: both take longer than the answer. These are
sent as they stand, and planned once per connection. They say `select *` (or `select own.*` beside other tables) for
the columns of the model, and are sent with their names: a column that a newer release adds changes nothing for a
process of the older one.
"""

import re
from collections.abc import Callable
from functools import cache, partial
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model

from portero.core.postgres.prepared import prepared

Row = TypeVar("Row", bound=Model)
ALL_COLUMNS = re.compile(r"\bselect ((?:\w+\.)?)\*")


def every(model: type[Row], words: str, *values: object) -> list[Row]:
    """All rows of the answer; what it says beside the model's columns are attributes."""
    return _question(model, words).ask(values)


def first(model: type[Row], words: str, *values: object) -> Row | None:
    """The first row of the answer, if there is one."""
    return next(iter(every(model, words, *values)), None)


def only(model: type[Row], words: str, *values: object) -> Row:
    """The row of the answer. Raises the model's DoesNotExist where there is none."""
    row = first(model, words, *values)
    if row is None:
        raise model.DoesNotExist  # type: ignore[attr-defined]  # every model has it
    return row


def found(words: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows of an answer that is no model's."""
    return prepared(words).rows(values)


def done(words: str, *values: object) -> int:
    """Write; how many rows were written."""
    return prepared(words).done(values)


class _Question(Generic[Row]):
    """Words whose answer are rows of a model."""

    def __init__(self, model: type[Row], words: str) -> None:
        self._model, self._fields = model, model._meta.concrete_fields
        self._names = [field.attname for field in self._fields]
        self._converters = [(n, made) for n, field in enumerate(self._fields) for made in _converters(field)]
        self._prepared = prepared(ALL_COLUMNS.sub(self._columns, words, count=1))

    def ask(self, values: tuple[object, ...]) -> list[Row]:
        rows, columns = self._prepared.answer(values)
        return [self._read(row, columns) for row in rows]

    def _columns(self, table: re.Match[str]) -> str:
        names = (connection.ops.quote_name(field.column) for field in self._fields)
        return "select " + ", ".join(f"{table[1]}{name}" for name in names)

    def _read(self, values: tuple[Any, ...], columns: list[str]) -> Row:
        own, more = list(values[: len(self._names)]), len(self._names)
        for place, convert in self._converters:
            own[place] = convert(own[place])
        row = self._model.from_db(connection.alias, self._names, own)
        for name, value in zip(columns[more:], values[more:], strict=True):
            setattr(row, name, value)
        return row


@cache
def _question(model: type[Row], words: str) -> _Question[Row]:
    return _Question(model, words)


def _converters(field: Any) -> list[Callable[[Any], Any]]:
    """What makes the field's value of the driver's, as Django's own queries do it."""
    column = field.get_col(field.model._meta.db_table)
    both = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
    return [partial(_convert, converter, column) for converter in both]


def _convert(converter: Any, column: Any, value: Any) -> Any:
    return converter(value, column, connection)
