"""A hold: a timed, exclusive claim on a piece. At most one is unreleased, and the database says so."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from catalog.models.item import Item


class Hold(models.Model):
    class Kind(models.TextChoices):
        CHECKOUT = "checkout", "Checkout"
        WIRE = "wire", "Wire transfer"
        CONCIERGE = "concierge", "First refusal"
        EXCHANGE = "exchange", "Wanted in exchange"

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=10, choices=Kind)
    holder = models.CharField(
        max_length=60, help_text="whose it is: basket:<id>, client:<id>, exchange:<return>"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    release_reason = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(released_at__isnull=True), name="hold_one_per_item"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="hold_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(released_at__isnull=True), name="hold_due"),
            models.Index(fields=["holder"], condition=Q(released_at__isnull=True), name="hold_by_holder"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} hold on {self.item_id} until {self.expires_at:%Y-%m-%d %H:%M}"
