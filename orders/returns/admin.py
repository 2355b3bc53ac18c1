"""Returns on the staff site, as records: everything that is known of one, nothing that can be typed over.

What changes a return are the acts of its desk, to which the record leads.
"""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from unfold.decorators import display

from orders.returns.amounts import rows_of
from orders.returns.desk import access, queues
from orders.returns.models import Return
from portero.core.admin_base import ReadOnlyAdmin
from portero.core.admin_site import site
from portero.core.money import dollars
from portero.core.staff_menu import add_page
from portero.core.words import moment

queues.register()
add_page("Shop", "Scan a return", "return-desk:scan", queues.RECEIVE)
add_page("Shop", "Open returns", "return-desk:open", queues.VIEW)


@admin.register(Return, site=site)
class ReturnAdmin(ReadOnlyAdmin):
    """Every return, also those that are over, with its pieces, sums and events."""

    menu = "Shop"
    list_display = ["number", "order", "kind", "state", "asked", "due", "total"]
    list_filter = ["state", "kind", "fault"]
    list_select_related = ["order"]
    search_fields = ["number", "order__number", "order__contact__email", "pieces__item__number"]
    search_help_text = "Return, order or item number, or e-mail"
    date_hierarchy = "asked_at"
    ordering = ["-pk"]
    fieldsets = [
        (None, {"fields": ["number", "desk", "order", "kind", "state", "note"]}),
        ("Who and when", {"fields": ["asked_at", "asked_by", "decided_at", "decided_by", "reason", "fault"]}),
        (
            "On its way",
            {"fields": ["label", "send_by", "in_transit_at", "at_our_door_at", "received_at", "received_by"]},
        ),
        ("Pieces", {"fields": ["table"]}),
        ("Money", {"fields": ["sums", "refund"]}),
        ("What happened", {"fields": ["due_at", "ended_at", "timeline"]}),
    ]
    readonly_fields = ["desk", "table", "sums", "timeline"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Return]:
        return super().get_queryset(request).prefetch_related("amounts")

    @display(description="At the desk")
    def desk(self, ret: Return) -> str:
        return render_to_string("admin/returns/desk.html", {"ret": ret})

    @display(description="Pieces")
    def table(self, ret: Return) -> str:
        pieces = ret.pieces.select_related("item__designer", "found_by", "verdict_by").order_by("pk")
        return render_to_string("admin/returns/pieces.html", {"pieces": pieces})

    @display(description="Sums")
    def sums(self, ret: Return) -> str:
        told = [(row, rows_of(row)) for row in ret.amounts.all()]
        return render_to_string("admin/returns/sums.html", {"amounts": told})

    @display(description="Timeline")
    def timeline(self, ret: Return) -> str:
        return render_to_string("admin/orders/timeline.html", {"story": access.story_of(ret)})

    @display(description="Asked for", ordering="asked_at")
    def asked(self, ret: Return) -> str:
        return moment(ret.asked_at)

    @display(description="Due", ordering="due_at", empty_value="over")
    def due(self, ret: Return) -> str | None:
        return moment(ret.due_at) if ret.due_at else None

    @display(description="Goes back")
    def total(self, ret: Return) -> str:
        return dollars((ret.final or ret.shown).total, cents=True)
