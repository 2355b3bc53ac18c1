"""Parcels, reminders and breaches on the staff site, read-only, and the queues of the day."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.decorators import display

from orders.fulfilment import astray, losing, queries, undelivered, weeks
from orders.fulfilment.models import Breach, Pause, Reminder, Shipment
from orders.fulfilment.packing import mark_delivered
from orders.fulfilment.states import ShipmentRefused
from orders.preorders.views import announced, late_count
from orders.readdressing.queries import to_decide_count
from orders.verification_evidence import ending_count
from portero.core.admin_base import ReadOnlyAdmin
from portero.core.admin_site import site
from portero.core.staff_menu import add_page
from portero.core.staff_queues import Queue, register
from portero.core.words import moment

register(
    Queue(
        name="Ship by",
        url_name="fulfilment:ship-by",
        permission="fulfilment.change_shipment",
        count=queries.waiting_count,
        late=lambda: queries.late_count(timezone.now()),
        about="Paid parcels that must be with the carrier.",
    )
)
register(
    Queue(
        name="Verification",
        url_name="fulfilment:verification",
        permission="order.change_order",
        count=to_decide_count,
        late=lambda: ending_count(timezone.now()),
        about="Orders that wait for a decision before they are charged, and new addresses of paid ones.",
    )
)
register(
    Queue(
        name="Late parcels",
        url_name="fulfilment:weeks",
        permission="fulfilment.change_breach",
        count=lambda: weeks.to_explain().count(),
        about="Broken ship-by promises whose cause nobody has written down.",
    )
)
register(
    Queue(
        name="Parcels astray",
        url_name="fulfilment:astray",
        permission="fulfilment.change_astray",
        count=lambda: astray.open_ones().count(),
        late=lambda: astray.open_ones().filter(look_by__lte=timezone.now()).count(),
        about="Parcels that are stuck, come back or can't be delivered.",
    )
)
register(
    Queue(
        name="Parcels back with us",
        url_name="fulfilment:back",
        permission="fulfilment.change_astray",
        count=lambda: undelivered.waiting().count(),
        late=lambda: undelivered.waiting().filter(decide_by__lte=timezone.now()).count(),
        about="Parcels that came back undelivered: sent again, or refunded, as the client wishes.",
    )
)
register(
    Queue(
        name="Lost parcels to refund",
        url_name="fulfilment:lost",
        permission="payments.change_refund",
        count=lambda: losing.owed().count(),
        late=lambda: losing.owed().filter(look_by__lte=timezone.now()).count(),
        about="Parcels that the carrier lost, whose refund nobody has asked for yet.",
    )
)
register(
    Queue(
        name="Preorders",
        url_name="preorders:preorders",
        permission="catalog.publish_item",
        count=lambda: announced().count(),
        late=late_count,
        about="Pieces that are offered or sold before they are in hand.",
    )
)
add_page("Shop", "Kept promises", "fulfilment:weeks", "fulfilment.view_breach")


@admin.register(Shipment, site=site)
class ShipmentAdmin(ReadOnlyAdmin):
    """Every parcel; delivery is recorded from the list, the other steps from the ship-by queue."""

    menu = "Shop"
    list_display = ["number", "state", "carrier", "tracking_number", "deadline", "shipped_at", "delivered_at"]
    list_filter = ["state", "carrier", "origin"]
    search_fields = ["number", "tracking_number", "lines__packed__security_tag", "lines__item__number"]
    ordering = ["-pk"]
    actions = ["record_delivery"]

    def has_deliver_permission(self, request: HttpRequest) -> bool:
        """Whoever may pack and hand over may also record the delivery."""
        return request.user.has_perm("fulfilment.change_shipment")

    @admin.action(description="Record delivery", permissions=["deliver"])
    def record_delivery(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> None:
        """Mark the chosen parcels as delivered; each that can't be is named, the rest is done."""
        for shipment in queryset.order_by("pk"):
            try:
                mark_delivered(shipment, request.user)
            except ShipmentRefused as refused:
                messages.error(request, str(refused))
            else:
                messages.success(request, f"{shipment.number} is delivered.")

    @display(description="Ship by", ordering="ship_by", empty_value="not running")
    def deadline(self, shipment: Shipment) -> str | None:
        return moment(shipment.ship_by) if shipment.ship_by else None


@admin.register(Breach, site=site)
class BreachAdmin(ReadOnlyAdmin):
    """Every broken promise, with when it broke and when we noticed."""

    menu = "Shop"
    list_display = ["shipment", "happened_at", "noticed_at", "cause", "explained_by"]
    list_select_related = ["shipment", "explained_by"]
    date_hierarchy = "happened_at"
    search_fields = ["shipment__number"]
    ordering = ["-happened_at"]


@admin.register(Reminder, site=site)
class ReminderAdmin(ReadOnlyAdmin):
    """Which deadline staff were reminded of, and when."""

    list_display: Any = ["shipment", "kind", "due_at", "noticed_at"]
    list_select_related = ["shipment"]
    search_fields = ["shipment__number"]
    ordering = ["-due_at"]


@admin.register(Pause, site=site)
class PauseAdmin(ReadOnlyAdmin):
    """When the clock of a parcel stood, and why."""

    menu = "Shop"
    list_display: Any = ["shipment", "kind", "began_at", "ended_at", "why"]
    list_select_related = ["shipment"]
    list_filter = ["kind"]
    search_fields = ["shipment__number"]
    ordering = ["-began_at"]
