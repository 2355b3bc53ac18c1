"""Calls to a provider, each written down with its key before it is made."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count

from django.utils import timezone

from orders.payments.gateway import Declined, GatewayError, Refused, Unknown
from orders.payments.models import GatewayCall, Payment, PaymentState, Refund
from portero.core.own_words import done, found
from portero.core.rows import Writer

logger = logging.getLogger(__name__)

# Longer than any driver waits for an answer: a call older than this is no longer under way.
UNDER_WAY = timedelta(seconds=60)
UNANSWERED = ("", "unknown")
BEGUN = """
    insert into payments_gatewaycall (key, payment_id, operation, refund_id, started_at, outcome)
    values (%s, %s, %s, %s, %s, '') on conflict (key) do nothing returning id
"""
ENDED = "update payments_gatewaycall set finished_at = %s, outcome = %s where id = %s"

OUTCOMES: dict[type[GatewayError], str] = {Declined: "declined", Refused: "refused", Unknown: "unknown"}


class AlreadySent(Unknown):
    """This call was made before and its outcome is not known: ask with `lookup`, never send it again."""


class NotSent(Declined):
    """The attempt was closed before this call went out: nothing was sent."""


@contextmanager
def call(payment: Payment, operation: str, *, refund: Refund | None = None) -> Iterator[str]:
    """Give the key `<order>-<attempt>-<operation>-<n>` for one call and record how it ended.

    After an Unknown outcome (or a crash) the same key is given again, so that the provider, if it acted,
    answers what it did instead of doing it twice. A definite answer starts the next n; but an attempt begins at
    the provider once, however many tabs begin it at the same moment, so a `start` that was done is repeated.
    """
    with _recorded(_open_call(payment, operation, refund)) as key:
        yield key


class Sent:
    """A call that went out under `key`."""

    def __init__(self, record: GatewayCall) -> None:
        self.key, self._record, self.noted = record.key, record, False

    def answered(self, rows: Writer) -> None:
        """Write down that it was answered, with the rows that say what follows from the answer."""
        rows.do(ENDED, timezone.now(), "done", self._record.pk)
        self.noted = True


def first_call(payment: Payment, operation: str) -> GatewayCall:
    """The first call of its kind, for `Together.add_last` (it may be there already) in the transaction that decides it.

    Handed to `call_to_book` after the commit, it needs no transaction of its own.
    """
    return GatewayCall(key=_key(payment, operation, 1), payment=payment, operation=operation)


@contextmanager
def call_to_book(payment: Payment, operation: str, written: GatewayCall | None = None) -> Iterator[Sent]:
    """As `call`, around the booking of the answer too, which notes it (`Sent.answered`) in its own transaction.

    `written` is a `first_call`; it has no key of its row where another was there. Where booking fails, the call stays
    without an answer, as after a crash: its key is given again.
    """
    record = written if written is not None and written.pk else _open_call(payment, operation, None)
    sent = Sent(record)
    with _refusals_of(record):
        yield sent
    if not sent.noted:
        _finish(record, "done")


@contextmanager
def call_once(payment: Payment, operation: str) -> Iterator[str]:
    """Like `call`, for a provider that knows no keys: one call per attempt, whatever becomes of it.

    Raises AlreadySent if this attempt has made it before, also in another tab at the same moment.
    """
    record, made = GatewayCall.objects.get_or_create(
        key=_key(payment, operation, 1),
        defaults={"payment": payment, "operation": operation},
    )
    if not made:
        raise AlreadySent(
            "Your bank is still being asked. Please wait a moment; you can't be charged twice.", code="sent"
        )
    with _recorded(record) as key:
        yield key


def unanswered(payment: Payment, operation: str, refund: Refund | None = None) -> GatewayCall | None:
    """The last call of this kind (about this refund) if we don't know what came of it."""
    last = payment.calls.filter(operation=operation, refund=refund).order_by("-pk").first()
    return last if last is not None and last.outcome in UNANSWERED else None


def under_way(payment: Payment, operation: str, refund: Refund | None = None) -> bool:
    """Whether such a call may be on its way to the provider at this moment."""
    last = unanswered(payment, operation, refund)
    return last is not None and timezone.now() - last.started_at < UNDER_WAY


def money_may_have_moved(payment: Payment) -> bool:
    """Whether the sum may be set aside or taken at the provider, as far as we know without asking."""
    sent = payment.calls.filter(operation__in=["authorize", "capture"])
    return (
        payment.state == PaymentState.AUTHORISED or sent.exclude(outcome__in=["declined", "refused"]).exists()
    )


def may_be_authorised(payment: Payment, within: timedelta) -> bool:
    """Whether a call of late, whose answer nobody had, may have set money aside."""
    last = unanswered(payment, "authorize")
    return last is not None and timezone.now() - last.started_at < within


@contextmanager
def _recorded(record: GatewayCall) -> Iterator[str]:
    with _refusals_of(record):
        yield record.key
    _finish(record, "done")


@contextmanager
def _refusals_of(record: GatewayCall) -> Iterator[None]:
    try:
        yield
    except GatewayError as error:
        if isinstance(error, Refused):
            logger.error("call %s was refused: %s", record.key, error.code)
        _finish(record, next(name for kind, name in OUTCOMES.items() if isinstance(error, kind)))
        raise


def _open_call(payment: Payment, operation: str, refund: Refund | None) -> GatewayCall:
    if refund is None and (first := _new(_key(payment, operation, 1), payment, operation, None)):
        return first
    made = list(payment.calls.filter(operation=operation).order_by("pk"))
    about = refund.pk if refund else None
    last = next((record for record in reversed(made) if record.refund_id == about), None)
    if last is not None and last.outcome in {*UNANSWERED, *({"done"} if operation == "start" else ())}:
        return last
    for n in count(len(made) + 1):
        record = _stored(_key(payment, operation, n), payment, operation, refund)
        # Two refunds of one payment asked for at the same moment: under one key the provider would make only one.
        if record.refund_id == about:
            return record
    raise AssertionError("unreachable")


def _key(payment: Payment, operation: str, n: int) -> str:
    return f"{payment.order.number}-{payment.attempt}-{operation}-{n}"


def _stored(key: str, payment: Payment, operation: str, refund: Refund | None) -> GatewayCall:
    """The call of this key, written down now unless somebody else has just done so."""
    return _new(key, payment, operation, refund) or GatewayCall.objects.get(key=key)


def _new(key: str, payment: Payment, operation: str, refund: Refund | None) -> GatewayCall | None:
    """The call of this key, written down now; None if there is one already. One statement decides."""
    record = GatewayCall(key=key, payment=payment, operation=operation, refund=refund)
    made = found(BEGUN, key, payment.pk, operation, refund.pk if refund else None, record.started_at)
    record.pk = made[0][0] if made else None
    return record if made else None


def _finish(record: GatewayCall, outcome: str) -> None:
    done(ENDED, timezone.now(), outcome, record.pk)
