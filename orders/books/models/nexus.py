"""The thresholds from which a state wants a remote seller registered, and which of them were neared or crossed."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from orders.tax.models.dated import Dated
from portero.core.money import MoneyField


class NexusRule(Dated):
    """One state's threshold; staff edit it, orders don't depend on it."""

    class Logic(models.TextChoices):
        EITHER = "either", "Sum or number of sales"
        BOTH = "both", "Sum and number of sales"

    class Basis(models.TextChoices):
        GROSS = "gross", "All sales"
        TAXABLE = "taxable", "Taxable sales"

    class Period(models.TextChoices):
        CALENDAR = "calendar", "This or the last calendar year"
        PREVIOUS = "previous", "The last calendar year"
        ROLLING = "rolling", "The last twelve months"
        QUARTERS = "quarters", "The last four sales tax quarters"
        TO_SEPTEMBER = "to_september", "Twelve months to 30 September"

    state = models.CharField(max_length=2)
    amount = MoneyField(help_text="USD of sales")
    sales = models.PositiveIntegerField(null=True, blank=True, help_text="number of sales, if it counts")
    logic = models.CharField(max_length=10, choices=Logic, default=Logic.EITHER)
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.GROSS)
    period = models.CharField(max_length=12, choices=Period, default=Period.CALENDAR)

    class Meta:
        ordering = ["state", "since"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="nexus_amount_positive"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="nexus_dates_in_order"
            ),
            models.UniqueConstraint(fields=["state", "since"], name="nexus_rule_once"),
        ]

    def __str__(self) -> str:
        return f"{self.state}: {self.amount}"


class NexusCrossing(models.Model):
    """A state's threshold was neared (80 %) or reached; told once, and again only after it fell below."""

    class Level(models.TextChoices):
        NEAR = "near", "80 % reached"
        OVER = "over", "Threshold reached"

    state = models.CharField(max_length=2)
    level = models.CharField(max_length=5, choices=Level)
    at = models.DateTimeField(default=timezone.now)
    sum = MoneyField(help_text="USD counted then")
    sales = models.PositiveIntegerField()
    over_at = models.DateTimeField(null=True, blank=True, help_text="when it was below again, or registered")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state", "level"], condition=Q(over_at__isnull=True), name="nexus_crossing_told_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.get_level_display()}"
