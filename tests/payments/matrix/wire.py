"""Bank wire: our account at the bank is the provider, its statement the webhook; accounting pays back by hand."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

from pytest_django import Settings

from orders import cancellation
from orders.order.models import Order
from orders.payments import attempts, wire_desk, wires
from orders.payments.gateway import Truth
from orders.payments.models import IncomingWire, Method, Payment, Refund, RefundState
from orders.payments.refunds import desk
from orders.payments.wire_credits import Credit
from orders.payments.wire_reference import reference_of
from orders.states import OrderState
from tests.factories.people import staff
from tests.factories.wires import a_credit
from tests.fakes.base import Double
from tests.payments.matrix.column import Books, Event
from tests.payments.matrix.faults import killed, webhooks_do_it
from tests.payments.matrix.story import Stage, Story

Ends = Iterator[tuple[str, str]]
NO_CALLS = "not applicable: no provider is asked"


class Wire:
    """The bank's own list of what came and what was sent back."""

    name, provider, method = "Wire", "wire", Method.WIRE
    double_class = None
    amount_changes_later, in_parts, with_the_order = False, True, False
    cells: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, doubles: Mapping[type[Double], Double]) -> None:
        self.came: list[Credit] = []
        self.sent: list[Refund] = []

    def connect(self, settings: Settings) -> None:
        """There is nothing to connect to."""

    def clear(self) -> None:
        """An empty account."""
        self.came, self.sent = [], []

    def arrives(
        self, story: Story, amount: Decimal, remittance: str | None = None, currency: str = "USD"
    ) -> None:
        """A credit on the account; with the order's reference unless she wrote something else."""
        written = reference_of(story.order) if remittance is None else remittance
        self.came.append(a_credit(amount, written, currency=currency))

    def pay(self, payment: Payment, window: Truth) -> str:
        """She wires the whole sum."""
        self.came.append(a_credit(payment.amount, f"invoice {reference_of(payment.order)}"))
        return ""

    def books(self, number: str) -> Books:
        """Dollars that came, and what accounting sent back."""
        came = sum(credit.amount for credit in self.came if credit.currency == "USD")
        return Books(captured=int(came * 100), returned=int(sum(one.amount for one in self.sent) * 100))

    def ledger(self) -> Any:
        """All entries."""
        return [credit.bank_reference for credit in self.came], [one.pk for one in self.sent]

    def events(self) -> list[Event]:
        """The lines of the statement."""
        return [{"credit": credit} for credit in self.came]

    def deliver(self, event: Event, *, forged: bool = False) -> int:
        """A line is imported."""
        wires.receive(event["credit"], source="camt053")
        return 200

    def accounting(self) -> None:
        """One lets it go, another wires it."""
        for refund in Refund.objects.filter(state=RefundState.TO_APPROVE):
            desk.approve(refund, actor=staff(email=f"first{refund.pk}@portero.example"))
        for refund in Refund.objects.filter(state=RefundState.TO_PAY):
            who = staff(email=f"second{refund.pk}@portero.example")
            self.sent.append(desk.mark_paid(refund, actor=who, bank_reference=f"OUT{refund.pk}"))

    def spoil(self, kind: str) -> None:
        """Nobody is called."""


def _account(stage: Stage) -> Wire:
    assert isinstance(stage.column, Wire)
    return stage.column


def _match(wire: IncomingWire, order: Order) -> None:
    wires.match(wire, order.payments.get(), actor=staff())


def _send_back(wire: IncomingWire, order: Order) -> None:
    wire_desk.give_back(wire, actor=staff(), reason=f"It doesn't belong to order {order.number} or another.")


def never_sent(stage: Stage) -> Ends:
    """Her bank doesn't send it: the pieces are kept as long as we said, then they are free."""
    with stage.story() as story:
        story.begins()
        story.sees("pay")
        story.time_runs_out()
        yield "nothing comes", story.ends()


def no_reference(stage: Stage) -> Ends:
    """A line that names no order waits for a person, who finds the order or sends it back."""
    for found in (True, False):
        with stage.story() as story:
            story.begins()
            _account(stage).arrives(story, story.order.total_incl_tax, "for the bag")
            story.webhooks()
            assert story.order.status == OrderState.PENDING_PAYMENT
            wire = IncomingWire.objects.get()
            if found:
                story.staff(partial(_match, wire))
            else:
                story.staff(partial(_send_back, wire))
            yield "staff match it" if found else "staff can't", story.ends()


def imported_twice(stage: Stage) -> Ends:
    """The same statement twice."""
    with stage.story() as story:
        story.begins()
        story.pays()
        story.webhooks(order=lambda lines: lines * 2)
        assert IncomingWire.objects.count() == 1
        yield "", story.ends()


def parts_in_any_order(stage: Stage) -> Ends:
    """The rest is on the statement before the first part."""
    with stage.story() as story:
        story.begins()
        for amount in (Decimal(5_000), story.order.total_incl_tax - 5_000):
            _account(stage).arrives(story, amount)
        story.webhooks(order=lambda lines: lines[::-1])
        yield "two parts", story.ends()


def before_she_looks(stage: Stage) -> Ends:
    """It is there when she opens her page."""
    with stage.story() as story:
        story.begins()
        story.pays()
        story.webhooks()
        story.comes_back()
        yield "", story.ends()


def she_looks_first(stage: Stage) -> Ends:
    """She looks, nothing has come, and the statement comes later."""
    with stage.story() as story:
        story.begins()
        for page in ("pay", "order", "pay-return"):
            story.sees(page)
        story.pays()
        story.rounds()
        story.webhooks()
        yield "", story.ends()


def another_sum(stage: Stage) -> Ends:
    """Too little, and the rest comes or doesn't; too much."""
    sums = {"short, then the rest": (-500, 500), "short": (-500,), "over, the rest goes back": (500,)}
    for name, (first, *rest) in sums.items():
        with stage.story() as story:
            story.begins()
            _account(stage).arrives(story, story.order.total_incl_tax + first)
            story.webhooks()
            story.sees("pay")
            for amount in rest:
                _account(stage).arrives(story, Decimal(amount))
                story.webhooks()
            if name == "short":
                story.time_runs_out()
                story.sees("order")
            yield name, story.ends()


def in_euros(stage: Stage) -> Ends:
    """Another currency is never applied; it is sent back at the bank and set aside."""
    with stage.story() as story:
        story.begins()
        _account(stage).arrives(story, story.order.total_incl_tax, currency="EUR")
        story.webhooks()
        assert story.order.status == OrderState.PENDING_PAYMENT
        wire = IncomingWire.objects.get()
        story.staff(lambda order: wire_desk.set_aside(wire, actor=staff(), reason="Sent back at the bank."))
        story.time_runs_out()
        yield "euros, sent back at the bank", story.ends()


def old_statement(stage: Stage) -> Ends:
    """The statement is imported again when all is over."""
    with stage.story() as story:
        story.begins()
        story.pays()
        story.webhooks()
        ended = story.ends()
        story.webhooks()
        assert (IncomingWire.objects.count(), story.ends()) == (1, ended)
        yield "", ended


def late(stage: Stage) -> Ends:
    """It comes when the hold is over; the piece is free, or somebody else has it by then."""
    for rival in (False, True):
        with stage.story() as story:
            story.begins()
            story.time_runs_out()
            if rival:
                story.somebody_else_orders_it()
            story.pays()
            story.webhooks()
            story.sees("order")
            yield "piece gone" if rival else "piece free", story.ends()


def nobody_wants(stage: Stage) -> Ends:
    """She wires the sum twice; or she took the order back, and the wire was on its way."""
    with stage.story() as story:
        story.begins()
        story.pays()
        story.pays()
        story.webhooks()
        story.sees("order")
        yield "sent twice, the second goes back", story.ends()
    with stage.story() as story:
        story.begins()
        story.staff(_take_back)
        story.pays()
        story.webhooks()
        story.sees("order")
        yield "order taken back", story.ends()


def _take_back(order: Order) -> None:
    assert attempts.close(order)
    cancellation.cancel_unpaid(order, reason="She cancelled.", keep_hold=False, final=True)


Wire.cells = {
    "decline": never_sent,
    "3-D Secure abandoned": "not applicable: her own bank asks her",
    "held for review": no_reference,
    "timeout before the provider acted": NO_CALLS,
    "timeout after": NO_CALLS,
    "500 before": NO_CALLS,
    "500 after": NO_CALLS,
    "duplicate webhook": imported_twice,
    "out-of-order webhook": parts_in_any_order,
    "webhook before return": before_she_looks,
    "return without webhook": she_looks_first,
    "wrong amount": another_sum,
    "wrong signature": in_euros,
    "replayed old event": old_statement,
    "hold expired before approval": late,
    "money that no order wants": nobody_wants,
    "killed at every step": partial(killed, tales=[webhooks_do_it]),
}
