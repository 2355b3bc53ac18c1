"""The label of a shipment at the bench: rates, purchase, a label typed by hand, voiding, and the papers."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from logistics import by_hand, labels
from logistics.gateway import MOVING, CarrierError, Dispatch, Parcel, Rate, Refused
from logistics.models import LIVE, LabelState, Purpose, Quotation
from orders.fulfilment import board, buying, carriage, papers, parcels, tracking
from orders.fulfilment.label_forms import BoxForm, HandForm, RateForm, VoidForm
from orders.fulfilment.models import Shipment
from orders.fulfilment.states import ShipmentRefused
from orders.fulfilment.views import PERMISSION, shipment_of
from portero.core.admin_site import site
from portero.core.desk import desk


@desk(PERMISSION)
@require_http_methods(["GET", "POST"])
def label(request: HttpRequest, number: str) -> HttpResponse:
    """What the label is, or what one would cost: a POST asks for rates for the box that was typed."""
    shipment = shipment_of(number)
    if request.method == "GET":
        return _page(request, shipment)
    form = _box_form(shipment, request.POST)
    if form.is_valid():
        return _done(
            request,
            shipment,
            lambda: _ask(request, shipment, form),
            box=form,
        )
    return _page(request, shipment, box=form)


@desk(PERMISSION)
@require_POST
def buy(request: HttpRequest, number: str) -> HttpResponse:
    """Buy the chosen rate of the last quotation."""
    shipment, quotation = shipment_of(number), _quotation(number)
    if quotation is None:
        return _page(request, shipment, problem="Ask for rates first.")
    form = RateForm(request.POST, rates=labels.rates_of(quotation))
    if not form.is_valid():
        return _page(request, shipment, rate=form)

    def act() -> None:
        bought = labels.buy(
            quotation,
            form.cleaned_data["rate"],
            actor=request.user,
            first=partial(buying.hold_address, shipment, quotation.dispatch["recipient"]),
        )
        messages.success(request, f"The label is bought: {bought.carrier} {bought.tracking_number}.")

    return _done(request, shipment, act)


@desk(PERMISSION)
@require_POST
def by_hand_view(request: HttpRequest, number: str) -> HttpResponse:
    """Record a label that was bought at the carrier, and make its address label."""
    shipment = shipment_of(number)
    box, form = _box_form(shipment, request.POST), HandForm(request.POST)
    if not (box.is_valid() and form.is_valid()):
        return _page(request, shipment, box=box, hand=form)

    def act() -> None:
        dispatch = _dispatch(shipment, box.box(), box.number())
        first = partial(buying.hold_address, shipment, buying.recipient_in(dispatch))
        by_hand.record(dispatch, Purpose.OUTBOUND, actor=request.user, first=first, **form.cleaned_data)
        messages.success(request, "The label is recorded.")

    return _done(request, shipment, act, box=box, hand=form)


@desk(PERMISSION)
@require_POST
def void(request: HttpRequest, number: str) -> HttpResponse:
    """Take the label back and ask for its money."""
    shipment, found = shipment_of(number), labels.live(number, Purpose.OUTBOUND)
    form = VoidForm(request.POST)
    if found is None or not form.is_valid():
        return _page(request, shipment, void=form)

    def act() -> None:
        buying.void(shipment, found, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, "The label is voided. Its money comes back once the carrier agrees.")

    return _done(request, shipment, act, void=form)


@desk(PERMISSION)
@require_POST
def look(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the provider what became of a purchase or a void that nobody answered."""
    shipment, found = shipment_of(number), labels.live(number, Purpose.OUTBOUND)
    return _done(request, shipment, lambda: found and labels.settle(found.pk))


@desk(PERMISSION)
@require_POST
def give_up(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody has seen at the provider that nothing was bought."""
    shipment, found = shipment_of(number), labels.live(number, Purpose.OUTBOUND)
    form = VoidForm(request.POST)
    if found is None or found.state != LabelState.BUYING or not form.is_valid():
        return _page(request, shipment, void=form)
    reason = form.cleaned_data["reason"]
    return _done(
        request, shipment, lambda: labels.give_up(found, actor=request.user, reason=reason), void=form
    )


@desk(PERMISSION)
@require_GET
def label_file(request: HttpRequest, number: str) -> HttpResponse:
    """The label to print; kept privately, shown to the bench alone."""
    found = parcels.label_of(shipment_of(number))
    if found is None or found.state != LabelState.BOUGHT or not found.file:
        raise Http404
    with found.file.open("rb") as kept:
        return HttpResponse(kept.read(), content_type=found.file_type)


@desk(PERMISSION)
@require_GET
def packing_slip(request: HttpRequest, number: str) -> HttpResponse:
    """The slip for the box; for a gift also the card to copy."""
    return _pdf(papers.packing_slip(shipment_of(number)), f"packing-slip-{number}.pdf")


@desk(PERMISSION)
@require_GET
def gift_card(request: HttpRequest, number: str) -> HttpResponse:
    """The card of a gift, to print; 404 for a parcel in which none lies."""
    try:
        return _pdf(papers.gift_card(shipment_of(number)), f"card-{number}.pdf")
    except ShipmentRefused as refused:
        raise Http404(str(refused)) from None


@desk(PERMISSION)
@require_GET
def invoice(request: HttpRequest, number: str) -> HttpResponse:
    """The commercial invoice of a parcel that crosses a border; 404 for one that doesn't or has no label."""
    shipment = shipment_of(number)
    try:
        paper = papers.commercial_invoice(shipment, labels.live(number, Purpose.OUTBOUND))
    except ShipmentRefused as refused:
        raise Http404(str(refused)) from None
    return _pdf(paper, f"commercial-invoice-{number}.pdf")


def _done(request: HttpRequest, shipment: Shipment, act: Callable[[], Any], **forms: Any) -> HttpResponse:
    """Do it and show the page anew; a refusal stands above what was typed."""
    try:
        act()
    except (ShipmentRefused, CarrierError) as refused:
        return _page(request, shipment, problem=str(refused), **forms)
    return redirect("fulfilment:label", number=shipment.number)


def _page(request: HttpRequest, shipment: Shipment, problem: str = "", **forms: Any) -> HttpResponse:
    now, found = timezone.now(), parcels.label_of(shipment)
    quotation = None if found and found.state in LIVE else _quotation(shipment.number)
    rates = labels.rates_of(quotation) if quotation else []
    context = site.each_context(request) | {
        "title": "Label",
        "row": board.row(shipment, now),
        "shipment": shipment,
        "address": shipment.order.shipping_address,
        "contact": shipment.order.contact,
        "label": found,
        "events": list(found.events.order_by("-at", "-pk")) if found else [],
        "quotation": quotation,
        "crosses": carriage.crosses(shipment),
        "leaves": shipment.state in buying.TO_LEAVE,
        "scanned": bool(found and found.status in MOVING),
        "problem": problem,
        "box": forms.get("box") or _box_form(shipment, quotation=quotation),
        "rate": forms.get("rate") or RateForm(rates=rates, initial={"rate": preselected(shipment, rates)}),
        "hand": forms.get("hand") or HandForm(initial={"carrier": shipment.carrier}),
        "void": forms.get("void") or VoidForm(),
        "carriers": list(tracking.PAGES),
        "by_hand_only": settings.CARRIER_GATEWAY == "manual" or not carriage.from_office(shipment),
        "page": tracking.page(found.carrier, found.tracking_number) if found else "",
    }
    wrong = problem or any(form.errors for form in forms.values())
    return render(request, "staff/label.html", context, status=422 if wrong else 200)


def preselected(shipment: Shipment, rates: list[Rate]) -> str:
    """The rate she paid for: carrier and service of her delivery option, else that carrier's cheapest in time."""
    same = [rate for rate in rates if rate.carrier == shipment.carrier]
    named = [rate for rate in same if shipment.service.startswith(rate.service)]
    if named:
        return max(named, key=lambda rate: len(rate.service)).id
    in_time = [rate for rate in same if rate.days and rate.days <= shipment.days_max]
    return in_time[0].id if in_time else ""


def _quotation(number: str) -> Quotation | None:
    """The last rates that were offered for this shipment, unless a label of them was bought and voided."""
    found = Quotation.objects.filter(reference=number, purpose=Purpose.OUTBOUND).exclude(shipment="")
    last = found.order_by("-pk").first()
    return None if last and labels.used(last) else last


def _box_form(shipment: Shipment, data: Any = None, *, quotation: Quotation | None = None) -> BoxForm:
    """Empty, as it was sent, or as the box was typed when rates were asked last."""
    try:
        filed = carriage.needs_filing(shipment)
    except ShipmentRefused:
        filed = False
    weighed = {"grams": shipment.weight_g} if shipment.weight_g else {}
    return BoxForm(
        data, filed=filed, initial=quotation.dispatch["parcel"] | weighed if quotation else weighed
    )


def _ask(request: HttpRequest, shipment: Shipment, form: BoxForm) -> None:
    if not carriage.from_office(shipment):
        place = shipment.origin_city or shipment.origin
        raise Refused(f"It leaves from {place}: whoever has the piece buys the label there. Type its number.")
    labels.ask(_dispatch(shipment, form.box(), form.number()), Purpose.OUTBOUND, actor=request.user)


def _dispatch(shipment: Shipment, box: Parcel, filing: str) -> Dispatch:
    buying.leaves(shipment)
    return carriage.dispatch_of(shipment, box, filing)


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
