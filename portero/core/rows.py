"""Writing rows: one by one, or many of several tables in one round trip to the database.

An order is some fifteen new rows that name each other, a captured payment a dozen rows and changes. Whoever writes
a row takes a `Writer`; `AT_ONCE` writes it now, `Together` when the caller says so. What is written, and in which
order, is the same; an error of any row fails the whole.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple, Protocol, Self

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, models
from django.db.models import Field, Model

from portero.core.money import MoneyField
from portero.core.postgres.prepared import own_connection, prepared

# Fields of these very classes hand such values to the database unchanged; all others are asked.
AS_THEY_ARE: dict[type["Field[Any, Any]"], type] = {
    models.CharField: str,
    **dict.fromkeys((models.TextField, models.EmailField, models.URLField), str),
    models.BooleanField: bool,
    models.DecimalField: Decimal,
    models.DateTimeField: datetime,  # but for those that the field itself sets
    MoneyField: Decimal,
    models.ForeignKey: int,
    models.OneToOneField: int,
    **dict.fromkeys((models.AutoField, models.BigAutoField, models.IntegerField), int),
    **dict.fromkeys((models.BigIntegerField, models.PositiveIntegerField), int),
    **dict.fromkeys((models.SmallIntegerField, models.PositiveSmallIntegerField), int),
}


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


class _AtOnce:
    """Each row by a statement of its own."""

    def add(self, row: Model) -> None:
        """Insert it now, with its key."""
        statement = _added([row])
        _name_others(row)
        key = _quoted(_key(type(row)).column)
        ((row.pk,),) = prepared(f"{statement.sql} returning {key}").rows(statement.values)
        _is_written(row)

    def change(self, row: Model, *names: str) -> None:
        """Update it now. Raises DatabaseError where there is no such row."""
        statement = _changed(row, names)
        if not prepared(statement.sql).done(statement.values):
            raise DatabaseError(f"There is no {row._meta.label} with the key {row.pk}.")


AT_ONCE = _AtOnce()


# A row; the columns to change, or None where it is new; whether one that is there already may stay.
Collected = tuple[Model, tuple[str, ...] | None, bool]


class Together:
    """Collects rows; `write` sends them in the order in which they came, in one round trip.

    Call it inside a transaction.
    """

    def __init__(self) -> None:
        self._rows: list[Collected] = []
        self._to_be_named: list[Model] = []

    def add(self, row: Model, *, named: bool = False, unless_there: bool = False) -> None:
        """Insert it with the others.

        `named`: it gets its key before, because others name it; one that nobody names has none in Python.
        `unless_there`: no error, and no row, where a constraint has one already.
        """
        self._rows.append((row, None, unless_there))
        if named and row.pk is None:
            self._to_be_named.append(row)

    def change(self, row: Model, *names: str) -> None:
        """Update it with the others, with the values that it has then."""
        self._rows.append((row, names, False))

    def give_keys(self) -> None:
        """Give keys to the new rows that others name. `write` does it too."""
        rows, self._to_be_named = self._to_be_named, []
        if not rows:
            return
        drawn = ", ".join(["nextval(%s)"] * len(rows))
        (keys,) = prepared(f"select {drawn}").rows([_sequence(type(row)) for row in rows])
        for row, key in zip(rows, keys, strict=True):
            row.pk = key

    def write(self) -> None:
        """Write all that was collected. Raises what the database says of the first row that it refuses."""
        self.give_keys()
        rows, self._rows = self._rows, []
        for row, _, _ in rows:
            _name_others(row)
        if statements := list(_statements(rows)):
            database = own_connection()
            with database.cursor() as cursor:
                calls = (prepared(statement.sql).call(statement.values, database) for statement in statements)
                together = ";\n".join(calls)
                cursor.execute(together, [value for statement in statements for value in statement.values])
        for row, names, _ in rows:
            if names is None:
                _is_written(row)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        if kind is None:
            self.write()


class _Statement(NamedTuple):
    """A statement with its values, as the database takes them."""

    sql: str
    values: list[Any]


def _statements(rows: list[Collected]) -> Iterator[_Statement]:
    """What writes them, in their order: new rows of one table that follow each other go into one statement."""
    for (_, _, names, unless_there), alike in groupby(rows, _likeness):
        written = [row for row, _, _ in alike]
        if names is None:
            for begin in range(0, len(written), ROWS_AT_ONCE):
                yield _added(written[begin : begin + ROWS_AT_ONCE], unless_there=unless_there)
        else:
            yield from (_changed(row, names) for row in written)


def _likeness(collected: Collected) -> tuple[type[Model], bool, tuple[str, ...] | None, bool]:
    row, names, unless_there = collected
    return type(row), row.pk is not None, names, unless_there


def _added(rows: list[Model], *, unless_there: bool = False) -> _Statement:
    """`rows` are of one model, and all of them have a key or none has."""
    model, keyed = type(rows[0]), rows[0].pk is not None
    fields = _columns(model, keyed)
    values = [value for row in rows for value in _values(row, fields, new=True)]
    return _Statement(_insert(model, keyed, unless_there, len(rows)), values)


def _changed(row: Model, names: tuple[str, ...]) -> _Statement:
    model = type(row)
    return _Statement(_update(model, names), [*_values(row, _named(model, names), new=False), row.pk])


def _values(row: Model, fields: tuple["Field[Any, Any]", ...], *, new: bool) -> list[Any]:
    """What the fields hold, as the database takes it; `auto_now` fields are set by asking them.

    Most values go as they are; Django would look at each of them four times. A choice is a kind of `str`.
    """
    values, database = [], own_connection()
    for field, name, kind in _kinds(fields):
        value = getattr(row, name)
        if kind is None or not (
            value is None or type(value) is kind or (kind is str and isinstance(value, str))
        ):
            value = field.get_db_prep_save(field.pre_save(row, new), database)
        values.append(value)
    return values


@cache
def _kinds(fields: tuple["Field[Any, Any]", ...]) -> tuple[tuple["Field[Any, Any]", str, type | None], ...]:
    """Each field with its attribute, and the kind of values that go as they are, if there is one."""
    asked = {
        field
        for field in fields
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    }
    return tuple(
        (field, field.attname, None if field in asked else AS_THEY_ARE.get(type(field))) for field in fields
    )


def _is_written(row: Model) -> None:
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _name_others(row: Model) -> None:
    """The keys of rows that had none when they were set on this one."""
    for field in _relations(type(row)):
        if getattr(row, field.attname) is None and field.is_cached(row):
            other = field.get_cached_value(row)
            setattr(row, field.attname, getattr(other, field.target_field.attname) if other else None)


@cache
def _columns(model: type[Model], keyed: bool = True) -> tuple["Field[Any, Any]", ...]:
    fields = model._meta.local_concrete_fields
    return tuple(field for field in fields if keyed or not field.primary_key)


@cache
def _named(model: type[Model], names: tuple[str, ...]) -> tuple["Field[Any, Any]", ...]:
    """The fields of these names; without names all but the key."""
    fields: Any = [model._meta.get_field(name) for name in names] or _columns(model, False)
    return tuple(fields)


@cache
def _relations(model: type[Model]) -> tuple[Any, ...]:
    return tuple(field for field in _columns(model) if field.is_relation)


def _key(model: type[Model]) -> "Field[Any, Any]":
    key: Field[Any, Any] = model._meta.pk
    return key


@cache
def _insert(model: type[Model], keyed: bool, unless_there: bool, count: int) -> str:
    fields = _columns(model, keyed)
    columns = ", ".join(_quoted(field.column) for field in fields)
    places = ", ".join([f"({', '.join(_place(field) for field in fields)})"] * count)
    unless = " on conflict do nothing" if unless_there else ""
    return f"insert into {_quoted(model._meta.db_table)} ({columns}) values {places}{unless}"  # noqa: S608  (names of the models' own)


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> str:
    columns = ", ".join(f"{_quoted(field.column)} = {_place(field)}" for field in _named(model, names))
    table, key = _quoted(model._meta.db_table), _quoted(_key(model).column)
    return f"update {table} set {columns} where {key} = %s"  # noqa: S608  (names of the models' own)


def _place(field: Any) -> str:
    """Where the value goes: an array says of what it is one."""
    place: str = field.get_placeholder(None, None, connection) if hasattr(field, "get_placeholder") else "%s"
    return place


@cache
def _sequence(model: type[Model]) -> str:
    """The sequence behind the key, as the database calls it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_get_serial_sequence(%s, %s)", [_quoted(model._meta.db_table), _key(model).column]
        )
        name: str = cursor.fetchone()[0]
    return name


def _quoted(name: str | None) -> str:
    quoted: str = connection.ops.quote_name(str(name))
    return quoted
