"""Until when the next step of a consigned piece is to happen: stored with each move, swept, shown in the queues."""

from datetime import datetime, timedelta

from consignment.models import Consignment
from portero.core.figures import figure

S = Consignment.State
# Which figure (days) says how long a piece may stay in a state; the others have no deadline.
DAYS = {
    S.AGREED: "inbound_label_days",
    S.AWAITED: "inbound_days",
    S.RECEIVED: "consignment_work_days",
    S.CLEARED: "consignment_work_days",
    S.PREPARED: "consignment_work_days",
    S.APPROVED: "consignment_work_days",
    S.REJECTED: "send_back_days",
    S.WITHDRAWN: "send_back_days",
}


def due(consignment: Consignment, to: str, at: datetime) -> datetime | None:
    """When a piece that reaches this state now must leave it; None where nobody waits.

    On its way it keeps the day until which it was to be here; listed it is due at the end of its term.
    """
    if to == S.IN_TRANSIT:
        return consignment.due_at
    if to == S.LISTED:
        return consignment.term_ends_at
    name = DAYS.get(S(to))
    return at + timedelta(days=int(figure(name))) if name else None
