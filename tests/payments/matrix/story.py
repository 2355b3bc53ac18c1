"""One buyer, one piece, one way to pay: what she does, what the provider sends, what the shop's rounds do."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Item
from orders import expiry, placement
from orders.access import token_for
from orders.order.models import Order
from orders.payments import attempts, tasks, webhooks
from orders.payments.first_attempt import FirstAttempt
from orders.payments.gateway import GatewayError, Truth
from orders.payments.methods import NotOffered
from orders.payments.models import GatewayCall, Payment, PaymentState, Refund, RefundState, WebhookMessage
from orders.states import PAID, UNPAID
from tests.factories.catalog import listed_item
from tests.factories.orders import pending_order
from tests.factories.passing import due, expire
from tests.payments.matrix import pages, rules
from tests.payments.matrix.column import Column, Event, ProviderRefused
from tests.payments.matrix.seam import Killed, Seam

REFUSALS = (GatewayError, attempts.NothingToPay, NotOffered, ProviderRefused)
ROUNDS = (expiry.expire_holds, tasks.watch_authorisations, tasks.sweep_wires, tasks.sweep_refunds)
PAGES = ("order", "pay", "pay-return")


class Stage:
    """An order that waits for its payment, and the ways to tell what becomes of it."""

    def __init__(self, column: Column, seam: Seam) -> None:
        self.column, self.seam = column, seam
        along = FirstAttempt() if column.with_the_order else placement.NOTHING
        self._order = pending_order(listed_item(), along=along)

    @contextmanager
    def story(self) -> Iterator["Story"]:
        """A story of its own; afterwards it never happened."""
        self.seam.forget()
        self.column.clear()
        scope: Any = transaction.atomic()
        scope._from_testcase = True  # providers may be called inside, as in the transaction of the test
        with scope:
            yield Story(self.column, self.seam, Order.objects.get(pk=self._order.pk))
            transaction.set_rollback(True)


class Story:
    """A sale by one column. Whatever happens, the rules hold after each act."""

    def __init__(self, column: Column, seam: Seam, order: Order) -> None:
        self.column, self.seam, self.order = column, seam, order
        self.item: Item = order.lines.get().product.item
        self.rivals: list[Order] = []
        self.window: Truth | None = None
        self.prompt = False
        self._placed = first_attempt_of(order) if column.with_the_order else None

    # What she does

    def begins(self) -> None:
        """She chooses this way to pay; or reloads, and goes on. The first page may be the answer to placing."""
        started: list[attempts.Started] = []
        placed, self._placed = self._placed, None
        begin = placed.begin if placed else partial(attempts.begin, self.order, self.column.method)
        self._shop(lambda: started.append(begin()))
        self.window = started[0].truth if started else None

    def pays(self) -> None:
        """She agrees at the provider, if she has got there."""
        self.agrees(self.column.pay)

    def agrees(self, at_the_provider: Callable[[Payment, Truth], str | None]) -> None:
        """She does this at the provider; a token that comes of it goes through our server."""
        if self.window is None:
            return
        token = None
        with suppress(ProviderRefused):
            token = at_the_provider(self.payment(), self.window)
        self.check()
        if token:
            self._shop(partial(attempts.authorize, self.order, token))

    def comes_back(self) -> Any:
        """From her bank or the provider's page, or she reloads."""
        return self.sees("pay-return")

    def buys(self, *, again: bool = False) -> None:
        """All of it; `again`: she doesn't give up, but doesn't pay while a page asks her to wait."""
        waits = False
        for _ in range(4 if again else 1):
            if not waits:
                self.begins()
                self.pays()
            page = self.comes_back()
            waits = page is not None and page.status_code == 200
            if self._paid():
                break

    def sees(self, page: str) -> Any:
        """One of her pages, which must be true."""
        answers: list[Any] = []
        address = reverse(f"orders:{page}", args=[token_for(self.order)])
        self._shop(lambda: answers.append(Client().get(address)))
        for answer in answers:
            pages.check(answer, self.order, self.column.books(self.order.number))
        return answers[0] if answers else None

    # What happens meanwhile

    def webhooks(
        self, events: list[Event] | None = None, *, order: Callable[[list[Event]], list[Event]] = list
    ) -> None:
        """Everything the provider has to say (or these events) arrives and is worked off."""
        for event in order(self.column.events() if events is None else events):
            answers: list[int] = []
            self._act(partial(self._deliver, event, answers))
            assert answers == [200] or self.seam.struck
        self.inbox()

    def inbox(self) -> None:
        """The worker works off what is in the inbox."""
        for pk in (
            WebhookMessage.objects.filter(processed_at=None).order_by("pk").values_list("pk", flat=True)
        ):
            self._act(partial(webhooks.work, pk))
        self.check()

    def time_runs_out(self) -> None:
        """The hold ends, and the sweep comes."""
        expire(self.order)
        self._shop(expiry.expire_holds)

    def rounds(self) -> None:
        """Everything that beat starts."""
        due(self.order)
        Refund.objects.filter(next_try_at__isnull=False).update(next_try_at=timezone.now())
        self._act(tasks.poll_payments)
        self.inbox()
        for act in (*ROUNDS, self.column.accounting):
            self._act(act)
        self.check()

    def somebody_else_orders_it(self) -> None:
        """The piece is free again, and another buyer is quicker."""
        self.rivals.append(pending_order(self.item))

    def staff(self, act: Callable[[Order], object]) -> None:
        """Somebody at the shop does this with the order."""
        self._shop(lambda: act(self.order))

    # The end

    def ends(self, *, reviewed: bool = False, pages: Sequence[str] = PAGES) -> str:
        """Everybody answers again, the rounds go on until nothing is left to do; says how it ended."""
        self.seam.forget()
        self.prompt = self._paid()
        if self.column.in_parts:
            self.webhooks()  # whoever imports a statement sees that it failed, and does it again
        self._comes_to_rest()
        self.webhooks()
        self._comes_to_rest()
        for page in pages:
            self.sees(page)
        rules.check_at_rest(self.order, self.item, self.column, rivals=self.rivals)
        assert self.order.payments.filter(events__kind="needs_review").exists() == reviewed
        before = rules.snapshot(self.column)
        self._everything_again()
        after = rules.snapshot(self.column)
        assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == []
        return self._how_it_ended()

    def check(self) -> None:
        """The rules that hold at every moment, and the page that she may open at any."""
        self.order.refresh_from_db()
        rules.check_always(self.order, self.item, self.column)

    def payment(self) -> Payment:
        """The latest attempt."""
        return self.order.payments.order_by("-attempt")[0]

    def _deliver(self, event: Event, answers: list[int]) -> None:
        answers.append(self.column.deliver(event))

    def _comes_to_rest(self) -> None:
        for _ in range(4):
            self.rounds()
            if self._at_rest():
                break
            for order in (self.order, *self.rivals):
                a_day_passes(order)

    def _at_rest(self) -> bool:
        waits = Order.objects.filter(status__in=UNPAID).exists()
        asked = Payment.objects.exclude(lookup_at=None).exists()
        return not (waits or asked or Refund.objects.exclude(state=RefundState.DONE).exists())

    def _how_it_ended(self) -> str:
        if self._paid():
            return "paid once" if self.prompt else "waits, then paid once"
        return (
            "goes back whole"
            if self.column.books(self.order.number).captured
            else "nothing charged, piece free"
        )

    def _everything_again(self) -> None:
        """Poller, inbox and sweeps, and every message as if nobody had read it."""
        WebhookMessage.objects.update(processed_at=None)
        self.rounds()

    def _paid(self) -> bool:
        return Order.objects.get(pk=self.order.pk).status in PAID

    def _shop(self, act: Callable[[], Any]) -> None:
        """The shop does this, and then the rules hold; when something has gone wrong, she looks at her order."""
        fine = not self.seam.struck
        self._act(act)
        self.check()
        if fine and self.seam.struck:
            self.sees("order")

    def _act(self, act: Callable[[], Any]) -> None:
        """What the shop refuses, and its death, is part of the story."""
        with suppress(*REFUSALS, Killed), self.seam.watching():
            act()


def first_attempt_of(order: Order) -> FirstAttempt:
    """The attempt that was written with this order, as it is in the hands of whoever placed it."""
    first, payment = FirstAttempt(), order.payments.get()
    payment.order = order
    first._written = payment, payment.calls.get()
    return first


def a_day_passes(order: Order, *, hold: bool = True) -> None:
    """Whatever was under way isn't any more, and with `hold` the hold is over."""
    if hold:
        expire(order)
    day = timedelta(days=2)
    for payment in order.payments.exclude(state=PaymentState.CREATED):
        Payment.objects.filter(pk=payment.pk).update(created_at=payment.created_at - day)
    GatewayCall.objects.filter(payment__order=order).update(started_at=timezone.now() - day)
