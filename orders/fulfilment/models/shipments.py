"""Shipments and their deadlines: an order has one per place its pieces leave from."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from portero.core.money import MoneyField


class ShipmentState(models.TextChoices):
    """What is in whose hands; drawn in docs/states.md."""

    WAITING = "waiting", "Waiting for payment"
    TO_PACK = "to_pack", "To pack"
    PACKED = "packed", "Packed"
    SHIPPED = "shipped", "Shipped"
    BACK = "back", "Back with us"
    DELIVERED = "delivered", "Delivered"
    CANCELLED = "cancelled", "Cancelled"


class Shipment(models.Model):
    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="shipments")
    number = models.CharField(max_length=24, unique=True, help_text="<order number>-<n>")
    state = models.CharField(max_length=10, choices=ShipmentState, default=ShipmentState.WAITING)
    origin = models.CharField(max_length=2, help_text="ISO country it leaves from")
    origin_city = models.CharField(max_length=80, blank=True)
    carrier = models.CharField(max_length=40)
    service = models.CharField(max_length=60)
    days_min = models.PositiveSmallIntegerField()
    days_max = models.PositiveSmallIntegerField()
    charge = MoneyField(help_text="USD, before tax, as shown before the order")
    insured_for = MoneyField()
    signature = models.BooleanField(default=False)
    tracking_number = models.CharField(max_length=60, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="when the 48 h clock started")
    ship_by = models.DateTimeField(null=True, blank=True, help_text="empty while its clock stands")
    alarm_at = models.DateTimeField(
        null=True, blank=True, help_text="when the next reminder or breach is due"
    )
    ships_on = models.DateField(
        null=True, blank=True, help_text="announced day of a preorder until it has arrived"
    )
    packed_at = models.DateTimeField(null=True, blank=True)
    packed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    weight_g = models.PositiveIntegerField(null=True, blank=True, help_text="packed, on the scales")
    shipped_at = models.DateTimeField(null=True, blank=True)
    shipped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    delivered_at = models.DateTimeField(null=True, blank=True)
    back_at = models.DateTimeField(null=True, blank=True, help_text="when it was here again, undelivered")
    back_times = models.PositiveSmallIntegerField(default=0, help_text="how often it came back undelivered")
    decide_by = models.DateTimeField(
        null=True, blank=True, help_text="of one that is back: until when it is sent again or refunded"
    )

    class Meta:
        ordering = ["ship_by", "pk"]
        constraints = [
            models.CheckConstraint(
                # To pack without a ship-by: its clock stands (Pause).
                condition=~Q(state__in=["to_pack", "packed", "shipped", "back", "delivered"])
                | Q(confirmed_at__isnull=False) & (Q(state="to_pack") | Q(ship_by__isnull=False)),
                name="shipment_clock_runs_once_paid",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["shipped", "back", "delivered"])
                | (Q(shipped_at__isnull=False) & ~Q(tracking_number="")),
                name="shipment_shipped_is_tracked",
            ),
            models.CheckConstraint(
                condition=~Q(state="back")
                | Q(back_at__isnull=False, decide_by__isnull=False, back_times__gte=1),
                name="shipment_back_is_to_be_decided",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ship_by"], condition=Q(state__in=["to_pack", "packed"]), name="shipment_ship_by"
            ),
            models.Index(
                fields=["shipped_at"], condition=Q(shipped_at__isnull=False), name="shipment_by_shipped"
            ),
            models.Index(fields=["decide_by"], condition=Q(state="back"), name="shipment_to_decide"),
            models.Index(fields=["alarm_at"], condition=Q(alarm_at__isnull=False), name="shipment_alarm"),
            models.Index(
                fields=["number"], condition=Q(state__in=["packed", "shipped"]), name="shipment_under_way"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ShipmentLine(models.Model):
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="lines")
    line = models.OneToOneField("order.Line", on_delete=models.PROTECT, related_name="shipment_line")
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="shipment_lines")

    def __str__(self) -> str:
        return f"{self.item_id} in {self.shipment_id}"
