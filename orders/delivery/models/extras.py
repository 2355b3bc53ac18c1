"""What an order was charged beside its pieces and their delivery; the database refuses to change these rows."""

from django.db import models
from django.db.models import Q

from portero.core.money import MoneyField


class OrderCharge(models.Model):
    """Gift wrap or handling of one order, frozen with it: USD before tax, and the tax on it; append-only.

    Net of an order = lines + delivery + these rows, which the database checks at the end of the transaction.
    """

    class Kind(models.TextChoices):
        GIFT_WRAP = "gift_wrap", "Gift wrap"
        HANDLING = "handling", "Handling"

    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="charges")
    kind = models.CharField(max_length=10, choices=Kind)
    label = models.CharField(max_length=60)
    amount = MoneyField()
    tax = MoneyField()
    with_delivery = models.BooleanField(
        default=False, help_text="the bill states it in one line with the delivery"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "kind"], name="order_charge_once"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, tax__gte=0) & ~Q(label=""), name="order_charge_positive"
            ),
            models.CheckConstraint(
                condition=Q(with_delivery=False) | Q(kind="handling"), name="order_charge_only_handling_joins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.amount}"
