"""Where a payment stands when there is nothing to choose: on its way, looked at by a person, or over."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from orders import timeline
from orders.access import link_to, token_for
from orders.order.models import Order
from orders.payments import attempts, credited, money_back
from orders.payments.calls import under_way
from orders.payments.gateway import GatewayError, Standing, gateway
from orders.payments.models import Payment
from orders.payments.queries import live_attempt
from orders.payments.settle import known_to_provider
from orders.payments.words import asked_of
from orders.queries import hold_ends
from orders.states import PAID, OrderState
from orders.views.personal import ShopRequest

LONGEST_WAIT = 20  # how often the waiting page asks again by itself: about two minutes


def out_of_time(order: Order) -> bool:
    """Whether the pieces of a pending order are no longer kept for her."""
    return has_ended(hold_ends(order))


def has_ended(ends: datetime | None) -> bool:
    """Whether a hold until then is over; or there is none."""
    return ends is None or ends <= timezone.now()


def on_its_way(payment: Payment) -> bool:
    """Whether the provider may have more than an open form, so that she must wait, not pay again."""
    if under_way(payment, attempts.AUTHORIZE):
        return True
    if not known_to_provider(payment):
        return False
    try:
        standing = gateway(payment.provider).lookup(payment).standing
    except GatewayError:
        return True
    return standing not in {Standing.OPEN, Standing.CANCELLED}


def nothing_to_pay(request: ShopRequest, order: Order) -> HttpResponse:
    """The order doesn't wait for a payment of hers now: why."""
    order.refresh_from_db()
    if order.status in PAID or order.status == OrderState.UNDER_VERIFICATION:
        return redirect(link_to(order))
    live = live_attempt(order)
    if live and on_its_way(live):
        return waiting(request, order, live)
    waits = order.status == OrderState.PENDING_PAYMENT and not out_of_time(order)
    return waiting(request, order, live) if waits else over(request, order)


def over(request: ShopRequest, order: Order) -> HttpResponse:
    """The order can't be paid any more: what happened, where money of hers is, and a way back to the bag."""
    context = {
        "order": order,
        "token": token_for(order),
        "reason": timeline.why_cancelled(order),
        "money_back": money_back.stray_of(order),
        "exchange": credited.may_pay(order),
    }
    return render(request, "orders/pay/over.html", context, status=410)


def waiting(request: ShopRequest, order: Order, payment: Payment | None) -> HttpResponse:
    """We don't know yet: the page asks again by itself for a while, and a mail will tell her in any case."""
    tried = request.GET.get("n", "0")
    n = int(tried) + 1 if tried.isdecimal() and len(tried) < 4 else 1
    address = link_to(order, "orders:pay-return")
    looked_at = payment is not None and payment.needs_review
    context = {
        "order": order,
        "again": f"{address}?n={n}" if n <= LONGEST_WAIT and not looked_at else "",
        "order_url": address,
        "whom": asked_of(payment) if payment else "the bank",
        "looked_at": looked_at,
    }
    return render(request, "orders/pay/waiting.html", context)
