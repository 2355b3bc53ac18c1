"""Of what a refund consists: what staff chose, all that is left, or a sum divided like the bill. Pure, in USD.

Tax follows what it lies on. Of a price given back in steps each step reverses what the steps so far call for, so
that the last one brings every component exactly to what was charged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from orders.books.dividing import divide
from orders.books.ledger import Entry
from portero.core.money import quantise

ZERO = Decimal("0.00")


class SplitRefused(Exception):
    """This can't be given back; the message is for staff."""


@dataclass(frozen=True)
class Choice:
    """What staff give back: pieces that came back whole, sums of other entries by key, and a fee that is kept.

    The fee is kept from the price of the pieces that came back.
    """

    whole: frozenset[str] = frozenset()
    sums: Mapping[str, Decimal] = field(default_factory=dict)
    fee_kept: Decimal = ZERO


@dataclass(frozen=True)
class Share:
    """What of an entry goes back; of tax also the base it lay on."""

    entry: Entry
    amount: Decimal
    base: Decimal = ZERO


@dataclass(frozen=True)
class Split:
    """The shares of one refund; `how` as RefundSplit.How, `rule` says what a kept fee did to the tax."""

    shares: tuple[Share, ...]
    how: str
    fee_kept: Decimal = ZERO
    rule: str = ""

    @property
    def total(self) -> Decimal:
        """The sum that goes back."""
        return sum((share.amount for share in self.shares), ZERO)

    @property
    def tax(self) -> Decimal:
        """The sales tax in it."""
        return sum((share.amount for share in self.shares if share.entry.kind == "tax"), ZERO)


def whole(entries: Sequence[Entry]) -> Split:
    """All that is left of every entry."""
    return Split(_kept([_all(entry) for entry in entries]), "whole")


def in_proportion(entries: Sequence[Entry], amount: Decimal) -> Split:
    """A sum of which nobody said what it is for, divided by what is left of each entry."""
    left = sum((entry.left for entry in entries), ZERO)
    if amount > left:
        raise SplitRefused(f"Only {left} of this order can still go back.")
    if amount == left:
        return whole(entries)
    parts = divide(amount, [entry.left for entry in entries])
    after = {entry.key: entry.back + part for entry, part in zip(entries, parts, strict=True)}
    shares = [Share(e, part, _base(entries, e, after)) for e, part in zip(entries, parts, strict=True)]
    return Split(_kept(shares), "in_proportion")


def cut(split: Split, amount: Decimal) -> tuple[Split, Split]:
    """A split in two, of which the first comes to `amount`; every share is divided alike, to the cent.

    Raises SplitRefused for more than the split.
    """
    if amount > split.total:
        raise SplitRefused(f"{split.total} can't be divided into {amount} and a rest.")
    if amount == split.total:
        return split, replace(split, shares=(), fee_kept=ZERO)
    parts = divide(amount, [share.amount for share in split.shares])
    both = [(share, _part(share, part)) for share, part in zip(split.shares, parts, strict=True)]
    rest = [Share(one.entry, one.amount - own.amount, one.base - own.base) for one, own in both]
    return replace(split, shares=_kept([own for _, own in both])), replace(
        split, shares=_kept(rest), fee_kept=ZERO
    )


def _part(share: Share, amount: Decimal) -> Share:
    """What of a share comes to `amount`, with its base."""
    base = quantise(share.base * amount / share.amount) if share.amount else share.base
    return Share(share.entry, amount, base)


def chosen(
    entries: Sequence[Entry], choice: Choice, tax_target: Decimal | None = None, rule: str = ""
) -> Split:
    """What staff chose, and the tax that goes back with it.

    `tax_target` is what the tax on the whole pieces' price comes to in all after this refund, where the state's
    rule lowers it for a fee (orders.tax.refunds.tax_back); None gives all of it back. Raises SplitRefused.
    """
    _check(entries, choice)
    shares = _returned(entries, choice) + _partly(entries, choice)
    after = {share.entry.key: share.entry.back + share.amount for share in shares}
    came_back = [e for e in entries if e.kind == "tax" and e.of == "price" and _line_key(e) in choice.whole]
    targets = _targets(came_back, tax_target)
    for entry in entries:
        if entry.key in targets:
            part = max(min(targets[entry.key] - entry.back, entry.left), ZERO)
            shares.append(Share(entry, part, _base(entries, entry, after)))
        elif entry in came_back:
            shares.append(_all(entry))
        elif entry.kind == "tax" and (carrier := _carrier(entries, entry)) and carrier.key in after:
            shares.append(_in_step(entry, after[carrier.key], carrier.charged))
    return Split(_kept(shares), "chosen", choice.fee_kept, rule if choice.fee_kept else "")


def _check(entries: Sequence[Entry], choice: Choice) -> None:
    known = {entry.key: entry for entry in entries if entry.kind != "tax"}
    if not {*choice.whole, *choice.sums} <= set(known):
        raise SplitRefused("That isn't part of this order.")
    for key, amount in choice.sums.items():
        if not 0 < amount <= known[key].left:
            raise SplitRefused(f"{known[key].label}: at most {known[key].left} can go back.")
    if choice.whole & set(choice.sums):
        raise SplitRefused("A piece comes back whole or is given a part of its price, not both.")
    left = sum((known[key].left for key in choice.whole), ZERO)
    if choice.fee_kept < 0 or choice.fee_kept > left:
        raise SplitRefused("The fee is kept from the price of pieces that came back; it can't be more.")


def _returned(entries: Sequence[Entry], choice: Choice) -> list[Share]:
    """The price of the pieces that came back, less the fee."""
    back = [entry for entry in entries if entry.key in choice.whole]
    fees = divide(choice.fee_kept, [entry.left for entry in back])
    return [Share(entry, entry.left - fee) for entry, fee in zip(back, fees, strict=True)]


def _partly(entries: Sequence[Entry], choice: Choice) -> list[Share]:
    return [Share(entry, choice.sums[entry.key]) for entry in entries if entry.key in choice.sums]


def _targets(taxed: Sequence[Entry], total: Decimal | None) -> dict[str, Decimal]:
    """What of each tax goes back where all of them together come to `total`."""
    if total is None or not sum((entry.charged for entry in taxed), ZERO):
        return {}
    parts = divide(total, [entry.charged for entry in taxed])
    return {entry.key: part for entry, part in zip(taxed, parts, strict=True)}


def _carrier(entries: Sequence[Entry], tax: Entry) -> Entry | None:
    """What a tax entry lies on: the price of its line, or the charge of its kind."""
    if tax.of == "price":
        return next((e for e in entries if e.key == _line_key(tax)), None)
    return next((e for e in entries if e.kind == "charge" and e.of == tax.of), None)


def _line_key(tax: Entry) -> str:
    return f"line-{tax.line.pk}" if tax.line else ""


def _in_step(entry: Entry, after: Decimal, charged: Decimal) -> Share:
    """As much of a tax as brings it to the part of its carrier that has gone back in all."""
    return _all(entry) if after >= charged else _up_to(entry, after / charged)


def _up_to(entry: Entry, part: Decimal) -> Share:
    """As much as brings what went back to this part of what was charged; never less than nothing."""
    amount = quantise(entry.charged * part) - entry.back
    base = quantise(entry.base * part) - entry.base_back
    return Share(entry, max(min(amount, entry.left), ZERO), max(base, ZERO))


def _all(entry: Entry) -> Share:
    return Share(entry, entry.left, entry.base - entry.base_back)


def _base(entries: Sequence[Entry], tax: Entry, after: Mapping[str, Decimal]) -> Decimal:
    """How much base goes back with what a tax lies on, of which `after` will have gone back in all."""
    carrier = _carrier(entries, tax) if tax.kind == "tax" else None
    if carrier is None or not carrier.charged:
        return ZERO
    return max(quantise(tax.base * after[carrier.key] / carrier.charged) - tax.base_back, ZERO)


def _kept(shares: Sequence[Share]) -> tuple[Share, ...]:
    return tuple(share for share in shares if share.amount or share.base)
