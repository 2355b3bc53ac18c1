"""Promise claims on the staff site, read-only with what happened to them, and the queues of the day."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from unfold.decorators import display

from orders.promise.desk import holder_views, queues
from orders.promise.desk.story import story_of
from orders.promise.models import Claim
from portero.core.admin_base import ReadOnlyAdmin
from portero.core.admin_site import site
from portero.core.staff_menu import add_page
from portero.core.words import moment

queues.register()
holder_views.register()
add_page("Shop", "Scan a claim", "claims-desk:find", queues.RECEIVE)
add_page("Shop", "Open claims", "claims-desk:open", queues.VIEW)


@admin.register(Claim, site=site)
class ClaimAdmin(ReadOnlyAdmin):
    """Every claim, open or over; what is done to one is done on its page at the desk, to which the record leads."""

    menu = "Shop"
    menu_title = "All claims"
    list_display = ["number", "state", "kind", "item", "order", "opened", "due", "over"]
    list_filter = ["state", "kind"]
    list_select_related = ["item", "order"]
    search_fields = ["number", "order__number", "item__number", "order__contact__email"]
    search_help_text = "Claim, order or item number, or e-mail"
    date_hierarchy = "opened_at"
    ordering = ["-pk"]
    fieldsets = [
        (None, {"fields": ["number", "desk", "order", "item", "certificate", "kind", "state", "words"]}),
        ("Who and when", {"fields": ["opened_at", "opened_by", "received_at", "received_by", "case"]}),
        ("Decisions", {"fields": ["decisions", "choice", "answered_at", "end_reason"]}),
        ("Money", {"fields": ["refund", "refund_kind", "refund_problem", "paid_otherwise"]}),
        ("Back to her", {"fields": ["back_carrier", "back_tracking", "back_sent_at", "back_delivered_at"]}),
        ("What happened", {"fields": ["due_at", "ended_at", "story"]}),
    ]
    readonly_fields = ["desk", "decisions", "story"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        return super().get_queryset(request).select_related("order", "item")

    @display(description="At the desk")
    def desk(self, claim: Claim) -> str:
        return render_to_string("admin/promise/desk.html", {"claim": claim})

    @display(description="Decisions")
    def decisions(self, claim: Claim) -> str:
        told = claim.decisions.select_related("decided_by")
        return render_to_string("admin/promise/decisions.html", {"decisions": told})

    @display(description="Events")
    def story(self, claim: Claim) -> str:
        return render_to_string("admin/promise/story.html", {"told": story_of(claim)})

    @display(description="Opened", ordering="opened_at")
    def opened(self, claim: Claim) -> str:
        return moment(claim.opened_at)

    @display(description="Due", ordering="due_at", empty_value="no clock")
    def due(self, claim: Claim) -> str | None:
        return moment(claim.due_at) if claim.due_at else None

    @display(description="Over", ordering="ended_at", empty_value="open")
    def over(self, claim: Claim) -> str | None:
        return moment(claim.ended_at) if claim.ended_at else None
