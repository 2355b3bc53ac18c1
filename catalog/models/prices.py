"""Every price a piece ever had. Rows are appended by `catalog.pricing`; the database refuses changes."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from catalog.models.item import Item
from portero.core.money import CURRENCY, MoneyField


class PriceChange(models.Model):
    class Kind(models.TextChoices):
        LISTED = "listed", "Listed"
        STEP = "step", "Agreed price step"
        CONSENT = "consent", "Changed with the owner's consent"
        IMPORTED = "imported", "Changed at the source"

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="price_changes")
    kind = models.CharField(max_length=10, choices=Kind)
    amount = MoneyField()
    previous = MoneyField(null=True, blank=True)
    currency = models.CharField(max_length=3, default=CURRENCY)
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="price_change_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.amount} {self.kind}"
