"""Finding transactions by our own number: Authorize.net only lists them, unsettled ones and those of batches."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from orders.payments.providers.authorizenet import answers, requests
from orders.payments.providers.authorizenet.client import look

Json = dict[str, Any]

LONGEST_SPAN = timedelta(days=30)
# Their clock and ours differ; a transaction can't be older than the attempt by more than that.
CLOCKS = timedelta(hours=1)


def details(reference: str) -> Json:
    """Everything about a transaction. Raises Unknown if it can't be had (theirs says E00040 for one it lacks)."""
    answer = look("getTransactionDetailsRequest", {"transId": reference})
    transaction = answer.get("transaction")
    return transaction if isinstance(transaction, dict) else {}


def by_invoice(invoice: str, since: datetime) -> list[Json]:
    """The lines of all transactions with this number submitted after `since`."""
    found = [line for line in unsettled(since) if answers.invoice(line) == invoice]
    if not found:
        settled = (line for _, line in in_batches(since, timezone.now() + CLOCKS))
        found = [line for line in settled if answers.invoice(line) == invoice]
    return found


def unsettled(since: datetime) -> Iterator[Json]:
    """The lines of what hasn't settled, newest first, back to `since`."""
    for line in _pages("getUnsettledTransactionListRequest", requests.unsettled):
        if answers.moment(line, "submitTimeUTC") < since - CLOCKS:
            return
        yield line


def in_batches(since: datetime, until: datetime) -> Iterator[tuple[Json, Json]]:
    """Each batch that settled in [since, until), with the lines of its transactions."""
    for batch in _batches(since, until):
        batch_id = answers.text(batch, "batchId")
        lines = _pages("getTransactionListRequest", partial(requests.batch, batch_id))
        yield from ((batch, line) for line in lines)


def _batches(since: datetime, until: datetime) -> Iterator[Json]:
    while since < until:
        end = min(since + LONGEST_SPAN, until)
        answer = look("getSettledBatchListRequest", requests.batches(since, end))
        for batch in answers.listed(answer, "batchList", "batch"):
            if since <= answers.moment(batch, "settlementTimeUTC") < end:
                yield batch  # type: ignore[misc]
        since = end


def _pages(name: str, request: Callable[[int], Json]) -> Iterator[Json]:
    page = 1
    while True:
        lines = answers.listed(look(name, request(page)), "transactions", "transaction")
        yield from lines  # type: ignore[misc]
        if len(lines) < requests.PAGE_SIZE:
            return
        page += 1
