"""What an order was charged for crossing a border; the database refuses to change or delete these rows."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portero.core.money import MoneyField


class ChargeKind(models.TextChoices):
    DUTY = "duty", "Duty"
    TAX = "tax", "Import tax"
    FEE = "fee", "Fee"


class BorderCharge(models.Model):
    """One duty, import tax or fee of one order line; append-only. Their sum is part of the order's total."""

    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="border_charges")
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="border_charges")
    kind = models.CharField(max_length=4, choices=ChargeKind)
    name = models.CharField(max_length=60)
    code = models.CharField(max_length=14, blank=True, help_text="tariff code")
    made_in = models.CharField(max_length=2, blank=True)
    origin = models.CharField(max_length=2)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=40, blank=True)
    percent = models.DecimalField(max_digits=7, decimal_places=4)
    base = MoneyField()
    amount = MoneyField()
    source = models.CharField(max_length=400)
    provider = models.CharField(max_length=20)
    reference = models.CharField(max_length=80, blank=True, help_text="the outside provider's quote")
    guaranteed = models.BooleanField()
    valid_until = models.DateTimeField(null=True, blank=True)
    flagged = models.BooleanField(default=False, help_text="our tables stood in for the outside provider")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ChargeKind.values), name="border_charge_kind_known"),
            models.CheckConstraint(
                condition=Q(amount__gte=0, base__gte=0, percent__gte=0), name="border_charge_not_negative"
            ),
            models.CheckConstraint(condition=~Q(origin=models.F("country")), name="border_charge_crosses"),
            models.CheckConstraint(
                condition=Q(guaranteed=False) | Q(valid_until__isnull=False), name="border_guarantee_ends"
            ),
            models.UniqueConstraint(fields=["line", "kind", "name"], name="border_charge_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.amount}"
