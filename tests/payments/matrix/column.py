"""What the matrix asks of a way to pay: the buyer's side of it, the provider's books, its webhooks, its faults."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from orders.payments.gateway import Truth
from orders.payments.models import Method, Payment
from tests.fakes.base import Double

Event = dict[str, Any]


@dataclass(frozen=True)
class Books:
    """What the provider itself says of an order, in cents."""

    captured: int = 0
    returned: int = 0
    held: int = 0

    @property
    def kept(self) -> int:
        """What she has paid in the end."""
        return self.captured - self.returned


class ProviderRefused(Exception):
    """The provider's own page or script doesn't let her pay (any more)."""


class Column(Protocol):
    """One way to pay. The buyer's acts raise ProviderRefused where the provider shows her the door.

    `window` is what her browser was told when she chose this way. `cells` are the rows that mean something else
    here, by their name: another cell, or a sentence that says why there is none. `with_the_order`: its first attempt
    is written with the order, as where the payment page is the answer to placing it.
    """

    name: str
    provider: str
    method: Method
    cells: Mapping[str, Any]
    amount_changes_later: bool
    in_parts: bool
    with_the_order: bool

    def connect(self, settings: Settings) -> None:
        """Point the shop's settings at the double."""
        ...

    def clear(self) -> None:
        """The provider's books are empty, and nothing goes wrong."""
        ...

    def pay(self, payment: Payment, window: Truth) -> str:
        """She pays in the provider's fields or on its page; the one-use token if our server has to send one."""
        ...

    def pay_with_a_bad_card(self, payment: Payment, window: Truth) -> str:
        """She tries, and her bank says no."""
        ...

    def leave_at_her_bank(self, payment: Payment, window: Truth) -> None:
        """She pays, her bank asks her who she is, and she walks away."""
        ...

    def hold_for_review(self) -> None:
        """The provider will hold the next payment for a person to look at."""
        ...

    def end_review(self) -> None:
        """The provider lets go of what it holds, where staff of the shop can't make it."""
        ...

    def lapse(self) -> None:
        """Days pass, nobody takes what her bank has set aside, and it is hers again."""
        ...

    def change_amount(self, payment: Payment) -> None:
        """The provider asks for another sum than we told it; or, `amount_changes_later`, has set one aside."""
        ...

    def books(self, number: str) -> Books:
        """The provider's books about the order of this number."""
        ...

    def ledger(self) -> Any:
        """All of the provider's books, to be compared with themselves later."""
        ...

    def events(self) -> list[Event]:
        """Every webhook there is to send, oldest first."""
        ...

    def deliver(self, event: Event, *, forged: bool = False) -> int:
        """Send one; returns the status of the shop's answer."""
        ...

    def accounting(self) -> None:
        """People give back what only they can."""
        ...

    def spoil(self, kind: str) -> None:
        """The next request fails in this way (docs/doubles.md names them)."""
        ...


class DoubleColumn:
    """What all columns whose provider is one of our doubles have in common."""

    provider: ClassVar[str]
    double_class: ClassVar[type[Double]]
    cells: ClassVar[Mapping[str, Any]] = {}
    amount_changes_later: ClassVar[bool] = False
    in_parts: ClassVar[bool] = False  # another sum than the order's may arrive for a while
    with_the_order: ClassVar[bool] = False

    def __init__(self, doubles: Mapping[type[Double], Double]) -> None:
        self.double: Any = doubles[self.double_class]
        self._doubles = doubles

    def clear(self) -> None:
        """Empty tables and no switches, at every double: her payment page may begin with another one."""
        for double in self._doubles.values():
            double.switches.clear()
            with double.state.lock:
                double.state.tables.clear()

    def events(self) -> list[Event]:
        """The double keeps every event it made."""
        return self.double.state.rows("event")

    def deliver(self, event: Event, *, forged: bool = False) -> int:
        """POST it as the provider does, signed over the raw body."""
        body = json.dumps(event, indent=2).encode()
        address = reverse("orders:webhook", args=[self.provider])
        headers = self.double.sign(body, forged=forged)
        headers = {name: value for name, value in headers.items() if name != "User-Agent"}
        return Client().post(address, body, content_type="application/json", headers=headers).status_code

    def spoil(self, kind: str) -> None:
        """One switch for the next request, whichever it is."""
        self.double.switch(kind, "*", seconds=1)

    def accounting(self) -> None:
        """The provider gives it back."""

    def hold_for_review(self) -> None:
        """One switch."""
        self.double.switch("held")

    def end_review(self) -> None:
        """Staff of the shop decide."""


def books_of(movements: list[dict[str, Any]], per: str, cents: str) -> Books:
    """Books from movements (authorize, capture, void, refund) that name by `per` what they belong to."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for row in movements:
        sums[row[per]][row["kind"]] += row[cents]
    taken = [one for one in sums.values() if one["capture"]]
    return Books(
        captured=sum(one["capture"] for one in taken),
        returned=sum(one["refund"] + one["void"] for one in taken),
        held=sum(one["authorize"] - one["void"] for one in sums.values() if not one["capture"]),
    )
