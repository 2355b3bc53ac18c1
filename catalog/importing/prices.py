"""The sums of one row, in dollars."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from catalog.importing.amounts import parse_money
from catalog.importing.cells import Cells
from catalog.importing.currencies import parse_currency
from catalog.importing.facts import Facts
from catalog.importing.refusals import Refused

DEAREST = Decimal(100_000_000)


@dataclass(frozen=True)
class _Sum:
    amount: Decimal
    currency: str
    dollars: Decimal


def read_money(facts: Facts, cells: Cells, notes: list[str]) -> None:
    """Price, price first asked and retail. Raises Refused for a price that can't be understood; others are left out.

    A range is no price: the piece waits for one as a draft.
    """
    _price(facts, cells, notes)
    for fact in ("first_price", "retail"):
        if found := cells.optional(fact, partial(_read, cells, fact)):
            setattr(facts, fact, found.dollars)


def _price(facts: Facts, cells: Cells, notes: list[str]) -> None:
    if not (said := cells.raw("price")):
        return
    try:
        found = cells.read("price", said, partial(_read, cells, "price"))
    except Refused as why:
        if why.code != "range":
            raise
        notes.append("price_range")
        return
    if found is None:
        notes.append("price_on_request")
        return
    facts.price = found.dollars
    if found.currency != "USD":
        money = cells.mapping.money
        as_of = f" of {money.as_of}" if money.as_of else ""
        facts.price_note = (
            f"{found.currency} {found.amount} at the rate{as_of} of {money.rates[found.currency]}"
        )


def _read(cells: Cells, fact: str, said: str) -> _Sum | None:
    """The sum in its own currency (the value's, else its column's, the row's, the mapping's) and in dollars."""
    column = cells.plan.said[fact].currency if fact in cells.plan.said else ""
    row = _row_currency(cells)
    other = row or column or cells.mapping.money.currency
    parsed = parse_money(said, cells.mapping.decimal, other)
    if parsed is None:
        return None
    amount, currency = parsed
    if currency and row and currency != row:
        raise Refused(
            "currency", f"“{said[:40]}” is in {currency}, but the row's currency is {row}: which one?"
        )
    currency = currency or column or other
    return _Sum(amount, currency, _dollars(cells, amount, currency))


def _row_currency(cells: Cells) -> str:
    said = cells.raw("currency")
    return parse_currency(said, meant=cells.mapping.money.currency) if said else ""


def _dollars(cells: Cells, amount: Decimal, currency: str) -> Decimal:
    money = cells.mapping.money
    rate = Decimal(1) if currency == "USD" else money.rates.get(currency)
    if rate is None:
        reason = (
            f"No rate for {currency}: say --rate {currency}=..., the dollars for one, "
            "or give it in the mapping under [money.rates]."
        )
        raise Refused("no_rate", reason)
    dollars = (amount * rate / money.round_to).quantize(Decimal(1), ROUND_HALF_UP) * money.round_to
    if not 0 < dollars <= DEAREST:
        raise Refused("absurd", f"In dollars it is {dollars}, which is no price.")
    return dollars.quantize(Decimal("0.01"))
