"""Promise claims on the staff site, read-only with what happened to them, and the queues of the day."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from orders.promise.desk import queues
from orders.promise.desk.story import story_of
from orders.promise.models import Claim, ClaimState
from portero.core.admin_base import ReadOnlyAdmin
from portero.core.admin_site import site
from portero.core.staff_menu import add_page

queues.register()
add_page("Shop", "Scan a claim", "claims-desk:find", queues.RECEIVE)
add_page("Shop", "Open claims", "claims-desk:open", queues.VIEW)
TONES = {
    ClaimState.REFUNDED: "warning",
    ClaimState.DECIDED_NOT_AUTHENTIC: "danger",
    ClaimState.LOST: "danger",
    ClaimState.CLOSED: "success",
}


@admin.register(Claim, site=site)
class ClaimAdmin(ReadOnlyAdmin):
    """Every claim, open or over; what is done to one is done on its page."""

    menu = "Shop"
    menu_title = "Promise claims"
    list_display = ["number", "stands", "kind", "item", "order", "opened_at", "due_at", "ended_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["item", "order"]
    search_fields = ["number", "order__number", "item__number", "order__contact__email"]
    search_help_text = "Claim, order or item number, or e-mail"
    date_hierarchy = "opened_at"
    fields = ["page", "stands", "kind", "item", "order", "words", "opened_at", "due_at", "ended_at", "story"]
    readonly_fields = ["page", "stands", "story"]

    @display(description="State", ordering="state", label=TONES)
    def stands(self, claim: Claim) -> tuple[str, str]:
        return claim.state, claim.get_state_display()

    @display(description="Its page")
    def page(self, claim: Claim) -> SafeString:
        """Where it is worked on."""
        return format_html(
            '<a href="{}">{}</a>', reverse("claims-desk:one", args=[claim.number]), claim.number
        )

    @display(description="What happened")
    def story(self, claim: Claim) -> str:
        """Its events, as its own page tells them."""
        return render_to_string("staff/claims/trail.html", {"told": story_of(claim)})

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the order, which its story is read from."""
        return super().get_queryset(request).select_related("order", "item")
