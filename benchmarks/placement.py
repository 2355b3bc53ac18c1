"""Orders a second from *Continue to payment* to confirmed, beside add-to-bag requests of the same run.

    python -m benchmarks.placement [--rounds 4] [--workers 4] [--threads 4]

Sixteen guests in parallel against the shop under gunicorn (its own database, Stripe's local double in its own process),
each of whom places several orders, one after the other. What is timed: the POST that places the order and is answered
with the payment page, begun at the provider; her confirmation there as the provider's script sends it; and the return
page that captures and confirms. Afterwards the books of the shop and of the double must agree to the cent: no lost
update.

Two kinds of POSTs of *Add to bag* stand beside it, sent by the same client in the same run, and both ratios are
printed. The floor is *a guest's first piece*: she is new, and gets a bag and its cookie. Every order of this benchmark
was preceded by one such add and no other, as in the shop, whose pieces are one of a kind and are sold one by one. *Each
further piece* goes into a bag that exists: no order of this run has one, so it is printed for comparison.

Each of the sixteen does so many of either that a round of orders lasts about as long as two of adds: at the end of a
round some have finished and leave the processors idle, which would count for more where a round is short.

Beside the time it says what one of each costs in processor milliseconds, by program: on a machine that others use as
well, that is the steadier figure of the two.
"""

import argparse
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode, urlsplit

import httpx

from benchmarks.conversations import Asked, Conversation, talk
from benchmarks.cpu import Spent, added, between, database_server, spent
from benchmarks.discovery.client import get, post

if TYPE_CHECKING:
    from tests.drills.buyers import Buyer

BUYERS, ADDS, ORDERS = 16, 48, 12
DEPLOYED = "deploy/gunicorn.conf.py"
PAYS, PUBLISHABLE_KEY = "pm_card_visa", "pk_test_portero_double"
SECRET = re.compile(rb'data-secret="([^"]+)"')
ADDRESS = re.compile(rb'data-address="([^"]+)"')
WITH_SCRIPT = {"answer": "page"}  # as the review page's script says
LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)
# Width of what is named, and of each figure.
NAME, FIGURE = 42, 15

# A browser, what it posts to, and its form.
Click = tuple["Buyer", str, dict[str, str]]


@dataclass
class Phase:
    """So many of one thing, the seconds in which they were done, and the processor's seconds by program."""

    count: int = 0
    seconds: float = 0.0
    cpu: Spent = field(default_factory=dict)

    def add(self, count: int, seconds: float, cpu: Spent) -> None:
        """Another stretch of the same."""
        self.count, self.seconds, self.cpu = self.count + count, self.seconds + seconds, added(self.cpu, cpu)

    @property
    def a_second(self) -> float:
        return self.count / self.seconds

    def milliseconds(self, program: str) -> float:
        """What one of them costs there."""
        return 1000 * self.cpu[program] / self.count


class Measured(NamedTuple):
    """The same number of rounds of each."""

    first: Phase
    further: Phase
    orders: Phase


def main() -> None:
    """Measure, check the books, and print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--threads", type=int, default=4)
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    from portero import embedded

    embedded.enter()
    django.setup()
    measured = _measure(options.rounds, options.workers, options.threads)
    _table(measured, options.rounds, f"{options.workers} workers of {options.threads} threads")


def _measure(rounds: int, workers: int, threads: int) -> Measured:
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
        measured, warming = Measured(Phase(), Phase(), Phase()), Measured(Phase(), Phase(), Phase())
        with running_shop(double, workers=workers, threads=threads, config=DEPLOYED) as web:
            shop = web.master
            programs = {"shop": shop, "database": database_server(), "payment double": double.pid}
            # By turns, so that a machine that others use too is as slow for the one as for the other; the first
            # round of each warms the workers up and doesn't count.
            for n in range(rounds + 1):
                into = measured if n else warming
                _add_first_pieces(web.url, into.first, programs)
                _add_further_pieces(web.url, into.further, programs)
                _order(web.url, double, into.orders, programs)
            _check_books(double, BUYERS * ORDERS * (rounds + 1))
        connection.close()
        return measured


@dataclass(frozen=True)
class Provider:
    """Stripe's double in a process of its own, as the provider is."""

    url: str
    pid: int


@contextmanager
def _provider() -> Iterator[Provider]:
    command = [sys.executable, "-m", "tests.fakes.stripe", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline() if process.stdout else ""
        yield Provider(line.split()[-1], process.pid)
    finally:
        process.terminate()
        process.wait(10)


def _add_first_pieces(url: str, phase: Phase, programs: dict[str, int]) -> None:
    """POSTs of *Add to bag* by guests who have no bag yet: what every order of this benchmark begins with."""
    from tests.drills.buyers import Buyer

    guests = [Buyer(url, n) for n in range(BUYERS * ADDS)]
    clicks = [_click(guest) for guest in guests]
    _timed([_adds(url, clicks[n::BUYERS]) for n in range(BUYERS)], len(clicks), phase, programs)


def _add_further_pieces(url: str, phase: Phase, programs: dict[str, int]) -> None:
    """POSTs of *Add to bag*: each guest puts other pieces into the bag that she has."""
    from tests.drills.buyers import Buyer
    from tests.factories.catalog import listed_item

    guests = [Buyer(url, n) for n in range(BUYERS)]
    for guest in guests:
        guest.put_in_bag(listed_item())
    clicks = [[_click(guest) for _ in range(ADDS)] for guest in guests]
    _timed([_adds(url, own) for own in clicks], BUYERS * ADDS, phase, programs)


def _click(guest: "Buyer") -> Click:
    """What her browser sends when she adds a piece that nobody has touched yet."""
    from tests.factories.catalog import listed_item

    piece = listed_item()
    return guest, f"/bag/add/{piece.number}/", {"csrfmiddlewaretoken": guest.token_for(piece)}


def _adds(url: str, clicks: Iterable[Click]) -> Conversation:
    for guest, path, form in clicks:
        answer = yield _post(url, path, urlencode(form), _headers(guest))
        _led_to(answer, "/bag/")


def _order(url: str, provider: "Provider", phase: Phase, programs: dict[str, int]) -> None:
    """Sixteen guests get from the review page to confirmed orders, each several times."""
    with ThreadPoolExecutor(4) as pool:
        ready = list(pool.map(lambda n: _at_review(url, n), range(BUYERS * ORDERS)))
    talks = [_orders(url, provider, ready[n::BUYERS]) for n in range(BUYERS)]
    _timed(talks, BUYERS * ORDERS, phase, programs)


def _at_review(url: str, n: int) -> tuple["Buyer", dict[str, str]]:
    """A guest with one piece in her bag who has read the review page, and its form."""
    from django.db import connection

    from tests.drills.buyers import Buyer
    from tests.factories.catalog import listed_item

    buyer = Buyer(url, n)
    buyer.put_in_bag(listed_item())
    connection.close()
    buyer.give_address()
    return buyer, buyer.review()


def _orders(url: str, provider: "Provider", ready: Iterable[tuple["Buyer", dict[str, str]]]) -> Conversation:
    """One after the other: each click is the browser's next request, as the last answer leads her."""
    for buyer, form in ready:
        headers = _headers(buyer)
        page = yield _post(url, "/checkout/place/", urlencode(form | WITH_SCRIPT), headers)
        secret, path = SECRET.search(page), ADDRESS.search(page)
        if not (secret and path):
            sys.exit(f"no payment page: {page[:300]!r}")
        yield _confirmed(provider.url, secret[1].decode())
        answer = yield _get(url, path[1].decode().replace("/pay/", "/return/"), headers)
        _led_to(answer, "?new=1")


def _confirmed(url: str, secret: str) -> Asked:
    """What the provider's script sends when she presses its button."""
    form = urlencode({"payment_method": PAYS, "client_secret": secret, "key": PUBLISHABLE_KEY})
    intent = secret.partition("_secret_")[0]
    return _post(url, f"/v1/payment_intents/{intent}/confirm", form, "")


def _headers(buyer: "Buyer") -> str:
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in buyer.http.cookies.jar)
    # The requests say, as those of the proxy do, that she came by https.
    return f"Cookie: {cookies}\r\nReferer: https://{buyer.http.base_url.netloc.decode()}/\r\n"


def _post(url: str, path: str, form: str, headers: str) -> Asked:
    to = urlsplit(url)
    return Asked(to.port or 80, post(path, form, host=to.netloc, headers=headers))


def _get(url: str, path: str, headers: str) -> Asked:
    to = urlsplit(url)
    return Asked(to.port or 80, get(path, host=to.netloc, headers=headers))


def _led_to(answer: bytes, end: str) -> str:
    """Where an answer leads. Ends the run if that isn't where it should."""
    found = LOCATION.search(answer.partition(b"\r\n\r\n")[0])
    place = found[1].decode().strip() if found else ""
    if not place.endswith(end):
        sys.exit(f"led to {place!r} instead of {end}: {answer[:300]!r}")
    return place


def _timed(talks: Sequence[Conversation], count: int, phase: Phase, programs: dict[str, int]) -> None:
    """All guests at once; what it took goes into the phase."""
    before = spent(programs)
    seconds = talk(talks)
    phase.add(count, seconds, between(before, spent(programs)))


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


def _table(measured: Measured, rounds: int, processes: str) -> None:
    from django import get_version

    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    versions = f"Python {platform.python_version()}, Django {get_version()}"
    print(f"\nPlacement, {BUYERS} buyers at once, {rounds} rounds, {processes} ({machine}; {versions})")
    first, further, orders = measured
    print(_row("", "a second", "orders to it"))
    for name, adds in (
        ("add to bag, a guest's first piece (floor)", first),
        ("add to bag, each further piece", further),
    ):
        print(_row(name, f"{adds.a_second:.1f}", f"{orders.a_second / adds.a_second:.3f}"))
    print(_row("continue to payment to confirmed", f"{orders.a_second:.1f}", ""))
    heads = ("first add", "further add", "an order", "first/order", "further/order")
    print("\n" + _row("processor time, ms", *heads))
    for program in orders.cpu:
        print(_cost(program, *(phase.milliseconds(program) for phase in measured)))
    print(_cost("all", *(1000 * sum(phase.cpu.values()) / phase.count for phase in measured)))


def _cost(program: str, first: float, further: float, order: float) -> str:
    ratios = [f"{add / order:.3f}" if order else "" for add in (first, further)]
    return _row(program, *(f"{spent:.1f}" for spent in (first, further, order)), *ratios)


def _row(name: str, *figures: str) -> str:
    return f"{name:<{NAME}}" + "".join(f"{figure:>{FIGURE}}" for figure in figures)


if __name__ == "__main__":
    main()
