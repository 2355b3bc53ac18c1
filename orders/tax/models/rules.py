"""What the states tax otherwise than at the full rate on the full price, and how they round, ship and refund."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from orders.tax.models.dated import Dated
from orders.tax.models.rates import Jurisdiction
from portero.core.money import MoneyField


class TaxRule(Dated):
    """One rule for some categories of goods. Sums are USD per single item, before tax and delivery."""

    class Kind(models.TextChoices):
        EXEMPT = "exempt", "Exempt"
        EXEMPT_BELOW = "exempt_below", "Exempt below"
        EXEMPT_FIRST = "exempt_first", "Only the part above is taxed"
        REPLACE_RATE_ABOVE = "replace_rate_above", "Above: another rate on the whole price"
        CAP_FIRST = "cap_first", "Only the part up to this sum is taxed"
        HOLIDAY = "holiday", "Tax holiday: exempt below"

    class Reach(models.TextChoices):
        ALL = "all", "All levels"
        STATE = "state", "The state's tax"
        LOCAL = "local", "All local tax"

    state = models.CharField(max_length=2)
    kind = models.CharField(max_length=20, choices=Kind)
    reach = models.CharField(max_length=10, choices=Reach, default=Reach.ALL)
    categories = ArrayField(models.CharField(max_length=20), help_text="item categories; empty: all")
    amount = MoneyField(null=True, blank=True)
    percent = models.DecimalField(max_digits=6, decimal_places=4, null=True, blank=True)
    within = models.ForeignKey(
        Jurisdiction, on_delete=models.PROTECT, null=True, blank=True, help_text="only there"
    )
    except_city = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="exempt") | Q(amount__isnull=False), name="tax_rule_has_its_sum"
            ),
            models.CheckConstraint(
                condition=~Q(kind="replace_rate_above") | Q(percent__isnull=False),
                name="tax_rule_has_its_rate",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="tax_rule_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.get_kind_display().lower()} {self.amount or ''}".strip()


class ShippingRule(Dated):
    """Whether a state taxes delivery, handling and gift wrap that the bill states separately."""

    class Kind(models.TextChoices):
        TAXABLE = "taxable", "Taxable with the goods"
        EXEMPT = "exempt", "Exempt"
        AT_COST = "at_cost", "Exempt up to the carrier's actual cost"
        AVOIDABLE = "avoidable", "Taxable unless pickup is offered"

    class Mixed(models.TextChoices):
        PRORATED = "prorated", "By the price of what is taxable"
        WHOLE = "whole", "All of it, if anything is taxable"

    class Handling(models.TextChoices):
        TAXABLE = "taxable", "Taxable"
        AS_SHIPPING = "as_shipping", "As shipping"

    class GiftWrap(models.TextChoices):
        WITH_ITEM = "with_item", "Taxable with the item"
        EXEMPT = "exempt", "Exempt"

    state = models.CharField(max_length=2)
    kind = models.CharField(max_length=10, choices=Kind)
    mixed = models.CharField(max_length=10, choices=Mixed, default=Mixed.PRORATED)
    handling = models.CharField(max_length=12, choices=Handling, default=Handling.TAXABLE)
    gift_wrap = models.CharField(max_length=10, choices=GiftWrap, default=GiftWrap.WITH_ITEM)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["state", "since"], name="shipping_rule_once")]

    def __str__(self) -> str:
        return f"{self.state}: {self.get_kind_display()}"


class RoundingRule(Dated):
    """How a state brings the tax of a whole sale to cents."""

    class Method(models.TextChoices):
        HALF_UP = "half_up", "Half up"
        UP = "up", "Up (bracket)"

    state = models.CharField(max_length=2)
    method = models.CharField(max_length=10, choices=Method)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["state", "since"], name="rounding_rule_once")]

    def __str__(self) -> str:
        return f"{self.state}: {self.get_method_display()}"


class RefundRule(Dated):
    """How much of a piece's tax goes back when a fee is kept from its price."""

    class FeeKept(models.TextChoices):
        WHOLE_TAX = "whole_tax", "The whole tax goes back"
        PART_REFUNDED = "part_refunded", "The tax on the part refunded"

    state = models.CharField(max_length=2)
    fee_kept = models.CharField(max_length=15, choices=FeeKept)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["state", "since"], name="refund_rule_once")]

    def __str__(self) -> str:
        return f"{self.state}: {self.get_fee_kept_display()}"
