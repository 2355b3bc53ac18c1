"""The offer and the agreement on her side: read, sign, refuse, and the signed paper."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.throttle import client_address
from consignment.agreements import signing
from consignment.models import Offer, Terms
from consignment.offers import making
from consignment.offers.tiers import payout_at
from consignment.portal.forms import SignForm
from consignment.portal.pieces import piece_of
from consignment.portal.views import hers
from portero.core.personal import personal


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def agreement(request: HttpRequest, number: str) -> HttpResponse:
    """Everything she agrees to on one page, and her signature under it."""
    piece = piece_of(hers(request, number))
    if piece.agreement is not None:
        return redirect("portal:piece", number)
    if piece.offer is None:
        raise Http404
    terms = signing.terms_in_force()
    form = SignForm(request.POST if request.method == "POST" else None, initial={"terms": terms.version})
    if form.is_valid() and _signed(request, form, piece.offer):
        return redirect("portal:piece", number)
    form.focus_first_error()
    context = {
        "piece": piece,
        "offer": piece.offer,
        "terms": terms,
        "form": form,
        "payout_at_floor": payout_at(piece.offer.floor_price, piece.offer.commission_rate),
    }
    status = 422 if form.errors else 200
    return render(request, "consignment/portal/agreement.html", context, status=status)


@require_safe
@personal
def document(request: HttpRequest, number: str) -> HttpResponse:
    """The signed agreement as PDF, the very bytes that were hashed."""
    signed = piece_of(hers(request, number)).agreement
    if signed is None:
        raise Http404
    response = HttpResponse(signing.document_of(signed), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="portero-{signed.number}.pdf"'
    return response


@require_POST
@personal
def refuse(request: HttpRequest, number: str) -> HttpResponse:
    """She doesn't want the offer."""
    offer = piece_of(hers(request, number)).offer
    if offer is None:
        raise Http404
    try:
        making.refuse(offer.pk)
        messages.success(request, "Thank you for telling us. Nothing more happens with this piece.")
    except making.OfferRefused as refused:
        messages.error(request, str(refused))
    return redirect("portal:piece", number)


def _signed(request: HttpRequest, form: SignForm, offer: Offer) -> bool:
    """Whether the signature was taken; the reason why not stands in the form."""
    terms = Terms.objects.filter(version=form.cleaned_data["terms"]).first()
    try:
        if terms is None:
            raise making.OfferRefused("Please read the terms below once more, and sign again.")
        signing.sign(offer, terms, name=form.cleaned_data["name"], ip=client_address(request))
    except making.OfferRefused as refused:
        form.add_error(None, str(refused))
        return False
    except ValidationError as wrong:
        form.add_error("name", wrong)
        return False
    messages.success(request, "Signed. A copy lies on this page, and we prepare your label.")
    return True
