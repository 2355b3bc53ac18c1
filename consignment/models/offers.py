"""What we offer for a piece: where it would be listed, what it may fall to and when, our commission."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from consignment.models.submissions import Submission
from portero.core.money import MoneyField


class CommissionTier(models.Model):
    """Our share of the selling price from a price on; data that staff change (domain.md: 25 % on average)."""

    price_from = MoneyField(unique=True)
    rate = models.DecimalField(max_digits=5, decimal_places=4, help_text="0.2500 is 25 %")

    class Meta:
        ordering = ["price_from"]
        constraints = [
            models.CheckConstraint(condition=Q(price_from__gte=0), name="tier_from_not_negative"),
            models.CheckConstraint(condition=Q(rate__gt=0) & Q(rate__lt=1), name="tier_rate_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.rate:.2%} from {self.price_from} USD"


class Offer(models.Model):
    class State(models.TextChoices):
        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Refused by the consignor"
        LAPSED = "lapsed", "Lapsed"
        REPLACED = "replaced", "Replaced by another"

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="offers")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    range_low = MoneyField(help_text="list price range, lower end")
    range_high = MoneyField(help_text="list price range, upper end")
    start_price = MoneyField()
    floor_price = MoneyField(help_text="never sold below it")
    commission_rate = models.DecimalField(max_digits=5, decimal_places=4, help_text="frozen from its tier")
    expected_payout = MoneyField(help_text="at the start price")
    term_days = models.PositiveSmallIntegerField()
    said = models.TextField(blank=True, help_text="a word to the consignor")
    basis = models.JSONField(default=dict, help_text="what the range rested on: comparables as they stood")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    made_at = models.DateTimeField(default=timezone.now)
    lapses_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission"], condition=Q(state="open"), name="offer_open_once"),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(state="accepted"), name="offer_accepted_once"
            ),
            models.CheckConstraint(
                condition=Q(floor_price__gt=0)
                & Q(start_price__gte=F("floor_price"))
                & Q(range_low__gt=0)
                & Q(range_high__gte=F("range_low")),
                name="offer_prices_in_order",
            ),
            models.CheckConstraint(
                condition=Q(commission_rate__gt=0) & Q(commission_rate__lt=1), name="offer_rate_is_a_share"
            ),
        ]
        indexes = [models.Index(fields=["lapses_at"], condition=Q(state="open"), name="offer_to_lapse")]

    def __str__(self) -> str:
        return f"offer {self.pk} for {self.submission_id} ({self.state})"


class PriceStep(models.Model):
    """An agreed step of the price, so many days after the piece was first listed; never below the floor."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="steps")
    day = models.PositiveSmallIntegerField(help_text="days after it was first listed")
    price = MoneyField()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "day"], name="price_step_once_a_day"),
            models.CheckConstraint(condition=Q(price__gt=0) & Q(day__gt=0), name="price_step_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.price} USD from day {self.day}"
