"""From the commit of a sale on no process offers, counts or accepts the piece. A small round always runs."""

import time

import pytest
from django.test import Client

from tests.drills.readers import LISTS, Answer, Sales, sell_under_readers
from tests.drills.running_shop import running_shop
from tests.factories.catalog import listed_item
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double

__all__ = ["stripe_double"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_few_sales_under_readers(stripe_double: StripeDouble) -> None:
    with running_shop(stripe_double, workers=2, threads=2) as web:
        answers = sell_under_readers(web, pieces=10, readers=4)
    assert len(answers) >= 48


@pytest.mark.parametrize("path", [*LISTS, "a piece"])
def test_a_page_from_before_the_sale_would_be_noticed(client: Client, path: str) -> None:
    item, _other = listed_item(), listed_item(title="Birkin 25")
    path = item.get_absolute_url() if path == "a piece" else path
    before, sales = client.get(path).content.decode(), Sales(pieces=2)
    sales.sell(item)
    after, now = client.get(path).content.decode(), time.monotonic()
    sales.check(Answer(path, now, now, after))
    with pytest.raises(AssertionError):
        sales.check(Answer(path, now, now, before))


@pytest.mark.drill
@pytest.mark.parametrize(("workers", "threads"), [(4, 1), (4, 8)])
def test_200_sales_under_16_readers(workers: int, threads: int, stripe_double: StripeDouble) -> None:
    with running_shop(stripe_double, workers=workers, threads=threads) as web:
        answers = sell_under_readers(web, pieces=201, readers=16)
    assert len(answers) > 1_000
