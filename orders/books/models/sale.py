"""Where and on which day an order was taxed, and how sure its place was; written with the order, never changed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone


class TaxedSale(models.Model):
    """One per order, also where no tax was due: the reports and the nexus watch read it. Append-only.

    `on` is the day whose rates applied (docs/tax.md). `warnings` are the calculator's sentences for staff: what is
    unverified, assumed or only partly known.
    """

    order = models.OneToOneField("order.Order", on_delete=models.PROTECT, related_name="taxed_sale")
    country = models.CharField(max_length=2)
    state = models.CharField(max_length=40, blank=True, help_text="of the delivery address, as it was given")
    on = models.DateField()
    taxed = models.BooleanField(help_text="Portero was registered there that day")
    matched = models.CharField(max_length=10, default="state", help_text="what of the address decided")
    ambiguous = models.BooleanField(default=False)
    warnings = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["state", "on"], name="taxed_sale_by_state")]

    def __str__(self) -> str:
        return f"{self.order_id} in {self.state or self.country} on {self.on}"
