"""The bag: putting in, taking out, and saying how each piece stands."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from catalog import pricing
from catalog.models import Hold, Item, PriceChange
from orders.basket.models import Basket
from tests.factories.catalog import abroad_item, draft_item, held_item, listed_item, sold_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer(client: Client) -> Client:
    """A signed-in client."""
    client.force_login(User.objects.create_user("clara@example.com", "a long password"))
    return client


def put(client: Client, *items: Item) -> None:
    for item in items:
        client.post(reverse("orders:bag-add", args=[item.number]))


def test_a_piece_goes_into_the_bag_once(client: Client) -> None:
    item = listed_item()
    put(client, item, item)
    line = Basket.objects.get().lines.get()
    assert (line.quantity, line.price_excl_tax) == (1, Decimal("12500.00"))


def test_putting_in_costs_three_queries_and_one_commit(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = reverse("orders:bag-add", args=[listed_item().number])
    with django_assert_num_queries(
        5
    ):  # the piece, the bag, its line, and a savepoint around the two in a test
        assert client.post(address).status_code == 302


def test_asking_with_get_puts_nothing_in(client: Client) -> None:
    item = listed_item()
    answer = client.get(reverse("orders:bag-add", args=[item.number]))
    assert answer.status_code == 200
    assert "Add to bag" in answer.content.decode()
    assert Basket.objects.count() == 0


def test_the_form_needs_its_token() -> None:
    item = listed_item()
    answer = Client(enforce_csrf_checks=True).post(reverse("orders:bag-add", args=[item.number]))
    assert answer.status_code == 403
    assert Basket.objects.count() == 0


def test_a_sold_piece_is_refused_in_words(client: Client) -> None:
    item = sold_item()
    answer = client.post(reverse("orders:bag-add", args=[item.number]))
    assert answer.status_code == 409
    assert "This piece is sold" in answer.content.decode()
    assert Basket.objects.count() == 0


@pytest.mark.parametrize("number", ["P-999999-9", "nonsense", "P-104418-9"])
def test_an_unknown_number_gets_a_helpful_404(client: Client, number: str) -> None:
    answer = client.post(reverse("orders:bag-add", args=[number]))
    assert answer.status_code == 404
    assert "Item numbers look like" in answer.content.decode()


def test_a_draft_is_as_unknown_as_no_piece(client: Client) -> None:
    answer = client.post(reverse("orders:bag-add", args=[draft_item().number]))
    assert answer.status_code == 404
    assert Basket.objects.count() == 0


def test_the_bag_says_what_stands_how(client: Client) -> None:
    free, held, sold = listed_item(), held_item(holder="basket:0"), listed_item(title="Kelly 25")
    put(client, free, held, sold)
    type(sold).objects.filter(pk=sold.pk).update(state="sold", sold_at=sold.listed_at)
    page = client.get(reverse("orders:bag")).content.decode()
    assert page.count("<li") >= 3
    assert "Someone is paying for it now: it is on hold until" in page
    assert "Sold since you put it in" in page
    assert page.count("<dt>Hermès Birkin 30</dt><dd>$12,500.00</dd>") == 1
    assert "Go on with Birkin 30 alone" in page


def test_a_first_refusal_is_not_called_a_payment(client: Client) -> None:
    put(client, held_item(holder="client:1", kind=Hold.Kind.CONCIERGE, minutes=48 * 60))
    page = client.get(reverse("orders:bag")).content.decode()
    assert "Another client has the first refusal: it is on hold until" in page
    assert "Someone is paying" not in page


def test_a_changed_price_is_named(client: Client) -> None:
    item = listed_item()
    put(client, item)
    pricing.set_price(item, Decimal(11000), kind=PriceChange.Kind.STEP)
    page = client.get(reverse("orders:bag")).content.decode()
    assert "The price has changed from $12,500 to $11,000" in page


def test_pieces_from_two_places_travel_apart(client: Client) -> None:
    put(client, listed_item(), abroad_item(country="JP"))
    page = client.get(reverse("orders:bag")).content.decode()
    assert "They travel apart, from New York and from Tokyo." in page
    # 10 % of the French Birkin from Tokyo, the carrier's 2 % of that (20.00 at least), the processing fee.
    assert "Duties and import tax, estimate</dt><dd>$1,318.30" in page
    assert "Total, before tax</dt><dd>$26,418.30" in page
    assert "Duties and import tax are in this estimate" in page


def test_removing_gives_the_hold_up(client: Client) -> None:
    item = listed_item()
    put(client, item)
    basket = Basket.objects.get()
    Hold.objects.create(
        item=item,
        kind="checkout",
        holder=f"basket:{basket.pk}",
        expires_at=timezone.now() + timedelta(hours=1),
    )
    client.post(reverse("orders:bag-remove", args=[item.number]))
    assert basket.lines.count() == 0
    assert Hold.objects.get().release_reason == "taken out of the bag"


def test_removing_by_get_changes_nothing(client: Client) -> None:
    item = listed_item()
    put(client, item)
    assert client.get(reverse("orders:bag-remove", args=[item.number])).status_code == 405
    assert Basket.objects.get().lines.count() == 1


def test_the_empty_bag_shows_a_way_on_and_writes_nothing(client: Client) -> None:
    answer = client.get(reverse("orders:bag"))
    assert "There is nothing in your bag yet" in answer.content.decode()
    assert Basket.objects.count() == 0
    assert not answer.cookies


def test_the_bag_of_two_costs_ten_queries(buyer: Client, django_assert_num_queries: Any) -> None:
    put(buyer, listed_item(), abroad_item())
    buyer.get(reverse("orders:bag"))  # figures and the session are in the cache from here on
    # user, bag, lines, holds, claims, stamps of delivery, border and route tables (a look each five seconds
    # outside of tests), order left at payment: nine; and a look at the shelf, so that the menu counts no sold piece
    with django_assert_num_queries(10):
        buyer.get(reverse("orders:bag"))


def test_personal_pages_are_kept_nowhere(client: Client) -> None:
    for name in ("orders:bag", "orders:bag-count"):
        answer = client.get(reverse(name))
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_signing_in_brings_the_bag_along_without_a_word_about_merging(client: Client) -> None:
    clara = User.objects.create_user("clara@example.com", "a long password")
    client.force_login(clara)
    put(client, listed_item(title="Kelly 25"))
    client.logout()
    put(client, listed_item(title="Birkin 30 in Gold"))
    client.force_login(clara)
    page = client.get(reverse("orders:bag")).content.decode()
    assert "Two pieces." in page
    assert "Kelly 25" in page
    assert "Birkin 30 in Gold" in page
    assert "merged" not in page
    assert Basket.open.filter(owner=clara).count() == 1


def test_the_count_follows_the_bag(client: Client) -> None:
    assert client.get(reverse("orders:bag-count")).content.decode().strip() == ""
    put(client, listed_item())
    assert client.get(reverse("orders:bag-count")).content.decode().startswith("1<span")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (listed_item, "Add to bag"),
        (lambda: held_item(holder="basket:0"), "It is on hold until"),
        (sold_item, "This piece is sold"),
    ],
)
def test_the_buy_form_follows_the_piece(client: Client, make: Callable[[], Item], words: str) -> None:
    page = client.get(reverse("orders:buy-form", args=[make().number])).content.decode()
    assert words in page


def test_the_buy_form_leads_to_the_bag_once_the_piece_is_inside(client: Client) -> None:
    item = listed_item()
    put(client, item)
    page = client.get(reverse("orders:buy-form", args=[item.number])).content.decode()
    assert "Go to bag" in page
    assert "Add to bag" not in page


def test_the_tax_states_are_public_and_read_from_the_registrations(client: Client) -> None:
    answer = client.get(reverse("orders:tax-states"))
    assert answer["Cache-Control"] == "public, max-age=10"
    assert not answer.has_header("Vary")
    assert answer.content.decode().strip() == (
        "Sales tax is charged on deliveries to California, Connecticut, Florida, Illinois, Maryland, "
        "New Jersey and New York."
    )
