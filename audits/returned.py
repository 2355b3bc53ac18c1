"""Returns and exchanges in the states that their pages show."""

from collections.abc import Callable
from itertools import islice
from operator import attrgetter

from audits.ordered import Pieces, page
from orders.order.models import Order
from orders.returns.models import Return
from tests.factories import exchanges
from tests.factories import returns as make

Maker = Callable[[Order], Return]


def _of(made: Maker) -> Callable[[Pieces], str]:
    def path(pieces: Pieces) -> str:
        ret = made(make.shipped_order(next(pieces)))
        return page(ret.order, "returns", ret.number)

    return path


def _exchanged(then: Callable[[Return], Return], *, dearer: bool) -> Callable[[Pieces], str]:
    def path(pieces: Pieces) -> str:
        mine, wanted = sorted(islice(pieces, 2), key=attrgetter("price"), reverse=not dearer)
        ret = then(exchanges.wanted(make.shipped_order(mine), wanted))
        return page(ret.order, "returns", ret.number)

    return path


SITUATIONS: dict[str, Callable[[Pieces], str]] = {
    # First, as it lets days pass for all that wait.
    "return lapsed": _of(lambda order: make.lapsed(order=order)),
    "return asked for": _of(make.requested),
    "return declined": _of(lambda order: make.declined(order=order)),
    "return withdrawn": _of(lambda order: make.withdrawn(order=order)),
    "return approved": _of(lambda order: make.approved(order=order)),
    "return without a label": _of(lambda order: make.approved(order=order, label=False)),
    "return with the carrier": _of(lambda order: make.in_transit(order=order)),
    "return lost": _of(lambda order: make.lost(order=order)),
    "return received": _of(lambda order: make.received(order=order)),
    "return photographed": _of(lambda order: make.inspected(order=order)),
    "return accepted": _of(lambda order: make.accepted(order=order)),
    "return refused": _of(lambda order: make.refused(order=order)),
    "return sent back": _of(lambda order: make.sent_back(order=order)),
    "return refunded": _of(lambda order: make.refunded(order=order)),
    "exchange asked for": _exchanged(lambda ret: ret, dearer=True),
    "exchange approved": _exchanged(make.approved, dearer=False),
    "exchange to be paid": _exchanged(exchanges.accepted, dearer=True),
    "exchange for less": _exchanged(exchanges.accepted, dearer=False),
}
