"""Changes of addresses as the verification desk reads them."""

from django.db.models import QuerySet

from orders.order.models import Order
from orders.readdressing.models import AddressChange
from orders.states import OrderState
from orders.verification_evidence import open_cases

ADDRESSES = ("before__country", "after__country")


def waiting() -> QuerySet[AddressChange]:
    """The new addresses of paid orders that nobody has decided about, the oldest first."""
    paid = [OrderState.CONFIRMED, OrderState.SHIPPED]  # shipped, and back with us
    found = AddressChange.objects.filter(state=AddressChange.State.OPEN, order__status__in=paid)
    return found.select_related(
        *ADDRESSES,
        "order__contact",
        "order__user",
        "order__shipping_address__country",
        "order__billing_address__country",
        "order__taxed_sale",
    ).order_by("asked_at", "pk")


def taken_of(order: Order) -> list[AddressChange]:
    """What was changed before the charge, which the order's own case decides about, the oldest first."""
    found = order.address_changes.filter(state=AddressChange.State.TAKEN)
    return list(found.select_related(*ADDRESSES))


def to_decide_count() -> int:
    """How many cases and changes wait at the verification desk; one query."""
    cases, changes = open_cases().order_by().values("pk"), waiting().order_by().values("pk")
    return cases.union(changes, all=True).count()
