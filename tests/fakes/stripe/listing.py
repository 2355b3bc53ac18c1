"""Lists (newest first, cursors) and expansion of ids into objects."""

from .call import Call
from .errors import Json, invalid
from .forms import integer

TABLES = {
    "pi": "payment_intent",
    "ch": "charge",
    "re": "refund",
    "pm": "payment_method",
    "cs": "checkout.session",
    "dp": "dispute",
    "prv": "review",
    "txn": "balance_transaction",
}


def page(call: Call, rows: list[Json], url: str) -> Json:
    """Return one page by ``limit`` (1 to 100, else 10), ``created``, ``starting_after``, ``ending_before``."""
    limit = integer(call.params, "limit", 10) or 0
    if not 1 <= limit <= 100:
        raise invalid(
            "This value must be between 1 and 100.", code="parameter_invalid_integer", param="limit"
        )
    rows = _after([row for row in reversed(rows) if _created_matches(call, row)], call)
    return {"object": "list", "data": rows[:limit], "has_more": len(rows) > limit, "url": url}


def _created_matches(call: Call, row: Json) -> bool:
    wanted = call.params.get("created", {})
    limits = wanted if isinstance(wanted, dict) else {"gte": wanted, "lte": wanted}
    lowest = integer(limits, "gte", (integer(limits, "gt", -2) or 0) + 1) or 0
    highest = integer(limits, "lte", (integer(limits, "lt", 10**12) or 0) - 1) or 0
    return lowest <= int(row["created"]) <= highest


def _after(rows: list[Json], call: Call) -> list[Json]:
    ids = [row["id"] for row in rows]
    if (last := call.params.get("starting_after")) in ids:
        return rows[ids.index(last) + 1 :]
    if (first := call.params.get("ending_before")) in ids:
        return rows[: ids.index(first)]
    return rows


def expand(call: Call, answer: Json) -> Json:
    """Replace ids by objects along the paths of ``expand[]``, four levels at most, as Stripe does."""
    paths = call.params.get("expand", [])
    for path in [paths] if isinstance(paths, str) else paths:
        parts = str(path).split(".")
        if len(parts) > 4:
            raise invalid("You cannot expand more than 4 levels of a property.", param="expand")
        _expand(call, answer, parts, str(path))
    return answer


def _expand(call: Call, target: Json, parts: list[str], path: str) -> None:
    name, *rest = parts
    if name not in target:
        message = f"This property cannot be expanded ({path})."
        raise invalid(message, code="property_cannot_be_expanded", param="expand")
    value = target[name]
    if isinstance(value, str):
        value = target[name] = _object(call, value, path)
    for item in value if isinstance(value, list) else [value]:
        if rest and isinstance(item, dict):
            _expand(call, item, rest, path)


def _object(call: Call, identifier: str, path: str) -> Json:
    found = call.tx.get(TABLES.get(identifier.split("_", maxsplit=1)[0], ""), identifier)
    if found is None:
        message = f"This property cannot be expanded ({path})."
        raise invalid(message, code="property_cannot_be_expanded", param="expand")
    return {name: value for name, value in found.items() if name != "challenge"}
