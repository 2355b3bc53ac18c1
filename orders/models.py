"""What an order is beyond Oscar's tables: who claims which piece, what happened, what delivery costs."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Claim(models.Model):
    """The piece belongs to this order. At most one unreleased claim per piece: nothing is sold twice."""

    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="claims")
    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="claims")
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="claims")
    created_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True, blank=True)
    release_reason = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(released_at__isnull=True), name="claim_one_order_per_item"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} for order {self.order_id}"


class OrderEvent(models.Model):
    """One thing that happened to an order; buyer and staff read the same rows."""

    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=40)
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    public = models.BooleanField(default=True, help_text="shown to the buyer")
    data = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} ({self.from_state} → {self.to_state})"


class Contact(models.Model):
    """How the buyer of an order is reached, and what she chose; frozen with the order."""

    class Speed(models.TextChoices):
        STANDARD = "standard", "Standard"
        EXPEDITED = "expedited", "Expedited"

    order = models.OneToOneField("order.Order", on_delete=models.PROTECT, related_name="contact")
    email = models.EmailField()
    phone = models.CharField(max_length=40, blank=True)
    speed = models.CharField(max_length=10, choices=Speed)
    basket_key = models.CharField(
        max_length=60, db_index=True, help_text="the holder of the holds: basket:<id>"
    )
    verification = models.JSONField(default=list, blank=True, help_text="why staff look before the charge")
    signature = models.BooleanField(default=False, help_text="she asked for one on delivery")
    gift = models.BooleanField(default=False, help_text="wrapped in tissue with a ribbon, no prices inside")
    gift_note = models.TextField(blank=True, help_text="written by hand on the card in the first parcel")
    terms = models.CharField(max_length=64, blank=True, help_text="hash of the terms she ordered under")

    county = models.CharField(max_length=80, blank=True, help_text="she was asked: her ZIP lies in several")
    address_kept = models.JSONField(
        default=list, blank=True, help_text="what we asked about the address and she kept as typed"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(gift=True) | Q(gift_note=""), name="contact_note_only_with_a_gift"
            )
        ]

    def __str__(self) -> str:
        return f"contact of {self.order_id}"


class VerificationCase(models.Model):
    """Staff look at an authorised order before it is charged (domain.md, Verification)."""

    class Decision(models.TextChoices):
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"

    order = models.OneToOneField("order.Order", on_delete=models.PROTECT, related_name="verification_case")
    reasons = models.JSONField(default=list)
    opened_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    decision_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True)
                | (
                    Q(
                        decision__in=["approved", "declined"],
                        decided_at__isnull=False,
                        decided_by__isnull=False,
                    )
                    & ~Q(decision_reason="")
                ),
                name="verification_decision_has_who_when_why",
            )
        ]

    def __str__(self) -> str:
        return f"verification of {self.order_id} {self.decision or 'open'}"


class DeliveryOption(models.Model):
    """A carrier's service and how long it takes, by speed and lane; staff edit it.

    What it costs, where and since when are its dated charges (orders.delivery).
    """

    class Lane(models.TextChoices):
        DOMESTIC = "domestic", "Within the United States"
        INTERNATIONAL = "international", "Across a border"

    speed = models.CharField(max_length=10, choices=Contact.Speed)
    lane = models.CharField(max_length=15, choices=Lane)
    carrier = models.CharField(max_length=40)
    service = models.CharField(max_length=60)
    days_min = models.PositiveSmallIntegerField(help_text="business days")
    days_max = models.PositiveSmallIntegerField(help_text="business days")

    class Meta:
        ordering = ["lane", "-speed"]
        constraints = [
            models.UniqueConstraint(fields=["speed", "lane"], name="delivery_option_once"),
            models.CheckConstraint(
                condition=Q(days_min__lte=models.F("days_max")), name="delivery_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.service}"


class TermsVersion(models.Model):
    """The terms as they were published, kept once for all orders placed under them (`orders.terms`); append-only."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    pages = models.JSONField(help_text="title and paragraphs of each page")
    first_used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["first_used_at"]

    def __str__(self) -> str:
        return f"terms {self.sha256[:8]}"
