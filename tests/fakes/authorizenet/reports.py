"""Transaction details, the list of what hasn't settled, batches; and settling itself."""

import datetime
from typing import Any

from . import cards, shapes
from .call import Call, moment
from .errors import NOTHING, OK, Json, Refusal

UNSETTLED = {"authorizedPendingCapture", cards.HOLD, cards.AUTH_AND_HOLD}
SETTLES = {
    "capturedPendingSettlement": "settledSuccessfully",
    "refundPendingSettlement": "refundSettledSuccessfully",
}
LONGEST_SPAN = datetime.timedelta(days=31)


def details(call: Call) -> Json:
    """GetTransactionDetailsRequest."""
    row = call.tx.get("transaction", str(call.body.get("transId", "")))
    if row is None:
        raise Refusal("E00040", "The record cannot be found.")
    batch = call.tx.get("batch", row["batch"]) if row["batch"] else None
    return {"transaction": shapes.details(row, batch), "messages": OK}


def unsettled(call: Call) -> Json:
    """getUnsettledTransactionListRequest: also what was voided or declined since the last batch."""
    held = call.body.get("status") == "pendingApproval"
    rows = [
        row
        for row in call.tx.rows("transaction", batch="")
        if not held or row["status"] in (cards.HOLD, cards.AUTH_AND_HOLD)
    ]
    return _listed(call, rows)


def in_batch(call: Call) -> Json:
    """GetTransactionListRequest."""
    batch = str(call.body.get("batchId", ""))
    if call.tx.get("batch", batch) is None:
        raise Refusal("E00040", "The record cannot be found.")
    return _listed(call, call.tx.rows("transaction", batch=batch))


def batches(call: Call) -> Json:
    """getSettledBatchListRequest: by default those of the last 24 hours, at most of 31 days."""
    first = _moment(call.body.get("firstSettlementDate")) or call.now - datetime.timedelta(days=1)
    last = _moment(call.body.get("lastSettlementDate")) or call.now
    if last - first > LONGEST_SPAN:
        raise Refusal("E00013", "The difference between the settlement dates can't exceed 31 days.")
    rows = [
        row
        for row in call.tx.rows("batch")
        if first <= datetime.datetime.fromisoformat(row["settled"]) <= last
    ]
    if not rows:
        return {"messages": NOTHING}
    return {"batchList": [shapes.batch_facts(row) for row in rows], "messages": OK}


def settle(call: Call) -> str:
    """Close the day: a batch of everything but open authorisations. Returns its id."""
    batch: Json = {"id": call.new_id(), "settled": moment(call.now)}
    call.tx.put("batch", batch["id"], batch)
    for row in call.tx.rows("transaction", batch=""):
        if row["status"] not in UNSETTLED:
            status = SETTLES.get(row["status"], row["status"])
            call.tx.put("transaction", row["id"], {**row, "batch": batch["id"], "status": status})
    return str(batch["id"])


def _moment(text: Any) -> datetime.datetime | None:
    try:
        return datetime.datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        raise Refusal("E00003", "The settlement date is invalid.") from None


def _listed(call: Call, rows: list[Json]) -> Json:
    if not rows:
        return {"messages": NOTHING, "totalNumInResultSet": 0}
    paging: Any = call.body.get("paging") or {"limit": 1000, "offset": 1}
    sorting: Any = call.body.get("sorting") or {"orderBy": "id", "orderDescending": False}
    by = "submitted" if sorting["orderBy"] == "submitTimeUTC" else "id"
    rows.sort(key=lambda row: (row[by], row["id"]), reverse=str(sorting["orderDescending"]).lower() == "true")
    # Their offset counts pages, not transactions.
    start = (int(paging["offset"]) - 1) * int(paging["limit"])
    page = rows[start : start + int(paging["limit"])]
    lines = [shapes.line(row) for row in page]
    return {"transactions": lines, "totalNumInResultSet": len(page), "messages": OK}
