"""Photographs of a piece, in the order the gallery shows them, and those whose files wait to be deleted."""

from typing import Any

from django.db import models, transaction
from django.db.models import Deferrable, Q
from django.utils import timezone

from catalog.models.item import Item
from catalog.photography.names import ENDINGS, widths_up_to


class Photo(models.Model):
    """A photograph as the shop keeps it (docs/photos.md), and how far its renditions are."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField()
    view = models.CharField(max_length=30, blank=True, help_text="three-quarter, front, detail ...")
    file = models.ImageField(upload_to="items/", width_field="width", height_field="height", max_length=200)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    alt = models.CharField(max_length=250)

    widest = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="renditions stand up to this width; 0: not all of them yet",
    )
    made = models.PositiveSmallIntegerField(
        default=0, db_default=0, editable=False, help_text="how many renditions there are"
    )
    trouble = models.JSONField(
        default=dict, editable=False, help_text="renditions that failed, each with the reason"
    )
    tries = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    due_at = models.DateTimeField(
        default=timezone.now,
        null=True,
        editable=False,
        help_text="when a worker looks after it; empty: never",
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            # Looked at when the transaction ends: two photographs may change places.
            models.UniqueConstraint(
                fields=["item", "position"], name="photo_position_once", deferrable=Deferrable.DEFERRED
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="photo_due"),
            # Asked before a file is deleted: does another piece show it?
            models.Index(fields=["file"], name="photo_file"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} photo {self.position}"

    @property
    def wanted(self) -> int:
        """How many renditions it gets: `made` of `wanted` is the progress."""
        return len(widths_up_to(self.width)) * len(ENDINGS)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Its files follow a minute later, if the transaction holds and no other piece shows them."""
        DiscardedPhoto.objects.create(name=str(self.file.name), width=self.width)
        return super().delete(*args, **kwargs)


class DiscardedPhoto(models.Model):
    """A stored photograph that was removed or replaced: a row, so that a rollback or a dead worker loses nothing."""

    name = models.CharField(max_length=200)
    width = models.PositiveIntegerField(help_text="its own, which its renditions follow from")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
