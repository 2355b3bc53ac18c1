"""Incoming wires on the staff site: the whole list, read-only; what changes one is the wires' desk."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from orders.payments import wire_rounds
from orders.payments.models import IncomingWire
from portero.core.admin_base import ReadOnlyAdmin
from portero.core.admin_site import site
from portero.core.staff_queues import Queue, register

register(
    Queue(
        name="Wires to match",
        url_name="wires:queue",
        permission="payments.change_incomingwire",
        count=lambda: wire_rounds.waiting().count(),
        about="Money on the bank account that names no order of ours, or several.",
    )
)


@admin.register(IncomingWire, site=site)
class IncomingWireAdmin(ReadOnlyAdmin):
    """Every credit on the bank account, with the way to the wires' desk."""

    menu = "Money"
    list_display = [
        "bank_reference",
        "sum",
        "booked_on",
        "payer",
        "order_number",
        "applied_amount",
        "returned_amount",
        "set_aside",
        "desk",
    ]
    list_filter = ["source", "currency"]
    list_select_related = ["payment__order"]
    search_fields = ["bank_reference", "payer", "remittance", "payment__order__number"]
    search_help_text = "The bank's reference, who sent it, what was written, or the order number"
    date_hierarchy = "booked_on"

    @display(description="Amount", ordering="amount")
    def sum(self, wire: IncomingWire) -> str:
        return f"{wire.amount:,.2f} {wire.currency}"

    @display(description="Order", empty_value="none")
    def order_number(self, wire: IncomingWire) -> str | None:
        return wire.payment.order.number if wire.payment else None

    @display(description="Work on it")
    def desk(self, wire: IncomingWire) -> SafeString:
        return format_html('<a href="{}">Open</a>', reverse("wires:wire", args=[wire.pk]))
