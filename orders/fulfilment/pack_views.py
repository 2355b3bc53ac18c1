"""The packing table: photographs by shot list, tags, what is included, weight; on a phone, and without script."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.files.storage import storages
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.photography.refusals import BadPicture
from orders.delivery.gifts import wrapping_of
from orders.fulfilment import board, outbound, packing, pausing
from orders.fulfilment.forms import PackForm
from orders.fulfilment.models import OutboundPhoto, Pause, Shipment, ShipmentLine, ShipmentState
from orders.fulfilment.shots import Shot, shots_of
from orders.fulfilment.states import ShipmentRefused
from orders.fulfilment.uploads import field_of, sent_pictures
from orders.fulfilment.views import PERMISSION, shipment_of
from portero.core.admin_site import site
from portero.core.desk import desk


@dataclass(frozen=True)
class Place:
    """One picture of the shot list: what is there already, or what was wrong with what was sent."""

    shot: Shot
    field: str
    photo: OutboundPhoto | None
    problem: str


@dataclass(frozen=True)
class Piece:
    """One piece on the table: its pictures and its fields."""

    line: ShipmentLine
    places: list[Place]
    tag: BoundField
    ticks: list[BoundField]

    @property
    def left(self) -> int:
        """How many pictures are still to be taken."""
        return sum(place.photo is None for place in self.places)


@desk(PERMISSION)
@require_http_methods(["GET", "POST"])
def pack(request: HttpRequest, number: str) -> HttpResponse:
    """The packing table of one parcel. Pictures are kept as they come, whatever else is still missing.

    `do=photos` keeps the pictures alone; what was typed is shown again.
    """
    shipment = shipment_of(number)
    lines = _lines(shipment)
    problems = dict(_take(request, lines))
    packs = request.method == "POST" and request.POST.get("do") != "photos"
    form = PackForm(request.POST if packs else None, lines=lines, initial=_typed(request))
    if packs and form.is_valid() and not problems:
        try:
            weight = form.cleaned_data["weight_g"]
            packing.mark_packed(shipment, request.user, form.pieces(), weight_g=weight)
            messages.success(request, f"{number} is packed. Next it gets its label.")
            return redirect("fulfilment:label", number=number)
        except ShipmentRefused as refused:
            form.add_error(None, str(refused))
    return _page(request, shipment, form, problems)


@desk("fulfilment.change_breach")
@require_POST
def stop_clock(request: HttpRequest, number: str) -> HttpResponse:
    """The manager stops the clock of a parcel with a reason, or (`do=run`) lets it run on."""
    shipment = shipment_of(number)
    try:
        if request.POST.get("do") == "run":
            pausing.run_on(shipment, Pause.Kind.STAFF, actor=request.user)
            messages.success(request, "The clock runs on.")
        else:
            pausing.stop(shipment, Pause.Kind.STAFF, why=request.POST.get("why", ""), actor=request.user)
            messages.success(request, "The clock stands. Nothing of it is packed until it runs on.")
    except ShipmentRefused as refused:
        messages.error(request, str(refused))
    return redirect("fulfilment:pack", number=number)


@desk("fulfilment.view_shipment")
@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture of the outbound set."""
    found = get_object_or_404(OutboundPhoto, pk=pk)
    try:
        with storages["private"].open(found.file) as file:
            answer = HttpResponse(file.read(), content_type="image/webp")
    except FileNotFoundError:
        raise Http404 from None
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def _lines(shipment: Shipment) -> list[ShipmentLine]:
    found = shipment.lines.select_related("item__designer", "item__category", "packed")
    return list(found.prefetch_related("item__inclusions", "outbound_photos").order_by("pk"))


def _typed(request: HttpRequest) -> dict[str, Any]:
    return {name: request.POST[name] for name in request.POST if name != "csrfmiddlewaretoken"}


def _take(request: HttpRequest, lines: list[ShipmentLine]) -> Iterator[tuple[str, str]]:
    """Keep every picture that was sent; gives the field and the problem of each that couldn't be."""
    by_pk = {line.pk: line for line in lines}
    for sent in sent_pictures(request):
        if (line := by_pk.get(sent.line_pk)) is None:
            continue
        try:
            outbound.add(line, sent.shot, sent.file, sent.file.name or "", actor=request.user)
        except (BadPicture, ShipmentRefused) as problem:
            yield sent.field, str(problem)


def _page(request: HttpRequest, shipment: Shipment, form: PackForm, problems: dict[str, str]) -> HttpResponse:
    open_to_pack = shipment.state == ShipmentState.TO_PACK
    context = site.each_context(request) | {
        "title": "Pack" if open_to_pack else "How it was packed",
        "form": form,
        "open": open_to_pack,
        "standing": pausing.why_standing(shipment),
        "stopped": shipment.pauses.filter(kind=Pause.Kind.STAFF, ended_at__isnull=True).exists(),
        "pieces": [_piece(line, form, problems) for line in _lines(shipment)],
        "row": board.row(shipment, timezone.now()),
        "address": shipment.order.shipping_address,
        "wrapping": wrapping_of(shipment),
    }
    wrong = problems or form.errors
    return render(request, "staff/pack.html", context, status=422 if wrong else 200)


def _piece(line: ShipmentLine, form: PackForm, problems: dict[str, str]) -> Piece:
    there = {photo.shot: photo for photo in line.outbound_photos.all()}
    places = [_place(line, shot, there.get(shot.code), problems) for shot in shots_of(line.item)]
    return Piece(line, places, form.tag_of(line), form.ticks_of(line))


def _place(line: ShipmentLine, shot: Shot, photo: OutboundPhoto | None, problems: dict[str, str]) -> Place:
    field = field_of(line.pk, shot.code)
    return Place(shot, field, photo, problems.get(field, ""))
