"""The first attempt to pay an order by card, written with the order itself.

Whoever is shown the payment page as the answer to placing begins such an attempt at once: its row and the record of
its first call come with the order's rows, and the provider is asked once they are committed.
"""

from datetime import datetime

from orders import frozen
from orders.order.models import Order
from orders.payments import attempts, methods
from orders.payments.calls import first_call
from orders.payments.models import GatewayCall, Method, Payment
from orders.placement import Along
from portero.core.rows import Together


class FirstAttempt(Along):
    """Goes along with a placement; after the commit it can be begun."""

    named = (Payment, GatewayCall)

    def __init__(self) -> None:
        self.kept_until: datetime | None = None
        self._written: tuple[Payment, GatewayCall] | None = None

    def add(self, order: Order, kept_until: datetime, rows: Together) -> None:
        """Add it, unless the order can't be paid by card; the order knows all that is frozen with it."""
        frozen.know_placed(order, rows)
        self.kept_until, self._written = kept_until, None
        try:
            methods.check(order, Method.CARD)
        except methods.NotOffered:
            return
        payment = attempts.new(order, Method.CARD)
        call = first_call(payment, attempts.START)
        rows.add(payment, named=True)
        rows.add(call, named=True)
        self._written = payment, call

    def begin(self) -> attempts.Started:
        """Begin it at the provider. Raises as `attempts.begin` does."""
        if self._written is None:
            raise methods.NotOffered("This order can't be paid by card.")
        return attempts.begin_written(*self._written)
