"""Orders a second from *Continue to payment* to confirmed, beside add-to-bag requests of the same run.

    python -m benchmarks.placement [--rounds 4] [--workers 4]

Sixteen guests in parallel against the shop under gunicorn (its own database, Stripe's local double in its own process).
What is timed: the POST that places the order, the payment page that begins it at the provider, her confirmation
there, and the return page that captures and confirms. The floor is the POST of *Add to bag* by the same sixteen.
Afterwards the books of the shop and of the double must agree to the cent: no lost update.
"""

import argparse
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

BUYERS, ADDS, THREADS = 16, 12, 4


def main() -> None:
    """Measure, check the books, and print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--workers", type=int, default=4)
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    from portero import embedded

    embedded.enter()
    django.setup()
    adds, orders = _measure(options.rounds, options.workers)
    _table(adds, orders, options.rounds, options.workers)


def _measure(rounds: int, workers: int) -> tuple[float, float]:
    from django.conf import settings
    from django.db import connection

    from tests.database import own_database
    from tests.drills.running_shop import running_shop
    from tests.factories.orders import a_country

    # Tasks go to the broker as in the real shop, where other processes take them.
    os.environ["TASKS_AT_ONCE"] = "0"
    with own_database(connection), _provider() as double:
        settings.STRIPE_API_BASE = double.url
        a_country()
        with running_shop(double, workers=workers, threads=THREADS) as web:
            adds = _adds_a_second(web.url)
            orders = BUYERS * rounds / sum(_one_round(web.url, n) for n in range(rounds))
            _check_books(double, BUYERS * rounds)
        connection.close()
        return adds, orders


@dataclass(frozen=True)
class Provider:
    """Stripe's double in a process of its own, as the provider is."""

    url: str


@contextmanager
def _provider() -> Iterator[Provider]:
    command = [sys.executable, "-m", "tests.fakes.stripe", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline() if process.stdout else ""
        yield Provider(line.split()[-1])
    finally:
        process.terminate()
        process.wait(10)


def _adds_a_second(url: str) -> float:
    """POSTs of *Add to bag* a second: each guest puts other pieces into her own bag."""
    from tests.drills.buyers import Buyer
    from tests.factories.catalog import listed_item

    buyers = [Buyer(url, 900 + n) for n in range(BUYERS)]
    pieces = [[listed_item() for _ in range(ADDS + 1)] for _ in buyers]
    for buyer, hers in zip(buyers, pieces, strict=True):
        buyer.put_in_bag(hers.pop())  # warms the worker and gives her a bag and a token
    tokens = [buyer.token_for(hers[0]) for buyer, hers in zip(buyers, pieces, strict=True)]

    def put_in(n: int) -> None:
        for piece in pieces[n]:
            buyers[n].press_add(piece, tokens[n])

    return BUYERS * ADDS / _together(put_in)


def _one_round(url: str, n: int) -> float:
    """The seconds in which sixteen guests get from the review page to sixteen confirmed orders."""
    from tests.drills.buyers import Buyer
    from tests.factories.catalog import listed_item

    buyers = [Buyer(url, n * BUYERS + m) for m in range(BUYERS)]
    for buyer in buyers:
        buyer.put_in_bag(listed_item())
        buyer.give_address()
    forms = [buyer.review() for buyer in buyers]

    def pay(m: int) -> None:
        page = buyers[m].continue_to_payment(forms[m])
        answer = buyers[m].pay(page)
        if not answer.headers.get("Location", "").endswith("?new=1"):
            sys.exit(f"not confirmed: {answer.status_code} {answer.url}")

    return _together(pay)


def _together(act: Callable[[int], None]) -> float:
    with ThreadPoolExecutor(BUYERS) as pool:
        started = time.perf_counter()
        list(pool.map(act, range(BUYERS)))
        return time.perf_counter() - started


def _check_books(double: Provider, expected: int) -> None:
    """Sixteen orders a round, each confirmed, each piece sold once, and the double took the orders' sum."""
    from orders.models import Claim
    from orders.order.models import Order

    orders = list(Order.objects.all())
    sold = Claim.objects.filter(released_at=None, item__state="sold").count()
    taken = httpx.get(f"{double.url}/_double/state").json()["cents"]["capture"]
    owed = sum(int(order.total_incl_tax * 100) for order in orders)
    confirmed = sum(order.status == "confirmed" for order in orders)
    if not len(orders) == confirmed == sold == expected or taken != owed:
        sys.exit(
            f"lost update: {len(orders)} orders, {confirmed} confirmed, {sold} sold, {taken} of {owed} cents"
        )


def _table(adds: float, orders: float, rounds: int, workers: int) -> None:
    from django import get_version

    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    versions = f"Python {platform.python_version()}, Django {get_version()}"
    print(f"\nPlacement, {BUYERS} buyers at once, {rounds} rounds, {workers} workers ({machine}; {versions})")
    print(f"{'what':<34}{'a second':>10}{'ratio':>8}")
    print(f"{'add to bag, requests (floor)':<34}{adds:>10.1f}{1:>8.2f}")
    print(f"{'continue to payment to confirmed':<34}{orders:>10.1f}{orders / adds:>8.2f}")


if __name__ == "__main__":
    main()
