"""One shop, three bags, two pieces, and everything that may happen to a sale, in any order.

Every step of the machine is something that buyer, bank, provider, staff, clock or a dying process does; after each
one, nothing is sold twice and nobody pays but for what she gets. In the end the provider answers again, the poller,
the inbox and the sweep go their rounds, and everything must have come to rest: paid and sold, or free and not charged.
"""

import functools
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from itertools import product
from typing import Any

import httpx
import pytest
import stripe
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from accounts.models import User
from catalog import listing
from catalog.models import Item
from orders import bag, cancellation, confirmation, expiry, placement, verification
from orders.access import token_for
from orders.basket.models import Basket
from orders.order.models import Order
from orders.payments import attempts, refunds, tasks, webhooks
from orders.payments.first_attempt import FirstAttempt
from orders.payments.gateway import GatewayError
from orders.payments.models import Method, Payment, WebhookMessage
from orders.payments.providers.stripe import StripePayments
from orders.payments.settle import settle
from orders.states import OrderState
from tests.factories.catalog import listed_item
from tests.factories.orders import a_bag, pending_order
from tests.factories.passing import due, expire, refunds_due
from tests.factories.payments import provider
from tests.fakes.stripe import StripeDouble
from tests.orders import sale_rules
from tests.orders.test_webhooks import deliver
from tests.written import rows_written

CARDS = ["pm_card_visa", "pm_card_visa", "pm_card_visa_chargeDeclined", "pm_card_threeDSecure2Required"]
OPERATIONS = [
    "payment_intents.create",
    "*.retrieve",
    "*.capture",
    "*.cancel",
    "checkout.sessions.*",
    "refunds.*",
    "*",
]
FAULTS = [
    *product(["http_500_before", "http_500_after", "rate_limit"], OPERATIONS),
    *[("decline", "*.capture"), ("processing", "*.confirm")] * 3,
]
DEATHS = ["start", "lookup", "capture", "void", "refund", "confirm", "cancel_unpaid", "revive"]
REFUSALS = (
    GatewayError,
    attempts.NothingToPay,
    placement.EmptyBag,
    placement.PiecesLost,
    bag.NotForSale,
    cancellation.MoneyMayStillArrive,
    cancellation.CancellationRefused,
    refunds.RefundRefused,
    verification.VerificationRefused,
    listing.ListingRefused,
    stripe.StripeError,
)
SPEEDS = st.sampled_from(["standard", "standard", "expedited"])
numbers = st.integers(min_value=0, max_value=99)


class Killed(BaseException):
    """kill -9: nothing in the shop catches it, what isn't committed is gone."""


class SaleMachine(RuleBasedStateMachine):
    def __init__(self, double: StripeDouble) -> None:
        super().__init__()
        self.double, self.patches = double, pytest.MonkeyPatch()
        self.scope: Any = transaction.atomic()
        scope: Any = self.scope
        scope._from_testcase = True  # providers may be called inside, as in the transaction of the test
        self.scope.__enter__()
        with double.state.lock:
            double.state.tables.clear()
        self.carer = User.objects.create_user("care@example.com", "x")
        self.pieces = [listed_item(), listed_item()]
        first, second = self.pieces
        self.bags = [a_bag(first), a_bag(first, second), a_bag(second)]
        self.dying = self.looked_at = ""
        for owner, name in self._where_it_dies():
            self.patches.setattr(owner, name, self._mortal(getattr(owner, name), name))

    @initialize(n=numbers, speed=SPEEDS, hosted=st.booleans())
    def begin(self, n: int, speed: str, hosted: bool) -> None:
        """Every story has somebody at a payment page; what then happens to her is up to the rules."""
        self.place(n, speed)
        self.open_the_payment_page(0, hosted)

    @rule(n=numbers, speed=SPEEDS, card=st.sampled_from(CARDS))
    def order_and_pay(self, n: int, speed: str, card: str) -> None:
        self.place(n, speed)
        if last := Order.objects.count():
            self.open_the_payment_page(last - 1, hosted=False)
        if last := Payment.objects.count():
            self.pay(last - 1, card)

    @rule(n=numbers, speed=SPEEDS)
    def place(self, n: int, speed: str) -> None:
        bag = Basket.objects.get(pk=self.bags[n % 3].pk)
        self._try(lambda: pending_order(bag=bag, speed=speed))

    @rule(n=numbers, speed=SPEEDS, comes=st.booleans())
    def place_with_the_payment_page(self, n: int, speed: str, comes: bool) -> None:
        """As the answer to placing; or the process dies right after the commit, and no page comes."""
        bag, first = Basket.objects.get(pk=self.bags[n % 3].pk), FirstAttempt()
        self._try(lambda: pending_order(bag=bag, speed=speed, along=first))
        if comes and first.kept_until:
            self._try(first.begin)

    @rule(n=numbers)
    def put_a_piece_in(self, n: int) -> None:
        basket = Basket.objects.get(pk=self.bags[n % 3].pk)
        if basket.status == Basket.OPEN:
            basket.strategy = self.bags[0].strategy
            if piece := bag.wanted(self.pieces[n % 2].number):
                self._try(lambda: bag.put_in(basket, piece))

    @precondition(lambda self: Order.objects.exists())
    @rule(n=numbers, hosted=st.booleans())
    def open_the_payment_page(self, n: int, hosted: bool) -> None:
        method = Method.CARD_HOSTED if hosted else Method.CARD
        self._try(lambda: attempts.begin(self._order(n), method))

    @precondition(lambda self: Payment.objects.exists())
    @rule(n=numbers, card=st.sampled_from(CARDS))
    def pay(self, n: int, card: str) -> None:
        """In whatever tab is open, also one of an attempt that is over."""
        payment = self._payment(n)
        if payment.hosted_reference:
            self._pay_on_the_page(payment)
        elif payment.reference:
            confirm = provider().v1.payment_intents.confirm
            told: Any = {"payment_method": card, "return_url": "http://127.0.0.1/back"}
            self._try(lambda: confirm(payment.reference, told))

    @precondition(lambda self: self._intents("requires_action"))
    @rule(n=numbers, outcome=st.sampled_from(["approve", "fail"]))
    def answer_the_bank(self, n: int, outcome: str) -> None:
        asked = self._intents("requires_action")
        action = asked[n % len(asked)]["next_action"]
        httpx.post(action["redirect_to_url"]["url"], data={"outcome": outcome})

    @precondition(lambda self: Payment.objects.exists())
    @rule(n=numbers)
    def come_back(self, n: int) -> None:
        self._try(lambda: settle(self._payment(n).pk))

    @precondition(lambda self: Order.objects.exists())
    @rule(n=numbers, page=st.sampled_from(["pay", "order", "pay-return"]))
    def look_at_a_page(self, n: int, page: str) -> None:
        order = self._order(n)
        answers: list[Any] = []
        self._try(lambda: answers.append(Client().get(reverse(f"orders:{page}", args=[token_for(order)]))))
        assert all(answer.status_code in {200, 302, 410, 503} for answer in answers)

    @precondition(lambda self: self.double.state.rows("event"))
    @rule(n=numbers, twice=st.booleans())
    def webhook(self, n: int, twice: bool) -> None:
        """Any event there was, in any order, late, or again; or one that never comes."""
        events = self.double.state.rows("event")
        for event in [events[n % len(events)]] * (1 + twice):
            assert deliver({k: event[k] for k in ("id", "object", "type", "data")}).status_code == 200
        for message in WebhookMessage.objects.filter(processed_at=None):
            self._try(functools.partial(webhooks.work, message.pk))

    @rule()
    def poll(self) -> None:
        for order in Order.objects.all():
            due(order)
        self._try(tasks.poll_payments)

    @precondition(lambda self: Order.objects.exists())
    @rule(n=numbers)
    def let_the_time_run_out(self, n: int) -> None:
        expire(self._order(n))
        self._try(expiry.expire_holds)

    @precondition(lambda self: Order.objects.exists())
    @rule(n=numbers)
    def change(self, n: int) -> None:
        order = self._order(n)
        self._try(lambda: Client().post(reverse("orders:change", args=[token_for(order)])))

    @precondition(lambda self: Order.objects.filter(status=OrderState.UNDER_VERIFICATION).exists())
    @rule(verb=st.sampled_from([verification.approve, verification.decline]))
    def decide(self, verb: Callable[..., None]) -> None:
        order = Order.objects.filter(status=OrderState.UNDER_VERIFICATION)[0]
        self._try(lambda: verb(order, actor=self.carer, reason="Looked at."))

    @rule(n=numbers, verb=st.sampled_from(["back_to_draft", "publish"]))
    def staff_move_a_piece(self, n: int, verb: str) -> None:
        item = Item.objects.get(pk=self.pieces[n % 2].pk)
        why = {"reason": "Photograph it again."} if verb == "back_to_draft" else {}
        self._try(lambda: getattr(listing, verb)(item, **why))

    @precondition(lambda self: Payment.objects.filter(captured_amount__gt=0).exists())
    @rule(n=numbers, cents=st.integers(min_value=1, max_value=400_000))
    def refund(self, n: int, cents: int) -> None:
        """Part of it, all of it, or more than is left, which is refused."""
        paid = Payment.objects.filter(captured_amount__gt=0).order_by("pk")
        payment, amount = paid[n % len(paid)], Decimal(cents) / 100
        self._try(lambda: refunds.ask(payment.pk, amount, reason="Agreed.", actor=self.carer))
        self._try(tasks.sweep_refunds)

    @precondition(lambda self: Order.objects.filter(status=OrderState.CONFIRMED).exists())
    @rule()
    def cancel_a_paid_order(self) -> None:
        order = Order.objects.filter(status=OrderState.CONFIRMED).order_by("pk")[0]
        self._try(lambda: cancellation.cancel_paid(order, reason="The clasp broke.", actor=self.carer))

    @rule(later=st.booleans())
    def send_refunds(self, later: bool) -> None:
        """Perhaps long after a call that wasn't answered."""
        if later:
            refunds_due()
        self._try(tasks.sweep_refunds)

    @rule(fault=st.sampled_from(FAULTS))
    def the_other_side_fails(self, fault: tuple[str, str]) -> None:
        self.double.switch(*fault)

    @precondition(lambda self: self._intents("processing"))
    @rule(n=numbers, outcome=st.sampled_from(["succeeded", "failed"]))
    def processing_ends(self, n: int, outcome: str) -> None:
        waiting = self._intents("processing")
        self.double.resolve(waiting[n % len(waiting)]["id"], outcome)

    @rule(where=st.sampled_from(DEATHS))
    def die_next_time_after(self, where: str) -> None:
        self.dying = where

    @invariant()
    def nothing_is_wrong(self) -> None:
        self._look()

    def teardown(self) -> None:
        """Peace: everybody answers, every round is made, all holds end. Then it must all be at rest."""
        try:
            self._come_to_rest()
            sale_rules.check_at_rest(self._intents(), self._refunds())
            before = sale_rules.snapshot(self._intents())
            self._rounds()
            assert sale_rules.snapshot(self._intents()) == before
        finally:
            self.patches.undo()
            self.double.switches.clear()
            transaction.set_rollback(True)
            self.scope.__exit__(None, None, None)

    def _look(self) -> None:
        """At the rules, unless nobody has written anything since they were looked at, here or at the provider."""
        intents, refunds = self._intents(), self._refunds()
        state = f"{rows_written()} {intents} {refunds}"
        if state != self.looked_at:
            sale_rules.check_always(intents, refunds)
            self.looked_at = state

    def _come_to_rest(self) -> None:
        self.dying = ""
        self.double.switches.clear()
        for intent in self._intents("processing"):
            self.double.resolve(intent["id"], "failed")
        for _ in range(3):
            self._rounds()
            self._look()
            for intent in self._intents("requires_capture"):
                self.double.expire_authorisation(intent["id"])
            for order in Order.objects.all():
                expire(order)

    def _rounds(self) -> None:
        for order in Order.objects.all():
            due(order)
        tasks.poll_payments()
        for message in WebhookMessage.objects.filter(processed_at=None):
            webhooks.work(message.pk)
        refunds_due()
        tasks.sweep_refunds()
        expiry.expire_holds()

    def _try(self, act: Callable[[], Any]) -> None:
        """Do it; what the shop refuses, and a death, is part of the story."""
        with suppress(*REFUSALS, Killed):
            act()

    def _mortal(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        """The function, after which the process may die: the other side has acted, we have written nothing."""

        @functools.wraps(function)
        def then_die(*args: Any, **kwargs: Any) -> Any:
            answer = function(*args, **kwargs)
            if self.dying == name:
                self.dying = ""
                raise Killed
            return answer

        return then_die

    @staticmethod
    def _where_it_dies() -> list[tuple[Any, str]]:
        at_the_provider = [(StripePayments, name) for name in DEATHS[:5]]
        # `cancel_unpaid` is its own transaction: patched where it is called, it dies after its commit.
        return [
            *at_the_provider,
            (confirmation, "confirm"),
            (confirmation, "revive"),
            (cancellation, "cancel_unpaid"),
        ]

    def _order(self, n: int) -> Order:
        orders = list(Order.objects.select_related("contact").order_by("pk"))
        return orders[n % len(orders)]

    def _payment(self, n: int) -> Payment:
        payments = list(Payment.objects.order_by("pk"))
        return payments[n % len(payments)]

    def _intents(self, status: str = "") -> list[dict[str, Any]]:
        return self.double.state.rows("payment_intent", **({"status": status} if status else {}))

    def _refunds(self) -> list[dict[str, Any]]:
        return self.double.state.rows("refund")

    def _pay_on_the_page(self, payment: Payment) -> None:
        card = {"number": "4242424242424242", "expiry": "12 / 40", "cvc": "123", "name": "Clara"}
        address = {"email": "clara@example.com", "country": "US", "postal_code": "10021"}
        httpx.post(f"{self.double.url}/c/pay/{payment.hosted_reference}", data=card | address)
