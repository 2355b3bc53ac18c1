"""Writing rows: one by one, or many of several tables in one round trip to the database.

An order is some fifteen new rows that name each other, a captured payment a dozen rows and changes. Whoever writes
a row takes a `Writer`; `AT_ONCE` writes it now, `Together` when the caller says so. What is written, and in which
order, is the same; an error of any row fails the whole.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple, Protocol, Self, TypeVar

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.db.models import Model

from portero.core.postgres.prepared import own_connection, prepared
from portero.core.row_statements import Statement, added, changed, columns_of, key_of, quoted, returned

Added = TypeVar("Added", bound=Model)
# New rows in one statement: each number of rows is a statement that a connection has to prepare.
ROWS_AT_ONCE = 8


class Writer(Protocol):
    """Where rows go, complete but for their own keys.

    Neither a model's `save` nor signals run; Oscar's addresses, whose `save` makes a search text, need that before.
    """

    def add(self, row: Model) -> None:
        """A new row."""

    def change(self, row: Model, *names: str) -> None:
        """These columns of a row that exists (all of them, if none is named)."""

    def do(self, words: str, *values: object) -> None:
        """What these words write, with `%s` for each value; there must be a limited number of such words."""


class _AtOnce:
    """Each row by a statement of its own."""

    def add(self, row: Model) -> None:
        """Insert it now, with its key."""
        _name_others(row)
        statement = returned(row)
        ((row.pk,),) = prepared(statement.sql).rows(statement.values)
        _is_written(row)

    def change(self, row: Model, *names: str) -> None:
        """Update it now. Raises DatabaseError where there is no such row."""
        statement = changed(row, names)
        if not prepared(statement.sql).done(statement.values):
            raise DatabaseError(f"There is no {row._meta.label} with the key {row.pk}.")

    def do(self, words: str, *values: object) -> None:
        """Write it now."""
        prepared(words).done(values)


AT_ONCE = _AtOnce()


class _Row(NamedTuple):
    """A row; the columns to change, or None where it is new; whether one that is there already may stay."""

    row: Model
    names: tuple[str, ...] | None
    unless_there: bool


class Together:
    """Collects rows; `write` sends them in the order in which they came, in one round trip.

    Call it inside a transaction.
    """

    def __init__(self) -> None:
        self._collected: list[_Row | Statement] = []
        self._last: _Row | None = None
        self._to_be_named: list[Model] = []
        self._expected: list[type[Model]] = []
        self._drawn: dict[type[Model], list[int]] = {}

    def add(self, row: Model, *, named: bool = False, unless_there: bool = False) -> None:
        """Insert it with the others.

        `named`: it gets its key before, because others name it; one that nobody names has none in Python.
        `unless_there`: no error, and no row, where a constraint has one already.
        """
        self._collected.append(_Row(row, None, unless_there))
        if named and row.pk is None:
            drawn = self._drawn.get(type(row))
            if drawn:
                row.pk = drawn.pop(0)
            else:
                self._to_be_named.append(row)

    def add_last(self, row: Model, *, unless_there: bool = False) -> None:
        """Insert it after all others, once: its key comes with their answer, and none if one was there already.

        For a row that none of the others names.
        """
        if self._last is not None:
            raise ValueError(f"{self._last.row._meta.label} is to be the last one already.")
        self._last = _Row(row, None, unless_there)

    def added(self, model: type[Added]) -> list[Added]:
        """The new rows of this model that are collected, in the order in which they came."""
        rows = (one.row for one in self._collected if isinstance(one, _Row) and one.names is None)
        return [row for row in rows if isinstance(row, model)]

    def change(self, row: Model, *names: str) -> None:
        """Update it with the others, with the values that it has then."""
        self._collected.append(_Row(row, names, False))

    def do(self, words: str, *values: object) -> None:
        """Send it with the others."""
        self._collected.append(Statement(words, values))

    def expect(self, *models: type[Model]) -> None:
        """A row of each that others name will come: its key is drawn with the next ones, in one round trip."""
        self._expected += models

    def give_keys(self) -> None:
        """Give keys to the new rows that others name. `write` does it too."""
        rows, self._to_be_named = self._to_be_named, []
        if not rows:
            return
        expected, self._expected = self._expected, []
        models = [*(type(row) for row in rows), *expected]
        drawn = ", ".join(["nextval(%s)"] * len(models))
        (keys,) = prepared(f"select {drawn}").rows([_sequence(model) for model in models])
        for row, key in zip(rows, keys, strict=False):
            row.pk = key
        for model, key in zip(expected, keys[len(rows) :], strict=True):
            self._drawn.setdefault(model, []).append(key)

    def write(self) -> None:
        """Write all that was collected. Raises what the database says of the first row that it refuses."""
        self.give_keys()
        collected, self._collected = self._collected, []
        last, self._last = self._last, None
        rows = [one for one in [*collected, last] if isinstance(one, _Row)]
        for one in rows:
            _name_others(one.row)
        statements = [
            *_statements(collected),
            *([returned(last.row, unless_there=last.unless_there)] if last else []),
        ]
        if statements:
            found = _sent(statements, answered=last is not None)
            if last is not None and found:
                last.row.pk = found[0][0]
        for one in rows:
            if one.names is None:
                _is_written(one.row)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        if kind is None:
            self.write()


def _sent(statements: Sequence[Statement], *, answered: bool) -> list[tuple[Any, ...]]:
    """Send them in one round trip; the rows of the last one's answer, if it has one."""
    database = own_connection()
    with database.cursor() as cursor:
        calls = (prepared(statement.sql).call(statement.values, database) for statement in statements)
        together = ";\n".join(calls)
        cursor.execute(together, [value for statement in statements for value in statement.values])
        return list(cursor.fetchall()) if answered else []


def _statements(collected: list[_Row | Statement]) -> Iterator[Statement]:
    """What writes them, in their order: new rows of one table that follow each other go into one statement."""
    for kind, alike in groupby(collected, _likeness):
        if kind is None:
            yield from (one for one in alike if isinstance(one, Statement))
            continue
        rows = [one for one in alike if isinstance(one, _Row)]
        if rows[0].names is None:
            for begin in range(0, len(rows), ROWS_AT_ONCE):
                some = [one.row for one in rows[begin : begin + ROWS_AT_ONCE]]
                yield added(some, unless_there=rows[0].unless_there)
        else:
            yield from (changed(one.row, one.names) for one in rows if one.names is not None)


def _likeness(one: _Row | Statement) -> tuple[type[Model], bool, tuple[str, ...] | None, bool] | None:
    """Rows of which this is the same go into one statement; None for words of their own."""
    if isinstance(one, Statement):
        return None
    return type(one.row), one.row.pk is not None, one.names, one.unless_there


def _is_written(row: Model) -> None:
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _name_others(row: Model) -> None:
    """The keys of rows that had none when they were set on this one."""
    for field in _relations(type(row)):
        if getattr(row, field.attname) is None and field.is_cached(row):
            other = field.get_cached_value(row)
            setattr(row, field.attname, getattr(other, field.target_field.attname) if other else None)
            field.set_cached_value(row, other)  # Django forgets it with a new key


@cache
def _relations(model: type[Model]) -> tuple[Any, ...]:
    return tuple(field for field in columns_of(model) if field.is_relation)


@cache
def _sequence(model: type[Model]) -> str:
    """The sequence behind the key, as the database calls it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_get_serial_sequence(%s, %s)", [quoted(model._meta.db_table), key_of(model).column]
        )
        name: str = cursor.fetchone()[0]
    return name
