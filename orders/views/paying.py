"""What a buyer does on the payment page: she chooses a way, or sends the token of the card that she typed elsewhere."""

import logging
import re

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from orders.access import link_to, order_by_token
from orders.order.models import Order
from orders.payments import attempts
from orders.payments.declines import CARDS
from orders.payments.gateway import Declined, GatewayError, Refused
from orders.payments.methods import NotOffered
from orders.payments.models import Method
from orders.views.card_testing import paused_until
from orders.views.payment import show_choice
from orders.views.personal import ShopRequest
from portero.core.personal import personal

logger = logging.getLogger(__name__)

# What AcceptUI calls the kind of token; it has no other.
DESCRIPTOR = "COMMON.ACCEPT.INAPP.PAYMENT"
TOKEN = re.compile(r"[A-Za-z0-9+/=_.-]{8,2000}")
UNREADABLE = "The card form could not be read. Nothing was charged. Please try again."


@require_POST
@personal
def by_method(request: ShopRequest, token: str, method: str) -> HttpResponse:
    """Begin paying this way and lead her to where it goes on; pressed twice, it is the same attempt."""
    if method not in Method.values:
        raise Http404
    order = order_by_token(token)
    if method in CARDS and paused_until(request, order):
        return redirect(link_to(order, "orders:pay"))
    try:
        started = attempts.begin(order, method)
    except attempts.NothingToPay:
        return redirect(link_to(order, "orders:pay"))
    except NotOffered as no:
        return show_choice(request, order, problem=str(no), status=409)
    except GatewayError as error:
        return show_choice(request, order, problem=error.message, status=503)
    return _lead_on(request, order, started)


@sensitive_variables("card")
@sensitive_post_parameters("dataDescriptor", "dataValue")
@require_POST
@personal
def by_token(request: ShopRequest, token: str) -> HttpResponse:
    """Pay with the one-use token that the processor's fields gave for her card. It is passed on and forgotten."""
    order = order_by_token(token)
    if paused_until(request, order):
        return redirect(link_to(order, "orders:pay"))
    card = request.POST.get("dataValue", "")
    if request.POST.get("dataDescriptor") != DESCRIPTOR or not TOKEN.fullmatch(card):
        return show_choice(request, order, problem=UNREADABLE, status=400)
    try:
        attempts.authorize(order, card)
    except (Declined, Refused, NotOffered, attempts.NothingToPay):
        # The page says what her bank said: it stands with the attempt that is over.
        return redirect(link_to(order, "orders:pay"))
    except GatewayError:
        logger.warning("the card of order %s waits for an answer", order.number)
    return redirect(link_to(order, "orders:pay-return"))


def _lead_on(request: ShopRequest, order: Order, started: attempts.Started) -> HttpResponse:
    truth = started.truth
    if truth.hosted_form:
        context = {"order": order, "action": truth.hosted_url, "fields": dict(truth.hosted_form)}
        return render(request, "orders/pay/go.html", context)
    if truth.hosted_url:
        return redirect(truth.hosted_url)
    return redirect(link_to(order, "orders:pay"))
