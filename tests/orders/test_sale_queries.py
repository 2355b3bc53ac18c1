"""What a sale costs the database, from *Continue to payment* to confirmed; benchmarks/placement.py has the time."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orders.access import token_for
from orders.order.models import Order
from orders.payments.models import Payment
from tests.factories.catalog import listed_item
from tests.factories.payments import pay_at_provider
from tests.orders.test_checkout_pages import to_review

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("stripe_double")
def test_a_sale_of_one_piece_asks_no_more_than_it_must(client: Client) -> None:
    queries_of_a_sale(client, pieces=1)  # the process reads countries, and learns where keys come from
    assert queries_of_a_sale(client, pieces=1) == (12, 15, 17)


@pytest.mark.usefixtures("stripe_double")
def test_a_sale_whose_payment_page_is_the_answer_asks_less(client: Client) -> None:
    queries_of_a_sale(client, pieces=1, answer="page")
    assert queries_of_a_sale(client, pieces=1, answer="page") == (17, 0, 17)


@pytest.mark.usefixtures("stripe_double")
def test_each_further_piece_adds_what_must_be_written_of_it(client: Client) -> None:
    queries_of_a_sale(client, pieces=1)
    one, three = queries_of_a_sale(client, pieces=1), queries_of_a_sale(client, pieces=3)
    assert tuple(more - less for less, more in zip(one, three, strict=True)) == (0, 0, 2)


def queries_of_a_sale(client: Client, pieces: int, answer: str = "") -> tuple[int, int, int]:
    """Statements of the three requests: placing, the payment page, her return; savepoints count."""
    shown = to_review(client, *(listed_item() for _ in range(pieces))).context["shown_total"]
    with CaptureQueriesContext(connection) as placing:
        client.post(reverse("orders:checkout-place"), {"shown_total": shown, "answer": answer})
    order = Order.objects.latest("pk")
    with CaptureQueriesContext(connection) as paying:
        if not answer:
            client.get(reverse("orders:pay", args=[token_for(order)]))
    pay_at_provider(Payment.objects.get(order=order))
    with CaptureQueriesContext(connection) as returning:
        client.get(reverse("orders:pay-return", args=[token_for(order)]))
    assert Order.objects.get(pk=order.pk).status == "confirmed"
    return len(placing), len(paying), len(returning)
