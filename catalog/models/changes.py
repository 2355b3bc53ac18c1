"""The log of what changed in the shop window; triggers of the database write it, each process reads it.

So whatever writes (a sale, an import, somebody at psql), no process misses it: see docs/shelf.md.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func


class TransactionId(models.Field):
    """PostgreSQL's 64-bit transaction number, which never comes round again."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "xid8"

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value if value is None or hasattr(value, "resolve_expression") else str(value)


class CurrentTransaction(Func):
    """The number of the transaction that writes the row."""

    function = "pg_current_xact_id"
    template = "%(function)s()"
    output_field = TransactionId()


class ClockTime(Func):
    """The time of day at this moment; `now()` would be when the transaction began."""

    function = "clock_timestamp"
    template = "%(function)s()"
    output_field = models.DateTimeField()


class Change(models.Model):
    """One statement that changed what a visitor can see.

    `items` are the pieces it touched, null when there were too many to name. `seen_at` is when the pruning
    first saw the row: what is deleted an hour later was visible to everybody for that long, however long its
    transaction stayed open after writing it.
    """

    class Kind(models.TextChoices):
        PIECE = "piece", "Facts, price or state of pieces"
        WORDS = "words", "As piece; what pieces are found by changed too"
        HOLD = "hold", "Holds on pieces"
        DETAIL = "detail", "What only a piece's own page shows: photographs, report, measurements, prices"
        VOCABULARY = "vocabulary", "Designers, categories, styles, colours, materials, hardware"

    xid = TransactionId(db_default=CurrentTransaction(), editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    items = ArrayField(models.BigIntegerField(), null=True)
    at = models.DateTimeField(db_default=ClockTime())
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["xid"], name="change_by_transaction")]

    def __str__(self) -> str:
        touched = "everything" if self.items is None else f"{len(self.items)} pieces"
        return f"{self.get_kind_display()}: {touched}"
