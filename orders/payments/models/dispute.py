"""Disputes: the buyer's bank (or PayPal) takes money back unless we show in time that the sale was right."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from orders.payments.models.payment import Payment
from portero.core.money import CURRENCY, MoneyField


class DisputeState(models.TextChoices):
    """`orders.payments.disputes` moves it (docs/states.md)."""

    NEEDS_RESPONSE = "needs_response", "To answer"
    UNDER_REVIEW = "under_review", "Evidence sent"
    UNCLEAR = "unclear", "Closed, to be decided here"
    WON = "won", "Won"
    LOST = "lost", "Lost"


OPEN = [DisputeState.NEEDS_RESPONSE, DisputeState.UNDER_REVIEW, DisputeState.UNCLEAR]


class Dispute(models.Model):
    """One chargeback or PayPal case about one payment; `payment` is empty while we don't know which.

    `entered_by` marks one that staff typed from a letter, because its provider has no way to ask: staff move it
    too. All others follow what the provider answers; where that doesn't say who has the money, staff decide.
    """

    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="disputes"
    )
    provider = models.CharField(max_length=20)
    reference = models.CharField(
        max_length=120, help_text="the provider's id of the dispute, or the letter's"
    )
    payment_reference = models.CharField(
        max_length=120, blank=True, help_text="the provider's id of the payment"
    )
    amount = MoneyField(help_text="what the bank wants back")
    currency = models.CharField(max_length=3, default=CURRENCY)
    reason = models.CharField(max_length=120, help_text="as the provider or the letter names it")
    state = models.CharField(max_length=16, choices=DisputeState, default=DisputeState.NEEDS_RESPONSE)
    opened_at = models.DateTimeField(default=timezone.now)
    due_by = models.DateTimeField(
        null=True, blank=True, db_index=True, help_text="until when evidence is taken"
    )
    remind_at = models.DateTimeField(null=True, blank=True, help_text="when staff are reminded next")
    lookup_at = models.DateTimeField(null=True, blank=True, help_text="when the provider is asked next")
    asked_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="when we asked what is recorded here: an older answer changes nothing",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True, help_text="how it was decided, in words")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = [F("due_by").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "reference"], name="dispute_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="dispute_amount_positive"),
            models.CheckConstraint(
                condition=Q(state__in=["won", "lost"], decided_at__isnull=False)
                | Q(state__in=["needs_response", "under_review", "unclear"], decided_at__isnull=True),
                name="dispute_decided_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(entered_by__isnull=True) | Q(payment__isnull=False),
                name="dispute_entered_names_payment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["remind_at"], condition=Q(remind_at__isnull=False), name="dispute_reminder_due"
            ),
            models.Index(
                fields=["lookup_at"], condition=Q(lookup_at__isnull=False), name="dispute_lookup_due"
            ),
            models.Index(
                fields=["due_by"],
                condition=Q(state__in=["needs_response", "under_review", "unclear"]),
                name="dispute_open",
            ),
        ]

    def __str__(self) -> str:
        return f"dispute {self.reference} ({self.get_state_display().lower()})"


class DisputeEvent(models.Model):
    """What happened to a dispute; append-only."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=40)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    data = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.dispute_id}"


class DisputeReminder(models.Model):
    """Staff were reminded of this deadline once; the constraint makes it once."""

    class Kind(models.TextChoices):
        THREE_DAYS = "three_days", "Three days before"
        ONE_DAY = "one_day", "One day before"

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=10, choices=Kind)
    due_by = models.DateTimeField(help_text="the deadline it was about: a prolonged one is announced again")
    noticed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dispute", "kind", "due_by"], name="dispute_reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} reminder of {self.dispute_id}"
