"""Each mail says the exact facts, in its text and in its HTML, with absolute links and sums that add up."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from orders import mails, parcel_mails
from orders.access import link_to
from orders.fulfilment.models import Astray
from orders.fulfilment.packing import mark_delivered, mark_shipped
from orders.fulfilment.sweep import sweep
from orders.mail_facts import bill_of
from orders.models import Contact
from orders.order.models import Order
from orders.preorders import moving
from orders.readdressing import asking, deciding
from portero.core.mail.composing import compose
from portero.core.models import Mail
from portero.core.words import day
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import confirmed_order, pending_order
from tests.factories.parcels import pack
from tests.factories.people import staff
from tests.fulfilment.conftest import in_2026
from tests.readdressing.steps import DELAWARE, NEW_YORK, to

__all__ = ["in_2026"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_2026")]
CONFIRMED = datetime(2026, 11, 17, 20, 18, tzinfo=UTC)
KINDS = (
    "order_received",
    "order_verifying",
    "payment_confirmed",
    "shipment_sent",
    "shipment_delivered",
    "shipment_late",
    "order_cancelled",
    "order_link",
    "ship_by_reminder",
    "ship_by_missed",
    "preorder_moved",
    "preorder_arrived",
    "parcel_astray",
    "parcel_lost",
    "address_asked",
    "address_changed",
    "address_stays",
)


def words_of(html: str) -> str:
    """What a reader of the HTML sees, tags and styles taken away."""
    body = re.sub(r"<style>.*?</style>|<title>.*?</title>", "", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def the_mail(kind: str) -> Mail:
    mail = Mail.objects.filter(kind=kind).latest("pk")
    compose(mail)
    return mail


def says(mail: Mail, *facts: str) -> None:
    """Both parts say every fact, whatever the line breaks."""
    text, html = " ".join(mail.text.split()), words_of(mail.html).replace(" .", ".").replace(" ,", ",")
    for fact in facts:
        assert fact in text, f"text of {mail.kind}: {fact}"
        assert fact in html, f"HTML of {mail.kind}: {fact}"


@pytest.fixture
def order() -> Order:
    return confirmed_order(listed_item(), at=CONFIRMED)


def test_order_received_says_what_is_kept_until_when_and_what_is_not_charged() -> None:
    order = pending_order()
    mail = the_mail("order_received")
    assert (mail.to, mail.subject) == (
        "clara@example.com",
        f"We have your order {order.number}: payment is next",
    )
    says(mail, "It is not paid yet, and nothing has been charged.", "We keep the piece for you until")
    says(mail, "Hermès Birkin 30 in Gold Togo", "To pay", "740 Park Avenue, Apt 11B, New York, NY 10021")
    assert link_to(order, "orders:pay") in mail.text
    assert link_to(order, "orders:pay") in mail.html


def test_payment_confirmed_adds_up_to_what_was_paid(order: Order) -> None:
    mail = the_mail("payment_confirmed")
    says(mail, "Thu 19 Nov, 3:18 pm ET", "It leaves New York by", "3 to 5 business days with USPS")
    says(
        mail,
        "Delivery from New York, USPS",
        "$40.00",
        "New York State, 4%",
        "Ask within 10 days",
        "less a $15 return",
    )
    assert f"Paid by Visa ending 4242: ${order.total_incl_tax:,.2f}" in mail.text
    rows = bill_of(order)
    amounts = [Decimal(row.amount.replace("$", "").replace(",", "")) for row in rows if not row.part]
    assert sum(amounts) == order.total_incl_tax


def test_a_bill_that_does_not_add_up_is_not_written(order: Order) -> None:
    order.total_incl_tax += Decimal("0.01")
    with pytest.raises(ValueError, match="The rows add up to"):
        bill_of(order)


def test_two_parcels_are_named_by_where_they_leave_from() -> None:
    confirmed_order(listed_item(), abroad_item(), at=CONFIRMED)
    mail = the_mail("payment_confirmed")
    says(mail, "The parcel from New York leaves by", "The parcel from Tokyo leaves by")
    says(mail, "Delivery from New York, USPS", "Delivery from Tokyo, DHL")


@pytest.mark.parametrize("country", ["US", "FR"])
def test_who_lives_abroad_reads_what_a_return_does_not_bring_back(country: str) -> None:
    where = {"country": "FR", "line4": "Paris", "state": "", "postcode": "75001"} if country == "FR" else {}
    confirmed_order(listed_item(), at=CONFIRMED, **where)
    kept = "return shipping, duties and import tax are not refunded" in the_mail("payment_confirmed").text
    assert kept == (country == "FR")


def test_shipment_sent_carries_the_tracking(order: Order) -> None:
    mark_shipped(pack(order.shipments.get(), None, "T-1"), None, "9400111899223197", at=CONFIRMED)
    mail = the_mail("shipment_sent")
    says(
        mail, "has left New York with USPS", "The tracking number is 9400111899223197", "3 to 5 business days"
    )
    link = "https://tools.usps.com/go/TrackConfirmAction?tLabels=9400111899223197"
    assert link in mail.text
    assert link in mail.html
    assert "we are sorry" not in mail.text


@pytest.mark.parametrize(("days", "back"), [(3, "until Fri 27 Nov."), (12, "")])
def test_shipment_delivered_says_until_when_she_may_doubt_it(order: Order, days: int, back: str) -> None:
    parcel = mark_shipped(pack(order.shipments.get(), None, "T-1"), None, "9400111899223197", at=CONFIRMED)
    mark_delivered(parcel, None, at=CONFIRMED + timedelta(days=days))
    mail = the_mail("shipment_delivered")
    doubt = day(CONFIRMED + timedelta(days=days + 30))
    says(mail, f"until {doubt} at whether its condition was described accurately")
    says(mail, f"return on your order’s page {back}" if back else "It has arrived")
    assert ("If you change your mind" in mail.text) == bool(back)


def test_shipment_late_is_honest(order: Order) -> None:
    sweep(now=CONFIRMED + timedelta(hours=48))
    mail = the_mail("shipment_late")
    says(
        mail,
        "We promised that your piece would leave New York by Thu 19 Nov, 3:18 pm ET.",
        "It has not left.",
    )
    says(mail, "That is our fault, and we are sorry.", "or reply to this mail before the parcel leaves.")


def test_order_cancelled_says_what_became_of_the_money(order: Order) -> None:
    unpaid = pending_order()
    mails.order_cancelled(unpaid, "You asked us to.")
    says(
        the_mail("order_cancelled"),
        f"Order {unpaid.number} is cancelled. You asked us to.",
        "Nothing was charged.",
    )
    mails.order_cancelled(order, "We could not verify it.")
    says(the_mail("order_cancelled"), "You were not charged.", "we have released it")


def test_the_link_is_sent_once_a_quarter_hour(order: Order) -> None:
    mails.order_link(order)
    mails.order_link(order)
    assert Mail.objects.filter(kind="order_link").count() == 1
    says(the_mail("order_link"), "It opens the order without a password")


def test_a_name_is_escaped_in_html_and_plain_in_text(order: Order) -> None:
    order.shipping_address.first_name = "Zoë <b>& Co"
    order.shipping_address.save()
    mails.order_verifying(order)
    mail = the_mail("order_verifying")
    assert "Dear Zoë <b>& Co," in mail.text
    assert "Dear Zoë &lt;b&gt;&amp; Co," in mail.html


def test_every_mail_is_whole(settings: Settings) -> None:
    """No leftovers of templates, no relative links, no exclamation marks, no shouting, closed tags."""
    _send_everything()
    found = Mail.objects.filter(kind__in=KINDS)
    assert set(found.values_list("kind", flat=True)) == set(KINDS)
    for mail in found:
        compose(mail)
        seen = mail.text + words_of(mail.html)
        assert not re.search(r"\{\{|\}\}|\{%|%\}|None|!|—", seen), mail.kind
        assert not re.search(r"\n{3,}", mail.text), mail.kind
        for link in re.findall(r'(?:href|src)="([^"]*)"', mail.html):
            assert link.startswith((f"{settings.PUBLIC_URL}/", "https://")), (mail.kind, link)
        for tag in ("table", "tr", "td", "p", "a", "div", "h1", "h2"):
            opened, closed = len(re.findall(rf"<{tag}[\s>]", mail.html)), mail.html.count(f"</{tag}>")
            assert opened == closed, (mail.kind, tag)


def _send_everything() -> None:
    staff("Fulfilment")
    staff("Administrator", email="boss@portero.example")
    order = confirmed_order(listed_item(lead_photo="items/birkin.webp"), at=CONFIRMED)
    sweep(now=CONFIRMED + timedelta(hours=24))
    sweep(now=CONFIRMED + timedelta(hours=48))
    mark_delivered(mark_shipped(pack(order.shipments.get(), None, "T-1"), None, "9400111899223197"), None)
    told: Any = Contact.objects.get(order=order).order
    mails.order_verifying(told)
    mails.order_cancelled(told, "You asked us to.")
    mails.order_link(told)
    preordered = listed_item(lead_photo="items/kelly.webp")
    soon = timezone.localdate() + timedelta(days=9)
    moving.announce(preordered, soon)
    confirmed_order(preordered, at=CONFIRMED)
    moving.announce(preordered, soon + timedelta(days=5), reason="The workshop needs another week.")
    moving.arrive(preordered)
    elsewhere = confirmed_order(listed_item(lead_photo="items/constance.webp"), at=CONFIRMED)
    deciding.decline(
        asking.ask(elsewhere, to(NEW_YORK)), actor=staff(email="dora@portero.example"), reason="No."
    )
    change = asking.ask(elsewhere, to(DELAWARE))
    deciding.approve(change, actor=staff(email="ida@portero.example"), reason="Known.")
    for kind in Astray.Kind:
        lost = order.shipments.get()
        task = Astray.objects.create(shipment=lost, kind=kind, look_by=timezone.now())
        parcel_mails.parcel_astray(task)
        Astray.objects.update(closed_at=timezone.now(), outcome="lost", conclusion="Its inquiry ended.")
    parcel_mails.parcel_lost(lost)
