"""Destinations that cost the same: groups of countries, and of states within the United States."""

from django.db import models
from django.db.models import Q


class Zone(models.Model):
    """A group of destinations; at most one takes every place that no other names."""

    name = models.CharField(max_length=60, unique=True)
    in_words = models.CharField(
        max_length=60, help_text="as a sentence says it: “DHL doesn’t deliver to military addresses”"
    )
    rest_of_world = models.BooleanField(
        default=False, help_text="every country that no other zone names; at most one zone"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rest_of_world"], condition=Q(rest_of_world=True), name="zone_one_rest_of_world"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ZonePlace(models.Model):
    """A country, or a state of the United States, that belongs to a zone; a state wins over its country."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="places")
    country = models.CharField(max_length=2, help_text="ISO code")
    state = models.CharField(
        max_length=2, blank=True, help_text="two letters, also AA, AE, AP for the military; empty: all"
    )

    class Meta:
        ordering = ["country", "state"]
        constraints = [
            models.UniqueConstraint(fields=["country", "state"], name="zone_place_in_one_zone"),
            models.CheckConstraint(condition=Q(state="") | Q(country="US"), name="zone_place_us_states_only"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.state}".strip()
