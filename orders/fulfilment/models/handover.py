"""What a driver takes: a list of parcels whose labels were scanned, closed when he has them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from orders.fulfilment.models.shipments import Shipment


class HandOver(models.Model):
    """One collection by one carrier: who took the parcels, when, and who of us handed them over."""

    carrier = models.CharField(max_length=40)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    driver = models.CharField(max_length=80, blank=True, help_text="name, or the number on the badge")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["carrier"], condition=Q(closed_at__isnull=True), name="hand_over_open_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_by__isnull=False) & ~Q(driver=""),
                name="hand_over_has_a_driver",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.opened_at:%Y-%m-%d}"


class HandedParcel(models.Model):
    """A parcel on such a list: on one list, ever, for each time it leaves."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="parcels")
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="handed")
    journey = models.PositiveSmallIntegerField(
        default=0, help_text="how often the parcel had come back to us undelivered before"
    )
    tracking_number = models.CharField(max_length=60)
    scanned_at = models.DateTimeField(default=timezone.now)
    scanned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    problem = models.CharField(max_length=300, blank=True, help_text="why it may not leave after all")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "journey"], name="handed_once_per_journey"),
        ]

    def __str__(self) -> str:
        return f"{self.shipment_id} with {self.hand_over_id}"
