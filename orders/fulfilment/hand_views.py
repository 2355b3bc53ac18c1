"""Handing over to a driver: the lists, and the page where labels are scanned."""

from collections import Counter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from logistics.models import LabelState
from orders.fulfilment import handing, tracking
from orders.fulfilment.models import HandOver
from orders.fulfilment.parcels import outbound
from orders.fulfilment.states import ShipmentRefused
from orders.fulfilment.views import PERMISSION
from portero.core.admin_site import site
from portero.core.desk import desk

SHOWN = 30


@desk(PERMISSION)
@require_http_methods(["GET", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """What waits for which carrier, and the last lists. A POST begins (or goes on with) a carrier's list."""
    if request.method == "POST":
        try:
            return redirect(
                "fulfilment:hand-over-list", handing.begin(request.POST.get("carrier", ""), request.user).pk
            )
        except ShipmentRefused as refused:
            messages.error(request, str(refused))
    numbers = list(handing.ready().values_list("number", flat=True))
    bought = outbound().filter(reference__in=numbers, state=LabelState.BOUGHT)
    waiting = Counter(dict.fromkeys(tracking.PAGES, 0))
    waiting.update(bought.values_list("carrier", flat=True))
    context = site.each_context(request) | {
        "title": "Hand over",
        "waiting": sorted(waiting.items()),
        "lists": HandOver.objects.select_related("closed_by").prefetch_related("parcels")[:SHOWN],
    }
    return render(request, "staff/hand_overs.html", context)


@desk(PERMISSION)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A carrier's list: scan, take off, close; closed, it is the manifest to print."""
    hand_over = get_object_or_404(HandOver.objects.select_related("opened_by", "closed_by"), pk=pk)
    problem = ""
    if request.method == "POST":
        try:
            _act(request, hand_over)
            return redirect("fulfilment:hand-over-list", pk)
        except ShipmentRefused as refused:
            problem = str(refused)
    parcels = hand_over.parcels.select_related("shipment__order__shipping_address", "scanned_by")
    context = site.each_context(request) | {
        "title": f"{hand_over.carrier} takes",
        "hand_over": hand_over,
        "parcels": list(parcels),
        "left": [] if hand_over.closed_at else list(handing.ready(hand_over.carrier)),
        "problem": problem,
    }
    return render(request, "staff/hand_over.html", context, status=422 if problem else 200)


def _act(request: HttpRequest, hand_over: HandOver) -> None:
    match request.POST.get("do"):
        case "close":
            handing.close(hand_over, request.POST.get("driver", ""), request.user)
            messages.success(request, "The driver has them. The buyers get their tracking numbers by mail.")
        case "off":
            handing.take_off(hand_over, int(request.POST.get("parcel") or 0))
        case _:
            parcel = handing.scan(hand_over, request.POST.get("code", ""), request.user)
            messages.success(request, f"{parcel.shipment.number} is on the list.")
