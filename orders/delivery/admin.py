"""How parcels travel, where to and for how much. Orders keep what they were placed with."""

from django.contrib import admin
from unfold.admin import TabularInline

from orders.delivery.models import DeliveryCharge, Zone, ZonePlace
from orders.models import DeliveryOption
from portero.core.admin_base import StaffModelAdmin
from portero.core.admin_site import site

COST = "admin/delivery/cost_link.html"  # leads to *What would it cost?*


@admin.register(DeliveryOption, site=site)
class DeliveryOptionAdmin(StaffModelAdmin):
    """A carrier's service by speed and lane, and how long it takes."""

    menu = "Shop"
    list_before_template = COST
    menu_title = "Delivery options"
    list_display = ["speed", "lane", "carrier", "service", "days_min", "days_max"]


class ZonePlaceInline(TabularInline):
    model = ZonePlace
    extra = 0


@admin.register(Zone, site=site)
class ZoneAdmin(StaffModelAdmin):
    """Destinations that cost the same; a state wins over its country."""

    menu = "Shop"
    list_before_template = COST
    menu_title = "Delivery zones"
    list_display = ["name", "in_words", "rest_of_world"]
    search_fields = ["name", "places__country", "places__state"]
    inlines = [ZonePlaceInline]


@admin.register(DeliveryCharge, site=site)
class DeliveryChargeAdmin(StaffModelAdmin):
    """A charge that ends gets its last day; the new one begins that day. Overlaps are refused."""

    menu = "Shop"
    list_before_template = COST
    menu_title = "Delivery charges"
    list_display = [
        "option",
        "zone",
        "value_from",
        "charge",
        "carrier_cost",
        "days_min",
        "days_max",
        "since",
        "until",
    ]
    list_select_related = ["option", "zone"]
    list_filter = ["zone", "option"]
