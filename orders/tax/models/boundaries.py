"""Which jurisdictions reach a place: rows by ZIP+4, city + ZIP, city, county and state."""

from django.db import models
from django.db.models import F, Q

from orders.tax.models.dated import Dated
from orders.tax.models.rates import Jurisdiction


class Boundary(Dated):
    """One jurisdiction that taxes the places a row describes; names as the state writes them.

    A city row without a jurisdiction says that the city is known and levies nothing of its own.
    """

    class Match(models.TextChoices):
        ZIP4 = "zip4", "ZIP+4"
        CITY_ZIP = "city_zip", "City and ZIP"
        CITY = "city", "City"
        COUNTY = "county", "County"

    state = models.CharField(max_length=2)
    match = models.CharField(max_length=10, choices=Match)
    zip = models.CharField(max_length=5, blank=True)
    plus4_first = models.CharField(max_length=4, blank=True)
    plus4_last = models.CharField(max_length=4, blank=True)
    city = models.CharField(max_length=80, blank=True)
    county = models.CharField(max_length=80, blank=True)
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, null=True, blank=True)
    outside_cities = models.BooleanField(
        default=False, help_text="a county row that reaches only places outside its cities"
    )
    ambiguous = models.BooleanField(default=False, help_text="places that match may belong elsewhere")

    class Meta:
        verbose_name_plural = "boundaries"
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "state", "match", "zip", "plus4_first", "city", "county", "jurisdiction",
                    "outside_cities", "since",
                ],
                nulls_distinct=False,
                name="boundary_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="boundary_dates_in_order"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return " ".join(filter(None, [self.zip, self.city, self.county, self.state]))
