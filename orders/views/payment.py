"""The payment page of an order, at a signed address that needs no session.

Her bank may bring her back in another browser than the one she ordered with. Nothing here is decided by what the
browser says: the provider is asked.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from orders.access import last_attempt_by_token, link_to, order_to_pay
from orders.order.models import Order
from orders.payments import attempts, methods
from orders.payments.calls import money_may_have_moved, unanswered
from orders.payments.first_attempt import FirstAttempt
from orders.payments.gateway import GatewayError
from orders.payments.models import LIVE, Method, Payment, PaymentState
from orders.payments.queries import live_attempt
from orders.payments.settle import settle, settle_read
from orders.payments.wires import page_facts
from orders.states import OrderState
from orders.views.card_testing import paused_until
from orders.views.pay_choice import Card, choice, order_facts, unfinished
from orders.views.pay_states import has_ended, nothing_to_pay, on_its_way, over, waiting
from orders.views.personal import ShopRequest
from portero.core.personal import personal

Begin = Callable[[], attempts.Started]
NO_ANSWER = (
    "Your bank gave no answer about the card that you used before. Should it be charged after all, the money pays this "
    "order or goes back to you by itself."
)


@require_GET
@personal
def pay(request: ShopRequest, token: str) -> HttpResponse:
    """The choice of ways to pay; or, for an order that isn't waiting for payment, where it stands."""
    order, ends, open_attempt = order_to_pay(token)
    if order.status == OrderState.CANCELLED:
        return over(request, order)
    if order.status != OrderState.PENDING_PAYMENT:
        return redirect(link_to(order))
    live = live_attempt(order) if open_attempt else None
    if live is not None and live.method == Method.WIRE and "other" not in request.GET:
        return render(request, "orders/pay/wire.html", {**order_facts(order), **page_facts(live)})
    if has_ended(ends):
        return nothing_to_pay(request, order)
    if live is None or live.method == Method.CARD:
        return _show(request, order, live, ends=ends)
    return _with_another_open(request, order, live)


@require_GET
@personal
def come_back(request: ShopRequest, token: str) -> HttpResponse:
    """She comes back from her bank or from the provider's page: ask what happened and show it."""
    order, payment = last_attempt_by_token(token)
    if payment is None or payment.method == Method.WIRE:
        return redirect(link_to(order, "orders:pay"))
    try:
        payment = settle_read(payment)
        asking = payment.state in LIVE and on_its_way(payment)
        order = payment.order
    except GatewayError:
        asking = True
        order.refresh_from_db()
    if order.status == OrderState.PENDING_PAYMENT and asking:
        return waiting(request, order, payment)
    paid = order.status not in {OrderState.PENDING_PAYMENT, OrderState.CANCELLED}
    return redirect(f"{link_to(order)}?new=1" if paid else link_to(order, "orders:pay"))


def placed(request: ShopRequest, order: Order, first: FirstAttempt) -> HttpResponse | None:
    """The payment page of an order that was placed in this request; None where nothing is to be paid any more."""
    status = 200
    try:
        card, said = _begun(order, first.begin)
    except attempts.NothingToPay:
        return None
    except GatewayError as error:
        card, said, status = Card("away"), error.message, 503
    return choice(request, order, card, ends=first.kept_until, problem=said, status=status)


def show_choice(request: ShopRequest, order: Order, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The choice of ways, the card ready to be used where nothing else is open."""
    return _show(request, order, live_attempt(order), problem=problem, status=status)


def _show(
    request: ShopRequest,
    order: Order,
    live: Payment | None,
    *,
    ends: datetime | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    try:
        card, said = _card(request, order, live)
    except attempts.NothingToPay:
        return nothing_to_pay(request, order)
    except GatewayError as error:
        live = live_attempt(order)
        if live is not None and money_may_have_moved(live):
            return waiting(request, order, live)
        card, said, status = Card("away"), error.message, 503
    elsewhere = live if live is not None and live.method != Method.CARD else None
    return choice(request, order, card, live=elsewhere, ends=ends, problem=problem or said, status=status)


def _with_another_open(request: ShopRequest, order: Order, live: Payment) -> HttpResponse:
    """She began on another page and is back: nothing is begun or closed here while money may be on its way."""
    try:
        live = settle(live.pk)
    except GatewayError:
        return waiting(request, order, live)
    order.refresh_from_db()
    if order.status != OrderState.PENDING_PAYMENT:
        return nothing_to_pay(request, order)
    if live.state not in LIVE:
        return show_choice(request, order, problem=live.problem or unfinished(live))
    if on_its_way(live):
        return waiting(request, order, live)
    problem = live.problem or unfinished(live)
    return choice(request, order, _elsewhere(request, order), live=live, problem=problem)


def _card(request: ShopRequest, order: Order, live: Payment | None) -> tuple[Card, str]:
    """How the card can be used beside what is open, and what was said of the last one.

    Raises NothingToPay, and GatewayError when the processor can't be reached.
    """
    if live is not None and live.method != Method.CARD:
        return _elsewhere(request, order), _said_before(order)
    if ends := paused_until(request, order):
        if not attempts.close(order):
            raise attempts.NothingToPay(order.number)
        return Card("paused", paused_until=ends), _said_before(order)
    return _begun(order, partial(attempts.begin, order, Method.CARD))


def _begun(order: Order, begin: Begin) -> tuple[Card, str]:
    """As `_card`, where nothing is in the way of the card."""
    try:
        started = begin()
    except methods.NotOffered:
        return Card("elsewhere"), _said_before(order)
    # The open attempt's processor, not the setting's: it may have been changed while she was here.
    card = Card(started.payment.provider, client_secret=started.truth.client_secret)
    first = started.payment.attempt == 1
    return card, started.payment.problem or ("" if first else _said_before(order))


def _elsewhere(request: ShopRequest, order: Order) -> Card:
    ends = paused_until(request, order)
    return Card("paused", paused_until=ends) if ends else Card("elsewhere")


def _said_before(order: Order) -> str:
    """What became of an earlier attempt of this order: her bank's sentence, or that it gave no answer."""
    over = list(order.payments.exclude(state__in=LIVE).order_by("-attempt"))
    if over and unanswered(over[0], attempts.AUTHORIZE):
        return NO_ANSWER
    return next((payment.problem for payment in over if payment.state == PaymentState.FAILED), "")
