"""The queue of parcels that came back undelivered, and one of them: send it again, or refund it."""

from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from orders import undelivered as refunding
from orders.calling_off import parcel_gives_back
from orders.cancellation import CancellationRefused
from orders.fulfilment import losing, undelivered
from orders.fulfilment.models import Shipment, ShipmentState
from orders.fulfilment.outbound import tags_of
from orders.fulfilment.states import ShipmentRefused
from orders.readdressing.asking import open_change
from portero.core.admin_site import site
from portero.core.desk import desk

PERMISSION = "fulfilment.change_astray"


ALL_OF_IT = (
    "All that is left of what its pieces cost goes back: price, tax, duties and its delivery. "
    "The pieces become drafts and are looked at anew."
)


class Verb(NamedTuple):
    """What a button of this page does, and says."""

    name: str
    button: str


AGAIN = Verb("again", "Send it again")
REFUND = Verb("refund", "Refund all of it")


class AgainForm(forms.Form):
    """It leaves once more as it is packed."""

    compared = forms.BooleanField(
        label="Tag and piece are as in the outbound pictures, and the address is the one she confirmed",
        error_messages={"required": undelivered.NOT_COMPARED},
        help_text="It gets a new label and a ship-by of its own. The set it was packed with stays.",
    )


class RefundForm(forms.Form):
    """All that it cost goes back to her."""

    reason = forms.CharField(
        max_length=300,
        label="Why, in a sentence that she reads",
        error_messages={"required": refunding.NO_REASON},
        help_text=ALL_OF_IT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@desk(PERMISSION)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Every parcel that is back, the longest waiting first."""
    facts = {
        "title": "Parcels back with us",
        "parcels": list(undelivered.waiting()),
        "now": timezone.now(),
    }
    return render(request, "staff/parcels_back.html", site.each_context(request) | facts)


@desk(PERMISSION)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One of them. A POST sends it again, or gives the money back."""
    found = Shipment.objects.select_related("order__contact", "order__shipping_address__country")
    parcel = get_object_or_404(
        found.prefetch_related("lines__packed", "lines__item__designer"), number=number
    )
    if not undelivered.may_be_given_up(parcel):
        raise Http404(number)
    asked = request.POST if request.method == "POST" else None
    done = request.POST.get("do", "")
    again = AgainForm(asked if done == AGAIN.name else None)
    refund = RefundForm(asked if done == REFUND.name else None)
    if asked and (answer := _acted(request, parcel, again, refund)):
        return answer
    wrong = bool(again.errors or refund.errors)
    facts = {"title": number, "parcel": parcel, "again": again, "refund": refund, **_facts(request, parcel)}
    return render(
        request, "staff/parcel_back.html", site.each_context(request) | facts, status=422 if wrong else 200
    )


def _facts(request: HttpRequest, parcel: Shipment) -> dict[str, Any]:
    back = parcel.state == ShipmentState.BACK
    may_refund = request.user.has_perm(losing.PERMISSION)
    return {
        "tags": tags_of(parcel),
        "change": open_change(parcel.order),
        "verbs": {"again": AGAIN, "refund": REFUND},
        "why": parcel.astray.exclude(closed_at=None).order_by("-closed_at").first(),
        "may_send": back and request.user.has_perm(undelivered.PERMISSION),
        "may_refund": may_refund,
        "gives_back": parcel_gives_back(parcel.order, parcel) if may_refund else None,
    }


def _acted(
    request: HttpRequest, parcel: Shipment, again: AgainForm, refund: RefundForm
) -> HttpResponse | None:
    """Where it leads once it is done; None with the reason in the form."""
    if again.is_valid():
        try:
            undelivered.send_again(parcel, compared=again.cleaned_data["compared"], actor=request.user)
            messages.success(request, "It is sent again: buy its new label.")
            return redirect("fulfilment:label", parcel.number)
        except ShipmentRefused as refused:
            again.add_error(None, str(refused))
    elif refund.is_valid():
        try:
            refunding.refund(parcel, reason=refund.cleaned_data["reason"], actor=request.user)
            messages.success(request, "It is refunded. Its pieces are drafts, and are looked at anew.")
            return redirect("fulfilment:back")
        except CancellationRefused as refused:
            refund.add_error(None, str(refused))
    return None
