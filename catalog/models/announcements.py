"""When a piece that isn't in hand was announced to ship, each time anew; appended by `catalog.announcing` alone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.models.item import Item


class Announcement(models.Model):
    """A day, another day, or (without one) its arrival."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="announcements")
    ships_on = models.DateField(null=True, blank=True, help_text="empty: it has arrived")
    before = models.DateField(null=True, blank=True, help_text="what was announced until then")
    reason = models.CharField(max_length=200, blank=True, help_text="buyers read it when the day moves")
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ships_on__isnull=True) | Q(before__isnull=True) | ~Q(reason=""),
                name="announcement_moved_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(ships_on__isnull=False) | Q(before__isnull=False),
                name="announcement_of_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.ships_on or 'arrived'}"
