"""Where Portero collects sales tax, at which rates and by which rules; dated rows: a past sale keeps its rate."""

from django.contrib import admin

from orders.tax.admin_use import InUseAdmin, RegistrationWarning
from orders.tax.models import (
    Boundary,
    Rate,
    RefundRule,
    Registration,
    ResaleCertificate,
    RoundingRule,
    ShippingRule,
    TaxAnswer,
    TaxRule,
)
from orders.tax.registration_form import RegistrationForm
from portero.core.admin_base import ReadOnlyAdmin, StaffModelAdmin
from portero.core.admin_site import site
from portero.core.staff_queues import Queue, register

register(
    Queue(
        name="Resale certificates",
        url_name="fulfilment:certificates",
        permission="tax.change_resalecertificate",
        count=lambda: ResaleCertificate.objects.filter(state="submitted").count(),
        about="Clients who want to buy without sales tax.",
    )
)


@admin.register(Registration, site=site)
class RegistrationAdmin(RegistrationWarning):
    """The states, from when until when; every page that names them reads these rows."""

    menu = "Money"
    menu_title = "Tax registrations"
    form = RegistrationForm
    list_display = ["name", "state", "since", "until", "source"]
    search_fields = ["name", "state"]


@admin.register(Rate, site=site)
class RateAdmin(InUseAdmin):
    """A rate that ends gets its last day; the new one begins that day. Overlaps are refused."""

    menu = "Money"
    menu_title = "Tax rates"
    list_display = ["jurisdiction", "percent", "since", "until", "confidence", "in_use", "source"]
    list_select_related = ["jurisdiction"]
    list_filter = ["jurisdiction__state", "confidence"]
    search_fields = ["jurisdiction__name"]


@admin.register(Boundary, site=site)
class BoundaryAdmin(StaffModelAdmin):
    """Which jurisdictions reach a place."""

    menu = "Money"
    menu_title = "Tax boundaries"
    list_display = ["state", "match", "zip", "city", "county", "jurisdiction", "ambiguous", "source"]
    list_select_related = ["jurisdiction"]
    list_filter = ["state", "match", "confidence"]
    search_fields = ["zip", "city", "county"]
    raw_id_fields = ["jurisdiction"]


@admin.register(TaxRule, site=site)
class TaxRuleAdmin(InUseAdmin):
    """Exemptions, thresholds, caps and holidays by category of goods."""

    menu = "Money"
    menu_title = "Tax rules"
    list_display = [
        "state",
        "kind",
        "reach",
        "categories",
        "amount",
        "percent",
        "since",
        "until",
        "confidence",
        "in_use",
    ]
    list_filter = ["state", "kind", "confidence"]
    raw_id_fields = ["within"]


class StateRuleAdmin(InUseAdmin):
    """One decision per state and time."""

    menu = "Money"
    list_filter = ["confidence"]
    search_fields = ["state"]


@admin.register(ShippingRule, site=site)
class ShippingRuleAdmin(StateRuleAdmin):
    menu_title = "Tax on delivery"
    list_display = [
        "state",
        "kind",
        "mixed",
        "handling",
        "gift_wrap",
        "since",
        "until",
        "confidence",
        "in_use",
        "source",
    ]


@admin.register(RoundingRule, site=site)
class RoundingRuleAdmin(StateRuleAdmin):
    menu_title = "Tax rounding"
    list_display = ["state", "method", "since", "until", "confidence", "in_use", "source"]


@admin.register(RefundRule, site=site)
class RefundRuleAdmin(StateRuleAdmin):
    menu_title = "Tax on refunds"
    list_display = ["state", "fee_kept", "since", "until", "confidence", "in_use", "source"]


@admin.register(ResaleCertificate, site=site)
class ResaleCertificateAdmin(ReadOnlyAdmin):
    """Every certificate ever sent; decisions are made in the queue."""

    menu = "Money"
    menu_title = "All certificates"
    list_display = ["business", "number", "states", "expires_on", "state", "decided_by"]
    list_select_related = ["decided_by"]
    list_filter = ["state"]
    search_fields = ["business", "number", "user__email"]
    exclude = ["file"]


@admin.register(TaxAnswer, site=site)
class TaxAnswerAdmin(ReadOnlyAdmin):
    """Orders whose tax came about otherwise than by our tables alone: fallbacks, warnings, exempt buyers."""

    menu = "Money"
    menu_title = "Tax with a remark"
    list_display = ["order", "provider", "fallback", "certificate", "at"]
    list_select_related = ["order", "certificate"]
    list_filter = ["provider"]
    search_fields = ["order__number"]
    date_hierarchy = "at"
