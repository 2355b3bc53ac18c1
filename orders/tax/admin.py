"""Where Portero collects sales tax and at which rates; dated rows, so that a past sale keeps its rate."""

from django.contrib import admin

from orders.tax.models import Rate, Registration
from portero.core.admin_base import StaffModelAdmin
from portero.core.admin_site import site


@admin.register(Registration, site=site)
class RegistrationAdmin(StaffModelAdmin):
    """The states, from when until when; every page that names them reads these rows."""

    menu = "Money"
    menu_title = "Tax registrations"
    list_display = ["name", "state", "since", "until", "shipping_taxable", "source"]
    search_fields = ["name", "state"]


@admin.register(Rate, site=site)
class RateAdmin(StaffModelAdmin):
    """A rate that ends gets its last day; the new one begins that day. Overlaps are refused."""

    menu = "Money"
    menu_title = "Tax rates"
    list_display = ["jurisdiction", "percent", "since", "until", "source"]
    list_select_related = ["jurisdiction"]
    list_filter = ["jurisdiction__state"]
    search_fields = ["jurisdiction__name"]
