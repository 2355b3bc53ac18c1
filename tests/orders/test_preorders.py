"""Preorders: announced, shown, sold, moved with a reason, cancelled without a charge, arrived: then the clock runs."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from lxml import html

from accounts.models import User
from catalog import announcing, listing
from catalog.announcing import AnnouncementRefused
from catalog.cards import card_html
from catalog.models import Announcement, Item
from catalog.queries.cards import cards
from orders import calling_off
from orders.access import token_for
from orders.fulfilment.models import Pause, Shipment
from orders.fulfilment.states import ShipmentRefused
from orders.fulfilment.sweep import sweep
from orders.preorders import moving
from portero.core.mail.composing import compose
from portero.core.models import Mail
from portero.core.words import day
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order, pending_order
from tests.factories.parcels import pack
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db
WHY = "The workshop needs another week for the clasp."


def ahead(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def announced(days: int = 20) -> Item:
    return moving.announce(listed_item(), ahead(days))


def the_mail(kind: str) -> Mail:
    mail = Mail.objects.get(kind=kind)
    compose(mail)
    return mail


def test_the_day_stands_on_its_page_its_card_and_its_order(client: Client) -> None:
    item, said = announced(), day(ahead(20))
    page = client.get(item.get_absolute_url()).content.decode()
    assert "A preorder: it isn’t in hand yet" in page
    assert said in page
    assert "Paid now, it leaves by" not in page
    [card] = cards(Item.objects.filter(pk=item.pk))
    assert f"Preorder, ships on {said}" in html.fromstring(card_html(card, level=2)).text_content()
    order = confirmed_order(item)
    assert f"announced to leave on {said}" in client.get(f"/orders/{token_for(order)}/").content.decode()
    assert f"{said} (a preorder: we write if that day moves)" in the_mail("payment_confirmed").text


def test_paid_at_once_and_its_clock_stands_until_it_arrives(client: Client) -> None:
    item = announced()
    paid = timezone.now() - timedelta(days=3)
    shipment = confirmed_order(item, at=paid).shipments.get()
    assert (shipment.state, shipment.confirmed_at, shipment.ship_by) == ("to_pack", paid, None)
    assert Pause.objects.get().kind == "preorder"
    assert sweep() == 0
    with pytest.raises(ShipmentRefused, match="may not be packed yet"):
        pack(shipment, staff("Fulfilment"), "T-1")
    moving.arrive(item)
    shipment.refresh_from_db()
    now = timezone.now()
    assert shipment.ship_by is not None
    assert timedelta(hours=47, minutes=59) < shipment.ship_by - now <= timedelta(hours=48)
    assert (shipment.ships_on, Item.objects.get(pk=item.pk).ships_on) == (None, None)
    assert "From now on the clock runs" in the_mail("preorder_arrived").text
    assert (
        "Your preorder has arrived with us"
        in client.get(f"/orders/{token_for(shipment.order)}/").content.decode()
    )


def test_it_travels_alone_and_nothing_in_hand_waits_for_it() -> None:
    order = confirmed_order(announced(), listed_item())
    waits = {shipment.ships_on is None: shipment for shipment in order.shipments.all()}
    assert waits[True].ship_by is not None
    assert waits[False].ship_by is None


def test_a_day_that_moves_is_told_with_its_reason_and_her_right(client: Client) -> None:
    item = announced()
    order = confirmed_order(item)
    moving.announce(item, ahead(30), reason=WHY)
    mail = the_mail("preorder_moved")
    assert mail.subject == f"Your preorder now leaves on {day(ahead(30))}"
    for fact in (day(ahead(20)), day(ahead(30)), WHY, "no fee is kept"):
        assert fact in mail.text
    assert order.shipments.get().ships_on == ahead(30)
    assert WHY in client.get(f"/orders/{token_for(order)}/").content.decode()
    assert calling_off.call_off(order).status == "cancelled"
    moving.announce(item, ahead(40), reason="Again.")
    assert Mail.objects.filter(kind="preorder_moved").count() == 1


def test_before_it_is_paid_nobody_is_told_of_a_move() -> None:
    item = announced()
    order = pending_order(item)
    moving.announce(item, ahead(25), reason=WHY)
    assert order.shipments.get().ships_on == ahead(25)
    assert not Mail.objects.filter(kind="preorder_moved").exists()


def test_it_arrives_between_order_and_payment() -> None:
    item = announced()
    order = pending_order(item)
    moving.arrive(item)
    assert order.shipments.get().ships_on is None
    assert not Mail.objects.filter(kind="preorder_arrived").exists()


@pytest.mark.parametrize(
    ("days", "reason", "message"),
    [(0, WHY, "Name a day ahead"), (400, WHY, "at most 180 days"), (30, " ", "Say why the day moves")],
)
def test_what_is_not_announced(days: int, reason: str, message: str) -> None:
    item = announced()
    with pytest.raises(AnnouncementRefused, match=message):
        moving.announce(item, ahead(days), reason=reason)
    item.refresh_from_db()
    assert (item.ships_on, Announcement.objects.count()) == (ahead(20), 1)


def test_a_piece_in_hand_that_somebody_pays_for_stays_in_hand() -> None:
    item = listed_item()
    pending_order(item)
    with pytest.raises(AnnouncementRefused, match="A client is paying for it"):
        moving.announce(item, ahead(20))
    with pytest.raises(AnnouncementRefused, match="is in hand already"):
        moving.arrive(item)
    gone = listed_item()
    listing.withdraw(gone, reason="Its owner wants it back.")
    with pytest.raises(AnnouncementRefused, match="is withdrawn"):
        announcing.announce(gone, ahead(20))
    assert not Announcement.objects.exists()


def test_what_was_announced_is_never_changed() -> None:
    announced()
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.update(ships_on=ahead(90))
    assert Announcement.objects.get().ships_on == ahead(20)


def test_staff_announce_move_and_take_in() -> None:
    boss: User = staff("Consignment manager")
    desk, item = at_work(boss), listed_item()
    page = "/staff/preorders/"
    told = {"number": item.number.lower(), "ships_on": ahead(20).isoformat()}
    assert desk.post(page, told)["Location"] == page
    moved = told | {"ships_on": ahead(30).isoformat()}
    wrong = desk.post(page, moved)
    assert (wrong.status_code, "Say why the day moves" in wrong.content.decode()) == (422, True)
    desk.post(page, moved | {"reason": WHY})
    order = confirmed_order(item)
    assert f"sold, order {order.number}" in desk.get(page).content.decode()
    desk.post(page, {"number": item.number, "do": "arrive"})
    assert Shipment.objects.get().ship_by is not None
    assert "Everything is in hand." in desk.get(page).content.decode()
    assert desk.post(page, {"number": "P-1", "ships_on": "soon"}).status_code == 422
