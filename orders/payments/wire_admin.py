"""Incoming wires on the staff site: the whole list, read-only; what changes one is the wires' desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
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
    """Every credit on the bank account; a row opens on the wires' desk."""

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

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The desk's page for whoever works on wires, the plain facts for whoever only reads."""
        works = request.user.has_perm("payments.change_incomingwire")
        if request.method == "GET" and works and object_id.isdecimal():
            return redirect("wires:wire", object_id)
        return super().change_view(request, object_id, form_url, extra_context)
