"""Reconciliation: our captures and refunds beside the provider's own list, and what doesn't fit."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from orders.payments.models.payment import Payment
from portero.core.money import CURRENCY, MoneyField


class ReconciliationRun(models.Model):
    """One comparison with one provider over [since, until); sums in USD.

    `day` is the last day (US Eastern) of a daily run: one that went through, or is at it, per provider and day.
    """

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    provider = models.CharField(max_length=20)
    since = models.DateTimeField()
    until = models.DateTimeField()
    day = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    problem = models.CharField(max_length=300, blank=True, help_text="why it failed; it is tried again")
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    our_captures = models.PositiveIntegerField(default=0)
    their_captures = models.PositiveIntegerField(default=0)
    our_captured = MoneyField(default=0)
    their_captured = MoneyField(default=0)
    our_refunds = models.PositiveIntegerField(default=0)
    their_refunds = models.PositiveIntegerField(default=0)
    our_refunded = MoneyField(default=0)
    their_refunded = MoneyField(default=0)
    found = models.PositiveIntegerField(default=0, help_text="differences of this run")

    class Meta:
        ordering = ["-pk"]
        verbose_name = "reconciliation"
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "day"],
                condition=~Q(state="failed") & Q(day__isnull=False),
                name="reconciliation_daily_once",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="reconciliation_period_forward"),
            models.CheckConstraint(
                condition=Q(state="running", finished_at__isnull=True)
                | (~Q(state="running") & Q(finished_at__isnull=False)),
                name="reconciliation_finished_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"reconciliation {self.pk} with {self.provider}"


class ReconciliationLine(models.Model):
    """One capture or refund as both sides have it; an empty sum: that side doesn't have it."""

    run = models.ForeignKey(ReconciliationRun, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=8, help_text="capture or refund")
    reference = models.CharField(max_length=120)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    ours = MoneyField(null=True, blank=True)
    theirs = MoneyField(null=True, blank=True)
    their_currency = models.CharField(max_length=3, blank=True)
    difference = models.CharField(max_length=16, blank=True, help_text="empty: both sides agree")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "kind", "reference"], name="reconciliation_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class Difference(models.Model):
    """Something that both sides should agree on and don't: one task, however often it is found."""

    class Kind(models.TextChoices):
        MISSING_THERE = "missing_there", "Captured here, not in the provider's list"
        MISSING_HERE = "missing_here", "Captured at the provider, not here"
        AMOUNT = "amount", "Captured amounts differ"
        CURRENCY = "currency", "Captured in another currency"
        REFUND_THERE = "refund_there", "Refunded here, not in the provider's list"
        REFUND_HERE = "refund_here", "Refunded at the provider, not here"
        REFUND_AMOUNT = "refund_amount", "Refunded amounts differ"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        RESOLVED = "resolved", "Agrees by now"
        CLOSED = "closed", "Closed by staff"

    provider = models.CharField(max_length=20)
    kind = models.CharField(max_length=16, choices=Kind)
    reference = models.CharField(max_length=120, help_text="the provider's id of the payment or refund")
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="differences"
    )
    at = models.DateTimeField(help_text="when the money moved")
    ours = MoneyField(null=True, blank=True)
    theirs = MoneyField(null=True, blank=True)
    their_currency = models.CharField(max_length=3, default=CURRENCY)
    about = models.CharField(max_length=300, help_text="what was found, in a sentence")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    found_in = models.ForeignKey(ReconciliationRun, on_delete=models.PROTECT, related_name="+")
    last_seen_in = models.ForeignKey(ReconciliationRun, on_delete=models.PROTECT, related_name="differences")
    found_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="how it ended")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "kind", "reference"], name="difference_once"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True)
                | (~Q(state="open") & Q(ended_at__isnull=False) & ~Q(note="")),
                name="difference_ended_has_when_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_by__isnull=False), name="difference_closed_has_who"
            ),
        ]
        indexes = [models.Index(fields=["found_at"], condition=Q(state="open"), name="difference_open")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reference}"
