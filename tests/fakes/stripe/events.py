"""Events: read them by API."""

import fnmatch

from .call import Call
from .errors import Json, missing
from .forms import allow
from .listing import page


def retrieve(call: Call, event_id: str) -> Json:
    """GET /v1/events/{id}."""
    allow(call.params, set())
    event = call.tx.get("event", event_id)
    if event is None:
        raise missing("event", event_id)
    return event


def listed(call: Call) -> Json:
    """GET /v1/events, newest first; ``type`` may end in an asterisk, ``types`` names several."""
    allow(call.params, {"limit", "created", "starting_after", "ending_before", "type", "types"})
    patterns = [call.params["type"]] if "type" in call.params else call.params.get("types", ["*"])
    rows = [
        row for row in call.tx.rows("event") if any(fnmatch.fnmatchcase(row["type"], one) for one in patterns)
    ]
    return page(call, rows, "/v1/events")
