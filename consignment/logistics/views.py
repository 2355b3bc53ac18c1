"""Her parcel's page by the link in her mail: the address while there is no label, then the label; and her receipt."""

from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guard import asked_too_often
from consignment.logistics import journeys
from consignment.logistics.access import by_link
from consignment.logistics.forms import AddressForm
from consignment.logistics.inbound import last_address
from consignment.logistics.links import RECEIPT, SEND
from consignment.models import Journey, Receipt
from consignment.pieces.states import ConsignmentRefused
from logistics.models import Label, LabelState


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(SEND)
def page(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Where she tells us her address, and prints her label once it is bought."""
    journey = _journey(pk)
    submission = journey.consignment.agreement.offer.submission
    initial = journey.address or last_address(journey.consignment) or {"name": submission.name}
    form = AddressForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and _told(request, journey, form):
        return redirect("send:page", token)
    form.focus_first_error()
    context = {
        "journey": journey,
        "submission": submission,
        "form": form,
        "label": _label(journey),
        "token": token,
        "asks": journey.address is None and journey.closed_at is None,
    }
    return render(request, "consignment/sending/page.html", context, status=422 if form.errors else 200)


@require_safe
@by_link(SEND)
def label(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """The label to print."""
    found = _label(_journey(pk))
    if found is None or not found.file:
        raise Http404
    with found.file.open("rb") as kept:
        return HttpResponse(kept.read(), content_type=found.file_type)


@require_safe
@by_link(RECEIPT)
def receipt(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Her itemised receipt as PDF."""
    return pdf_of(get_object_or_404(Receipt, pk=pk))


def pdf_of(receipt: Receipt) -> HttpResponse:
    """The receipt as it was made when the parcel was opened."""
    with storages["private"].open(receipt.document) as kept:
        headers = {"Content-Disposition": 'inline; filename="receipt.pdf"'}
        return HttpResponse(kept.read(), content_type="application/pdf", headers=headers)


def _told(request: HttpRequest, journey: Journey, form: AddressForm) -> bool:
    submission = journey.consignment.agreement.offer.submission
    if not form.is_valid():
        return False
    if asked_too_often(request, "consignor-address", submission.email):
        form.add_error(None, "That was often. Please wait an hour, or write to client care.")
        return False
    try:
        journeys.address_told(journey.pk, form.address(submission))
    except ConsignmentRefused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _journey(pk: int) -> Journey:
    found = Journey.objects.select_related("consignment__agreement__offer__submission", "label")
    return get_object_or_404(found, pk=pk, way=Journey.Way.IN)


def _label(journey: Journey) -> Label | None:
    """Her label while it can be used."""
    found = journey.label
    return found if found is not None and found.state == LabelState.BOUGHT and not journey.closed_at else None
