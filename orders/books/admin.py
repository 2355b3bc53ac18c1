"""The thresholds of the states on the staff site, the queue of crossed ones, and accounting's pages in the menu."""

from django.contrib import admin

from orders.books.crossings import standing_crossings
from orders.books.models import NexusRule
from portero.core import staff_menu
from portero.core.admin_base import StaffModelAdmin
from portero.core.admin_site import site
from portero.core.staff_queues import Queue, register

register(
    Queue(
        name="Nexus watch",
        url_name="books:nexus",
        permission="books.view_nexusrule",
        count=lambda: standing_crossings().values("state").distinct().count(),
        late=lambda: standing_crossings().filter(level="over").count(),
        about="States where our sales near or reach the threshold for a registration.",
    )
)
staff_menu.add_page("Money", "Tax report", "books:tax-report", "books.view_taxedsale")


@admin.register(NexusRule, site=site)
class NexusRuleAdmin(StaffModelAdmin):
    """From which sales on a state wants us registered; a rule that changes gets its last day and a new row."""

    menu = "Money"
    menu_title = "Nexus thresholds"
    list_display = ["state", "amount", "sales", "logic", "basis", "period", "since", "until", "confidence"]
    list_filter = ["confidence", "period"]
    search_fields = ["state", "source"]
