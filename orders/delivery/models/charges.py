"""What a parcel costs, by option, zone and value, from a day on."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.fields.ranges import RangeBoundary
from django.db import models
from django.db.models import F, Func, Q

from orders.delivery.models.zones import Zone
from orders.tax.models.dated import InOrder
from portero.core.money import MoneyField


class Between(Func):
    """A half-open daterange over two columns."""

    function = "DATERANGE"
    output_field = DateRangeField()


class SameKey(Func):
    """An int8range of one key: equality inside an exclusion constraint without btree_gist."""

    function = "INT8RANGE"
    template = "%(function)s(%(expressions)s, '[]')"


class SameSum(Func):
    """The same for a sum in USD."""

    function = "NUMRANGE"
    template = "%(function)s(%(expressions)s, '[]')"


class DeliveryCharge(InOrder):
    """USD per parcel before tax. Half-open: in force on `since`, no longer on `until`; rows never overlap.

    It counts from a value of the parcel up to the next row's. Where an option has no row it isn't offered.
    """

    option = models.ForeignKey("orders.DeliveryOption", on_delete=models.PROTECT, related_name="charges")
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="charges")
    value_from = MoneyField(default=0, help_text="USD: for parcels whose pieces cost this much or more")
    charge = MoneyField(help_text="USD per parcel, before tax")
    carrier_cost = MoneyField(
        null=True,
        blank=True,
        help_text="USD we expect to pay the carrier; empty: what we charge (California taxes what is above it)",
    )
    days_min = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="business days to this zone, if they differ from the option's"
    )
    days_max = models.PositiveSmallIntegerField(null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["option", "zone", "value_from", "since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(charge__gte=0, value_from__gte=0)
                & (Q(carrier_cost__isnull=True) | Q(carrier_cost__gte=0)),
                name="charge_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="charge_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(days_min__isnull=True, days_max__isnull=True)
                | Q(days_min__isnull=False, days_max__isnull=False, days_min__lte=F("days_max")),
                name="charge_days_in_order",
            ),
            ExclusionConstraint(
                name="charge_no_overlap",
                expressions=[
                    (SameKey("option", "option"), RangeOperators.OVERLAPS),
                    (SameKey("zone", "zone"), RangeOperators.OVERLAPS),
                    (SameSum("value_from", "value_from"), RangeOperators.OVERLAPS),
                    (Between("since", "until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Another charge for this option, zone and value is in force then. "
                "End it first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.charge} from {self.since}"


class TablesStamp(models.Model):
    """One row, changed by statement triggers whenever options, zones or charges change, and by nothing else."""

    value = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return str(self.value)
