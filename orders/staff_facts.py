"""What staff read of an order beyond what its buyer does: every sum with its parts, and events in words. USD."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.functional import cached_property

from catalog.models import Item
from orders import bill
from orders.models import OrderEvent
from orders.order.models import Order
from orders.payments.models import PaymentState
from orders.queries import mails_about
from orders.states import OrderState
from orders.timeline import Names, Step, in_her_words, numbers_in
from portero.core.mail.models import Mail
from portero.core.words import moment

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Told:
    """An event, what happened and which way the order went, in words."""

    event: OrderEvent
    what: str
    way: str
    order: Order
    names: Names

    @cached_property
    def hers(self) -> Step | None:
        """What its buyer reads of it, if anything."""
        return in_her_words(self.order, self.event, self.names)

    @property
    def facts(self) -> dict[str, str]:
        """What is kept with it, in words."""
        return {name.replace("_", " "): _in_words(name, value) for name, value in self.event.data.items()}

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.event.at


@dataclass(frozen=True)
class Sent:
    """A mail about the order: to her or to staff, and whether it left."""

    mail: Mail
    what: str

    @property
    def at(self) -> datetime:
        """When it left, or when it was written."""
        return self.mail.sent_at or self.mail.created_at


def _in_words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return moment(datetime.fromisoformat(value)) if value and name == "until" else str(value)


def story_of(order: Order) -> list[Told]:
    """The order's events, the oldest first; those only staff see as well."""
    events = list(order.events.select_related("actor"))
    names = _names(events)
    return [Told(event, event.kind.replace("_", " "), _way(event), order, names) for event in events]


def _names(events: Iterable[OrderEvent]) -> Names:
    """What the pieces that she reads about are called; one query, none where there is no such event."""
    numbers = {number for event in events for number in numbers_in(event)}
    items = Item.objects.filter(number__in=numbers).select_related("designer") if numbers else ()
    return {item.number: f"{item.designer.name} {item.title}" for item in items}


def history_of(order: Order) -> list[Told | Sent]:
    """What happened to the order and what was written about it, the oldest first; a mail after what it tells of."""
    prefetch_related_objects([order], "payments")
    mails = [Sent(mail, mail.subject or mail.kind.replace("_", " ")) for mail in mails_about(order)]
    return sorted([*story_of(order), *mails], key=lambda told: told.at)


def delivery_parts(order: Order) -> list[tuple[str, Decimal]]:
    """Of what the bill's delivery and charges consist: each parcel's charge, handling, gift wrap."""
    parcels = [(f"{s.number}, {s.carrier}", s.charge) for s in order.shipments.order_by("pk")]
    return [*parcels, *((charge.get_kind_display(), charge.amount) for charge in order.charges.all())]


def balance_of(order: Order) -> list[tuple[str, Decimal]]:
    """What was captured for the order, what of it went back or is on its way, and what Portero keeps.

    Nothing before the capture. Money that never belonged to the order stands with its own payment.
    """
    paid = order.payments.filter(state=PaymentState.CAPTURED)
    captured = [("Captured" if p.source_id is None else "Credited", p.captured_amount) for p in paid]
    if not captured:
        return []
    back = [(row.label, -row.amount) for row in bill.refunds_of(order)]
    kept = sum((amount for _, amount in [*captured, *back]), ZERO)
    return [*captured, *back, ("Kept", kept)]


def _way(event: OrderEvent) -> str:
    return " → ".join(_labels(event.from_state, event.to_state))


def _labels(*states: str) -> Iterator[str]:
    return (str(OrderState(state).label) for state in states if state)
