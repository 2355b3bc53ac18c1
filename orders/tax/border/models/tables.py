"""Tariff headings, duty rates, import taxes, fees and how a country counts, by date, each row with its source.

Sums are in USD; what a law states in another currency is converted in the row and told in its source. A row that
staff change carries their reason, which the audit trail keeps.
"""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from catalog.models import Category
from orders.tax.models.dated import Dated
from portero.core.money import MoneyField

CODE = RegexValidator(r"^[0-9][0-9.]*$", "A code has digits and dots: 4202.21.90.")
COUNTRY = "ISO code of the destination, or of the customs union it counts with (EU)"


def sane(name: str, *once: str) -> list[models.BaseConstraint]:
    """The constraints that every table has: dates in order, one open row of what is `once`."""
    dated = Q(until__isnull=True) | Q(until__gt=F("since"))
    open_once = models.UniqueConstraint(
        fields=once,
        condition=Q(until__isnull=True),
        name=f"{name}_open_once",
        nulls_distinct=False,
        violation_error_message="Such a row without a last day is there already. End it first.",
    )
    return [models.CheckConstraint(condition=dated, name=f"{name}_dates_in_order"), open_once]


class BorderRow(Dated):
    """A dated row of these tables; `reason` says why staff changed it."""

    reason = models.CharField(max_length=200, blank=True, help_text="why it was changed")

    class Meta:
        abstract = True


class TariffHeading(BorderRow):
    """Which tariff code goods of a category have, by what they are made of; the first that fits counts."""

    country = models.CharField(max_length=2, blank=True, help_text="only for this destination; empty: any")
    category = models.CharField(max_length=20, choices=Category.TaxCategory)
    words = models.CharField(
        max_length=300, blank=True, help_text="materials, with commas; empty: everything else"
    )
    up_to = MoneyField(null=True, blank=True, help_text="only for pieces up to this price in USD")
    code = models.CharField(max_length=14, validators=[CODE])
    position = models.PositiveSmallIntegerField(default=10, help_text="the lowest that fits counts")

    class Meta:
        ordering = ["country", "category", "position", "pk"]
        constraints = sane("heading", "country", "category", "words", "up_to")

    def __str__(self) -> str:
        return f"{self.code} {self.category} {self.words[:40]}"


class DutyRate(BorderRow):
    """Duty of a destination on what is under a tariff code; the nearest code and country of manufacture count."""

    class Kind(models.TextChoices):
        BASE = "base", "Rate"
        FLOOR = "floor", "At least, in total"
        PLUS = "plus", "In addition"

    country = models.CharField(max_length=2, help_text=COUNTRY)
    code = models.CharField(max_length=14, blank=True, help_text="tariff code or its beginning; empty: any")
    made_in = models.CharField(max_length=2, blank=True, help_text="ISO code, EU, or empty: any")
    kind = models.CharField(max_length=5, choices=Kind, default=Kind.BASE)
    percent = models.DecimalField(max_digits=6, decimal_places=3)
    least = MoneyField(null=True, blank=True, help_text="at least so much per piece, in USD")
    most = MoneyField(null=True, blank=True, help_text="at most so much per piece, in USD")

    class Meta:
        ordering = ["country", "code", "made_in", "since"]
        constraints = [
            *sane("duty", "country", "code", "made_in", "kind"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=200), name="duty_is_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.code or 'any'} {self.percent.normalize():f}%"


class CountryRule(BorderRow):
    """How a destination counts: what duty and tax are on, and below which value it asks for nothing."""

    country = models.CharField(max_length=2)
    union = models.CharField(max_length=2, blank=True, help_text="no customs among these: EU, CH")
    origins = models.CharField(
        max_length=60, blank=True, help_text="only for parcels from these countries, with spaces; empty: any"
    )
    duty_on_freight = models.BooleanField(default=True, help_text="duty on price and delivery (CIF), not FOB")
    tax_on_freight = models.BooleanField(default=True, help_text="import tax on price, delivery and duty")
    uplift = models.DecimalField(
        max_digits=5, decimal_places=2, default=0, help_text="per cent that the tax base gains"
    )
    duty_free = MoneyField(default=0, help_text="no duty on parcels up to this value, USD")
    tax_free = MoneyField(default=0, help_text="no import tax on parcels up to this value, USD")
    never_free = models.CharField(
        max_length=60, blank=True, help_text="tariff codes that are never free of duty"
    )
    small_duty = MoneyField(default=0, help_text="duty per piece in a parcel that is free of the full one")
    note = models.CharField(max_length=200, blank=True, help_text="a warning that goes with every estimate")

    class Meta:
        ordering = ["country", "origins", "since"]
        constraints = sane("country_rule", "country", "origins")

    def __str__(self) -> str:
        return self.country


class ImportTax(BorderRow):
    """VAT, GST, a consumption or a luxury tax on what is imported; a region (province) may levy its own."""

    country = models.CharField(max_length=2)
    region = models.CharField(max_length=3, blank=True, help_text="only there: ON, QC")
    name = models.CharField(max_length=40, help_text="as the bill says it: VAT, GST, QST")
    percent = models.DecimalField(max_digits=6, decimal_places=3)
    codes = models.CharField(
        max_length=120, blank=True, help_text="only these tariff codes, with spaces; empty: all"
    )
    over = MoneyField(default=0, help_text="only on pieces above this value, USD")
    on_excess = models.BooleanField(default=False, help_text="only on what is above")
    inside = models.BooleanField(default=False, help_text="the tax is part of its own base")
    joins_base = models.BooleanField(default=False, help_text="the taxes after it are on it too")
    position = models.PositiveSmallIntegerField(default=10)

    class Meta:
        ordering = ["country", "region", "position", "since"]
        verbose_name_plural = "import taxes"
        constraints = [
            *sane("import_tax", "country", "region", "name"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lt=100), name="import_tax_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.region} {self.name} {self.percent.normalize():f}%"


class BorderFee(BorderRow):
    """What the carrier or the customs ask for their work on one parcel."""

    class On(models.TextChoices):
        COLLECTED = "collected", "Duty and import tax, if there are any"
        VALUE = "value", "The value of the parcel"

    country = models.CharField(max_length=2, blank=True, help_text="destination; empty: any")
    name = models.CharField(max_length=60)
    on = models.CharField(max_length=10, choices=On, default=On.COLLECTED)
    percent = models.DecimalField(max_digits=7, decimal_places=4)
    least = MoneyField(default=0)
    most = MoneyField(null=True, blank=True)
    above = MoneyField(default=0, help_text="only for parcels worth more, USD")

    class Meta:
        ordering = ["country", "name", "since"]
        constraints = [
            *sane("border_fee", "country", "name"),
            models.CheckConstraint(condition=Q(percent__gte=0, least__gte=0), name="border_fee_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name
