"""The payment page, the way back from the bank, the order's page, the account's list, finding an order."""

from datetime import timedelta
from typing import Any

import pytest
import stripe
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from catalog.models import Hold, Item
from orders.access import token_for
from orders.basket.models import Basket
from orders.cancellation import cancel_unpaid
from orders.fulfilment.models import Shipment
from orders.order.models import Order
from orders.payments.models import Payment
from portero.core.mail.models import Mail
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import confirmed_order, pending_order
from tests.factories.payments import DECLINED, authorised_payment, pay_at_provider, started_payment
from tests.factories.people import a_client, signed_in
from tests.fakes.stripe import StripeDouble

pytestmark = pytest.mark.django_db


def at(order: Order, view: str = "order") -> str:
    return reverse(f"orders:{view}", args=[token_for(order)])


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def let_the_hold_end() -> None:
    past = timezone.now() - timedelta(minutes=1)
    Hold.objects.update(created_at=past - timedelta(minutes=15), expires_at=past)


def test_the_payment_page_needs_no_session(stripe_double: StripeDouble) -> None:
    order = pending_order()
    answer = Client().get(at(order, "pay"))
    page = text_of(answer)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert "The piece is held for you" in page
    assert "Pay $13,652.93" in page
    assert 'data-secret="pi_' in page
    assert Payment.objects.get().state == "started"


def test_reloading_the_payment_page_goes_on_with_the_same_attempt(
    client: Client, stripe_double: StripeDouble
) -> None:
    order = pending_order()
    client.get(at(order, "pay"))
    client.get(at(order, "pay"))
    assert Payment.objects.count() == 1


def test_no_card_field_of_ours(client: Client, stripe_double: StripeDouble) -> None:
    page = text_of(client.get(at(pending_order(), "pay")))
    assert page.count("<input") == page.count('type="hidden"')


def test_a_made_up_link_is_a_404(client: Client) -> None:
    order = pending_order()
    for view in ("order", "pay", "pay-return"):
        url = reverse(f"orders:{view}", args=[f"{order.number}~forged"])
        assert client.get(url).status_code == 404
    for view, *more in (("pay-by", "card_hosted"), ("pay-token",), ("change",)):
        url = reverse(f"orders:{view}", args=[f"{order.number}~forged", *more])
        assert client.post(url).status_code == 404
    assert Payment.objects.count() == 0


def test_coming_back_from_the_bank_confirms_and_shows_the_order(
    client: Client, stripe_double: StripeDouble
) -> None:
    order = pending_order()
    authorised_payment(order)
    answer = client.get(at(order, "pay-return"), follow=True)
    page = text_of(answer)
    assert "Thank you, Clara" in page
    assert "Payment received, order confirmed" in page
    assert "Leaves by" in page
    assert "$13,652.93 by Visa ending 4242." in page


def test_a_declined_card_leads_back_to_the_form_with_the_reason(
    client: Client, stripe_double: StripeDouble
) -> None:
    order = pending_order()
    payment = started_payment(order)
    with pytest.raises(stripe.CardError):
        pay_at_provider(payment, DECLINED)
    answer = client.get(at(order, "pay-return"), follow=True)
    payment.refresh_from_db()
    assert payment.problem
    assert payment.problem in answer.content.decode()
    assert "Nothing was charged." in text_of(answer)
    assert Payment.objects.count() == 1


def test_a_silent_provider_is_waited_for_but_not_for_ever(
    client: Client, stripe_double: StripeDouble
) -> None:
    order = pending_order()
    started_payment(order)
    stripe_double.switch("http_500_before", "payment_intents.retrieve", 10)
    page = text_of(client.get(at(order, "pay-return") + "?n=19"))
    assert "We are asking the bank" in page
    assert 'http-equiv="refresh"' in page
    last = text_of(client.get(at(order, "pay-return") + "?n=20"))
    assert 'http-equiv="refresh"' not in last
    assert "Look again" in last


def test_a_provider_out_of_reach_keeps_the_order_and_says_so(
    client: Client, stripe_double: StripeDouble
) -> None:
    order = pending_order()
    stripe_double.switch("http_500_before", "payment_intents.create", 10)
    answer = client.get(at(order, "pay"))
    order.refresh_from_db()
    assert answer.status_code == 503
    assert "The card form can’t be reached just now." in text_of(answer)
    assert order.status == "pending_payment"


def test_the_hosted_page_is_one_post_away(client: Client, stripe_double: StripeDouble) -> None:
    order = pending_order()
    hosted = reverse("orders:pay-by", args=[token_for(order), "card_hosted"])
    assert client.get(hosted).status_code == 405
    answer = client.post(hosted)
    assert answer.status_code == 302
    assert answer["Location"].startswith(stripe_double.url)


def test_a_paid_order_is_not_paid_again(client: Client) -> None:
    order = confirmed_order()
    assert client.get(at(order, "pay"))["Location"].endswith(at(order))
    assert client.post(at(order, "change"))["Location"].endswith(at(order))
    order.refresh_from_db()
    assert order.status == "confirmed"


def test_after_the_hold_has_ended_the_page_says_what_happened(client: Client) -> None:
    order = pending_order()
    let_the_hold_end()
    answer = client.get(at(order, "pay"))
    assert answer.status_code == 410
    assert "The time to pay has run out" in text_of(answer)
    assert Payment.objects.count() == 0


def test_an_order_out_of_time_offers_the_bag_instead_of_payment(client: Client) -> None:
    order = pending_order()
    let_the_hold_end()
    page = text_of(client.get(at(order, "order")))
    assert "was not paid in time" in page
    assert "Put the piece back into my bag" in page
    assert "Go on to payment" not in page


def test_a_cancelled_order_goes_back_into_the_bag_of_any_browser() -> None:
    item = listed_item()
    order = pending_order(item)
    cancel_unpaid(order, reason="The time to pay ran out. Nothing was charged.", keep_hold=False)
    elsewhere = Client()
    page = text_of(elsewhere.get(at(order, "pay")))
    assert "The time to pay ran out. Nothing was charged." in page
    elsewhere.post(at(order, "change"))
    assert item.number in text_of(elsewhere.get(reverse("orders:bag")))


def test_changing_the_address_keeps_the_hold_and_what_was_typed(stripe_double: StripeDouble) -> None:
    item = listed_item()
    order = pending_order(item)
    client = Client()
    client.get(at(order, "pay"))
    answer = client.post(at(order, "change"), {"to": "checkout"})
    order.refresh_from_db()
    assert answer["Location"] == reverse("orders:checkout")
    assert order.status == "cancelled"
    assert Hold.objects.get().released_at is None
    page = client.get(reverse("orders:checkout-address")).content.decode()
    assert 'value="740 Park Avenue"' in page
    assert list(stripe_double.summary()["payment_intents"].values()) == ["canceled"]


def test_changing_an_order_whose_money_is_on_the_way_settles_it_instead(
    client: Client, stripe_double: StripeDouble
) -> None:
    order = pending_order()
    authorised_payment(order)
    client.post(at(order, "change"))
    order.refresh_from_db()
    assert order.status == "confirmed"


def test_under_verification_she_reads_that_nothing_is_charged_yet(
    client: Client, stripe_double: StripeDouble
) -> None:
    order = pending_order(speed="expedited")
    authorised_payment(order)
    page = text_of(client.get(at(order, "pay-return"), follow=True))
    assert "We are looking at your order before we charge it (expedited delivery)" in page


def test_every_parcel_has_its_own_clock(client: Client) -> None:
    order = confirmed_order(listed_item(), abroad_item(), at=timezone.now() - timedelta(hours=24))
    page = text_of(client.get(at(order)))
    assert page.count("Leaves by") == 2
    assert page.count("50 per cent of the 48 hours have passed") == 2


def test_a_shipped_parcel_links_to_its_tracking(client: Client) -> None:
    order = confirmed_order(at=timezone.now() - timedelta(hours=17))
    Shipment.objects.update(
        state="shipped", shipped_at=timezone.now(), packed_at=timezone.now(), tracking_number="9400100000"
    )
    page = text_of(client.get(at(order)))
    assert "Shipped in 17 hours" in page
    assert 'href="https://tools.usps.com/go/TrackConfirmAction?tLabels=9400100000"' in page


def test_the_account_shows_her_own_orders_only(client: Client) -> None:
    clara = User.objects.create_user("clara@example.com", "a long password")
    dora = User.objects.create_user("dora@example.com", "a long password")
    hers, other = confirmed_order(user=clara), confirmed_order(user=dora)
    assert client.get(reverse("orders:list")).status_code == 302
    client.force_login(clara)
    page = text_of(client.get(reverse("orders:list")))
    assert hers.number in page
    assert other.number not in page
    assert client.get(reverse("orders:detail", args=[hers.number])).status_code == 200
    assert client.get(reverse("orders:detail", args=[other.number])).status_code == 404


@pytest.mark.parametrize("known", [True, False])
def test_finding_an_order_answers_alike_and_mails_only_the_buyer(client: Client, known: bool) -> None:
    order = confirmed_order()
    email = "CLARA@example.com" if known else "dora@example.com"
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(reverse("orders:find"), {"number": order.number.lower(), "email": email})
    assert f"If there is such an order with {email}" in text_of(answer)
    assert Mail.objects.filter(kind="order_link").count() == int(known)


def test_finding_is_rate_limited(client: Client) -> None:
    order = confirmed_order()
    with TestCase.captureOnCommitCallbacks(execute=True):
        for _ in range(10):
            client.post(reverse("orders:find"), {"number": "R-1", "email": "Clara@example.com"})
        client.post(reverse("orders:find"), {"number": order.number, "email": "clara@example.com"})
    assert Mail.objects.filter(kind="order_link").count() == 0


def test_a_waiting_order_is_offered_in_the_bag(client: Client) -> None:
    item: Item = listed_item()
    client.post(reverse("orders:bag-add", args=[item.number]))
    order = pending_order(bag=Basket.objects.get())
    page = text_of(client.get(reverse("orders:bag")))
    assert f"Order {order.number} waits for your payment" in page
    assert "Go on to payment" in text_of(client.get(reverse("orders:buy-form", args=[item.number])))


def test_her_own_waiting_piece_is_hers_in_a_second_bag_too() -> None:
    buyer = a_client("dora@example.com")
    browser, item = signed_in(buyer), listed_item()
    order = pending_order(item, user=buyer)
    browser.post(reverse("orders:bag-add", args=[item.number]))
    panel = text_of(browser.get(reverse("orders:buy-form", args=[item.number])))
    assert f"your order {order.number} waits for payment" in panel
    assert "Someone is paying" not in panel


def test_the_order_page_costs_the_same_however_many_pieces(
    client: Client, django_assert_num_queries: Any
) -> None:
    order = confirmed_order(listed_item(), listed_item(), listed_item())
    client.get(at(order))
    with django_assert_num_queries(17):  # the last is the menu's look at what is in the shop
        client.get(at(order))
