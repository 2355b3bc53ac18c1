"""Placing that answers with the payment page itself: the same page, the same attempt, one way over the network less."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from catalog.locks import lock_items
from catalog.models import Hold
from orders import expiry, order_rows, placement
from orders.access import token_for
from orders.checkout.draft import KEY
from orders.locks import lock_basket
from orders.models import Claim
from orders.order.models import Order
from orders.payments import attempts, tasks
from orders.payments.first_attempt import FirstAttempt
from orders.payments.models import GatewayCall, Payment, PaymentEvent
from portero.core.postgres.prepared import prepared
from portero.core.sessions import CHANGE, SessionStore
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.certificates import an_approved_certificate
from tests.factories.orders import pending_order
from tests.factories.passing import due, expire
from tests.factories.people import a_client
from tests.fakes.authorizenet import AuthorizeNetDouble
from tests.fakes.stripe import StripeDouble
from tests.orders.test_checkout_pages import ELSEWHERE, JAPAN, to_review
from tests.payments.test_canaries import lines, stored

__all__ = ["lines"]
pytestmark = pytest.mark.django_db
MASK = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
HEADERS = (
    "Cache-Control",
    "Content-Security-Policy",
    "Content-Type",
    "Referrer-Policy",
    "Vary",
    "X-Frame-Options",
    "X-Robots-Tag",
)
Shopper = Callable[[Client], None]


def a_guest(client: Client) -> None:
    to_review(client)


def a_client_with_an_account(client: Client) -> None:
    client.force_login(a_client())
    to_review(client)


def three_pieces(client: Client) -> None:
    to_review(client, *(listed_item(title=title) for title in ("Kelly 25", "Kelly 28", "Constance 18")))


def pieces_from_two_places(client: Client) -> None:
    to_review(client, listed_item(), abroad_item())


def abroad(client: Client) -> None:
    to_review(client, listed_item(), abroad_item(), **JAPAN)


def a_gift_to_sign_for(client: Client) -> None:
    to_review(client)
    told = {"speed": "standard", "gift": "on", "gift_note": "For Ana,\r\nwith <love>", "signature": "on"}
    client.post(reverse("orders:checkout-delivery"), told)


def to_be_verified(client: Client) -> None:
    to_review(client, speed="expedited", **ELSEWHERE)


def for_resale(client: Client) -> None:
    dealer = a_client("dealer@example.com")
    an_approved_certificate(dealer)
    client.force_login(dealer)
    to_review(client)
    client.post(reverse("orders:checkout-resale"), {"resale": "on"})


SHOPPERS: list[Shopper] = [
    a_guest,
    a_client_with_an_account,
    three_pieces,
    pieces_from_two_places,
    abroad,
    a_gift_to_sign_for,
    to_be_verified,
    for_resale,
]


@pytest.fixture
def away(stripe_double: StripeDouble) -> StripeDouble:
    """The processor answers no request to begin."""
    stripe_double.switch("http_500_before", "payment_intents.create", 10)
    return stripe_double


def place_here(client: Client, shown: str = "") -> Any:
    """Press *Continue to payment* as the review page's script sends it; a review is open."""
    shown = shown or client.get(reverse("orders:checkout-review")).context["shown_total"]
    return client.post(reverse("orders:checkout-place"), {"shown_total": shown, "answer": "page"})


def at_payment(order: Order) -> str:
    return reverse("orders:pay", args=[token_for(order)])


def said(answer: Any) -> str:
    """All of a page but the masks of its form tokens, which are others each time."""
    return MASK.sub("", answer.content.decode())


def intents(double: StripeDouble) -> list[tuple[str, int, str]]:
    rows = double.state.rows("payment_intent")
    return [(row["metadata"]["order"], row["amount"], row["status"]) for row in rows]


def nothing_was_ordered(client: Client) -> bool:
    """Neither order nor attempt, and what she told is where it was, in all copies of her session."""
    stored = Session.objects.get(pk=client.session.session_key).get_decoded()
    return (
        not Order.objects.exists()
        and not Payment.objects.exists()
        and KEY in stored
        and KEY in client.session
    )


def in_another_tab(client: Client) -> Client:
    """The same browser, known by its cookies."""
    other = Client()
    other.cookies.load(client.cookies.output(header="", sep=";"))
    return other


def outside(act: Callable[[], Any]) -> Any:
    """Do it in the midst of a transaction of ours as if it were another process, which may ask providers."""
    ours: Any = connection.atomic_blocks[-1]
    ours._from_testcase = True
    try:
        return act()
    finally:
        ours._from_testcase = False


@pytest.mark.parametrize("shopper", SHOPPERS)
def test_it_says_what_the_payment_page_says_a_moment_later(
    client: Client, stripe_double: StripeDouble, shopper: Shopper
) -> None:
    shopper(client)
    answer = place_here(client)
    order = Order.objects.get()
    later = client.get(at_payment(order))
    assert (answer.status_code, later.status_code) == (200, 200)
    assert 'data-secret="pi_' in said(answer)
    assert said(answer) == said(later)
    assert {name: answer.get(name) for name in HEADERS} == {name: later.get(name) for name in HEADERS}
    assert answer["Cache-Control"] == "private, no-store"
    assert intents(stripe_double) == [
        (order.number, int(order.total_incl_tax * 100), "requires_payment_method")
    ]


def test_one_attempt_is_started_by_one_call(client: Client, stripe_double: StripeDouble) -> None:
    to_review(client)
    place_here(client)
    order = Order.objects.get()
    payment = order.payments.get()
    assert (payment.attempt, payment.state, payment.method) == (1, "started", "card")
    assert (payment.amount, payment.credited, payment.currency) == (order.total_incl_tax, 0, "USD")
    call = GatewayCall.objects.get()
    assert (call.payment, call.key, call.outcome) == (payment, f"{order.number}-1-start-1", "done")
    assert call.finished_at is not None
    assert payment.lookup_at is not None
    (intent,) = stripe_double.state.rows("payment_intent")
    assert intent["id"] == payment.reference


def test_what_opens_the_card_form_goes_to_her_browser_only(
    client: Client, stripe_double: StripeDouble, lines: io.StringIO
) -> None:
    to_review(client)
    found = re.search(r'data-secret="([^"]+)"', said(place_here(client)))
    assert found
    assert Payment.objects.get().reference in stored()  # the search would find it
    assert found[1] not in stored()
    assert found[1] not in lines.getvalue()


def test_its_own_forms_can_be_sent(stripe_double: StripeDouble) -> None:
    browser = Client(enforce_csrf_checks=False)
    to_review(browser)
    browser.handler.enforce_csrf_checks = True
    review = browser.get(reverse("orders:checkout-review"))
    form = {
        "shown_total": review.context["shown_total"],
        "answer": "page",
        "csrfmiddlewaretoken": token_in(review),
    }
    answer = browser.post(reverse("orders:checkout-place"), form)
    assert answer.status_code == 200
    change = reverse("orders:change", args=[token_for(Order.objects.get())])
    assert browser.post(change, {"csrfmiddlewaretoken": token_in(answer)}).status_code == 302


def token_in(answer: Any) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def test_the_draft_ends_with_the_order_and_the_rest_of_the_session_stays(
    client: Client,
    stripe_double: StripeDouble,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    to_review(client)
    session = client.session
    session["kept"] = "this"
    session.save()
    with django_capture_on_commit_callbacks(execute=True):
        place_here(client)
    key = session.session_key
    row = Session.objects.get(pk=key)
    assert KEY not in row.get_decoded()
    assert row.get_decoded()["kept"] == "this"
    now = SessionStore(key)
    assert (now.get(KEY), now["kept"]) == (None, "this")
    assert client.cookies["sessionid"].value == key


def test_the_session_is_written_with_the_order_and_not_once_more(
    client: Client, stripe_double: StripeDouble
) -> None:
    to_review(client)
    name = prepared(CHANGE)._name
    with CaptureQueriesContext(connection) as asked:
        place_here(client)
    said_of_it = [query["sql"] for query in asked if name in query["sql"]]
    assert len(said_of_it) == 1
    assert said_of_it[0].count("execute own_") > 1


def test_a_session_that_was_ended_meanwhile_is_not_revived(
    client: Client,
    stripe_double: StripeDouble,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    to_review(client)
    key = str(client.session.session_key)

    def ended_meanwhile(pk: int) -> Any:
        Session.objects.filter(pk=key).delete()
        return lock_basket(pk)

    monkeypatch.setattr(placement, "lock_basket", ended_meanwhile)
    with django_capture_on_commit_callbacks(execute=True):
        assert place_here(client).status_code == 200
    assert Order.objects.count() == 1
    assert not Session.objects.filter(pk=key).exists()
    assert not SessionStore(key).exists(key)
    assert cache.get(SessionStore(key).cache_key) is None


def test_the_second_click_leads_to_the_payment_page_and_makes_nothing(
    client: Client,
    stripe_double: StripeDouble,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    shown = to_review(client).context["shown_total"]
    with django_capture_on_commit_callbacks(execute=True):
        place_here(client, shown)
    again = place_here(client, shown)
    order = Order.objects.get()
    assert again.status_code == 302
    assert client.get(again["Location"], follow=True).request["PATH_INFO"] == at_payment(order)
    assert (Payment.objects.count(), GatewayCall.objects.count(), len(intents(stripe_double))) == (1, 1, 1)


def test_a_click_that_waited_for_the_first_leads_there_too(
    client: Client, stripe_double: StripeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has read bag and draft before the first was done, and waits for the lock on the bag."""
    shown = to_review(client).context["shown_total"]
    first: list[Any] = []

    def after_the_first(pk: int) -> Any:
        monkeypatch.setattr(placement, "lock_basket", lock_basket)
        first.append(outside(lambda: place_here(in_another_tab(client), shown)))
        return lock_basket(pk)

    monkeypatch.setattr(placement, "lock_basket", after_the_first)
    second = place_here(client, shown)
    assert [answer.status_code for answer in (*first, second)] == [200, 302]
    assert second["Location"].endswith(at_payment(Order.objects.get()))
    assert (Payment.objects.count(), GatewayCall.objects.count(), len(intents(stripe_double))) == (1, 1, 1)


def test_without_the_script_she_is_led_there(client: Client, stripe_double: StripeDouble) -> None:
    shown = to_review(client).context["shown_total"]
    answer = client.post(reverse("orders:checkout-place"), {"shown_total": shown, "answer": ""})
    assert answer["Location"].endswith(at_payment(Order.objects.get()))
    assert (Payment.objects.count(), intents(stripe_double)) == (0, [])


def test_while_cards_are_paused_she_is_led_there_and_nothing_begins(
    client: Client, stripe_double: StripeDouble
) -> None:
    for _ in range(2):
        order = pending_order()
        client.get(at_payment(order))
        declined = [PaymentEvent(payment=order.payments.get(), kind="declined") for _ in range(5)]
        PaymentEvent.objects.bulk_create(declined)
    to_review(client)
    answer = place_here(client)
    placed = Order.objects.latest("pk")
    assert answer.status_code == 302
    assert not placed.payments.exists()
    assert "we take no card here until" in " ".join(said(client.get(answer["Location"])).split())
    assert placed.number not in {number for number, _, _ in intents(stripe_double)}


def test_orders_placed_here_count_among_those_she_has_opened(
    client: Client, stripe_double: StripeDouble
) -> None:
    """Whoever tries out cards on many orders opens their payment pages, by whichever way."""
    for _ in range(3):
        to_review(client)
        assert place_here(client).status_code == 200
        payment = Payment.objects.latest("pk")
        PaymentEvent.objects.bulk_create(PaymentEvent(payment=payment, kind="declined") for _ in range(4))
    to_review(client)
    assert place_here(client).status_code == 302


def test_the_processor_is_away_and_the_order_stands(client: Client, away: StripeDouble) -> None:
    to_review(client)
    answer = place_here(client)
    order = Order.objects.get()
    call = GatewayCall.objects.get()
    assert answer.status_code == 503
    assert "The card form can’t be reached just now." in said(answer)
    assert "data-secret" not in said(answer)
    assert (order.status, order.payments.get().state, call.outcome) == (
        "pending_payment",
        "created",
        "unknown",
    )
    away.switches.clear()
    later = client.get(at_payment(order))
    assert 'data-secret="pi_' in said(later)
    call.refresh_from_db()
    assert (GatewayCall.objects.get(), call.outcome, order.payments.get().state) == (call, "done", "started")
    assert intents(away) == [(order.number, int(order.total_incl_tax * 100), "requires_payment_method")]


def test_an_answer_that_was_lost_is_asked_for_again_under_its_key(
    client: Client, stripe_double: StripeDouble
) -> None:
    stripe_double.switch("http_500_after", "payment_intents.create", 10)
    to_review(client)
    assert place_here(client).status_code == 503
    stripe_double.switches.clear()
    order = Order.objects.get()
    assert 'data-secret="pi_' in said(client.get(at_payment(order)))
    assert (len(intents(stripe_double)), GatewayCall.objects.count(), order.payments.count()) == (1, 1, 1)


def test_where_no_card_is_taken_the_other_ways_are_shown(
    client: Client, stripe_double: StripeDouble, settings: Settings
) -> None:
    settings.PAYMENT_PROVIDERS = {
        name: driver for name, driver in settings.PAYMENT_PROVIDERS.items() if name != "stripe"
    }
    to_review(client)
    answer = place_here(client)
    order = Order.objects.get()
    assert answer.status_code == 200
    assert "data-secret" not in said(answer)
    assert "Bank wire" in said(answer)
    assert said(answer) == said(client.get(at_payment(order)))
    assert (Payment.objects.count(), GatewayCall.objects.count(), intents(stripe_double)) == (0, 0, [])


def test_a_number_drawn_again_makes_one_attempt(
    client: Client, stripe_double: StripeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = pending_order().number
    drawn = iter([taken, taken, "R-12345674"])
    monkeypatch.setattr(order_rows, "new_number", lambda: next(drawn))
    to_review(client)
    answer = place_here(client)
    order = Order.objects.get(number="R-12345674")
    assert order.payments.get() == Payment.objects.get()
    assert GatewayCall.objects.get().key == "R-12345674-1-start-1"
    assert said(answer) == said(client.get(at_payment(order)))
    assert [number for number, _, _ in intents(stripe_double)] == ["R-12345674"]
    assert KEY not in Session.objects.get(pk=client.session.session_key).get_decoded()


def test_a_lost_draw_is_not_begun_when_another_click_places_the_bag_meanwhile(
    client: Client, stripe_double: StripeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = pending_order().number
    shown = to_review(client).context["shown_total"]
    monkeypatch.setattr(order_rows, "new_number", lambda: taken)
    asked, first = [], []

    def between_two_draws(pk: int) -> Any:
        asked.append(pk)
        if len(asked) == 2:
            monkeypatch.setattr(placement, "lock_basket", lock_basket)
            monkeypatch.setattr(order_rows, "new_number", lambda: "R-12345674")
            first.append(outside(lambda: place_here(in_another_tab(client), shown)))
        return lock_basket(pk)

    monkeypatch.setattr(placement, "lock_basket", between_two_draws)
    second = place_here(client, shown)
    order = Order.objects.get(number="R-12345674")
    assert [answer.status_code for answer in (*first, second)] == [200, 302]
    assert second["Location"].endswith(at_payment(order))
    assert Order.objects.count() == 2
    assert GatewayCall.objects.get().payment == order.payments.get() == Payment.objects.get()
    assert len(intents(stripe_double)) == 1


def test_a_lost_piece_leaves_the_draft_as_it_was(client: Client, stripe_double: StripeDouble) -> None:
    lost = listed_item()
    shown = to_review(client, lost, listed_item()).context["shown_total"]
    pending_order(lost)
    Order.objects.all().update(status="cancelled")
    answer = place_here(client, shown)
    assert answer.status_code == 409
    assert KEY in client.session
    assert (Order.objects.count(), Payment.objects.count(), intents(stripe_double)) == (1, 0, [])


def test_a_piece_lost_at_the_last_moment_leaves_the_draft_too(
    client: Client,
    stripe_double: StripeDouble,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """The constraint refuses the claim when everything was collected already."""
    item = listed_item()
    shown = to_review(client, item).context["shown_total"]
    other = pending_order()

    def claimed_meanwhile(pks: Any) -> Any:
        Claim.objects.create(order=other, line=other.lines.get(), item=item)
        return lock_items(pks)

    monkeypatch.setattr(placement, "lock_items", claimed_meanwhile)
    monkeypatch.setattr(placement, "_sold", lambda basket: [item])
    with django_capture_on_commit_callbacks(execute=True):
        assert place_here(client, shown).status_code == 409
    key = str(client.session.session_key)
    assert KEY in Session.objects.get(pk=key).get_decoded()
    assert KEY in SessionStore(key)
    assert (Order.objects.get(), Payment.objects.count(), intents(stripe_double)) == (other, 0, [])


def test_a_changed_total_leaves_the_draft_as_it_was(client: Client, stripe_double: StripeDouble) -> None:
    to_review(client)
    answer = place_here(client, "1.00")
    assert answer["Location"] == reverse("orders:checkout-review")
    assert nothing_was_ordered(client)
    assert intents(stripe_double) == []


def test_authorizenets_fields_are_shown_too(client: Client, settings: Settings) -> None:
    settings.CARD_PROCESSOR = "authorizenet"
    with AuthorizeNetDouble(webhook_secret=settings.AUTHORIZENET_SIGNATURE_KEY) as double:
        settings.AUTHORIZENET_API_URL = double.api_url
        settings.AUTHORIZENET_HOSTED_URL = f"{double.url}/payment/payment"
        to_review(client)
        answer = place_here(client)
        order = Order.objects.get()
        assert answer.status_code == 200
        assert "data-clientKey" in said(answer)
        assert said(answer) == said(client.get(at_payment(order)))
    payment = order.payments.get()
    assert (payment.provider, payment.state, GatewayCall.objects.get().outcome) == (
        "authorizenet",
        "started",
        "done",
    )


def test_an_attempt_taken_back_before_it_began_says_so(
    client: Client, stripe_double: StripeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In another tab she goes back to the bag between the commit and the provider's answer."""
    to_review(client)
    send = attempts._send

    def taken_back_first(*known: Any) -> Any:
        monkeypatch.setattr(attempts, "_send", send)
        order = Order.objects.get()
        Client().post(reverse("orders:change", args=[token_for(order)]))
        return send(*known)

    monkeypatch.setattr(attempts, "_send", taken_back_first)
    answer = place_here(client)
    assert answer.status_code in {302, 410}
    assert Order.objects.get().status == "cancelled"
    assert Payment.objects.get().state == "cancelled"


def test_a_page_that_never_came_charges_nothing_and_lets_the_piece_go(stripe_double: StripeDouble) -> None:
    """The process dies right after the commit: nobody has asked the processor."""
    item = listed_item()
    order = pending_order(item, along=FirstAttempt())
    assert intents(stripe_double) == []
    due(order)
    tasks.poll_payments()
    order.refresh_from_db()
    assert (order.status, order.payments.get().state) == ("pending_payment", "created")
    expire(order)
    assert expiry.expire_holds() == 1
    order.refresh_from_db()
    assert (order.status, order.payments.get().state) == ("cancelled", "cancelled")
    assert not Claim.objects.filter(released_at=None).exists()
    assert not Hold.objects.filter(released_at=None).exists()
    assert [status for _, _, status in intents(stripe_double)] in ([], ["canceled"])
    assert pending_order(item).number != order.number


def test_a_page_that_never_came_is_opened_later_under_the_same_key(stripe_double: StripeDouble) -> None:
    order = pending_order(along=FirstAttempt())
    call = GatewayCall.objects.get()
    assert 'data-secret="pi_' in said(Client().get(at_payment(order)))
    assert GatewayCall.objects.get() == call
    assert (order.payments.get().state, len(intents(stripe_double))) == ("started", 1)


def test_while_the_processor_is_away_such_an_order_is_not_given_up(away: StripeDouble) -> None:
    """It may have begun there: whoever gives the piece away must know that nothing is charged."""
    order = pending_order(along=FirstAttempt())
    expire(order)
    assert expiry.expire_holds() == 0
    away.switches.clear()
    assert expiry.expire_holds() == 1
    order.refresh_from_db()
    assert (order.status, order.payments.get().state) == ("cancelled", "cancelled")
    assert [status for _, _, status in intents(away)] == ["canceled"]
