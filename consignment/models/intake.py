"""A consigned piece on the road, to us and back, and the receipt of what really came."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from consignment.models.pieces import Consignment


class Journey(models.Model):
    """One way of the piece with one prepaid label: to us, or back to its owner."""

    class Way(models.TextChoices):
        IN = "in", "To us"
        BACK = "back", "Back to its owner"

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="journeys")
    way = models.CharField(max_length=4, choices=Way)
    reference = models.CharField(max_length=40, unique=True, help_text="of its label at the carrier")
    address = models.JSONField(
        null=True, blank=True, help_text="the owner's, as logistics.gateway.Address; empty until she told it"
    )
    label = models.OneToOneField("logistics.Label", on_delete=models.PROTECT, null=True, blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    try_at = models.DateTimeField(null=True, blank=True, help_text="when the label is bought next; swept")
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True, help_text="why there is no label yet, for staff")
    remind_at = models.DateTimeField(null=True, blank=True, help_text="when she is reminded next; swept")
    arrived_at = models.DateTimeField(null=True, blank=True, help_text="delivered, as the carrier says")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consignment"], condition=Q(closed_at__isnull=True), name="journey_open_once"
            ),
            models.CheckConstraint(
                condition=Q(label__isnull=True) | Q(address__isnull=False), name="journey_label_has_address"
            ),
        ]
        indexes = [
            models.Index(fields=["try_at"], condition=Q(try_at__isnull=False), name="journey_to_buy"),
            models.Index(
                fields=["remind_at"], condition=Q(remind_at__isnull=False), name="journey_to_remind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.way}"


class Receipt(models.Model):
    """What came, piece by piece, and in what condition; appended when a parcel is opened, mailed to its owner."""

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="receipts")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    lines = models.JSONField(help_text="what came and what didn't: [{name, present}]")
    condition = models.TextField(help_text="as seen when the parcel was opened")
    document = models.CharField(max_length=200, help_text="the PDF's name in the private storage")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"receipt {self.pk} of {self.consignment_id}"


class ReceiptPhoto(models.Model):
    """A photograph taken when the parcel was opened, in the private storage."""

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="photos")
    file = models.CharField(max_length=200, help_text="name in the private storage")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"photo {self.pk} of {self.receipt_id}"
