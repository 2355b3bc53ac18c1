"""A place in the line for a piece that somebody else holds."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class PlaceInLine(models.Model):
    """One per piece and e-mail. The line is in the order of `joined_at`; who joins again goes to its end."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        TOLD = "told", "Told that it is free"
        SOLD = "sold", "Told that it is sold"
        BOUGHT = "bought", "Bought it"
        GONE = "gone", "Told that it left the shop"
        LEFT = "left", "Left the line"

    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="line")
    email = models.EmailField(help_text="lower case")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="places_in_line",
    )
    joined_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["joined_at", "pk"]
        verbose_name = "place in line"
        verbose_name_plural = "places in line"
        constraints = [
            models.UniqueConstraint(fields=["item", "email"], name="place_once_per_piece_and_email"),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at__isnull=True)
                | (~Q(state="waiting") & Q(ended_at__isnull=False)),
                name="place_ended_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["item", "joined_at"], condition=Q(state="waiting"), name="place_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.email} for {self.item_id}"
