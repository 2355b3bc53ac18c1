"""Money on its way back: never more than was captured, which the database itself adds up."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from orders.payments.models.payment import Payment
from orders.payments.models.wire import IncomingWire
from portero.core.money import MoneyField, dollars


class RefundState(models.TextChoices):
    """`orders.payments.refunds` moves it. A wire, and what a person pays beside a provider: *to pay*, then *done*."""

    TO_APPROVE = "to_approve", "Waits for a second person"
    READY = "ready", "To be sent"
    TO_PAY = "to_pay", "To be wired by accounting"
    SENT = "sent", "With the provider"
    DONE = "done", "Refunded"
    FAILED = "failed", "Failed"


class How(models.TextChoices):
    """How a person pays what no provider can bring her."""

    TRANSFER = "transfer", "Bank transfer"
    CHECK = "check", "Check"


class Refund(models.Model):
    """A sum in USD that goes back to where it came from: a captured payment, or a wire that no order wants.

    The sum of the refunds of a payment that haven't failed is kept in `Payment.refunded_amount` (of a wire, in
    `IncomingWire.returned_amount`) by a trigger, and checked there against what was received.
    """

    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="refunds"
    )
    wire = models.ForeignKey(
        IncomingWire, on_delete=models.PROTECT, null=True, blank=True, related_name="refunds"
    )
    through = models.ForeignKey(
        Payment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="gone_through",
        help_text="of a credit: the payment at whose provider it goes back; the database finds it, nobody writes it",
    )
    rest_of = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rest",
        help_text="asked for together with this refund, whose payment had less left than the sum",
    )
    amount = MoneyField()
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=12, choices=RefundState)
    requested_at = models.DateTimeField(default=timezone.now)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    next_try_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    reference = models.CharField(
        max_length=120, blank=True, help_text="the provider's, or the bank's, id of the refund"
    )
    how = models.CharField(
        max_length=10,
        choices=How,
        blank=True,
        help_text="of one that a person pays beside its provider; those before November 2026 don't say",
    )
    voided = models.BooleanField(default=False, help_text="the charge was taken back before it settled")
    problem = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="failed, and staff have seen to it: nothing will be tried again"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "reference"], condition=~Q(reference=""), name="refund_reference_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(state="failed", next_try_at__isnull=True),
                name="refund_closed_is_over",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount_positive"),
            models.CheckConstraint(
                condition=Q(payment__isnull=False, wire__isnull=True)
                | Q(payment__isnull=True, wire__isnull=False),
                name="refund_of_payment_or_wire",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="refund_has_reason"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(requested_by__isnull=True)
                | ~Q(approved_by=F("requested_by")),
                name="refund_approved_by_another",
            ),
            models.CheckConstraint(
                condition=(Q(state="done") & Q(done_at__isnull=False))
                | (~Q(state="done") & Q(done_at__isnull=True)),
                name="refund_done_has_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="refund_due"),
            models.Index(
                fields=["requested_at"],
                condition=~Q(state="done") & Q(closed_at__isnull=True),
                name="refund_open",
            ),
        ]

    def __str__(self) -> str:
        return f"refund of {dollars(self.amount, cents=True)}, {self.get_state_display().lower()}"
