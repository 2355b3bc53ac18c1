"""Reading PayPal's JSON: strict about money, tolerant about everything that may be absent."""

import re
from collections.abc import Mapping
from datetime import MAXYEAR, UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from orders.payments.gateway import Unknown
from orders.payments.providers.paypal.client import SILENT

Thing = Mapping[str, Any]
NOTE = re.compile(r"(?P<order>.+?)-(?P<attempt>\d{1,5})(-[a-z_]+-\d+)?")


def thing(parent: Thing, *path: str) -> Thing:
    """The object at this path, empty if there is none."""
    for name in path:
        value = parent.get(name)
        parent = value if isinstance(value, Mapping) else {}
    return parent


def things(parent: Thing, name: str) -> list[Thing]:
    """The objects of a list, none if there is no list."""
    value = parent.get(name)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def text(parent: Thing, name: str) -> str:
    """A word or an id, whether it came as a string or a number; empty if absent."""
    value = parent.get(name)
    return "" if value is None or isinstance(value, Mapping | list) else str(value)


def status(parent: Thing, name: str = "status") -> str:
    """PayPal's word, in capitals."""
    return text(parent, name).upper()


def money(parent: Thing, name: str) -> tuple[Decimal, str]:
    """Amount and currency. Raises Unknown where they are absent or unreadable: money is never guessed."""
    found = thing(parent, name)
    try:
        amount = Decimal(text(found, "value"))
    except InvalidOperation as error:
        raise Unknown(SILENT, code=f"no {name}") from error
    currency = status(found, "currency_code")
    if not amount.is_finite() or not currency:
        raise Unknown(SILENT, code=f"no {name}")
    return amount, currency


def total(parts: list[Thing], name: str = "amount") -> tuple[Decimal, str]:
    """The sum of what each of them says, and its currency. Raises Unknown for none, or for several currencies."""
    sums = [money(part, name) for part in parts]
    currencies = {currency for _, currency in sums}
    if len(currencies) != 1:
        raise Unknown(SILENT, code="currencies differ" if sums else f"no {name}")
    return sum((amount for amount, _ in sums), Decimal(0)), currencies.pop()


def moment(parent: Thing, name: str) -> datetime | None:
    """A moment with its time zone (UTC where PayPal says none), or nothing."""
    try:
        at = datetime.fromisoformat(text(parent, name).upper())
    except ValueError:
        return None
    # The last year there is leaves no room for what is added to it.
    return at.replace(tzinfo=at.tzinfo or UTC) if at.year < MAXYEAR else None


def attempt_of(parent: Thing) -> dict[str, str]:
    """Our order and attempt, from the ids we gave: `R-12345674-1`, or a call's key, `R-12345674-1-refund-1`."""
    for name in ("custom_id", "invoice_id", "invoice_number", "custom"):
        if found := NOTE.fullmatch(text(parent, name)):
            return {"order": found["order"], "attempt": found["attempt"]}
    return {}
