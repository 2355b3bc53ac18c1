"""What a return gives back, in USD: as it was shown before she asked, and as it was reckoned in the end."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from orders.returns.models.returns import Return
from portero.core.money import MoneyField


class ReturnAmounts(models.Model):
    """One row per occasion, never changed. `duties` and `import_tax` were paid at checkout and don't come back."""

    class Kind(models.TextChoices):
        SHOWN = "shown", "Shown before she asked"
        FINAL = "final", "Given back"

    ret = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="amounts")
    kind = models.CharField(max_length=5, choices=Kind)
    price = MoneyField(help_text="of the pieces, before tax")
    tax = MoneyField(help_text="sales tax that goes back with them")
    fee = MoneyField(default=0)
    return_shipping = MoneyField(default=0, help_text="deducted for the way back from abroad")
    duties = MoneyField(default=0, help_text="and customs fees, kept by customs")
    import_tax = MoneyField(default=0, help_text="kept by customs")
    total = MoneyField()
    rule = models.CharField(max_length=200, blank=True, help_text="what the fee did to the tax, and why")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "return amounts"
        constraints = [
            models.UniqueConstraint(fields=["ret", "kind"], name="return_amounts_once"),
            models.CheckConstraint(
                condition=Q(
                    price__gte=0,
                    tax__gte=0,
                    fee__gte=0,
                    return_shipping__gte=0,
                    duties__gte=0,
                    import_tax__gte=0,
                    total__gte=0,
                ),
                name="return_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(total=F("price") + F("tax") - F("fee") - F("return_shipping")),
                name="return_amounts_add_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.total}"
