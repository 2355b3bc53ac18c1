"""The room's records on the staff site: who sells, what was offered and agreed; our terms and tiers."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from consignment.bench import queues
from consignment.desk.queries import to_answer
from consignment.models import Agreement, CommissionTier, Consignor, Offer, Submission, Terms
from portero.core.admin_base import ReadOnlyAdmin, StaffModelAdmin
from portero.core.admin_site import site
from portero.core.staff_menu import add_page
from portero.core.staff_queues import Queue, register

register(
    Queue(
        name="Submissions",
        url_name="submissions:queue",
        permission="consignment.change_submission",
        count=lambda: to_answer().count(),
        late=lambda: to_answer().filter(quote_by__lte=timezone.now()).count(),
        about="Pieces that clients would like to sell with us.",
    )
)
queues.register()
add_page("Before the sale", "Scan a parcel", "consigned:find", "consignment.receive_consignment")
add_page("Before the sale", "Vault", "vault:vault", "catalog.add_custody")


@admin.register(Submission, site=site)
class SubmissionAdmin(ReadOnlyAdmin):
    """Every submission, also those that are over; the work is done from the queue."""

    menu = "Before the sale"
    list_display = ["number", "what", "state", "name", "email", "asking_price", "sent_at", "quote_by"]
    list_filter = ["state", "kind"]
    search_fields = ["number", "email", "name", "designer", "style"]
    fields = [
        *("number", "state", "kind", "designer", "style", "condition", "included", "asking_price"),
        *("name", "email", "phone", "consignor", "item", "opened_at", "sent_at", "confirmed_at", "quote_by"),
    ]


@admin.register(Consignor, site=site)
class ConsignorAdmin(ReadOnlyAdmin):
    """Who sells with us."""

    menu = "Before the sale"
    list_display = ["name", "email", "phone", "since"]
    search_fields = ["name", "email"]
    fields = ["name", "email", "phone", "user", "since"]


@admin.register(Offer, site=site)
class OfferAdmin(ReadOnlyAdmin):
    """What was offered, by whom, and what became of it."""

    menu = "Before the sale"
    list_display = [
        "submission",
        "state",
        "start_price",
        "floor_price",
        "expected_payout",
        "made_by",
        "made_at",
    ]
    list_filter = ["state"]
    list_select_related = ["submission", "made_by"]
    search_fields = ["submission__number"]
    fields = [
        *("submission", "state", "range_low", "range_high", "start_price", "floor_price", "commission_rate"),
        *("expected_payout", "term_days", "said", "basis", "made_by", "made_at", "lapses_at", "answered_at"),
    ]


@admin.register(Agreement, site=site)
class AgreementAdmin(ReadOnlyAdmin):
    """What was signed; nothing of it can be changed."""

    menu = "Before the sale"
    list_display = ["number", "signed_name", "signed_at", "terms"]
    list_select_related = ["terms"]
    search_fields = ["number", "signed_name"]
    fields = ["number", "offer", "terms", "facts", "signed_name", "signed_at", "ip", "digest"]


@admin.register(CommissionTier, site=site)
class CommissionTierAdmin(StaffModelAdmin):
    """Our share by price; offers keep the rate they were made with."""

    menu = "Before the sale"
    list_display = ["price_from", "rate"]


@admin.register(Terms, site=site)
class TermsAdmin(StaffModelAdmin):
    """Versions of our terms: a new one is added, none is changed."""

    menu = "Before the sale"
    list_display = ["version", "since"]

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
