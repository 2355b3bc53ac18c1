"""Authorize.net's own list of captures and refunds, for reconciliation."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from orders.payments.gateway import CAPTURE, REFUND, Movement, Standing
from orders.payments.providers.authorizenet import answers, search
from orders.payments.providers.authorizenet.answers import REFUNDS, STANDINGS
from portero.core.money import CURRENCY

# What was captured late in a day settles the next evening at the latest.
SETTLES_WITHIN = timedelta(days=2)
# An authorisation that is captured later keeps the time it was submitted.
CAPTURABLE = timedelta(days=31)


def movements(since: datetime, until: datetime) -> Iterator[Movement]:
    """Every capture and refund of [since, until).

    Authorize.net tells when a transaction was submitted (of a capture: when it was authorised) and when it settled,
    never when it was captured. `at` is the first of the two that lies in the span; for one that was submitted
    before and hasn't settled, `since`.
    """
    for batch, line in search.in_batches(since, until + SETTLES_WITHIN):
        at = _moment_in(line, answers.moment(batch, "settlementTimeUTC"), since, until)
        yield from _movement(line, at)
    for line in search.unsettled(since - CAPTURABLE):
        yield from _movement(line, _moment_in(line, since, since, until))


def _moment_in(
    line: dict[str, Any], otherwise: datetime, since: datetime, until: datetime
) -> datetime | None:
    submitted = answers.moment(line, "submitTimeUTC")
    if since <= submitted < until:
        return submitted
    return otherwise if submitted < since <= otherwise < until else None


def _movement(line: dict[str, Any], at: datetime | None) -> Iterator[Movement]:
    status = answers.text(line, "transactionStatus").lower()
    refund = status in REFUNDS
    if at is None or not (refund or STANDINGS.get(status) is Standing.CAPTURED):
        return
    reference = answers.text(line, "transId")
    yield Movement(
        kind=REFUND if refund else CAPTURE,
        reference=reference,
        payment_reference=_refunded(reference) if refund else reference,
        amount=answers.unsigned(line, "settleAmount"),
        currency=CURRENCY,
        at=at,
        note=answers.invoice(line),
    )


def _refunded(reference: str) -> str:
    """The transaction a refund is of; a line of a list doesn't say."""
    return answers.text(search.details(reference), "refTransId")
