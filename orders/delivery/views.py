"""*What would it cost?*: the charge tables answered for one parcel, on any day, before anybody orders."""

from datetime import datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from orders.delivery import tables
from orders.delivery.forms import ParcelForm
from orders.delivery.offers import HOME, Offer, Parcel, offer
from orders.delivery.promise import window
from orders.fulfilment.clock import deadline
from orders.models import Contact
from orders.tax.places import Destination
from portero.core.admin_site import site
from portero.core.desk import desk


@desk("delivery.view_deliverycharge")
@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """Both speeds for a parcel: carrier, charge, days and arrival, or why it isn't offered."""
    form = ParcelForm(request.GET or None)
    context = site.each_context(request) | {"title": "What would it cost?", "form": form}
    if form.is_valid():
        context |= _answer(form.cleaned_data)
    return render(request, "staff/delivery_cost.html", context)


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    known = tables.current()
    state = asked["state"] if asked["country"] == HOME else ""
    to = Destination(country=asked["country"], state=state)
    parcel = Parcel(asked["origin"], to, asked["value"], asked["on"])
    offers = [(speed, offer(known, parcel, speed.value)) for speed in Contact.Speed]
    leaves = deadline(timezone.make_aware(datetime.combine(asked["on"], time(12))))
    return {
        "zone": known.zone_of(to.country, to.state),
        "rows": [(speed, found, _why_not(speed, found), _arrives(leaves, found)) for speed, found in offers],
    }


def _why_not(speed: Contact.Speed, found: Offer) -> str:
    """Empty if it travels at this speed."""
    return found.problem or (found.note if found.option.speed != speed else "")


def _arrives(leaves: datetime, found: Offer) -> str:
    return window(leaves, found.days_min, found.days_max).in_words
