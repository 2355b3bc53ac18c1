"""What she may send back, until when, and what is written down when she asks."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.models import Item
from orders.fulfilment import with_her
from orders.fulfilment.models import Shipment
from orders.order.models import Order
from orders.payments import refunds
from orders.returns import asking, windows
from orders.returns.asking import Wanted
from orders.returns.models import Return, ReturnPiece
from orders.returns.states import ReturnRefused
from portero.core.models import FigureValue
from tests.factories import returns as make
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order

pytestmark = pytest.mark.django_db


def wanted(order: Order, reason: str = "changed_mind") -> list[Wanted]:
    return [Wanted(line.pk, reason) for line in order.lines.order_by("pk")]


def why_not(order: Order) -> list[str]:
    return [one.why_not for one in windows.returnable(order)]


def test_the_window_is_ten_days_from_the_day_the_parcel_left_to_the_second() -> None:
    order = make.shipped_order()
    left = Shipment.objects.get(order=order).shipped_at
    assert left is not None
    last = left + timedelta(days=10)
    assert windows.returnable(order, last)[0].why_not == ""
    assert windows.returnable(order, last)[0].until == last
    late = windows.returnable(order, last + timedelta(seconds=1))[0]
    assert late.why_not.startswith("The 10 days from its shipping ended on ")
    with pytest.raises(ReturnRefused, match="The 10 days"):
        asking.ask(order, wanted(order), now=last + timedelta(seconds=1))
    assert not Return.objects.exists()
    assert asking.ask(order, wanted(order), now=last).state == "requested"


def test_staff_may_set_another_window() -> None:
    order = make.shipped_order(days_ago=12)
    assert why_not(order)[0].startswith("The 10 days")
    FigureValue.objects.create(name="return_days", value=14, reason="Holidays.")
    from portero.core import figures

    figures._forget_now()
    assert why_not(order) == [""]


def test_each_parcel_has_its_own_window() -> None:
    order = make.shipped_order(listed_item(), listed_item(title="Kelly", ships_from="JP"), days_ago=8)
    first, second = Shipment.objects.filter(order=order).order_by("pk")
    assert first.shipped_at is not None
    Shipment.objects.filter(pk=first.pk).update(shipped_at=first.shipped_at - timedelta(days=3))
    told = {one.shipment_line.shipment_id: one.why_not for one in windows.returnable(order)}
    assert told[first.pk].startswith("The 10 days")
    assert told[second.pk] == ""


def test_what_has_not_left_can_not_come_back() -> None:
    order = confirmed_order()
    assert why_not(order) == [with_her.STILL_HERE]
    with pytest.raises(ReturnRefused, match="hasn’t left"):
        asking.ask(order, wanted(order))


def test_not_twice_and_not_what_was_given_back() -> None:
    ret = make.requested()
    assert why_not(ret.order) == [windows.ASKED]
    with pytest.raises(ReturnRefused, match="asked to return it already"):
        asking.ask(ret.order, wanted(ret.order))
    assert Return.objects.count() == 1
    accepted = make.accepted(make.inspected(make.received(make.approved(ret))))
    assert why_not(make.refunded(accepted).order) == [windows.GIVEN_BACK]


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (make.withdrawn, ""),
        (make.declined, windows.DECLINED),
        (make.refused, windows.ASKED),
    ],
)
def test_what_an_earlier_request_means(made: object, told: str) -> None:
    assert why_not(made().order) == [told]  # type: ignore[operator]


def test_what_was_refunded_by_hand_does_not_come_back() -> None:
    order = make.shipped_order()
    payment = order.payments.get()
    refunds.ask(payment.pk, refunds.left(payment), reason="A gesture.", actor=make.carer())
    assert why_not(order) == [windows.GIVEN_BACK]


def test_some_pieces_of_an_order() -> None:
    birkin, wallet = listed_item(), listed_item(title="Wallet", price=Decimal("800.00"))
    order = make.shipped_order(birkin, wallet)
    ret = make.requested(order, items=[wallet])
    assert [piece.item for piece in ret.pieces.all()] == [wallet]
    assert ret.shown.price == Decimal("800.00")
    told = {one.item: one.why_not for one in windows.returnable(order)}
    assert told == {birkin: "", wallet: windows.ASKED}


def test_what_she_wrote_and_saw_is_kept() -> None:
    order = make.shipped_order()
    ret = make.requested(order, reason="not_as_described", note="  Darker than the photographs. ")
    piece = ret.pieces.get()
    assert (ret.note, ret.kind, ret.asked_by) == ("Darker than the photographs.", "return", None)
    assert (piece.reason, piece.is_about_the_promise) == ("not_as_described", True)
    assert ret.suggestion["verdict"] == "look"
    assert "Promise" in ret.suggestion["reasons"][0]
    assert ret.due_at == ret.asked_at + timedelta(hours=24)
    event = order.events.get(kind="return_requested")
    assert (event.public, event.data["return"]) == (True, ret.number)


@pytest.mark.parametrize("_case", ["nothing", "another's", "no reason"])
def test_what_can_not_be_asked(_case: str) -> None:
    order, other = make.shipped_order(), confirmed_order(listed_item(title="Kelly"))
    asked = {
        "nothing": [],
        "another's": wanted(other),
        "no reason": [Wanted(order.lines.get().pk, "")],
    }[_case]
    with pytest.raises(ReturnRefused):
        asking.ask(order, asked)
    assert not Return.objects.exists()
    assert not ReturnPiece.objects.exists()


def test_she_withdraws_until_it_is_on_its_way() -> None:
    ret = make.approved()
    gone = asking.withdraw(ret)
    assert (gone.state, gone.pieces.get().over_at) == ("withdrawn", gone.ended_at)
    on_its_way = make.in_transit(order=make.shipped_order(a_kelly()))
    with pytest.raises(ReturnRefused, match="too late"):
        asking.withdraw(on_its_way)
    assert make.fresh(on_its_way).state == "in_transit"


def test_after_withdrawing_she_may_ask_again() -> None:
    first = make.withdrawn()
    second = make.requested(first.order)
    assert second.number != first.number
    assert timezone.now() - second.asked_at < timedelta(minutes=1)


def a_kelly() -> Item:
    return listed_item(title="Kelly 28 in Noir")
