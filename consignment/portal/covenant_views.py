"""Her say over the price, the parcel and the end: consents answered by one click, withdrawal, one more term."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.throttle import client_address
from consignment.covenant import consents
from consignment.covenant.consents import ConsentRefused
from consignment.models import Consignment
from consignment.pieces import leaving
from consignment.pieces.states import ConsignmentRefused
from consignment.portal.pieces import piece_of
from consignment.portal.views import hers
from portero.core.personal import personal


@require_POST
@personal
def consent(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One click, signed with the name that her agreement bears; `answer` is yes or no, anything else a 404."""
    consignment = consigned(request, number)
    asked = get_object_or_404(consignment.consents, pk=pk)
    answer = request.POST.get("answer")
    if answer not in ("yes", "no"):
        raise Http404
    try:
        name = consignment.agreement.signed_name
        consents.answer(asked, answer == "yes", name, client_address(request))
        messages.success(request, "Thank you. Your answer is kept with the agreement.")
    except ConsentRefused as refused:
        messages.error(request, str(refused))
    return redirect("portal:piece", number)


@require_POST
@personal
def take_back(request: HttpRequest, number: str) -> HttpResponse:
    """She wants the piece back, wherever it stands."""
    consignment = consigned(request, number)
    try:
        leaving.withdraw(consignment.pk, by_consignor=True)
        messages.success(request, "Withdrawn. This page says how it comes back to you.")
    except ConsignmentRefused as refused:
        messages.error(request, str(refused))
    return redirect("portal:piece", number)


@require_POST
@personal
def renew(request: HttpRequest, number: str) -> HttpResponse:
    """A withdrawn piece that is still here is offered for another term."""
    consignment = consigned(request, number)
    try:
        leaving.renew(consignment.pk, by_consignor=True)
        messages.success(request, "Renewed for another term, under the same agreement.")
    except ConsignmentRefused as refused:
        messages.error(request, str(refused))
    return redirect("portal:piece", number)


def consigned(request: HttpRequest, number: str) -> Consignment:
    """The consignment behind a submission of hers. Raises Http404 where there is none."""
    found = piece_of(hers(request, number)).consignment
    if found is None:
        raise Http404
    return found
