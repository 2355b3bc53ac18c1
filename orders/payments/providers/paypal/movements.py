"""PayPal's list of what it booked (https://developer.paypal.com/docs/api/transaction-search/v1/)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from orders.payments.gateway import CAPTURE, REFUND, Movement, Unknown
from orders.payments.providers.paypal.client import SILENT, Client
from orders.payments.providers.paypal.fields import Thing, moment, money, status, text, thing, things

PAGE = 500
# The longest period PayPal answers at once.
PERIOD = timedelta(days=31)
# https://developer.paypal.com/docs/transaction-search/transaction-event-codes
PAYMENTS, REFUND_CODE = "T00", "T1107"
BOOKED = {"S", "V", "F"}
NOT_BOOKED = {"P", "D"}
ORDER = "ODR"


def listed(client: Client, since: datetime, until: datetime) -> Iterator[Movement]:
    """Every capture and refund booked in [since, until), page by page, period by period."""
    while since < until:
        end = min(since + PERIOD, until)
        for row in _rows(client, since, end):
            found = movement(row)
            if found is not None and since <= found.at < end:
                yield found
        since = end


def movement(row: Thing) -> Movement | None:
    """One row of the list: a capture, a refund, or None for anything else (fees, holds, withdrawals).

    `payment_reference` is PayPal's id of the order if the row has it, else of the related transaction: of a refund,
    the capture it gives back. Raises Unknown for a status PayPal hasn't documented.
    """
    info = thing(row, "transaction_info") or row
    kind = _kind(info)
    if kind is None:
        return None
    amount, currency = money(info, "transaction_amount")
    at = moment(info, "transaction_initiation_date")
    if at is None:
        raise Unknown(SILENT, code="movement without a date")
    return Movement(
        kind=kind,
        reference=text(info, "transaction_id"),
        payment_reference=text(info, "paypal_reference_id"),
        amount=abs(amount),
        currency=currency,
        at=at,
        note=text(info, "invoice_id") or text(info, "custom_field"),
    )


def _kind(info: Thing) -> str | None:
    code, word = status(info, "transaction_event_code"), status(info, "transaction_status")
    wanted = code.startswith(PAYMENTS) or code == REFUND_CODE
    if not wanted or word in NOT_BOOKED:
        return None
    if word not in BOOKED:
        raise Unknown(SILENT, code=f"movement {word}")
    # The same code stands for money that came and for money that we sent; the sign tells which.
    came = money(info, "transaction_amount")[0] > 0
    return CAPTURE if came and code != REFUND_CODE else REFUND if not came and code == REFUND_CODE else None


def _rows(client: Client, since: datetime, until: datetime) -> Iterator[Thing]:
    page, pages = 1, 1
    while page <= pages:
        query = {
            "start_date": _written(since),
            "end_date": _written(until),
            "fields": "transaction_info",
            "page_size": PAGE,
            "page": page,
        }
        answer = client.read(f"/v1/reporting/transactions?{urlencode(query)}")
        yield from things(answer, "transaction_details")
        pages, page = int(answer.get("total_pages") or 0), page + 1


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
