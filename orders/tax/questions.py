"""`tax_quote`: a question in JSON made into a sale, and its answer made into JSON. Sums are USD as strings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from catalog.models import Category
from orders.tax.border.values import Goods
from orders.tax.calculator import Sale, TaxableLine
from orders.tax.destination import HOME, Destination, state_names, tidied

ZERO = Decimal("0.00")
LIMIT = Decimal(10) ** 9
MANY = 100_000
ALIASES = {"USA": "US", "UNITED STATES": "US", "UK": "GB"}


class Unusable(ValueError):
    """The question can't be answered; the message says which member is wrong."""


@dataclass(frozen=True)
class Refund:
    """Lines that come back (their numbers), the fee kept in USD, and whether shipping goes back too."""

    numbers: tuple[str, ...]
    fee_kept: Decimal
    shipping: bool


@dataclass(frozen=True)
class Question:
    sale: Sale
    goods: tuple[Goods, ...]
    refund: Refund | None


def read(told: Any) -> Question:
    """A question from its JSON object. Raises Unusable."""
    if not isinstance(told, Mapping):
        raise Unusable("not an object")
    items = _list(told, "items")
    if not items:
        raise Unusable("items: at least one is needed")
    lines = tuple(_line(n, item) for n, item in enumerate(items))
    return Question(
        sale=_sale(told, _with_shipping(lines, told)),
        goods=tuple(_goods(line, item) for line, item in zip(lines, items, strict=True)),
        refund=_refund(told.get("refund"), len(lines)),
    )


def _sale(told: Mapping[str, Any], lines: Sequence[TaxableLine]) -> Sale:
    cost = told.get("actual_carrier_cost")
    return Sale(
        lines=lines,
        shipping=_shipping(told),
        to=_destination(told.get("destination")),
        on=_day(told.get("date")),
        handling=_money(told, "handling"),
        gift_wrap=_money(told, "gift_wrap"),
        combined=_flag(told, "combined_shipping_and_handling"),
        carrier_cost=None if cost is None else _money(told, "actual_carrier_cost"),
        pickup_offered=_flag(told, "pickup_offered"),
    )


def _shipping(told: Mapping[str, Any]) -> Decimal:
    """One charge, or a list of charges that the bill states item by item."""
    stated = told.get("shipping")
    if isinstance(stated, list):
        return sum((_amount(part, "shipping") for part in stated), ZERO)
    whole = _money(told, "shipping")
    divided = sum((_money(item, "shipping") for item in _list(told, "items")), ZERO)
    if divided and whole and divided != whole:
        raise Unusable("shipping: the items' parts don't add up to it")
    return divided or whole


def _with_shipping(lines: Sequence[TaxableLine], told: Mapping[str, Any]) -> Sequence[TaxableLine]:
    stated = told.get("shipping")
    if not isinstance(stated, list):
        return lines
    if len(stated) != len(lines):
        raise Unusable("shipping: one part per item is needed")
    parts = [_amount(part, "shipping") for part in stated]
    return [
        TaxableLine(x.number, x.category, x.price, x.quantity, x.material, part)
        for x, part in zip(lines, parts, strict=True)
    ]


def _line(number: int, item: Any) -> TaxableLine:
    if not isinstance(item, Mapping):
        raise Unusable("items: not an object")
    category = item.get("category", "general")
    if category not in Category.TaxCategory.values:
        raise Unusable(f"category: {category!r} is unknown")
    quantity = item.get("quantity", 1)
    if isinstance(quantity, bool) or not isinstance(quantity, int) or not 1 <= quantity <= MANY:
        raise Unusable(f"quantity: {quantity!r} is not a whole number from 1")
    if item.get("price") is None:
        raise Unusable("price: missing")
    part = _money(item, "shipping") if item.get("shipping") is not None else None
    return TaxableLine(str(number), category, _money(item, "price"), quantity, _text(item, "material"), part)


def _goods(line: TaxableLine, item: Mapping[str, Any]) -> Goods:
    made_in, ships_from = _text(item, "made_in").upper(), _country(item, "ships_from")
    return Goods(
        line.category, line.price, line.quantity, line.material, made_in, ships_from, number=line.number
    )


def _destination(told: Any) -> Destination:
    if not isinstance(told, Mapping):
        raise Unusable("destination: missing")
    names = ("state", "zip", "city", "county", "line1")
    facts = {name: _text(told, name) for name in names} | {"country": _country(told, "country")}
    to = tidied(Destination(**facts))
    if to.country == HOME and to.state not in state_names():
        raise Unusable(f"state: {_text(told, 'state')!r} is not a state")
    return to


def _country(told: Mapping[str, Any], name: str) -> str:
    """A country's ISO code; nothing is the United States."""
    code = _text(told, name).upper() or "US"
    code = ALIASES.get(code, code)
    if not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise Unusable(f"{name}: {code!r} is not a country")
    return code


def _refund(told: Any, lines: int) -> Refund | None:
    if told is None:
        return None
    if not isinstance(told, Mapping):
        raise Unusable("refund: not an object")
    numbers = _list(told, "items")
    if not all(isinstance(n, int) and not isinstance(n, bool) and 0 <= n < lines for n in numbers):
        raise Unusable("refund: items are the positions of lines, from 0")
    return Refund(tuple(str(n) for n in numbers), _money(told, "fee_kept"), _flag(told, "shipping"))


def _day(told: Any) -> date:
    try:
        return date.fromisoformat(told)
    except (TypeError, ValueError) as error:
        raise Unusable(f"date: {told!r} is not a date") from error


def _money(told: Mapping[str, Any], name: str) -> Decimal:
    return _amount(told.get(name), name)


def _amount(told: Any, name: str) -> Decimal:
    """A sum in USD of at most cents; nothing is 0.00."""
    if told is None or told == "":
        return ZERO
    try:
        amount = Decimal(told) if isinstance(told, str | int | Decimal) else Decimal("nan")
    except InvalidOperation:
        amount = Decimal("nan")
    if isinstance(told, bool) or not amount.is_finite() or not 0 <= amount < LIMIT:
        raise Unusable(f"{name}: {told!r} is not a sum")
    if amount != amount.quantize(ZERO):
        raise Unusable(f"{name}: {told!r} has parts of a cent")
    return amount.quantize(ZERO)


def _flag(told: Mapping[str, Any], name: str) -> bool:
    flag = told.get(name, False)
    if flag is not None and not isinstance(flag, bool):
        raise Unusable(f"{name}: {flag!r} is neither true nor false")
    return bool(flag)


def _text(told: Mapping[str, Any], name: str) -> str:
    text = told.get(name)
    if text is not None and not isinstance(text, str | int):
        raise Unusable(f"{name}: {text!r} is not a text")
    return str(text or "").strip()


def _list(told: Mapping[str, Any], name: str) -> list[Any]:
    found = told.get(name)
    if not isinstance(found, list):
        raise Unusable(f"{name}: not a list")
    return found
