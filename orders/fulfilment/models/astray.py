"""A parcel that is stuck, comes back or is lost: a task with a person, a next look and an end."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from orders.fulfilment.models.shipments import Shipment


class Astray(models.Model):
    class Kind(models.TextChoices):
        SILENT = "silent", "No news from the carrier"
        RETURNING = "returning", "Going back to us"
        FAILED = "failed", "Could not be delivered"
        ERROR = "error", "The carrier reports an error"
        FOUND = "found", "Delivered after it was given up"

    class Outcome(models.TextChoices):
        MOVING = "moving", "On its way again"
        DELIVERED = "delivered", "Delivered after all"
        BACK = "back", "Back with us"
        LOST = "lost", "Lost"

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="astray")
    kind = models.CharField(max_length=10, choices=Kind)
    opened_at = models.DateTimeField(default=timezone.now)
    look_by = models.DateTimeField(help_text="until when somebody looks (again)")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="none: the carrier delivered it meanwhile",
    )
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    conclusion = models.CharField(max_length=300, blank=True)

    refund = models.ForeignKey(
        "payments.Refund",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="of a lost parcel: the first of those that give back what it cost her",
    )
    owes = models.BooleanField(
        default=False, help_text="lost, and nobody has asked for the refund yet, or it was called off"
    )
    owes_why = models.CharField(
        max_length=300, blank=True, help_text="why it was not asked for, or called off"
    )

    class Meta:
        ordering = ["look_by", "pk"]
        verbose_name = "parcel astray"
        verbose_name_plural = "parcels astray"
        constraints = [
            models.UniqueConstraint(
                fields=["shipment"], condition=Q(closed_at__isnull=True), name="astray_open_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="")
                | Q(closed_at__isnull=False) & ~Q(outcome="") & ~Q(conclusion=""),
                name="astray_ends_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(owes=False, refund__isnull=True) | Q(outcome="lost"),
                name="astray_only_what_is_lost_is_refunded",
            ),
        ]
        indexes = [
            models.Index(fields=["look_by"], condition=Q(closed_at__isnull=True), name="astray_to_look_at"),
            models.Index(fields=["look_by"], condition=Q(owes=True), name="astray_to_refund"),
        ]

    def __str__(self) -> str:
        return f"{self.shipment_id}: {self.kind}"


def lost_and_owed() -> models.Exists:
    """Of a `ShipmentLine`: whether its parcel is lost, and its refund is still to be asked for."""
    return models.Exists(Astray.objects.filter(shipment=models.OuterRef("shipment"), owes=True))
