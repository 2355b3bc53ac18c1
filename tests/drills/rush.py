"""Many buyers, one piece, all at *Continue to payment* in the same moment, round after round."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import httpx
from django.conf import settings

from catalog.models import Item
from orders.models import Claim
from orders.order.models import Order
from orders.payments.models import Payment
from orders.payments.settle import settle
from tests.drills.buyers import Buyer, pays_at
from tests.drills.running_shop import Web
from tests.factories.catalog import listed_item
from tests.factories.orders import a_country
from tests.factories.payments import pay_at_provider
from tests.fakes.stripe import StripeDouble


def rush(web: Web, double: StripeDouble, *, buyers: int, rounds: int) -> None:
    """Each round a fresh piece and all buyers at once: one order, everybody else told, only the winner charged."""
    settings.STRIPE_API_BASE = double.url
    a_country()
    clients = [Buyer(web.url, n, script=n % 2 == 1) for n in range(buyers)]
    for buyer in clients:
        buyer.put_in_bag(listed_item())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(Buyer.give_address, clients))
    for n in range(rounds):
        winner = _round(clients, double, n)
        clients[winner].put_in_bag(listed_item())
        clients[winner].give_address()


def _round(clients: Sequence[Buyer], double: StripeDouble, n: int) -> int:
    wanted = listed_item(title=f"Birkin 30 number {n}")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda buyer: buyer.put_in_bag(wanted), clients))
        forms = list(pool.map(Buyer.review, clients))
    answers = _release_together(clients, forms)
    winner = _check_answers(answers, wanted)
    _check_database(wanted, orders=n + 1)
    _check_bags(clients, winner, wanted)
    _pay(wanted, double, paid_orders=n + 1)
    return winner


def _release_together(clients: Sequence[Buyer], forms: Sequence[dict[str, str]]) -> list[httpx.Response]:
    gate = threading.Barrier(len(clients))

    def press(n: int) -> httpx.Response:
        gate.wait(60)
        return clients[n].continue_to_payment(forms[n])

    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(press, range(len(clients))))


def _check_answers(answers: Sequence[httpx.Response], wanted: Item) -> int:
    winners = [n for n, answer in enumerate(answers) if pays_at(answer)]
    assert len(winners) == 1, [(a.status_code, a.url.path) for a in answers]
    for n, answer in enumerate(answers):
        if n != winners[0]:
            assert answer.status_code == 409, (answer.status_code, answer.url)
            assert f"{wanted.title} is" in unescape(answer.text)
            assert wanted.number in answer.text
    return winners[0]


def _check_database(wanted: Item, *, orders: int) -> None:
    assert Claim.objects.filter(item=wanted, released_at=None).count() == 1
    assert Claim.objects.filter(item=wanted).count() == 1
    assert Order.objects.count() == orders
    assert wanted.product.stockrecords.get().num_allocated == 1


def _check_bags(clients: Sequence[Buyer], winner: int, wanted: Item) -> None:
    """A sample of the losers: the lost piece has left her bag, her own is still there."""
    for n in {0, len(clients) // 2, len(clients) - 1} - {winner}:
        bag = clients[n].bag()
        assert wanted.number not in bag
        assert "Continue to checkout" in bag


def _pay(wanted: Item, double: StripeDouble, *, paid_orders: int) -> None:
    payment = Payment.objects.get(order__claims__item=wanted)
    pay_at_provider(payment)
    settle(payment.pk)
    order = Order.objects.get(pk=payment.order_id)
    assert order.status == "confirmed"
    taken = [i["amount_received"] for i in double.state.rows("payment_intent")]
    assert sorted(filter(None, taken)) == sorted(
        int(total * 100) for total in Order.objects.values_list("total_incl_tax", flat=True)
    )
    assert len(taken) == paid_orders
