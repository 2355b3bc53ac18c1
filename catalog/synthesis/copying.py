"""COPY by columns: lists of ready text and constants, joined in C; no dictionary and no model instance per row."""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import repeat
from typing import Any

from django.db import connection, models

NONE = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
Columns = Mapping[str, Sequence[str] | str]


def as_text(value: Any) -> str:
    """A value as COPY's text format wants it."""
    if value is None:
        return NONE
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (list, dict)):
        value = json.dumps(value)
    return str(value).translate(_ESCAPES)


def copy_columns(model: type[models.Model], columns: Columns, now: datetime) -> int:
    """Insert rows; how many. A list is one text per row, a string stands in all; the model's defaults do the rest."""
    whole = _defaults(model, columns, now) | {
        name: text for name, text in columns.items() if isinstance(text, str)
    }
    lists = {name: column for name, column in columns.items() if not isinstance(column, str)}
    fields = {field.attname: field.column for field in model._meta.concrete_fields}
    names = ", ".join(f'"{fields[name]}"' for name in (*lists, *whole))
    count = len(next(iter(lists.values())))
    same = [repeat("\t".join(whole.values()), count)] if whole else []
    rows: Iterable[tuple[str, ...]] = zip(*lists.values(), *same, strict=True)
    lines = io.StringIO("\n".join(map("\t".join, rows)) + "\n")
    with connection.cursor() as cursor:
        cursor.copy_expert(f"copy {model._meta.db_table} ({names}) from stdin", lines, size=1 << 18)
    return count


def _defaults(model: type[models.Model], columns: Columns, now: datetime) -> dict[str, str]:
    """What the model itself puts into the other columns; the sequence gives the primary key."""
    missing = [f for f in model._meta.concrete_fields if f.attname not in columns and not f.primary_key]
    return {field.attname: _default(field, now) for field in missing}


def _default(field: Any, now: datetime) -> str:
    if field.get_internal_type() == "DateTimeField" and not field.null:
        return as_text(now)
    value = field.get_default()
    return as_text(field.get_prep_value(value) if isinstance(value, Decimal) else value)
