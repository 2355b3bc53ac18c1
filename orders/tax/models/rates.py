"""Where Portero collects sales tax and the dated rates of every jurisdiction."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.fields.ranges import RangeBoundary
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Ord, Substr

from orders.tax.models.dated import Confidence, InOrder


class Between(Func):
    """A half-open daterange over two columns."""

    function = "DATERANGE"
    output_field = DateRangeField()


class SameJurisdiction(Func):
    """An int8range of one key: equality inside an exclusion constraint without btree_gist."""

    function = "INT8RANGE"
    template = "%(function)s(%(expressions)s, '[]')"


class SameState(Func):
    """The same for a state's two letters, told as one number; see `LETTERS`."""

    function = "INT4RANGE"
    template = "%(function)s(%(expressions)s, '[]')"


LETTERS = Ord("state") * 256 + Ord(Substr("state", 2))


class Registration(InOrder):
    """A state where Portero is registered, and from when until when (`until` excluded); never twice at a time."""

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
            ExclusionConstraint(
                name="registration_no_overlap",
                expressions=[
                    (SameState(LETTERS, LETTERS), RangeOperators.OVERLAPS),
                    (Between("since", "until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                violation_error_message="The state is registered at that time already.",
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


class Rate(InOrder):
    """A dated rate; two rates of one jurisdiction never overlap (an exclusion constraint says so)."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="rates")
    percent = models.DecimalField(max_digits=6, decimal_places=4)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    confidence = models.CharField(max_length=10, choices=Confidence, default=Confidence.VERIFIED)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lt=100),
                name="rate_is_percent",
                violation_error_message="A rate is at least 0 and less than 100 percent.",
            ),
            ExclusionConstraint(
                name="rate_no_overlap",
                expressions=[
                    (SameJurisdiction("jurisdiction", "jurisdiction"), RangeOperators.OVERLAPS),
                    (Between("since", "until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Another rate of this jurisdiction is in force then. End it first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent}%"
