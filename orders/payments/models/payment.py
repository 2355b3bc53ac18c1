"""Payments: attempts, what happened to them, the calls we made, the webhooks we got."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portero.core.money import CURRENCY, MoneyField


class PaymentState(models.TextChoices):
    """What we know of an attempt; `orders.payments.states.move` is the one that moves it."""

    CREATED = "created", "Created"
    STARTED = "started", "Started at the provider"
    AUTHORISED = "authorised", "Authorised"
    CAPTURED = "captured", "Captured"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
    STRAY = "stray", "Captured for no order, goes back"
    # Of credits alone (orders.payments.crediting).
    RESERVED = "reserved", "Set aside of a return"


class Method(models.TextChoices):
    """How she pays. *Hosted* is the card processor's own page, for browsers without JavaScript."""

    CARD = "card", "Card"
    CARD_HOSTED = "card_hosted", "Card, on the processor's page"
    PAYPAL = "paypal", "PayPal"
    AFFIRM = "affirm", "Affirm"
    WIRE = "wire", "Bank wire"
    # Nobody chooses it: what a return came to pays another order (docs/decisions/0029).
    CREDIT = "credit", "Credit from a return"


LIVE = [PaymentState.CREATED, PaymentState.STARTED, PaymentState.AUTHORISED]


class Payment(models.Model):
    """One attempt to pay one order; or a credit, by which another order's return pays (a part of) it.

    The captured payments of an order are its total: one from a provider, and credits beside it in an exchange.
    """

    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="payments")
    attempt = models.PositiveSmallIntegerField()
    provider = models.CharField(max_length=20)
    method = models.CharField(max_length=20, choices=Method, default=Method.CARD)
    amount = MoneyField()
    currency = models.CharField(max_length=3, default=CURRENCY)
    captured_amount = MoneyField(default=0)
    refunded_amount = MoneyField(
        default=0, help_text="sum of the refunds that haven't failed; the database keeps it, nobody writes it"
    )
    credited = MoneyField(
        default=0, help_text="USD of the order's total that credits pay beside this attempt"
    )
    source = models.OneToOneField(
        "payments.Refund",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="credit",
        help_text="of a credit: the refund of another order that pays this one instead of going back",
    )
    state = models.CharField(max_length=12, choices=PaymentState, default=PaymentState.CREATED)
    reference = models.CharField(max_length=120, blank=True, help_text="the provider's id of the payment")
    hosted_reference = models.CharField(
        max_length=120, blank=True, help_text="id of the hosted page, if used"
    )
    details = models.JSONField(default=dict, blank=True, help_text="brand, last four, AVS and CVC results")
    problem = models.CharField(max_length=300, blank=True, help_text="what the buyer was told")
    needs_review = models.BooleanField(default=False, help_text="amount or currency differ: staff look")
    lookup_at = models.DateTimeField(
        null=True, blank=True, help_text="when the poller asks the provider next"
    )
    created_at = models.DateTimeField(default=timezone.now)
    authorised_at = models.DateTimeField(null=True, blank=True)
    captured_at = models.DateTimeField(null=True, blank=True)
    capturable_until = models.DateTimeField(
        null=True, blank=True, help_text="when the authorisation ends, as the provider says"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "attempt"], name="payment_attempt_once"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(state__in=LIVE), name="payment_one_live_per_order"
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state="captured", source__isnull=True),
                name="payment_one_capture_per_order",
            ),
            models.UniqueConstraint(
                fields=["provider", "reference"], condition=~Q(reference=""), name="payment_reference_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_positive"),
            models.CheckConstraint(
                condition=Q(method="credit", source__isnull=False, credited=0)
                & Q(state__in=["reserved", "captured", "cancelled"])
                | (~Q(method="credit") & ~Q(state="reserved") & Q(source__isnull=True, credited__gte=0)),
                name="payment_credit_has_source",
            ),
            models.CheckConstraint(
                condition=Q(captured_amount__gte=0)
                & (Q(captured_amount__lte=F("amount")) | Q(state="stray")),
                name="payment_capture_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(state="captured", captured_at__isnull=False, captured_amount=F("amount"))
                | Q(state="stray", captured_at__isnull=False, captured_amount__gt=0)
                | (~Q(state__in=["captured", "stray"]) & Q(captured_at__isnull=True, captured_amount=0)),
                name="payment_captured_whole",
            ),
            models.CheckConstraint(
                condition=Q(refunded_amount__gte=0, refunded_amount__lte=F("captured_amount")),
                name="payment_refunds_in_bounds",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lookup_at"], condition=Q(lookup_at__isnull=False), name="payment_lookup_due"
            ),
            models.Index(fields=["created_at"], condition=Q(needs_review=True), name="payment_to_review"),
            models.Index(
                fields=["capturable_until"], condition=Q(state="authorised"), name="payment_authorised_until"
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.attempt} ({self.state})"


class PaymentEvent(models.Model):
    """What happened to an attempt; append-only."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=40)
    data = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["at"],
                condition=models.Q(kind__in=["declined", "capture_declined"]),
                name="payment_declines_of_late",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.payment_id}"


class GatewayCall(models.Model):
    """A call to a provider, written before it is made: its key makes a repeat harmless."""

    key = models.CharField(max_length=80, unique=True, help_text="<order>-<attempt>-<operation>-<n>")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="calls")
    operation = models.CharField(max_length=20)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True, help_text="done, declined, refused, unknown")
    refund = models.ForeignKey(
        "payments.Refund", on_delete=models.PROTECT, null=True, blank=True, related_name="calls"
    )

    def __str__(self) -> str:
        return f"{self.key} {self.outcome or 'open'}"


class WebhookMessage(models.Model):
    """The inbox: stored once per provider and event, answered 200, worked off by a task."""

    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    topic = models.CharField(max_length=10, default="payment", help_text="payment, refund, dispute or other")
    reference = models.CharField(max_length=120, blank=True, help_text="the provider's id of the payment")
    payload = models.JSONField()
    received_at = models.DateTimeField(default=timezone.now)
    processed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="webhook_event_once"),
        ]
        indexes = [
            models.Index(fields=["received_at"], condition=Q(processed_at__isnull=True), name="webhook_open"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.kind}"
