"""Row locks on claims. The order is locked first, always: events of a claim are rows of its order."""

from orders.locks import lock_order
from orders.order.models import Order
from orders.promise.models import Claim


def lock_claim(pk: int) -> Claim:
    """A claim, locked after its order, both fresh. Raises Claim.DoesNotExist."""
    return lock_claim_of(lock_order(Claim.objects.values_list("order_id", flat=True).get(pk=pk)), pk)


def lock_claim_of(order: Order, pk: int) -> Claim:
    """A claim of an order that the caller has locked. Raises Claim.DoesNotExist."""
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=pk, order=order)
    claim.order = order
    return claim


def lock_claim_unless_busy(pk: int) -> Claim | None:
    """As `lock_claim`, but None when somebody else is at it: a sweep never waits."""
    free = Order.objects.select_for_update(of=("self",), skip_locked=True)
    order = free.filter(promise_claims=pk).select_related("contact").first()
    if order is None:
        return None
    claim = Claim.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if claim is not None:
        claim.order = order
    return claim
