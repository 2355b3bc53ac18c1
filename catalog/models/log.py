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


class ItemLogRoot(models.Model):
    """One hash a day over the heads of all chains, signed and published: from then on none of them can be rewritten."""

    day = models.DateField(unique=True)
    published_at = models.DateTimeField()
    pieces = models.PositiveIntegerField(help_text="leaves of the tree")
    root = models.BinaryField()
    statement = models.TextField(help_text="what is signed, byte for byte: canonical JSON")
    kid = models.CharField("key", max_length=43)
    signature = models.CharField(max_length=100)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return str(self.day)

    @property
    def hex(self) -> str:
        """The hash as the statement writes it."""
        return bytes(self.root).hex()


class ItemLogLeaf(models.Model):
    """A head as a root has it, kept where it changed since the root before; a piece keeps its position for ever."""

    root = models.ForeignKey(ItemLogRoot, on_delete=models.PROTECT, related_name="leaves")
    position = models.PositiveIntegerField(help_text="in the tree, from 0")
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="log_leaves", db_index=False, db_constraint=False
    )
    number = models.PositiveIntegerField(help_text="of the chain's last entry")
    digest = models.BinaryField(help_text="of that entry")

    class Meta:
        constraints = [
            # The newest leaf of each position, up to a root, is read by this index.
            models.UniqueConstraint(fields=["position", "root"], name="log_leaf_once_per_root"),
            models.UniqueConstraint(fields=["item", "root"], name="log_leaf_of_one_piece"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}-{self.number} in {self.root_id}"
