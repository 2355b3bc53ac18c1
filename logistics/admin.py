"""Labels, their parcels and the inbox on the staff site, read-only: what acts on them is the packing bench."""

from typing import Any

from django.contrib import admin
from unfold.admin import TabularInline
from unfold.decorators import display

from logistics.models import CarrierMessage, Label, TrackingEvent
from portero.core.admin_base import ReadOnlyAdmin
from portero.core.admin_site import site
from portero.core.money import dollars


class TrackingInline(TabularInline):
    model = TrackingEvent
    fields = ["at", "status", "word", "message", "place"]
    extra = 0
    can_delete = False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@admin.register(Label, site=site)
class LabelAdmin(ReadOnlyAdmin):
    """Every label we bought or tried to, with its parcel's news."""

    menu = "Shop"
    list_display = [
        "reference",
        "purpose",
        "state",
        "carrier",
        "tracking_number",
        "paid",
        "status",
        "bought_at",
    ]
    list_filter = ["state", "purpose", "status", "carrier"]
    search_fields = ["reference", "tracking_number"]
    ordering = ["-pk"]
    exclude = ["file", "file_url"]
    inlines = [TrackingInline]

    @display(description="Cost", ordering="cost", empty_value="-")
    def paid(self, label: Label) -> str | None:
        return None if label.cost is None else dollars(label.cost, cents=True)


@admin.register(CarrierMessage, site=site)
class CarrierMessageAdmin(ReadOnlyAdmin):
    """What the carrier gateway told us, also what is about nothing of ours."""

    list_display = ["received_at", "kind", "tracking_number", "processed_at", "attempts", "problem"]
    list_filter = ["kind"]
    search_fields = ["event_id", "tracking_number", "shipment"]
    ordering = ["-pk"]
