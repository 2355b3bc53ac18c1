"""Questions to the database in words of our own, for those that every sale asks.

Django writes its words anew each time, and PostgreSQL plans them anew: both take longer than the answer. These are
sent as they stand, and planned once per connection. They say `select *` (or `select own.*` beside other tables) for
the columns of the model, and are sent with their names: a column that a newer release adds changes nothing for a
process of the older one.
"""

import re
from collections.abc import Callable
from functools import cache, partial
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model

from portero.core.postgres.prepared import prepared

Row = TypeVar("Row", bound=Model)
EVERY_COLUMN = re.compile(r"(\b\w+\.|(?<=select ))\*")


def every(model: type[Row], words: str, *values: object) -> list[Row]:
    """All rows of the answer."""
    return [row for (row,) in _question((model,), words).ask(values)]


def joined(models: tuple[type[Model], ...], words: str, *values: object) -> list[tuple[Any, ...]]:
    """All rows of an answer that says `select one.*, other.*, more ...`: a row of each model, and what else it says.

    None where a left join found no row.
    """
    return _question(models, words).ask(values)


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


class _Part:
    """The columns of one model in an answer."""

    def __init__(self, model: type[Model], begins: int) -> None:
        fields = model._meta.concrete_fields
        self._model, self._names = model, [field.attname for field in fields]
        self._columns = [connection.ops.quote_name(str(field.column)) for field in fields]
        self._converters = [(n, made) for n, field in enumerate(fields) for made in _converters(field)]
        self._key = self._names.index(model._meta.pk.attname)
        self.begins, self.ends = begins, begins + len(fields)

    def columns(self, table: str) -> str:
        """Their names; `table` is empty, or ends with its point."""
        return ", ".join(f"{table}{column}" for column in self._columns)

    def read(self, values: tuple[Any, ...]) -> Model | None:
        """The row among the values of the whole answer."""
        own = list(values[self.begins : self.ends])
        if own[self._key] is None:
            return None
        for place, convert in self._converters:
            own[place] = convert(own[place])
        return self._model.from_db(DEFAULT_DB_ALIAS, self._names, own)


class _Question:
    """Words whose answer are rows of models."""

    def __init__(self, models: tuple[type[Model], ...], words: str) -> None:
        self._parts: list[_Part] = []
        for model in models:
            self._parts.append(_Part(model, self._parts[-1].ends if self._parts else 0))
        parts = iter(self._parts)
        named = EVERY_COLUMN.sub(lambda table: next(parts).columns(table[1]), words, count=len(models))
        self._prepared = prepared(named)

    def ask(self, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """The models' rows of each row of the answer, and what else stands in it."""
        more = self._parts[-1].ends
        answer = self._prepared.rows(values)
        return [(*(part.read(row) for part in self._parts), *row[more:]) for row in answer]


@cache
def _question(models: tuple[type[Model], ...], words: str) -> _Question:
    return _Question(models, words)


def _converters(field: Any) -> list[Callable[[Any], Any]]:
    """What makes the field's value of the driver's, as Django's own queries do it."""
    column = field.get_col(field.model._meta.db_table)
    both = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
    return [partial(_convert, converter, column) for converter in both]


def _convert(converter: Any, column: Any, value: Any) -> Any:
    return converter(value, column, connection)
