"""Comparing: what at least one side has becomes one line, which agrees or says how it differs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from orders.payments.gateway import CAPTURE, REFUND, Movement
from orders.payments.models import Difference, Payment, Refund, RefundState
from orders.payments.origin import sent_by
from orders.payments.reconciliation import books
from orders.payments.reconciliation.period import listed_before
from portero.core.money import CURRENCY, dollars

Kind = Difference.Kind


@dataclass(frozen=True)
class Line:
    """A capture or refund as both sides have it, in USD unless `currency` says otherwise for theirs."""

    kind: str
    reference: str
    payment: Payment | None
    at: datetime
    ours: Decimal | None
    theirs: Decimal | None
    currency: str = CURRENCY
    difference: str = ""
    about: str = ""


@dataclass(frozen=True)
class Booked:
    """What the provider booked under one reference, added up."""

    amount: Decimal
    currency: str
    at: datetime
    payment_reference: str
    note: str

    def __str__(self) -> str:
        usual = self.currency == CURRENCY
        return dollars(self.amount, cents=True) if usual else f"{self.amount:,.2f} {self.currency}"


@dataclass(frozen=True)
class Comparison:
    """One provider's list beside ours over [since, until)."""

    provider: str
    movements: list[Movement]
    since: datetime
    until: datetime

    def lines(self) -> list[Line]:
        """Every capture and refund of the period on either side; those that agree too."""
        there = _added(movement for movement in self.movements if movement.kind == CAPTURE)
        back = _added(movement for movement in self.movements if movement.kind == REFUND)
        return [*self._captures(there), *self._refunds(back, frozenset(there))]

    def _must_be_listed(self, at: datetime) -> bool:
        return self.since <= at < listed_before(self.provider, self.until)

    def _captures(self, there: dict[str, Booked]) -> Iterator[Line]:
        left = dict(there)
        for payment in books.payments(self.provider, self.movements, self.since, self.until):
            theirs = left.pop(books.key(payment), None)
            line = self._capture(payment, theirs) if theirs else self._missing_there(payment)
            if line is not None:
                yield line
        for name, theirs in left.items():
            if theirs.at >= self.since:
                yield _captured_there(name, books.payment_of(self.provider, "", theirs.note), theirs)

    def _capture(self, payment: Payment, theirs: Booked) -> Line | None:
        name = books.key(payment)
        if payment.captured_at is None:
            return _captured_there(name, payment, theirs) if theirs.at >= self.since else None
        if theirs.at < self.since and not self._must_be_listed(payment.captured_at):
            return None
        return _beside(CAPTURE, name, payment, payment.captured_amount, theirs)

    def _missing_there(self, payment: Payment) -> Line | None:
        at, ours = payment.captured_at, payment.captured_amount
        if at is None or not self._must_be_listed(at) or books.was_voided(payment):
            return None
        about = f"{dollars(ours, cents=True)} captured here is not in the list of {self.provider}."
        name = books.key(payment)
        return Line(CAPTURE, name, payment, at, ours, None, difference=Kind.MISSING_THERE, about=about)

    def _refunds(self, back: dict[str, Booked], captured: frozenset[str]) -> Iterator[Line]:
        left = dict(back)
        for refund in books.refunds(self.provider, self.movements, self.since, self.until):
            name = _name_there(refund, left)
            theirs = left.pop(name, None)
            missing = None if theirs else self._refund_missing_there(refund, name, captured)
            line = self._refund(refund, name, theirs) if theirs else missing
            if line is not None:
                yield line
        for name, theirs in left.items():
            if theirs.at >= self.since:
                payment = books.payment_of(self.provider, theirs.payment_reference, theirs.note)
                yield _refunded_there(name, payment, theirs, "nobody asked for it here")

    def _refund(self, refund: Refund, name: str, theirs: Booked) -> Line | None:
        if theirs.at < self.since and not self._must_be_listed(refund.done_at or refund.requested_at):
            return None
        if refund.state == RefundState.FAILED:
            return _refunded_there(name, sent_by(refund), theirs, "the refund failed here")
        return _beside(REFUND, name, sent_by(refund), refund.amount, theirs)

    def _refund_missing_there(self, refund: Refund, name: str, captured: frozenset[str]) -> Line | None:
        """A charge that was voided before it settled was never booked, and so was its refund never."""
        payment = sent_by(refund)
        void = refund.voided and payment is not None and books.key(payment) not in captured
        if refund.done_at is None or not self._must_be_listed(refund.done_at) or void:
            return None
        ours, at = refund.amount, refund.done_at
        about = f"{dollars(ours, cents=True)} refunded here is not in the list of {self.provider}."
        return Line(REFUND, name, payment, at, ours, None, difference=Kind.REFUND_THERE, about=about)


def lines(provider: str, movements: list[Movement], since: datetime, until: datetime) -> list[Line]:
    """Every capture and refund of [since, until) that at least one side has."""
    return Comparison(provider, movements, since, until).lines()


def _added(movements: Iterable[Movement]) -> dict[str, Booked]:
    """Captures by payment (money in slices is one sum), refunds by their own id."""
    groups: defaultdict[str, list[Movement]] = defaultdict(list)
    for movement in movements:
        by_payment = movement.kind == CAPTURE and movement.payment_reference
        groups[movement.payment_reference if by_payment else movement.reference].append(movement)
    return {name: _sum(group) for name, group in groups.items()}


def _sum(group: list[Movement]) -> Booked:
    """What is in a foreign currency is shown by itself: it is never added to dollars."""
    foreign = [movement for movement in group if movement.currency.upper() != CURRENCY]
    counted = foreign[:1] or group
    amount = sum((movement.amount for movement in counted), Decimal("0.00"))
    first = counted[0]
    return Booked(amount, first.currency.upper(), first.at, first.payment_reference, first.note)


def _name_there(refund: Refund, left: dict[str, Booked]) -> str:
    """Its reference; one whose answer we never got is looked for by payment and amount."""
    payment = sent_by(refund)
    if refund.reference or payment is None:
        return refund.reference
    wanted = (books.key(payment), refund.amount)
    same = (name for name, one in left.items() if (one.payment_reference, one.amount) == wanted)
    return next(same, f"refund-{refund.pk}")


def _captured_there(name: str, payment: Payment | None, theirs: Booked) -> Line:
    here = f"the attempt is {payment.get_state_display().lower()} here" if payment else "no payment of ours"
    about = f"{theirs} was captured at the provider; {here}."
    difference = Kind.MISSING_HERE
    return Line(CAPTURE, name, payment, theirs.at, None, theirs.amount, theirs.currency, difference, about)


def _refunded_there(name: str, payment: Payment | None, theirs: Booked, why: str) -> Line:
    about = f"{theirs} was refunded at the provider; {why}."
    difference = Kind.REFUND_HERE
    return Line(REFUND, name, payment, theirs.at, None, theirs.amount, theirs.currency, difference, about)


def _beside(kind: str, name: str, payment: Payment | None, ours: Decimal, theirs: Booked) -> Line:
    difference, about = "", ""
    if (theirs.amount, theirs.currency) != (ours, CURRENCY):
        amount = Kind.AMOUNT if kind == CAPTURE else Kind.REFUND_AMOUNT
        difference = amount if theirs.currency == CURRENCY else Kind.CURRENCY
        about = f"{dollars(ours, cents=True)} here, {theirs} at the provider."
    return Line(kind, name, payment, theirs.at, ours, theirs.amount, theirs.currency, difference, about)
