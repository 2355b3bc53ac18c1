"""Where Portero collects sales tax and the dated rates of every jurisdiction."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.fields.ranges import RangeBoundary
from django.db import models
from django.db.models import F, Func, Q

from orders.tax.models.dated import Confidence


class Between(Func):
    """A half-open daterange over two columns."""

    function = "DATERANGE"
    output_field = DateRangeField()


class SameJurisdiction(Func):
    """An int8range of one key: equality inside an exclusion constraint without btree_gist."""

    function = "INT8RANGE"
    template = "%(function)s(%(expressions)s, '[]')"


class Registration(models.Model):
    """A state where Portero is registered, and from when until when (`until` excluded)."""

    state = models.CharField(max_length=2)
    name = models.CharField(max_length=40)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(until__isnull=True), name="registration_open_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="registration_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Jurisdiction(models.Model):
    class Level(models.TextChoices):
        STATE = "state", "State"
        COUNTY = "county", "County"
        CITY = "city", "City"
        DISTRICT = "district", "District"

    state = models.CharField(max_length=2)
    level = models.CharField(max_length=10, choices=Level)
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state", "level", "name"], name="jurisdiction_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.level})"


class Rate(models.Model):
    """A dated rate; two rates of one jurisdiction never overlap (an exclusion constraint says so)."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="rates")
    percent = models.DecimalField(max_digits=6, decimal_places=4)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    confidence = models.CharField(max_length=10, choices=Confidence, default=Confidence.VERIFIED)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lt=100), name="rate_is_percent"),
            ExclusionConstraint(
                name="rate_no_overlap",
                expressions=[
                    (SameJurisdiction("jurisdiction", "jurisdiction"), RangeOperators.OVERLAPS),
                    (Between("since", "until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent}%"
