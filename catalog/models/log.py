"""The item log: every event of a piece, each entry bound to the one before it by its digest (docs/item-log.md).

A trigger gives an entry its number, previous and digest, whoever inserts it; the database refuses to change or delete
one. What a digest is taken over is defined in `catalog.log.digests`.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils import timezone

from catalog.models.item import Item

models.BinaryField.register_lookup(Length)


class ItemLogEntry(models.Model):
    # Triggers see to it that the piece exists and stays (migration 0024).
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="log", db_index=False, db_constraint=False
    )
    number = models.PositiveIntegerField(editable=False, help_text="in the chain of its piece, from 1")
    kind = models.CharField(max_length=30, help_text="listed, priced, reviewed ...")
    at = models.DateTimeField(default=timezone.now, help_text="when it happened, as the shop says")
    body = models.TextField(default="{}", help_text="canonical JSON (RFC 8785), no personal data")
    previous = models.BinaryField(
        editable=False, help_text="digest of the entry before it; zeros for the first"
    )
    digest = models.BinaryField(editable=False, help_text="SHA-256 over all the others")

    class Meta:
        ordering = ["item", "number"]
        verbose_name_plural = "item log entries"
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="log_numbered_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="log_from_one"),
            models.CheckConstraint(condition=Q(kind__regex=r"^[a-z][a-z_]{1,29}$"), name="log_kind_form"),
            # A line of its own in what is hashed: a body of two lines could be read as another entry.
            models.CheckConstraint(condition=Q(body__regex=r"^\{[^\n\r]*\}$"), name="log_body_is_one_line"),
            models.CheckConstraint(
                condition=Q(previous__length=32, digest__length=32), name="log_digests_are_sha256"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}-{self.number}: {self.kind}"


class ItemLogHead(models.Model):
    """The last entry of a piece's chain: who appends locks it, and a chain that lost its end no longer reaches it.

    Written by the trigger that chains an entry, by nobody else: the database refuses.
    """

    item = models.OneToOneField(
        Item, on_delete=models.PROTECT, primary_key=True, related_name="log_head", db_constraint=False
    )
    number = models.PositiveIntegerField()
    previous = models.BinaryField()
    digest = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.item_id}-{self.number}"
