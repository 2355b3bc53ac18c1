"""Orders on the staff site: everything that is known about one, and nothing that can be typed over.

What changes an order are the verbs: verification, packing, handing over; this page leads to them.
"""

from typing import Any

from django.contrib import admin, messages
from django.db.models import F, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from unfold.decorators import action, display

from orders import staff_facts, standing
from orders.books.ledger import reversed_of_component, splits_of
from orders.contact_admin import CorrectsEmail
from orders.fulfilment.states import CLOCK_RUNS
from orders.mail_facts import bill_of
from orders.order.models import Order
from orders.part_cancellation import of_which_nothing_left, separable
from orders.queries import mails_about
from orders.states import OrderState
from portero.core.admin_base import ReadOnlyAdmin
from portero.core.admin_site import site
from portero.core.money import dollars
from portero.core.words import moment

TONES = {
    OrderState.PENDING_PAYMENT: "warning",
    OrderState.UNDER_VERIFICATION: "warning",
    OrderState.CONFIRMED: "info",
    OrderState.PACKED: "info",
    OrderState.SHIPPED: "success",
    OrderState.DELIVERED: "success",
    OrderState.COMPLETED: "success",
}

# By what of the address its tax was found (orders.tax.places).
FOUND_BY = {
    "zip4": "ZIP+4",
    "city_zip": "city and ZIP",
    "city": "city",
    "zip": "the ZIP alone",
    "county": "county",
    "state": "state alone",
}

# Who reads a part of an order's page; the rest is for everybody who reads orders.
NEEDED = {"papers": "invoices.view_paper", "payments": "payments.view_payment"}


class StateFilter(admin.SimpleListFilter):
    """Oscar's status has no choices of its own; ours have words."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(OrderState.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        return queryset.filter(status=self.value()) if self.value() else queryset


@admin.register(Order, site=site)
class OrderAdmin(CorrectsEmail, ReadOnlyAdmin):
    """The list by age; one order with its bill, timeline, payments, parcels and mails."""

    menu = "Shop"
    list_display = ["number", "placed", "state", "total", "client", "ship_by"]
    list_filter = [StateFilter]
    list_select_related = ["contact"]
    search_fields = ["number", "contact__email", "shipping_address__last_name", "lines__upc"]
    search_help_text = "Order number, e-mail, last name or item number"
    ordering = ["-date_placed", "-pk"]
    fieldsets = [
        (None, {"fields": ["number", "state_in_words", "placed", "client", "addresses", "next_step"]}),
        ("What it costs", {"fields": ["bill", "tax", "border", "papers"]}),
        ("What happened", {"fields": ["timeline"]}),
        ("Payments", {"fields": ["payments"]}),
        ("Parcels", {"fields": ["parcels"]}),
        ("Mails", {"fields": ["mails"]}),
    ]
    readonly_fields = [
        "state_in_words",
        "placed",
        "client",
        "addresses",
        "next_step",
        "bill",
        "tax",
        "border",
        "papers",
        "timeline",
        "payments",
        "parcels",
        "mails",
    ]

    actions_detail = ["refund", "cancel_and_refund", "correct_email"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Papers and payments only for those whose work they are; the other rooms read what parcels need."""
        user = request.user
        hidden = {name for name, needed in NEEDED.items() if not user.has_perm(needed)}
        told = [
            (title, [name for name in facts["fields"] if name not in hidden])
            for title, facts in self.fieldsets
        ]
        return [(title, {"fields": names}) for title, names in told if names]

    def fitting_actions(self, request: HttpRequest, object_id: Any) -> set[str]:
        """Nothing is refunded that wasn't captured, nothing cancelled that has left or was never paid."""
        order = Order.objects.get(pk=object_id)
        able = {
            "refund": order.payments.filter(captured_amount__gt=F("refunded_amount")).exists(),
            "cancel_and_refund": of_which_nothing_left(order)
            or separable(order, order.shipments.all(), even_packed=True),
        }
        return {name for name, fits in able.items() if fits} | {"correct_email"}

    def has_refund_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        return request.user.has_perm("payments.add_refund")

    def has_cancel_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        return request.user.has_perm("order.change_order")

    @action(description="Refund", permissions=["refund"])
    def refund(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Lead to the form of the payment that paid this order."""
        order = Order.objects.get(pk=object_id)
        paid = order.payments.filter(captured_amount__gt=0).order_by("state", "pk").first()
        if paid is None:
            messages.error(request, "Nothing has been charged for this order.")
            return HttpResponseRedirect(reverse("admin:order_order_change", args=[object_id]))
        return HttpResponseRedirect(reverse("refunds:pieces", args=[paid.pk]))

    @action(description="Cancel and refund", permissions=["cancel"])
    def cancel_and_refund(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Lead to the page that asks for the reason and says what follows."""
        return HttpResponseRedirect(
            reverse("refunds:cancel", args=[Order.objects.values_list("number", flat=True).get(pk=object_id)])
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        running = Q(shipments__state__in=CLOCK_RUNS)
        found = super().get_queryset(request).select_related("contact", "shipping_address", "billing_address")
        return found.annotate(first_ship_by=Min("shipments__ship_by", filter=running))

    @display(description="State", ordering="status", label=TONES)
    def state(self, order: Order) -> tuple[str, str]:
        return order.status, OrderState(order.status).label

    @display(description="State")
    def state_in_words(self, order: Order) -> str:
        return standing.in_words(order, order.shipments.all())

    @display(description="Placed", ordering="date_placed")
    def placed(self, order: Order) -> str:
        return moment(order.date_placed)

    @display(description="Total", ordering="total_incl_tax")
    def total(self, order: Order) -> str:
        return dollars(order.total_incl_tax, cents=True)

    @display(description="Client", ordering="contact__email")
    def client(self, order: Order) -> str:
        return ", ".join(filter(None, [order.contact.email, order.contact.phone]))

    @display(description="Ship by", ordering="first_ship_by", empty_value="not running")
    def ship_by(self, order: Any) -> str | None:
        return moment(order.first_ship_by) if order.first_ship_by else None

    @display(description="Addresses")
    def addresses(self, order: Order) -> SafeString:
        taxed = order.tax_components.first()
        return _block("addresses", order=order, taxed=taxed, by=FOUND_BY.get(taxed.matched) if taxed else "")

    @display(description="Next step")
    def next_step(self, order: Order) -> SafeString:
        waiting = order.status == OrderState.UNDER_VERIFICATION
        return _block(
            "next_step",
            order=order,
            waiting=waiting,
            open=order.shipments.filter(state__in=CLOCK_RUNS),
            returns=order.returns.all(),
            claims=order.promise_claims.all(),
        )

    @display(description="Bill")
    def bill(self, order: Order) -> SafeString:
        return _block(
            "bill",
            rows=bill_of(order),
            total=dollars(order.total_incl_tax, cents=True),
            balance=staff_facts.balance_of(order),
            delivery=staff_facts.delivery_parts(order),
        )

    @display(description="Sales tax")
    def tax(self, order: Order) -> SafeString:
        rows = order.tax_components.select_related("line").annotate(back=reversed_of_component())
        return _block("tax", sold=getattr(order, "taxed_sale", None), components=rows)

    @display(description="Duties and import tax")
    def border(self, order: Order) -> SafeString:
        return _block("border", charges=order.border_charges.select_related("line"))

    @display(description="Papers and refunds")
    def papers(self, order: Order) -> SafeString:
        return _block(
            "papers", papers=order.papers.defer("pdf", "facts").order_by("pk"), splits=splits_of(order)
        )

    @display(description="Timeline")
    def timeline(self, order: Order) -> SafeString:
        return _block("timeline", story=staff_facts.history_of(order))

    @display(description="Attempts")
    def payments(self, order: Order) -> SafeString:
        return _block("payments", payments=order.payments.prefetch_related("events", "disputes"))

    @display(description="Parcels")
    def parcels(self, order: Order) -> SafeString:
        return _block(
            "parcels", parcels=order.shipments.prefetch_related("lines__item__designer", "lines__packed")
        )

    @display(description="Outbox")
    def mails(self, order: Order) -> SafeString:
        return _block("mails", mails=mails_about(order))


def _block(name: str, **facts: Any) -> SafeString:
    """A read-only part of the page; its template escapes what it prints."""
    return mark_safe(render_to_string(f"admin/orders/{name}.html", facts))  # noqa: S308  (escaped in the template)
