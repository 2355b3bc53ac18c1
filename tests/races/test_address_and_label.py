"""A label is bought while she changes the address: one of the two comes first, and no label goes to a place left."""

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from logistics import by_hand
from logistics.gateway import Parcel, Refused
from logistics.models import Label, Purpose
from orders.fulfilment import buying, carriage
from orders.fulfilment.models import Shipment
from orders.order.models import Order
from orders.readdressing import asking
from orders.readdressing.models import AddressChange
from orders.readdressing.pricing import ChangeRefused
from tests.factories.orders import confirmed_order
from tests.races.together import together
from tests.readdressing.steps import NEW_YORK, to

pytestmark = pytest.mark.django_db(transaction=True)
BOX = Parcel(1400, Decimal(35), Decimal(28), Decimal(18))


def bought(shipment: Shipment, *, guarded: bool = True) -> Label:
    dispatch = carriage.dispatch_of(shipment, BOX)
    facts: dict[str, Any] = {"carrier": "USPS", "service": "Priority", "tracking_number": "9400 1", "cost": 9}
    recipient = buying.recipient_in(dispatch)
    first = (lambda: buying.hold_address(shipment, recipient)) if guarded else None
    return by_hand.record(dispatch, Purpose.OUTBOUND, first=first, **facts)


def asked(order: Order) -> AddressChange:
    return asking.ask(order, to(NEW_YORK))


def in_between(monkeypatch: pytest.MonkeyPatch, act: Callable[[Shipment], Any]) -> None:
    """After the change has seen no label, before it is written."""
    look = asking.open_change

    def then_act(order: Order) -> AddressChange | None:
        shipment = Shipment.objects.select_related("order__shipping_address", "order__contact").get()
        act(shipment)
        return look(order)

    monkeypatch.setattr(asking, "open_change", then_act)


def test_canary_without_the_locks_both_succeed(monkeypatch: pytest.MonkeyPatch) -> None:
    order = confirmed_order()
    in_between(monkeypatch, lambda shipment: together([lambda: bought(shipment, guarded=False)]))
    asked(order)
    assert (Label.objects.count(), AddressChange.objects.filter(state="open").count()) == (1, 1)


def test_with_them_the_label_waits_and_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    order = confirmed_order()
    answers: list[Any] = []
    rival = threading.Thread(target=lambda: None)

    def start(shipment: Shipment) -> None:
        nonlocal rival
        rival = threading.Thread(target=lambda: answers.extend(together([lambda: bought(shipment)])))
        rival.start()
        rival.join(0.3)
        assert rival.is_alive()

    in_between(monkeypatch, start)
    asked(order)
    rival.join(30)
    assert isinstance(answers[0], Refused)
    assert (Label.objects.count(), AddressChange.objects.filter(state="open").count()) == (0, 1)


def test_at_the_same_moment_one_of_them_does() -> None:
    order = confirmed_order()
    shipment = order.shipments.get()
    answers = together([lambda: asked(order), lambda: bought(shipment)])
    done = [answer for answer in answers if isinstance(answer, (Label, AddressChange))]
    refused = [answer for answer in answers if isinstance(answer, (Refused, ChangeRefused))]
    assert (len(done), len(refused)) == (1, 1)
    assert Label.objects.count() + AddressChange.objects.count() == 1


def test_a_label_that_is_live_keeps_the_address() -> None:
    order = confirmed_order()
    bought(order.shipments.get())
    with pytest.raises(ChangeRefused):
        asked(order)
    assert not AddressChange.objects.exists()


def test_two_clicks_are_one_change() -> None:
    order = confirmed_order()
    answers = together([lambda: asked(order), lambda: asked(order)])
    assert sorted(type(answer).__name__ for answer in answers) == ["AddressChange", "ChangeRefused"]
    assert AddressChange.objects.count() == 1
