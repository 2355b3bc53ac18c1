"""What happens to a return is told as an event of its order: the one history for buyer and staff."""

from datetime import datetime
from typing import Any

from orders import lifecycle
from orders.returns.models import Return
from portero.core import audit


def tell(
    ret: Return,
    kind: str,
    *,
    actor: Any = None,
    reason: str = "",
    public: bool = True,
    at: datetime | None = None,
    **facts: Any,
) -> None:
    """Append the event `kind` of a locked return; what a person did is also kept in the audit trail."""
    facts["return"] = ret.number
    lifecycle.append(ret.order, kind, actor=actor, reason=reason[:300], public=public, at=at, **facts)
    if actor is not None:
        audit.record(f"returns.{kind}", ret, actor=actor, reason=reason[:300])
