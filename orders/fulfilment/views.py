"""The ship-by queue in the staff site, and the form of handing a parcel over."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from logistics import labels
from logistics.models import LabelState, Purpose
from orders.delivery.gifts import wrapping_of
from orders.fulfilment import board, packing, parcels, picking, tracking
from orders.fulfilment.forms import HandOverForm
from orders.fulfilment.models import Shipment
from orders.fulfilment.queries import open_shipments, record_since
from orders.fulfilment.states import ShipmentRefused
from portero.core.admin_site import site
from portero.core.desk import desk
from portero.core.words import moment

PERMISSION = "fulfilment.change_shipment"


@desk(PERMISSION)
@require_GET
def ship_by(request: HttpRequest) -> HttpResponse:
    """Everything that is to leave, most urgent first; a fixed number of queries however much it is."""
    now = timezone.now()
    found = board.groups(open_shipments(), now)
    context = site.each_context(request) | {
        "title": "Ship by",
        "groups": found,
        "trouble": parcels.trouble(now),
        "tiles": board.tiles(found, record_since(now), now),
        "now": moment(now),
    }
    return render(request, "staff/ship_by.html", context)


@desk(PERMISSION)
@require_GET
def pick_list(request: HttpRequest) -> HttpResponse:
    """What to fetch from the vault, shelf by shelf; made to be printed, or read on a phone."""
    shelves = picking.pick_list()
    context = site.each_context(request) | {
        "title": "Pick list",
        "shelves": shelves,
        "count": sum(len(shelf.picks) for shelf in shelves),
        "now": moment(timezone.now()),
    }
    return render(request, "staff/pick_list.html", context)


@desk(PERMISSION)
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, number: str) -> HttpResponse:
    """Record that a parcel is with the carrier, with its tracking number; the buyer is told."""
    shipment = shipment_of(number)

    def record(form: forms.Form) -> str:
        packing.mark_shipped(
            shipment, request.user, form.cleaned_data["tracking_number"], form.cleaned_data["carrier"]
        )
        return f"{number} is with the carrier. The buyer gets her tracking number by mail."

    form = HandOverForm(request.POST or None, initial=_from_label(shipment))
    return _step(request, shipment, form, record, title="Hand to carrier", button="Hand over")


def shipment_of(number: str) -> Shipment:
    """A shipment with all that its pages show. Raises Http404 for a number that is none."""
    found = parcels.with_label(
        Shipment.objects.select_related("order__shipping_address__country", "order__contact", "packed_by")
    )
    return get_object_or_404(found.prefetch_related("lines__item__designer"), number=number)


def _from_label(shipment: Shipment) -> dict[str, str]:
    """Carrier and number of the label that is bought; the carrier of her option where none is."""
    label = labels.live(shipment.number, Purpose.OUTBOUND)
    if label is None or label.state != LabelState.BOUGHT:
        return {"carrier": shipment.carrier}
    return {"carrier": label.carrier, "tracking_number": label.tracking_number}


def _step(
    request: HttpRequest,
    shipment: Shipment,
    form: forms.Form,
    record: Callable[[forms.Form], str],
    **words: Any,
) -> HttpResponse:
    """Show the form, or do the step and go back to the queue; a refusal stands above the form."""
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, record(form))
            return redirect("fulfilment:ship-by")
        except ShipmentRefused as refused:
            form.add_error(None, str(refused))
    row = board.row(shipment, timezone.now())
    context = site.each_context(request) | {
        "form": form,
        "row": row,
        "address": shipment.order.shipping_address,
        "wrapping": wrapping_of(shipment),
        "carriers": list(tracking.PAGES),
        **words,
    }
    return render(request, "staff/ship_by_step.html", context, status=422 if form.errors else 200)
