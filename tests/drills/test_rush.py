"""64 buyers for one piece, 20 rounds, with sync workers and with threads. `make drill`; a small round always runs."""

import pytest

from orders.order.models import Order
from orders.payments import tasks
from orders.payments.models import Payment
from tests.drills.buyers import Buyer
from tests.drills.running_shop import running_shop, wait_for
from tests.drills.rush import rush
from tests.factories.catalog import listed_item
from tests.factories.orders import a_country
from tests.factories.payments import pay_at_provider
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double

__all__ = ["stripe_double"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_small_rush_over_http(stripe_double: StripeDouble) -> None:
    with running_shop(stripe_double, workers=2, threads=4) as web:
        rush(web, stripe_double, buyers=8, rounds=1)


@pytest.mark.drill
@pytest.mark.parametrize(("workers", "threads"), [(4, 1), (4, 16)])
def test_64_buyers_20_rounds(workers: int, threads: int, stripe_double: StripeDouble) -> None:
    with running_shop(stripe_double, workers=workers, threads=threads) as web:
        rush(web, stripe_double, buyers=64, rounds=20)
    assert Order.objects.filter(status="confirmed").count() == 20


def test_web_killed_between_authorisation_and_settle(stripe_double: StripeDouble) -> None:
    a_country()
    with running_shop(stripe_double, workers=2, threads=2) as web:
        buyer = Buyer(web.url, 1)
        buyer.put_in_bag(listed_item())
        buyer.give_address()
        page = buyer.continue_to_payment(buyer.review())
        assert page.status_code == 200
        payment = Payment.objects.get()
        pay_at_provider(payment)
        web.kill()
        assert Order.objects.get().status == "pending_payment"
        web.start()
        wait_for(_polled, 60)
    order = Order.objects.get()
    assert order.status == "confirmed"
    taken = [i["amount_received"] for i in stripe_double.state.rows("payment_intent")]
    assert taken == [int(order.total_incl_tax * 100)]


def _polled() -> bool:
    """What beat starts every fifteen seconds; the payment is due twenty seconds after its start."""
    tasks.poll_payments()
    return Order.objects.filter(status="confirmed").exists()
