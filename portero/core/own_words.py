"""Questions to the database in words of our own, for those that every sale asks.

Django writes its words anew each time, which takes longer than the answer; these are sent as they stand. They name
every column by `*`, so that they outlive a new one.
"""

from typing import TypeVar

from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def every(model: type[Row], words: str, *values: object) -> list[Row]:
    """All rows of the answer."""
    return list(model._default_manager.raw(words, values))


def first(model: type[Row], words: str, *values: object) -> Row | None:
    """The first row of the answer, if there is one."""
    return next(iter(model._default_manager.raw(words, values)), None)


def only(model: type[Row], words: str, *values: object) -> Row:
    """The row of the answer. Raises the model's DoesNotExist where there is none."""
    row = first(model, words, *values)
    if row is None:
        raise model.DoesNotExist  # type: ignore[attr-defined]  # every model has it
    return row
