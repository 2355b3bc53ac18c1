"""She goes back from the payment page to change something: the unpaid order is taken back, its pieces stay held."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_POST

from orders import cancellation
from orders.access import link_to, order_by_token
from orders.checkout.draft import CheckoutDraft
from orders.order.models import Order
from orders.payments import attempts, credited
from orders.payments.gateway import GatewayError
from orders.states import OrderState
from orders.views.pay_states import out_of_time
from orders.views.personal import ShopRequest
from portero.core.personal import personal

CHANGED = "She went back to change the order; nothing was charged."
NO_EXCHANGE = "You chose the refund instead of the exchange."


@require_POST
@personal
def change(request: ShopRequest, token: str) -> HttpResponse:
    """Take the unpaid order back: its pieces are in the bag again, still held while the hold lasts.

    An exchange never had a bag: what was set aside of the return goes back instead.
    """
    order = order_by_token(token)
    if order.status == OrderState.PENDING_PAYMENT and not _take_back(order):
        return redirect(link_to(order, "orders:pay-return"))
    if order.status != OrderState.CANCELLED or credited.may_pay(order):
        return redirect(link_to(order))
    _give_bag(request, order)
    CheckoutDraft.from_order(order).keep(request)
    return redirect("orders:checkout" if request.POST.get("to") == "checkout" else "orders:bag")


def _take_back(order: Order) -> bool:
    """Close the payment at the provider, then cancel; False if the money is already on its way."""
    exchange = credited.may_pay(order)
    keep, reason = not (exchange or out_of_time(order)), NO_EXCHANGE if exchange else CHANGED
    try:
        if attempts.close(order, even_authorised=False):
            cancellation.cancel_unpaid(order, reason=reason, keep_hold=keep, tell_buyer=exchange, final=True)
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
