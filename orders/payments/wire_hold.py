"""While a buyer pays by wire her pieces are kept longer; when she leaves it for another way, no longer than for that.

Called under the locks of order and payment, in the transaction that begins or ends the attempt.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from catalog import holds
from catalog.locks import lock_items, lock_open_holds
from catalog.models import Hold
from orders import lifecycle, wire_mails
from orders.models import Claim
from orders.order.models import Order
from orders.payments.credited import may_pay
from orders.payments.models import IncomingWire, Method, Payment, PaymentState
from orders.payments.wire_facts import first_chosen
from orders.queries import hold_ends
from portero.core.figures import figure


def hold_time() -> timedelta:
    """How long pieces are kept for a wire."""
    return timedelta(hours=int(figure("wire_hold_hours")))


def reminder_time() -> timedelta:
    """After how long she is reminded."""
    return timedelta(hours=int(figure("wire_reminder_hours")))


def begin(order: Order, payment: Payment) -> None:
    """She chose the wire: keep the pieces, take over what she sent before, and write her what to do.

    The time counts from her first choice, so that leaving the wire and coming back buys none.
    """
    kept = hold_ends(order)
    if kept is None or kept <= timezone.now():
        return  # the sweep is about to take the order back
    ends = (first_chosen(order) or payment.created_at) + hold_time()
    _keep(order, Hold.Kind.WIRE, lambda before: max(before, ends))
    earlier = order.payments.filter(method=Method.WIRE, state=PaymentState.CANCELLED)
    IncomingWire.objects.filter(payment__in=earlier, applied_amount__gt=0).update(payment=payment)
    lifecycle.append(order, "wire_chosen", attempt=payment.attempt)
    wire_mails.instructions(order, payment)


def end(order: Order) -> None:
    """The attempt is over: what is still kept for it is kept no longer than a checkout.

    What is wanted in exchange keeps the time that it had: it never was a checkout.
    """
    if may_pay(order):
        return
    soon = timezone.now() + holds.checkout_time()
    _keep(order, Hold.Kind.CHECKOUT, lambda before: min(before, soon))


def _keep(order: Order, kind: Hold.Kind, until: Callable[[datetime], datetime]) -> None:
    claims = Claim.objects.filter(order=order, released_at__isnull=True)
    items = lock_items(claims.values_list("item_id", flat=True))
    for hold in lock_open_holds(item.pk for item in items):
        if hold.holder == order.contact.basket_key:
            hold.kind, hold.expires_at = kind, until(hold.expires_at)
            hold.save(update_fields=["kind", "expires_at"])
