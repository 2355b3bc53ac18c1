"""A parcel that came back undelivered: sent again under another label, or refunded whole; once, by who may."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from authentication.models import Case
from catalog.models import ItemLogEntry
from logistics.models import Label, LabelState, Purpose
from orders import completion, timeline
from orders.access import token_for
from orders.cancellation import CancellationRefused
from orders.fulfilment import astray, handing, undelivered, with_her
from orders.fulfilment.models import Astray, Shipment
from orders.fulfilment.packing import mark_delivered, mark_shipped
from orders.fulfilment.states import ShipmentRefused
from orders.order.models import Order
from orders.part_cancellation import cancel_parcel, of_which_nothing_left, separable
from orders.payments.models import Refund
from orders.promise.windows import claimable
from orders.readdressing import asking, deciding
from orders.readdressing.pricing import ChangeRefused
from orders.readdressing.queries import waiting
from orders.returns.asking import Wanted, ask, withdraw
from orders.returns.deciding import approve
from orders.returns.states import ReturnRefused
from orders.returns.windows import returnable
from orders.undelivered import refund
from portero.core.models import Mail
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import confirmed_order
from tests.factories.parcels import pack
from tests.factories.people import a_client, at_work, signed_in, staff
from tests.readdressing.steps import DELAWARE, NEW_YORK, to

pytestmark = pytest.mark.django_db
FIRST, SECOND = "9400111899223197429011", "9400111899223197429028"
WHY = "You asked for your money."


@pytest.fixture
def care() -> User:
    return staff("Customer care", email="care@portero.example")


def a_label(shipment: Shipment, number: str) -> Label:
    at = timezone.now()
    facts: dict[str, Any] = {"driver": "manual", "insured_for": 12500, "cost": 22, "started_at": at}
    return Label.objects.create(
        reference=shipment.number, purpose=Purpose.OUTBOUND, carrier="USPS", tracking_number=number,
        state=LabelState.BOUGHT, bought_at=at, **facts,
    )  # fmt: skip


def back(order: Order, packer: User, *, days_ago: int = 12) -> Shipment:
    """Its parcel from New York left that long ago, and is here again."""
    at = timezone.now() - timedelta(days=days_ago)
    shipment = pack(order.shipments.get(origin="US"), packer, f"T-{order.pk}", at=at)
    a_label(shipment, FIRST)
    mark_shipped(shipment, packer, FIRST, at=at)
    task = Astray.objects.create(shipment=shipment, kind="returning", look_by=at)
    astray.close(task.pk, Astray.Outcome.BACK, "It stands on the bench.", actor=packer)
    return Shipment.objects.get(pk=shipment.pk)


def old_order(*items: Any, days_ago: int = 12) -> Order:
    return confirmed_order(*items, at=timezone.now() - timedelta(days=days_ago, hours=2))


def again(shipment: Shipment, packer: User) -> Shipment:
    return undelivered.send_again(shipment, compared=True, actor=packer)


def text_of(kind: str) -> str:
    return " ".join(Mail.objects.filter(kind=kind).latest("pk").text.split())


def test_it_is_here_and_she_chooses(packer: User) -> None:
    order = old_order()
    shipment = back(order, packer)
    assert (shipment.state, shipment.back_times) == ("back", 1)
    assert shipment.back_at is not None
    assert shipment.decide_by == shipment.back_at + timedelta(hours=24)
    assert Label.objects.get().state == "came_back"
    assert list(undelivered.waiting()) == [shipment]
    assert "we send it again, to this address or another one, or we refund all" in text_of("parcel_back")
    (parcel,) = timeline.parcels(Order.objects.get())
    assert (parcel.headline, parcel.steps[-1].at) == ("Back with us", shipment.back_at)
    assert returnable(order)[0].why_not == claimable(order)[0].why_not == with_her.BACK
    assert not Refund.objects.exists()


def test_its_order_says_so_and_offers_no_return(packer: User, client: Client) -> None:
    order = old_order()
    shipment = back(order, packer)
    address = reverse("orders:order", args=[token_for(order)])
    page = _read(client, address)
    assert '<p class="soft">Back with us, undelivered. One piece, one parcel.</p>' in page
    assert "Changed your mind" not in page
    assert "Shipped." not in page
    again(shipment, packer)
    page = _read(client, address)
    assert "To be sent again. One piece" in page
    assert "from the day a piece ships" in page
    assert returnable(order)[0].why_not == with_her.AGAIN


def _read(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_the_list_of_her_orders_says_so_too(packer: User) -> None:
    clara = a_client()
    order = old_order(listed_item(), abroad_item())
    Order.objects.filter(pk=order.pk).update(user=clara)
    other = order.shipments.exclude(origin="US").get()
    back(order, packer)
    mark_shipped(pack(other, packer, "T-other"), packer, SECOND)
    page = _read(signed_in(clara), reverse("orders:list"))
    assert "Shipped. One parcel back with us, undelivered" in page


@pytest.mark.parametrize("here", [True, False])
def test_what_never_reached_her_is_no_return(packer: User, care: User, here: bool) -> None:
    order = old_order(days_ago=3)
    shipment = pack(order.shipments.get(), packer, "T-1", at=timezone.now() - timedelta(days=3))
    mark_shipped(shipment, packer, FIRST, at=timezone.now() - timedelta(days=3))
    line = order.lines.get().pk
    asked = ask(order, [Wanted(line, "changed_mind")])
    task = Astray.objects.create(shipment=shipment, kind="returning", look_by=timezone.now())
    if here:
        astray.close(task.pk, Astray.Outcome.BACK, "It stands on the bench.", actor=packer)
    why = with_her.BACK if here else with_her.RETURNING
    with pytest.raises(ReturnRefused, match=why):
        approve(asked, actor=care)
    withdraw(asked)
    with pytest.raises(ReturnRefused, match=why):
        ask(order, [Wanted(line, "changed_mind")])
    assert returnable(order)[0].why_not == why


def test_one_that_the_carrier_tries_again_can_come_back(packer: User) -> None:
    order = old_order(days_ago=3)
    shipment = pack(order.shipments.get(), packer, "T-1", at=timezone.now() - timedelta(days=3))
    mark_shipped(shipment, packer, FIRST, at=timezone.now() - timedelta(days=3))
    task = Astray.objects.create(shipment=shipment, kind="returning", look_by=timezone.now())
    astray.close(task.pk, Astray.Outcome.MOVING, "The carrier turned it round.", actor=packer)
    assert not returnable(order)[0].why_not


def test_sent_again_under_another_label_and_a_clock_of_its_own(packer: User) -> None:
    order = old_order()
    sent = again(back(order, packer), packer)
    assert sent.confirmed_at is not None
    assert (sent.state, sent.shipped_at, sent.tracking_number) == ("packed", None, "")
    assert sent.ship_by == sent.confirmed_at + timedelta(hours=48)
    assert sent.alarm_at is not None
    assert not undelivered.waiting().exists()
    a_label(sent, SECOND)
    listed = handing.begin("USPS", packer)
    handing.scan(listed, SECOND, packer)
    handing.close(listed, "Joe", packer)
    shipped = Shipment.objects.get()
    assert (shipped.state, shipped.tracking_number) == ("shipped", SECOND)
    assert not hasattr(shipped, "breach")
    assert (Mail.objects.filter(kind="shipment_sent").count(), Label.objects.count()) == (2, 2)
    assert f"The tracking number is {SECOND}" in text_of("shipment_sent")
    assert "the number before is no longer good" in text_of("shipment_sent")
    order.refresh_from_db()
    assert order.status == "shipped"
    record = order.lines.get().stockrecord
    assert (record.num_in_stock, record.num_allocated or 0) == (0, 0)


def test_windows_count_from_the_day_on_which_it_really_left(packer: User) -> None:
    order = old_order()
    sent = again(back(order, packer), packer)
    mark_shipped(sent, packer, SECOND)
    shipped = Shipment.objects.get()
    mark_delivered(shipped, None)
    assert shipped.shipped_at is not None
    assert returnable(order)[0].until == shipped.shipped_at + timedelta(days=10)
    assert not returnable(order)[0].why_not
    assert completion.sweep() == 0
    assert completion.sweep(timezone.now() + timedelta(days=11)) == 1
    order.refresh_from_db()
    assert order.status == "completed"


def test_the_number_under_which_it_left_before_is_no_longer_good(packer: User) -> None:
    sent = again(back(old_order(), packer), packer)
    with pytest.raises(ShipmentRefused, match="it needs another label"):
        mark_shipped(sent, packer, FIRST)
    assert Shipment.objects.get().state == "packed"


def test_sent_again_once_and_only_by_who_packs(packer: User, care: User) -> None:
    shipment = back(old_order(), packer)
    with pytest.raises(ShipmentRefused, match="you may not"):
        undelivered.send_again(shipment, compared=True, actor=care)
    with pytest.raises(ShipmentRefused, match="Compare its tag"):
        undelivered.send_again(shipment, compared=False, actor=packer)
    assert Shipment.objects.get().state == "back"
    again(shipment, packer)
    with pytest.raises(ShipmentRefused, match="is packed"):
        again(shipment, packer)


def test_refunded_to_the_cent_and_the_piece_is_looked_at_anew(packer: User, care: User) -> None:
    order = old_order()
    shipment = back(order, packer)
    item = shipment.lines.get().item
    refund(shipment, reason=WHY, actor=care)
    asked = Refund.objects.get()
    assert (asked.amount, asked.requested_by) == (order.total_incl_tax, care)
    order.refresh_from_db()
    item.refresh_from_db()
    parcel = Shipment.objects.get()
    assert (order.status, parcel.state, item.state) == ("cancelled", "cancelled", "draft")
    assert not order.claims.filter(released_at__isnull=True).exists()
    assert ItemLogEntry.objects.filter(item=item, kind="returned").count() == 1
    assert Case.objects.filter(item=item, kind="intake", reference=shipment.number).count() == 1
    record = order.lines.get().stockrecord
    assert (record.num_in_stock, record.num_allocated or 0) == (1, 0)
    mail = text_of("parcel_refunded")
    assert f"${order.total_incl_tax:,.2f} goes back to your Visa ending 4242" in mail
    assert WHY in mail
    assert Label.objects.get().state == "came_back"


def test_refunded_once_and_only_by_who_may(packer: User, care: User) -> None:
    shipment = back(old_order(), packer)
    with pytest.raises(CancellationRefused, match="you may not"):
        refund(shipment, reason=WHY, actor=packer)
    with pytest.raises(CancellationRefused, match="Say why"):
        refund(shipment, reason=" ", actor=care)
    assert not Refund.objects.exists()
    refund(shipment, reason=WHY, actor=care)
    with pytest.raises(CancellationRefused, match=r"order|cancelled"):
        refund(shipment, reason=WHY, actor=care)
    with pytest.raises(ShipmentRefused):
        again(shipment, packer)
    assert Refund.objects.count() == 1


def test_of_two_parcels_one_alone_goes_back_and_the_order_completes(packer: User, care: User) -> None:
    order = old_order(listed_item(price=Decimal("12500.00")), abroad_item(price=Decimal("3000.00")))
    other = order.shipments.exclude(origin="US").get()
    at = timezone.now() - timedelta(days=11)
    shipment = back(order, packer)
    mark_shipped(pack(other, packer, "T-other", at=at), packer, "9400111899223197429035", at=at)
    mark_delivered(other, None)
    order.refresh_from_db()
    assert order.status == "shipped"
    refund(shipment, reason=WHY, actor=care)
    split = Refund.objects.get().split
    parts = {(part.kind, part.line): part.amount for part in split.parts.all()}
    line = shipment.lines.get().line
    assert parts == {("goods", line): Decimal("12500.00"), ("charge", None): shipment.charge}
    order.refresh_from_db()
    assert order.status == "delivered"
    assert completion.sweep() == 1


def test_refunded_although_it_was_to_leave_again(packer: User, care: User) -> None:
    order = old_order()
    sent = again(back(order, packer), packer)
    refund(sent, reason=WHY, actor=care)
    assert (Shipment.objects.get().state, Refund.objects.get().amount) == ("cancelled", order.total_incl_tax)


def test_given_up_as_lost_it_can_only_come_home(packer: User, care: User) -> None:
    order = old_order()
    at = timezone.now() - timedelta(days=5)
    shipment = pack(order.shipments.get(), packer, "T-1", at=at)
    mark_shipped(shipment, packer, FIRST, at=at)
    lost = Astray.objects.create(shipment=shipment, kind="silent", look_by=at)
    astray.close(lost.pk, Astray.Outcome.LOST, "The inquiry ended.", actor=care)
    found = Astray.objects.create(shipment=shipment, kind="returning", look_by=at)
    astray.close(found.pk, Astray.Outcome.BACK, "It came after all.", actor=packer)
    with pytest.raises(ShipmentRefused, match="Her money went back"):
        again(shipment, packer)
    refund(shipment, reason="It was refunded when it was lost.", actor=care)
    assert Refund.objects.count() == 1
    assert shipment.lines.get().item.state == "draft"
    assert "went back before" in text_of("parcel_refunded")


def test_nothing_else_calls_it_off(packer: User, care: User) -> None:
    order = old_order(listed_item(), abroad_item())
    sent = again(back(order, packer), packer)
    order.refresh_from_db()
    assert not of_which_nothing_left(order)
    assert sent not in separable(order, order.shipments.all(), even_packed=True)
    with pytest.raises(CancellationRefused):
        cancel_parcel(sent, reason="No.", actor=care, even_packed=True)


def test_another_address_is_verified_before_it_leaves_again(packer: User, care: User) -> None:
    order = old_order()
    shipment = back(order, packer)
    order.refresh_from_db()
    change = asking.ask(order, to(NEW_YORK))
    assert list(waiting()) == [change]
    with pytest.raises(ShipmentRefused, match="verified first"):
        again(shipment, packer)
    deciding.approve(change, actor=care, reason="She called.")
    sent = again(shipment, packer)
    assert Order.objects.get().shipping_address.line1 == "350 Fifth Avenue"
    with pytest.raises(ChangeRefused):
        asking.ask(Order.objects.get(), to(DELAWARE))
    assert sent.state == "packed"


@pytest.mark.parametrize("state", ["shipped", "to_pack", "delivered"])
def test_the_database_knows_the_ways_out(packer: User, state: str) -> None:
    back(old_order(), packer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Shipment.objects.update(state=state)


def test_the_desk(packer: User, care: User, client: Client) -> None:
    shipment = back(old_order(), packer)
    queue, one = reverse("fulfilment:back"), reverse("fulfilment:back-one", args=[shipment.number])
    bench, desk = at_work(packer), at_work(care)
    assert shipment.number in desk.get(queue).content.decode()
    hers, his = desk.get(one).content.decode(), bench.get(one).content.decode()
    assert ("Refund all of it" in hers, 'value="again"' in hers) == (True, False)
    assert ("Refund all of it" in his, 'value="again"' in his) == (False, True)
    assert bench.post(one, {"do": "refund", "reason": WHY}).status_code == 422
    assert desk.post(one, {"do": "again", "compared": "on"}).status_code == 422
    assert bench.post(one, {"do": "again"}).status_code == 422
    assert (Shipment.objects.get().state, Refund.objects.exists()) == ("back", False)
    assert bench.post(one, {"do": "again", "compared": "on"}).status_code == 302
    assert bench.get(reverse("fulfilment:label", args=[shipment.number])).status_code == 200
    assert desk.post(one, {"do": "refund", "reason": WHY}).status_code == 302
    assert (Shipment.objects.get().state, desk.get(one).status_code) == ("cancelled", 404)
    assert "No parcel is back with us." in desk.get(queue).content.decode()
