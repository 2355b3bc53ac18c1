"""Money that arrived on the bank account, entered by staff or read from the bank's statement."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from orders.payments.models.payment import Payment
from portero.core.money import CURRENCY, MoneyField


class IncomingWire(models.Model):
    """One credit on the bank account. `applied_amount` of it pays `payment`; the rest is the sender's.

    The same credit read twice (typed by hand and imported, or a statement imported again) is one row: the
    bank's own reference of the entry is unique.
    """

    class Source(models.TextChoices):
        ENTERED = "entered", "Entered by hand"
        CSV = "csv", "CSV"
        MT940 = "mt940", "MT940"
        CAMT053 = "camt053", "CAMT.053"

    amount = MoneyField()
    currency = models.CharField(max_length=3, default=CURRENCY)
    booked_on = models.DateField(help_text="the day the bank booked it")
    bank_reference = models.CharField(max_length=140, unique=True, help_text="the bank's id of the entry")
    payer = models.CharField(max_length=140, blank=True, help_text="who sent it, as the bank says")
    remittance = models.CharField(max_length=500, blank=True, help_text="what the payer wrote")
    source = models.CharField(max_length=10, choices=Source)
    received_at = models.DateTimeField(default=timezone.now, help_text="when we learned of it")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="wires"
    )
    applied_amount = MoneyField(default=0)
    returned_amount = MoneyField(
        default=0, help_text="sum of the refunds that haven't failed; the database keeps it, nobody writes it"
    )
    matched_at = models.DateTimeField(null=True, blank=True)
    matched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    set_aside = models.CharField(
        max_length=300, blank=True, help_text="why no order is looked for: interest, a transfer of our own"
    )
    by_hand = models.BooleanField(
        default=False, help_text="somebody took it off an order: it is never matched by itself again"
    )

    class Meta:
        ordering = ["-booked_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="wire_amount_positive"),
            models.CheckConstraint(
                condition=Q(
                    applied_amount__gte=0,
                    returned_amount__gte=0,
                    applied_amount__lte=F("amount") - F("returned_amount"),
                ),
                name="wire_applied_and_returned_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(applied_amount=0) | Q(payment__isnull=False), name="wire_applied_to_a_payment"
            ),
            models.CheckConstraint(
                condition=Q(set_aside="") | Q(payment__isnull=True), name="wire_matched_or_set_aside"
            ),
            models.CheckConstraint(
                condition=Q(currency=CURRENCY) | Q(applied_amount=0), name="wire_applied_in_dollars"
            ),
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=Q(payment__isnull=True, set_aside=""),
                name="wire_to_match",
            ),
        ]

    def __str__(self) -> str:
        return f"wire of {self.amount} {self.currency} on {self.booked_on}"
