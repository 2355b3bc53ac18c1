"""What a file as a whole tells of one of its rows: what new ones cost, and how many are alike.

Portero takes what is great value or hard to find (domain.md, Curation). A sender's file of some thousand rows is a
market by itself: the price that unworn pieces of a house and kind were first asked for stands for their retail price,
and a make that comes once or twice among all rows is hard to find. Both are counts that anybody can repeat; the reason
that is recorded says them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from catalog.importing.facts import LIMITS, Facts
from catalog.importing.mapping import InFile
from catalog.importing.values import key_of
from catalog.models import Item
from portero.core.money import dollars

Kind = tuple[str, str]
UPPER = 0.75  # the quartile: half of a kind are its cheaper models, and the dearest are another matter


@dataclass
class Market:
    """All rows of one file, counted before the first is written."""

    rules: InFile
    rows: int = 0
    _asked: dict[Kind, list[Decimal]] = field(default_factory=lambda: defaultdict(list))
    _makes: Counter[tuple[str, ...]] = field(default_factory=Counter)
    _sizes: Counter[tuple[str, ...]] = field(default_factory=Counter)
    _estimates: dict[Kind, tuple[int, int]] = field(default_factory=dict)

    def add(self, facts: Facts) -> None:
        """Count a row in; sums in USD."""
        make = _make(facts)
        self.rows += 1
        self._makes[make] += 1
        if facts.size:
            self._sizes[*make, key_of(facts.size)] += 1
        asked = facts.first_price or facts.price
        if facts.never_carried and asked:
            self._asked[_kind(facts)].append(asked)

    def curate(self, facts: Facts) -> None:
        """Record bucket and reason, where the row has none yet and the file gives one."""
        if facts.bucket:
            return
        value = self._value(facts)
        if reason := value or self._rare(facts):
            facts.bucket = (Item.Bucket.VALUE if value else Item.Bucket.RARITY).value
            facts.bucket_reason = reason[: LIMITS["bucket_reason"]]

    def _value(self, facts: Facts) -> str:
        retail, count = self._estimate(_kind(facts))
        if not retail or not facts.price or not self.rules.value_from_percent:
            return ""
        percent = int(100 - facts.price * 100 / retail)
        if percent < self.rules.value_from_percent:
            return ""
        return self.rules.value_reason.format(percent=percent, retail=dollars(Decimal(retail)), count=count)

    def _estimate(self, kind: Kind) -> tuple[int, int]:
        """The estimated retail price in whole dollars, and of how many pieces; 0 where too few are known."""
        if kind not in self._estimates:
            asked = sorted(self._asked.get(kind, ()))
            known = len(asked) >= self.rules.value_least
            self._estimates[kind] = (int(asked[int(len(asked) * UPPER)]) if known else 0, len(asked))
        return self._estimates[kind]

    def _rare(self, facts: Facts) -> str:
        make = _make(facts)
        alike = self._makes[make]
        if 0 < alike <= self.rules.rare_most:
            return self.rules.rare_reason.format(count=alike, rows=self.rows, make=_named(facts))
        if facts.size and self._sizes[*make, key_of(facts.size)] == 1 and self.rules.rare_size_reason:
            return self.rules.rare_size_reason.format(
                size=facts.size, alike=alike, rows=self.rows, make=_named(facts)
            )
        return ""


def market_of(rules: InFile, rows: Iterable[Facts]) -> Market:
    """The market that these rows are."""
    market = Market(rules)
    for facts in rows:
        market.add(facts)
    return market


def _kind(facts: Facts) -> Kind:
    return key_of(facts.designer), key_of(facts.category)


def _make(facts: Facts) -> tuple[str, ...]:
    """What makes pieces alike to somebody who looks for one: house, model or kind, colour, material."""
    return (key_of(facts.designer), key_of(facts.style) or f"/{facts.category}", key_of(facts.colour),
            key_of(facts.material))  # fmt: skip


def _named(facts: Facts) -> str:
    """The make in words: Fendi Baguette, Black, Leather."""
    what = f"{facts.designer} {facts.style or facts.category.replace('-', ' ')}"
    return ", ".join(part for part in (what, facts.colour, facts.material) if part)
