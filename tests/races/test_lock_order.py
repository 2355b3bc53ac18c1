"""Every verb takes its locks in the order of docs/locking.md: read from the statements that the stories really send."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from orders import cancellation
from orders.fulfilment import astray, losing
from orders.fulfilment.models import Astray
from orders.locks import lock_order
from orders.payments import refunds
from orders.payments.locks import lock_payments
from orders.payments.models import Payment
from portero.core.postgres.prepared import Prepared
from tests.factories import claims, exchanges, returns
from tests.factories import consignment as consigned
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order
from tests.factories.parcels import gone_astray
from tests.factories.wires import arrives, wired_order

pytestmark = pytest.mark.django_db
# The rows of docs/locking.md; a table that is missing here is locked alone or by a constraint.
RANKS = {
    "basket_basket": 1,
    "order_order": 2,
    "payments_payment": 4,
    "payments_incomingwire": 5,
    "payments_refund": 6,
    "payments_dispute": 7,
    "consignment_consignment": 8,
    "authentication_case": 9,
    "catalog_item": 10,
    "catalog_hold": 11,
}
# Guarded by their order: behind it they come anywhere.
BEHIND_THE_ORDER = {"returns_return", "promise_claim"}
MADE = re.compile(r'insert into "?(\w+)"?', re.IGNORECASE)
LOCKS = re.compile(r"for update", re.IGNORECASE)
TABLE = re.compile(r'\bfrom "?(\w+)"?', re.IGNORECASE)


class Watch:
    """What is locked, transaction by transaction, and what was locked too late."""

    def __init__(self) -> None:
        self.base, self.within = len(connection.savepoint_ids), ""
        self.held: list[str] = []
        self.late: set[str] = set()

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        """Note what a statement locks, before it does."""
        self.note(sql)
        return execute(sql, *rest)

    def note(self, sql: str) -> None:
        """Note the table that it locks; a row that this transaction makes is nobody else's."""
        if made := MADE.search(sql):
            self._enter()
            self.held.append(made[1])
        elif LOCKS.search(sql) and (found := TABLE.search(sql)):
            self._locks(found[1])

    def _locks(self, table: str) -> None:
        self._enter()
        if table in BEHIND_THE_ORDER and "order_order" not in self.held:
            self.late.add(f"{table} without its order")
        if table not in RANKS or table in self.held:
            return
        above = [other for other in self.held if RANKS.get(other, 0) > RANKS[table]]
        self.late |= {f"{table} after {other}" for other in above}
        self.held.append(table)

    def _enter(self) -> None:
        """Begin anew where another transaction has begun."""
        outer = str(connection.savepoint_ids[self.base : self.base + 1])
        if outer != self.within:
            self.within, self.held = outer, []


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """What is sent as it stands, and what is prepared once and run by its name."""
    watch, really = Watch(), Prepared.call

    def call(self: Prepared, *told: Any) -> str:
        watch.note(self._prepare)
        return really(self, *told)

    monkeypatch.setattr(Prepared, "call", call)
    with connection.execute_wrapper(watch):
        yield watch


def _credit_cancelled() -> None:
    cancellation.cancel_paid(exchanges.new_order(exchanges.bought()), reason="You cancelled it.", actor=None)


def _wire_over() -> None:
    payment = wired_order()
    arrives(payment.amount + 5, payment.order)


def _sum_back() -> None:
    refunds.ask(
        confirmed_order().payments.get().pk,
        Payment.objects.get().amount,
        reason="All",
        actor=returns.manager(),
    )


def _lost_parcel() -> None:
    """Care asks for its refund at once, it is called off, and accounting pays by check."""
    order, packer = confirmed_order(listed_item(price=Decimal("400.00"))), claims.unpacker()
    task = astray.close(gone_astray(order, packer).pk, Astray.Outcome.LOST, "It ended.", actor=claims.care())
    assert task.refund is not None
    refunds.call_off(task.refund, actor=claims.care(), reason="The card is closed.")
    told: dict[str, Any] = {"actor": claims.accountant(), "how": "check", "reference": "1041"}
    losing.paid_by_hand(task.pk, amount=order.total_incl_tax, **told)


STORIES: dict[str, Callable[[], Any]] = {
    **{f"claim {name}": made for name, made in claims.MAKE.items()},
    "return refunded": returns.refunded,
    "return refused": returns.sent_back,
    "return lost": lambda: returns.lost(refund=True),
    "return lapsed": returns.lapsed,
    "return withdrawn": returns.withdrawn,
    "exchange cancelled": _credit_cancelled,
    "exchange of a cheaper piece": lambda: exchanges.accepted(
        exchanges.wanted(exchanges.hers("2500.00"), exchanges.of_price("900.00"))
    ),
    "consigned, exchanged for": lambda: exchanges.accepted(
        exchanges.wanted(exchanges.hers("19000.00"), consigned.listed().item)
    ),
    "consigned, returned": lambda: returns.refunded(order=returns.shipped_order(consigned.listed().item)),
    "claim paid by hand": lambda: claims.paid_by_hand(claims.lost()),
    "claim paid by hand at once": lambda: claims.paid_by_hand(
        claims.lost(order=claims.delivered_order(listed_item(price=Decimal("400.00"))))
    ),
    "lost parcel paid by hand": _lost_parcel,
    "consigned, claimed": lambda: claims.refunded(order=claims.delivered_order(consigned.listed().item)),
    "wire over": _wire_over,
    "a sum back": _sum_back,
}


@pytest.mark.parametrize("story", STORIES)
def test_no_lock_is_taken_too_late(story: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with watched(monkeypatch) as watch:
        STORIES[story]()
    assert watch.late == set()


def test_canary_a_lock_that_is_taken_too_late_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    order = confirmed_order()
    with watched(monkeypatch) as watch, transaction.atomic():
        lock_payments(order)
        lock_order(order.pk)
    assert watch.late == {"order_order after payments_payment"}
