"""What she answers on her claim's page; a second click finds it answered, and says how it stands."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from orders.promise import answering, appointments, opening
from orders.promise.forms import AppointmentForm
from orders.promise.models import Claim
from orders.promise.states import ClaimRefused, NothingToGive
from orders.promise.views.reach import claim_by_token
from orders.views.personal import ShopRequest
from portero.core.personal import personal

WITHDRAWN = "Your claim is withdrawn. We have written to you."
GLAD = "Thank you. We send your piece back to you, and write when it leaves."
OUTSIDE = "Somebody outside our house decides now. We have written to you."
CHOSEN = {
    "refund": "The full refund is on its way. We have written to you.",
    "allowance": "The allowance is on its way. We have written to you.",
}
WISHED = "We have your wish and answer with a time."


@require_POST
@personal
def withdraw(request: ShopRequest, token: str, number: str) -> HttpResponse:
    """She takes her claim back while the piece is with her."""
    return _answered(request, token, number, opening.withdraw, WITHDRAWN)


@require_POST
@personal
def confident(request: ShopRequest, token: str, number: str) -> HttpResponse:
    """She believes what we found: the piece goes back to her."""
    return _answered(request, token, number, answering.confident, GLAD)


@require_POST
@personal
def not_confident(request: ShopRequest, token: str, number: str) -> HttpResponse:
    """She doesn't: somebody outside the house decides."""
    return _answered(request, token, number, answering.not_confident, OUTSIDE)


@require_POST
@personal
def choose(request: ShopRequest, token: str, number: str) -> HttpResponse:
    """A full refund or the allowance, where the condition was misdescribed."""
    choice = request.POST.get("choice", "")

    def answer(claim: Claim, *, actor: Any) -> Any:
        return answering.choose(claim, choice, actor=actor)

    return _answered(request, token, number, answer, CHOSEN.get(choice, ""))


@require_POST
@personal
def appointment(request: ShopRequest, token: str, number: str) -> HttpResponse:
    """She would like to go through it with an expert."""
    form = AppointmentForm(request.POST)

    def answer(claim: Claim, *, actor: Any) -> Any:
        if not form.is_valid():
            raise ClaimRefused(" ".join(map(str, form.errors["wish"])))
        return appointments.wish(claim, form.cleaned_data["wish"], actor=actor)

    return _answered(request, token, number, answer, WISHED)


def _answered(
    request: ShopRequest, token: str, number: str, answer: Callable[..., Any], said: str
) -> HttpResponse:
    _, claim = claim_by_token(token, number)
    try:
        answer(claim, actor=request.user)
    except NothingToGive:
        messages.error(request, answering.NOTHING_TO_GIVE)
    except ClaimRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("promise:claim", token, number)
