"""Members of Stripe's objects, read as strictly as money needs and as tolerantly as many API versions need."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from orders.payments.gateway import Unknown
from portero.core.money import quantise

Json = Mapping[str, Any]
UNREADABLE = "The payment processor's answer could not be read. Our team has been told."
OURS = {"order": re.compile(r"(?:[A-Z]-)?\d{1,9}"), "attempt": re.compile(r"\d{1,4}")}
# Eight digits are the most that Stripe takes; twelve leave room. Longer ones are no sum of money.
WHOLE = re.compile(r"-?[0-9]{1,12}")
SECONDS = re.compile(r"[0-9]{1,11}")  # since 1970: until the year 5138
# https://docs.stripe.com/currencies: all others have two decimals.
NONE = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF"
DECIMALS = dict.fromkeys(NONE.split(), 0) | dict.fromkeys(("BHD", "JOD", "KWD", "OMR", "TND"), 3)


def unreadable(what: str) -> Unknown:
    """The error for an answer without something that can't be guessed."""
    return Unknown(UNREADABLE, code=what[:80])


def member(thing: Json, name: str) -> Json:
    """A nested object; an empty one if it's absent, null, or only an id."""
    value = thing.get(name)
    return value if isinstance(value, Mapping) else {}


def entries(value: object) -> list[Any]:
    """A list as it is, anything else as an empty one."""
    return value if isinstance(value, list) else []


def identifier(value: object) -> str:
    """The id of an object that is named by its id or expanded; empty if there's none."""
    if isinstance(value, Mapping):
        value = value.get("id")
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def text(thing: Json, name: str) -> str:
    """A member as text; empty if it's absent or null."""
    value = thing.get(name)
    return "" if value is None else str(value)


def currency(thing: Json) -> str:
    """The currency in capitals. Raises Unknown if there's none."""
    code = text(thing, "currency").upper()
    if len(code) != 3:
        raise unreadable("currency")
    return code


def money(thing: Json, name: str) -> Decimal:
    """An amount, in the units of the object's own currency. Raises Unknown if it isn't a whole number of cents."""
    value = thing.get(name)
    if isinstance(value, bool) or not isinstance(value, int | str) or not WHOLE.fullmatch(str(value)):
        raise unreadable(name)
    decimals = DECIMALS.get(currency(thing), 2)
    return quantise(Decimal(int(value)).scaleb(-decimals))


def moment(value: object) -> datetime | None:
    """A timestamp; None if it's absent, or zero, which is Stripe's *never*."""
    if isinstance(value, bool) or not isinstance(value, int | str) or not SECONDS.fullmatch(str(value)):
        return None
    return datetime.fromtimestamp(int(value), tz=UTC) if int(value) else None


def told(thing: Json) -> dict[str, str]:
    """Our order and attempt from an object's metadata, if they look like ours; nothing else of it is kept."""
    metadata = member(thing, "metadata")
    return {name: text(metadata, name) for name, ours in OURS.items() if ours.fullmatch(text(metadata, name))}
