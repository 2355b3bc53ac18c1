"""The payment page of an order, at a signed address that needs no session.

Her bank may bring her back in another browser than the one she ordered with.
"""

import json
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_GET, require_POST

from orders import bill, cancellation
from orders.access import link_to, order_by_token, token_for
from orders.checkout.draft import CheckoutDraft
from orders.order.models import Order
from orders.payments import attempts
from orders.payments.calls import under_way
from orders.payments.gateway import GatewayError, Standing, gateway
from orders.payments.models import LIVE, Method, Payment, PaymentState
from orders.payments.settle import known_to_provider, settle
from orders.queries import hold_ends
from orders.states import OrderState
from orders.views.personal import ShopRequest, personal

LONGEST_WAIT = 20  # how often the waiting page asks again by itself: about two minutes
CHANGED = "She went back to change the order; nothing was charged."


@require_GET
@personal
def pay(request: ShopRequest, token: str) -> HttpResponse:
    """The card form; or, for an order that isn't waiting for payment, where it stands."""
    order = order_by_token(token)
    if order.status == OrderState.CANCELLED:
        return _over(request, order)
    if order.status != OrderState.PENDING_PAYMENT:
        return redirect(link_to(order))
    try:
        started = attempts.begin(order, Method.CARD)
    except attempts.NothingToPay:
        return _nothing_to_pay(request, order)
    except GatewayError as error:
        return _pay_page(request, order, problem=error.message, status=503)
    problem = started.payment.problem or _refused_before(order)
    return _pay_page(request, order, problem=problem, client_secret=started.truth.client_secret)


@require_POST
@personal
def hosted(request: ShopRequest, token: str) -> HttpResponse:
    """To the provider's own page, for browsers without JavaScript."""
    order = order_by_token(token)
    try:
        return redirect(attempts.begin(order, Method.CARD_HOSTED).truth.hosted_url)
    except attempts.NothingToPay:
        return redirect(link_to(order, "orders:pay"))
    except GatewayError as error:
        return _pay_page(request, order, problem=error.message, status=503)


@require_GET
@personal
def come_back(request: ShopRequest, token: str) -> HttpResponse:
    """She comes back from her bank or from the provider's page: ask what happened and show it."""
    order = order_by_token(token)
    payment = order.payments.order_by("-attempt").first()
    if payment is None:
        return redirect(link_to(order, "orders:pay"))
    try:
        payment = settle(payment.pk)
        asking = payment.state in LIVE and _on_its_way(payment)
    except GatewayError:
        asking = True
    order.refresh_from_db()
    if order.status == OrderState.PENDING_PAYMENT and asking:
        return _waiting(request, order)
    paid = order.status not in {OrderState.PENDING_PAYMENT, OrderState.CANCELLED}
    return redirect(f"{link_to(order)}?new=1" if paid else link_to(order, "orders:pay"))


@require_POST
@personal
def change(request: ShopRequest, token: str) -> HttpResponse:
    """Take the unpaid order back: its pieces are in the bag again, still held while the hold lasts."""
    order = order_by_token(token)
    if order.status == OrderState.PENDING_PAYMENT and not _take_back(order):
        return redirect(link_to(order, "orders:pay-return"))
    if order.status != OrderState.CANCELLED:
        return redirect(link_to(order))
    _give_bag(request, order)
    CheckoutDraft.from_order(order).keep(request)
    return redirect("orders:checkout" if request.POST.get("to") == "checkout" else "orders:bag")


def _take_back(order: Order) -> bool:
    """Close the payment at the provider, then cancel; False if the money is already on its way."""
    ends = hold_ends(order)
    keep = ends is not None and ends > timezone.now()
    try:
        if attempts.close(order, even_authorised=False):
            cancellation.cancel_unpaid(order, reason=CHANGED, keep_hold=keep, tell_buyer=False, final=True)
    except (GatewayError, cancellation.MoneyMayStillArrive):
        return False
    order.refresh_from_db(fields=["status"])
    return order.status == OrderState.CANCELLED


def _give_bag(request: ShopRequest, order: Order) -> None:
    """Make the reopened bag this browser's bag, also when it isn't the browser she ordered with."""
    bag = cancellation.reopen_bag(order, request.basket)
    if bag.pk != request.basket.pk:
        request.basket = SimpleLazyObject(lambda: bag)  # type: ignore[assignment]
        request.basket.pk  # noqa: B018  (evaluated, so that the middleware sets its cookie)


def _on_its_way(payment: Payment) -> bool:
    """Whether the provider has more than an open form: then she must wait, not pay again."""
    if under_way(payment, "authorize"):
        return True
    if not known_to_provider(payment):
        return False
    try:
        standing = gateway(payment.provider).lookup(payment).standing
    except GatewayError:
        return True
    return standing not in {Standing.OPEN, Standing.CANCELLED}


def _refused_before(order: Order) -> str:
    """What her bank said when an earlier attempt of this order could not be captured."""
    failed = order.payments.filter(state=PaymentState.FAILED).order_by("attempt").last()
    return failed.problem if failed else ""


def _nothing_to_pay(request: ShopRequest, order: Order) -> HttpResponse:
    order.refresh_from_db()
    if order.status not in {OrderState.PENDING_PAYMENT, OrderState.CANCELLED}:
        return redirect(link_to(order))
    live = order.payments.filter(state__in=LIVE).first()
    return _waiting(request, order) if live and _on_its_way(live) else _over(request, order)


def _pay_page(request: ShopRequest, order: Order, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "order": order,
        "token": token_for(order),
        "lines": order.lines.select_related("product__item__designer").order_by("pk"),
        "rows": bill.of_order(order),
        "hold_ends": hold_ends(order),
        "verify": bool(order.contact.verification),
        "billing": json.dumps(_billing_details(order)),
        "return_url": link_to(order, "orders:pay-return"),
        "publishable_key": settings.STRIPE_PUBLISHABLE_KEY,
        "script": settings.STRIPE_JS_URL,
        **more,
    }
    return render(request, "orders/pay/pay.html", context, status=status)


def _billing_details(order: Order) -> dict[str, Any]:
    """What the provider's form would ask for and we know already."""
    address = order.billing_address
    place = {
        "line1": address.line1,
        "line2": address.line2,
        "city": address.line4,
        "state": address.state,
        "postal_code": address.postcode,
        "country": address.country_id,
    }
    contact = {"email": order.contact.email, "phone": order.contact.phone}
    return {"name": address.name, **contact, "address": place}


def _over(request: ShopRequest, order: Order) -> HttpResponse:
    """The order can't be paid any more: what happened, and a way back to the bag."""
    last = order.events.filter(kind="cancelled").last()
    context = {"order": order, "token": token_for(order), "reason": last.reason if last else ""}
    return render(request, "orders/pay/over.html", context, status=410)


def _waiting(request: ShopRequest, order: Order) -> HttpResponse:
    """We don't know yet: the page asks again by itself for a while, and a mail will tell her in any case."""
    tried = request.GET.get("n", "0")
    n = int(tried) + 1 if tried.isdecimal() and len(tried) < 4 else 1
    again = f"{link_to(order, 'orders:pay-return')}?n={n}" if n <= LONGEST_WAIT else ""
    context = {"order": order, "again": again, "order_url": link_to(order, "orders:pay-return")}
    return render(request, "orders/pay/waiting.html", context)
