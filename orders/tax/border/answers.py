"""An outside provider's answer made into a landed cost; whatever can't be charged is refused whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from orders.books.dividing import divide
from orders.tax.border.models import ChargeKind
from orders.tax.border.values import ZERO, Charge, Goods, LandedCost
from portero.core.money import CURRENCY

LONGEST_GUARANTEE = timedelta(days=60)
# Duty, taxes and fees beyond this multiple of the goods' value are somebody's slip.
MOST = 3
SOURCE = "outside provider"


class Unusable(ValueError):
    """The answer isn't one; the message says what is wrong with it."""


def read(told: Any, lines: Sequence[Goods], origin: str) -> LandedCost:
    """The cost of a parcel from the answer's JSON. Raises Unusable."""
    if not isinstance(told, Mapping) or told.get("currency") != CURRENCY:
        raise Unusable("not a quote in USD")
    reference = str(told.get("id") or "")[:80]
    found = _once(_all(told, {goods.number: goods for goods in lines}, origin))
    cost = LandedCost(
        charges=tuple(replace(charge, reference=reference) for charge in found),
        crosses=True,
        guaranteed=told.get("guaranteed") is True,
        valid_until=_moment(told.get("valid_until")),
        provider="outside",
        reference=reference,
    )
    if cost.guaranteed and cost.valid_until is None:
        raise Unusable("guaranteed without an end")
    if cost.total > MOST * sum((goods.total for goods in lines), ZERO):
        raise Unusable("more than the goods could owe")
    return cost


def _all(told: Mapping[str, Any], lines: Mapping[str, Goods], origin: str) -> Iterable[Charge]:
    answered = told.get("lines")
    if not isinstance(answered, list) or {_of(row, "number") for row in answered} != set(lines):
        raise Unusable("not the lines that were asked for")
    for row in answered:
        goods = lines[_of(row, "number")]
        for part in _list(row, "charges"):
            yield _charge(part, goods, origin, _of(row, "hs_code"))
    for fee in _list(told, "fees"):
        yield from _fee(fee, list(lines.values()), origin)


def _once(charges: Iterable[Charge]) -> list[Charge]:
    """The charges and fees, if none is told twice: which of them would be owed?"""
    found = list(charges)
    if len({(charge.number, charge.kind, charge.name) for charge in found}) != len(found):
        raise Unusable("a charge is told twice")
    return found


def _charge(part: Any, goods: Goods, origin: str, code: str) -> Charge:
    kind, name = _of(part, "kind"), _of(part, "name")
    if kind not in ChargeKind.values or not name or len(name) > 60:
        raise Unusable(f"an unknown charge: {kind!r}")
    sums = [_sum(part.get(key), key) for key in ("percent", "base", "amount")]
    percent, base, amount = sums
    return Charge(
        goods.number, ChargeKind(kind), name, percent, base, amount, code[:14], goods.made_in, origin, SOURCE
    )


def _fee(told: Any, lines: Sequence[Goods], origin: str) -> Iterable[Charge]:
    """A fee of the parcel, divided among its lines by value."""
    name, amount = _of(told, "name"), _sum(told.get("amount"), "amount")
    if not name or len(name) > 60:
        raise Unusable("a fee without a name")
    for goods, part in zip(lines, divide(amount, [goods.total for goods in lines]), strict=True):
        yield Charge(
            goods.number, ChargeKind.FEE, name, Decimal(0), ZERO, part, "", goods.made_in, origin, SOURCE
        )


def _sum(told: Any, name: str) -> Decimal:
    """A figure that isn't negative; sums are in whole cents."""
    try:
        figure = Decimal(told) if isinstance(told, str | int | Decimal) else Decimal("nan")
    except InvalidOperation:
        figure = Decimal("nan")
    if isinstance(told, bool) or not figure.is_finite() or not 0 <= figure < Decimal(10) ** 9:
        raise Unusable(f"{name}: {told!r} is not a figure")
    if name == "percent":
        if figure >= 1000:
            raise Unusable("a rate that can't be one")
        return figure.quantize(Decimal("0.0001"))
    if figure != figure.quantize(ZERO):
        raise Unusable(f"{name}: parts of a cent")
    return figure.quantize(ZERO)


def _moment(told: Any) -> datetime | None:
    """Until when it holds: a moment to come, with its zone; nothing is nothing."""
    if told is None:
        return None
    try:
        ends = datetime.fromisoformat(told)
    except (TypeError, ValueError) as error:
        raise Unusable("valid_until is no moment") from error
    if ends.tzinfo is None or not timezone.now() < ends < timezone.now() + LONGEST_GUARANTEE:
        raise Unusable("valid_until is over, too far or without a zone")
    return ends


def _of(told: Any, name: str) -> str:
    found = told.get(name) if isinstance(told, Mapping) else None
    return found if isinstance(found, str) else ""


def _list(told: Any, name: str) -> list[Any]:
    found = told.get(name, [])
    if not isinstance(found, list):
        raise Unusable(f"{name} is not a list")
    return found
