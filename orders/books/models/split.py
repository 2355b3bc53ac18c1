"""What a refund consists of: goods, charges, duties, and the tax of each component that goes back with them.

The parts and reversals of a refund add up to its sum; over all refunds of an order that haven't failed nothing
goes back more often than it was charged. Both are checked by the database (migration 0002), and rows stay.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portero.core.money import MoneyField


class RefundSplit(models.Model):
    """How a refund was divided, by whom, and what of the price of returned pieces was kept as a fee (USD)."""

    class How(models.TextChoices):
        CHOSEN = "chosen", "Staff chose what goes back"
        WHOLE = "whole", "All that was left"
        IN_PROPORTION = "in_proportion", "A sum, divided like the bill"

    refund = models.OneToOneField("payments.Refund", on_delete=models.PROTECT, related_name="split")
    how = models.CharField(max_length=15, choices=How)
    fee_kept = MoneyField(default=0)
    rule = models.CharField(max_length=200, blank=True, help_text="what a kept fee did to the tax, and why")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(fee_kept__gte=0), name="split_fee_not_negative")]

    def __str__(self) -> str:
        return f"{self.get_how_display()}: refund {self.refund_id}"


class RefundPart(models.Model):
    """A sum in USD of a refund that isn't sales tax: of one line's price, of one charge, or of duties."""

    class Kind(models.TextChoices):
        GOODS = "goods", "Goods"
        CHARGE = "charge", "Delivery, handling, gift wrap"
        BORDER = "border", "Duties and import tax"

    split = models.ForeignKey(RefundSplit, on_delete=models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=10, choices=Kind)
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, null=True, related_name="refund_parts")
    label = models.CharField(max_length=200, help_text="as the bill says it")
    amount = MoneyField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_part_positive"),
            models.CheckConstraint(
                condition=Q(kind="goods", line__isnull=False) | (~Q(kind="goods") & Q(line__isnull=True)),
                name="refund_part_goods_have_a_line",
            ),
            models.UniqueConstraint(
                fields=["split", "kind", "line", "label"], nulls_distinct=False, name="refund_part_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.amount}"


class TaxReversal(models.Model):
    """The part of one frozen tax component that a refund gives back, with the base that goes with it (USD)."""

    split = models.ForeignKey(RefundSplit, on_delete=models.PROTECT, related_name="reversals")
    component = models.ForeignKey("tax.TaxComponent", on_delete=models.PROTECT, related_name="reversals")
    base = MoneyField()
    amount = MoneyField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["split", "component"], name="tax_reversal_once"),
            models.CheckConstraint(condition=Q(base__gte=0, amount__gte=0), name="tax_reversal_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.component_id}: {self.amount} back"
