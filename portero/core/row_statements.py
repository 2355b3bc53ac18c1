"""The statements that write rows: their words are made once, their values go as the database takes them."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models import Field, Model

from portero.core.money import MoneyField
from portero.core.postgres.prepared import own_connection

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


Fields = tuple["Field[Any, Any]", ...]
# A field, its attribute, and the kind of values that go as they are.
Kinds = tuple[tuple["Field[Any, Any]", str, type | None], ...]


class Statement(NamedTuple):
    """A statement with its values, as the database takes them."""

    sql: str
    values: Sequence[Any]


def added(rows: list[Model], *, unless_there: bool = False) -> Statement:
    """New rows of one model, of which all have a key or none has."""
    model, keyed = type(rows[0]), rows[0].pk is not None
    fields = _kinds_of_new(model, keyed)
    values = [value for row in rows for value in values_of(row, fields, new=True)]
    return Statement(_insert(model, keyed, unless_there, len(rows)), values)


def returned(row: Model, *, unless_there: bool = False) -> Statement:
    """As `added` of one row, and its key."""
    statement = added([row], unless_there=unless_there)
    return Statement(f"{statement.sql} returning {quoted(key_of(type(row)).column)}", statement.values)


def changed(row: Model, names: tuple[str, ...]) -> Statement:
    """These columns of the row, or all but its key."""
    model = type(row)
    values = values_of(row, _kinds_of_changed(model, names), new=False)
    return Statement(_update(model, names), [*values, row.pk])


def values_of(row: Model, fields: Kinds, *, new: bool) -> list[Any]:
    """What the fields hold, as the database takes it; `auto_now` fields are set by asking them.

    Most values go as they are; Django would look at each of them four times. A choice is a kind of `str`.
    """
    values, database = [], own_connection()
    for field, name, kind in fields:
        value = getattr(row, name)
        if kind is None or not (
            value is None or type(value) is kind or (kind is str and isinstance(value, str))
        ):
            value = field.get_db_prep_save(field.pre_save(row, new), database)
        values.append(value)
    return values


@cache
def _kinds_of_new(model: type[Model], keyed: bool) -> Kinds:
    return kinds_of(columns_of(model, keyed))


@cache
def _kinds_of_changed(model: type[Model], names: tuple[str, ...]) -> Kinds:
    return kinds_of(_named(model, names))


def kinds_of(fields: Fields) -> Kinds:
    """Each field with its attribute, and the kind of values that go as they are, if there is one."""
    asked = {
        field
        for field in fields
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    }
    return tuple(
        (field, field.attname, None if field in asked else AS_THEY_ARE.get(type(field))) for field in fields
    )


@cache
def columns_of(model: type[Model], keyed: bool = True) -> Fields:
    """The columns that are the model\'s own, with its key or without."""
    fields = model._meta.local_concrete_fields
    return tuple(field for field in fields if keyed or not field.primary_key)


@cache
def _named(model: type[Model], names: tuple[str, ...]) -> Fields:
    """The fields of these names; without names all but the key."""
    fields: Any = [model._meta.get_field(name) for name in names] or columns_of(model, False)
    return tuple(fields)


def key_of(model: type[Model]) -> "Field[Any, Any]":
    """The field of its key."""
    key: Field[Any, Any] = model._meta.pk
    return key


@cache
def _insert(model: type[Model], keyed: bool, unless_there: bool, count: int) -> str:
    fields = columns_of(model, keyed)
    columns = ", ".join(quoted(field.column) for field in fields)
    places = ", ".join([f"({', '.join(_place(field) for field in fields)})"] * count)
    unless = " on conflict do nothing" if unless_there else ""
    return f"insert into {quoted(model._meta.db_table)} ({columns}) values {places}{unless}"  # noqa: S608  (names of the models' own)


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> str:
    columns = ", ".join(f"{quoted(field.column)} = {_place(field)}" for field in _named(model, names))
    table, key = quoted(model._meta.db_table), quoted(key_of(model).column)
    return f"update {table} set {columns} where {key} = %s"  # noqa: S608  (names of the models' own)


def _place(field: Any) -> str:
    """Where the value goes: an array says of what it is one."""
    place: str = field.get_placeholder(None, None, connection) if hasattr(field, "get_placeholder") else "%s"
    return place


def quoted(name: str | None) -> str:
    """A name of a table or column as it stands in a statement."""
    words: str = connection.ops.quote_name(str(name))
    return words
