"""Transaction search: what was booked, page by page (https://developer.paypal.com/docs/api/transaction-search/v1/)."""

from datetime import datetime, timedelta

from ..base.errors import Json
from .call import Call
from .errors import PayPalError, required

LONGEST = timedelta(days=31)
CAPTURED = {"COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"}


def transactions(call: Call) -> Json:
    """GET /v1/reporting/transactions: captures (T0006) and refunds (T1107), oldest first."""
    start, end = _moment(call, "start_date"), _moment(call, "end_date")
    if end - start > LONGEST or end < start:
        raise PayPalError(400, "INVALID_PARAMETER_VALUE", field="end_date")
    size, page = int(call.query.get("page_size", "100")), int(call.query.get("page", "1"))
    found = [row for row in _booked(call) if start <= _at(row) <= end]
    found.sort(key=_at)
    return {
        "transaction_details": [{"transaction_info": row} for row in found[(page - 1) * size : page * size]],
        "account_number": "PORTERODOUBLE",
        "start_date": call.query["start_date"],
        "end_date": call.query["end_date"],
        "last_refreshed_datetime": call.at(),
        "page": page,
        "total_items": len(found),
        "total_pages": -(-len(found) // size),
    }


def _booked(call: Call) -> list[Json]:
    captures = [row for row in call.tx.rows("capture") if row["status"] in CAPTURED]
    refunds = call.tx.rows("refund", status="COMPLETED")
    return [
        *(_row(row, "T0006", row["authorization"], "") for row in captures),
        *(_row(row, "T1107", row["of"], "-") for row in refunds),
    ]


def _row(row: Json, code: str, related: str, sign: str) -> Json:
    amount = {**row["amount"], "value": f"{sign}{row['amount']['value']}"}
    notes = {"invoice_id": row.get("invoice_id"), "custom_field": row.get("custom_id")}
    return {
        "transaction_id": row["id"],
        "paypal_reference_id": related,
        "paypal_reference_id_type": "TXN",
        "transaction_event_code": code,
        "transaction_initiation_date": row["create_time"].replace("Z", "+0000"),
        "transaction_updated_date": row["update_time"].replace("Z", "+0000"),
        "transaction_amount": amount,
        "transaction_status": "S",
        **{name: value for name, value in notes.items() if value},
    }


def _at(row: Json) -> datetime:
    return datetime.fromisoformat(row["transaction_initiation_date"])


def _moment(call: Call, name: str) -> datetime:
    try:
        return datetime.fromisoformat(call.query[name])
    except (KeyError, ValueError) as error:
        raise required(name) from error
