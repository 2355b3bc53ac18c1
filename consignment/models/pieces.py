"""A consignment: one piece under one agreement, from the signature to its sale or its return to the owner."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from consignment.models.agreements import Agreement
from consignment.models.people import Consignor
from portero.core.money import MoneyField

BEFORE_IT_IS_HERE = ["agreed", "awaited", "in_transit", "not_received", "cancelled"]
OVER = ["sold", "returned", "not_received", "cancelled"]


class Consignment(models.Model):
    class State(models.TextChoices):
        AGREED = "agreed", "Agreed, its label is to come"
        AWAITED = "awaited", "Label sent, we wait for the piece"
        IN_TRANSIT = "in_transit", "On its way to us"
        RECEIVED = "received", "Received and itemised, with our experts"
        CLEARED = "cleared", "Cleared, to be graded and photographed"
        PREPARED = "prepared", "Graded, described and photographed"
        APPROVED = "approved", "Price approved, ready to list"
        LISTED = "listed", "Listed"
        SOLD = "sold", "Sold"
        REJECTED = "rejected", "Not taken, to be sent back"
        WITHDRAWN = "withdrawn", "Withdrawn, to be sent back"
        RETURNING = "returning", "On its way back to the owner"
        RETURNED = "returned", "Back with the owner"
        NOT_RECEIVED = "not_received", "Never arrived"
        CANCELLED = "cancelled", "Withdrawn before it was sent"
        LEGAL_HOLD = "legal_hold", "Kept for legal reasons"

    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, related_name="consignment")
    consignor = models.ForeignKey(Consignor, on_delete=models.PROTECT, related_name="consignments")
    item = models.ForeignKey(
        "catalog.Item", on_delete=models.PROTECT, null=True, blank=True, related_name="consignments"
    )
    state = models.CharField(max_length=14, choices=State, default=State.AGREED)
    due_at = models.DateTimeField(
        null=True, blank=True, help_text="until when the next step is to happen; swept"
    )
    first_listed_at = models.DateTimeField(null=True, blank=True, help_text="price steps count from here")
    term_ends_at = models.DateTimeField(
        null=True, blank=True, help_text="unsold by then: renewed or returned"
    )
    step_at = models.DateTimeField(
        null=True, blank=True, help_text="when the next agreed price step is due; only while listed"
    )
    approved_price = MoneyField(null=True, blank=True, help_text="inside the covenant")

    class Meta:
        ordering = ["-pk"]
        permissions = [
            ("receive_consignment", "Can take in, shelve and send back pieces"),
            ("hold_consignment", "Can keep a piece for legal reasons"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=~Q(state__in=OVER), name="consignment_live_once_per_item"
            ),
            models.CheckConstraint(
                condition=Q(item__isnull=False) | Q(state__in=BEFORE_IT_IS_HERE),
                name="consignment_received_has_item",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "listed"]) | Q(approved_price__isnull=False),
                name="consignment_approved_has_price",
            ),
            models.CheckConstraint(
                condition=~Q(state="listed") | Q(first_listed_at__isnull=False, term_ends_at__isnull=False),
                name="consignment_listed_has_term",
            ),
            models.CheckConstraint(
                condition=Q(step_at__isnull=True) | Q(state="listed"), name="consignment_steps_while_listed"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="consignment_due"),
            models.Index(fields=["step_at"], condition=Q(step_at__isnull=False), name="consignment_to_step"),
            models.Index(fields=["state", "-id"], name="consignment_by_state"),
        ]

    def __str__(self) -> str:
        return f"consignment {self.agreement_id} ({self.state})"


class ConsignmentEvent(models.Model):
    """What happened to it, by whom and why; appended, never changed. The consignor sees the public ones."""

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, help_text="the state it moved to, or what was done")
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text="staff; none: the consignor, a carrier or a deadline",
    )
    by_consignor = models.BooleanField(default=False)
    said = models.TextField(blank=True)
    public = models.BooleanField(default=True)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.consignment_id}"

    @property
    def named(self) -> str:
        """What happened, as staff read it: `Legal hold`."""
        return self.kind.replace("_", " ").capitalize()
