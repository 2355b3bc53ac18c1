"""What an order was taxed; the database refuses to change or delete these rows."""

from django.db import models
from django.utils import timezone

from portero.core.money import MoneyField


class TaxComponent(models.Model):
    """The frozen tax of one order line (or, without a line, of its shipping) in one jurisdiction; append-only."""

    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="tax_components")
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, null=True, related_name="tax_components")
    jurisdiction = models.CharField(max_length=80)
    level = models.CharField(max_length=10)
    percent = models.DecimalField(max_digits=6, decimal_places=4)
    base = MoneyField()
    amount = MoneyField()
    of = models.CharField(
        max_length=10, default="price", help_text="on what of the line: its price, or a share of a charge"
    )
    rule = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    matched = models.CharField(max_length=10, default="state", help_text="what of the address decided")
    ambiguous = models.BooleanField(default=False, help_text="the address may belong to another jurisdiction")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.jurisdiction} {self.percent}%: {self.amount}"
