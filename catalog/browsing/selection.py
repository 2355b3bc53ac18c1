"""What a shopper asks of a list: the address says all of it, so that every view can be shared and reloaded."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode

from django.http import QueryDict

from catalog.shelf import FACETS, FLAGS
from portero.core.money import dollars

SORTS = {
    "newest": "Newest first",
    "price": "Price, low to high",
    "-price": "Price, high to low",
}
PER_PAGE = (24, 48)
MOST = 30  # values of one filter
PRICE = re.compile(r"^\$?\s*(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d{1,2})?$")


@dataclass(frozen=True)
class Selection:
    """The filters, sort and page of one address; `errors` says by field what couldn't be read."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    typed_from: str = ""
    typed_to: str = ""
    words: str = ""
    sort: str = ""
    per_page: int = PER_PAGE[0]
    page: int = 1
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list besides where the shopper stands."""
        return bool(any(self.chosen.values()) or self.flags or self.typed_from or self.typed_to)

    def address(self, *, without: tuple[str, str] | None = None, page: int = 1) -> str:
        """The query string of this selection, minus one filter, on another page; empty or starting with `?`."""
        pairs = [pair for pair in self.pairs() if pair != without]
        if self.per_page != PER_PAGE[0]:
            pairs.append(("per", str(self.per_page)))
        if page > 1:
            pairs.append(("page", str(page)))
        return f"?{urlencode(pairs)}" if pairs else ""

    def canonical(self, page: int = 1) -> str:
        """The one query string of all addresses that show these pieces: in whatever order, however many a page."""
        pairs = sorted(pair for pair in self.pairs() if pair[0] != "sort")
        if page > 1:
            pairs.append(("page", str(page)))
        return f"?{urlencode(pairs)}" if pairs else ""

    def cleared(self) -> str:
        """The query string without any filter: the words of a search and the order stay."""
        return Selection(words=self.words, sort=self.sort, per_page=self.per_page).address()

    def pairs(self) -> list[tuple[str, str]]:
        """The filters, words and order as name and value, the way a form sends them."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [(name, value) for name in FACETS for value in self.chosen.get(name, ())]
        pairs += [(flag, "1") for flag in self.flags]
        typed = {"from": self.typed_from, "to": self.typed_to, "sort": self.sort}
        return pairs + [(name, value) for name, value in typed.items() if value]


def read_selection(asked: QueryDict) -> Selection:
    """The selection of a query string; nothing that was typed is lost, and what can't be read is said."""
    errors: dict[str, str] = {}
    typed_from, typed_to = (asked.get(name, "").replace("\x00", "").strip()[:20] for name in ("from", "to"))
    low, high = _price(typed_from, "from", errors), _price(typed_to, "to", errors)
    if low is not None and high is not None and low > high:
        errors["to"] = f"The highest price is below the lowest. Is it {dollars(high)} to {dollars(low)}?"
        low = high = None
    sort, per_page = asked.get("sort", ""), asked.get("per", "")
    return Selection(
        chosen={name: _values(asked.getlist(name)) for name in FACETS},
        flags=tuple(flag for flag in FLAGS if asked.get(flag)),
        price_from=low,
        price_to=high,
        typed_from=typed_from,
        typed_to=typed_to,
        words=" ".join(asked.get("q", "").replace("\x00", " ").split())[:200],
        sort=sort if sort in SORTS else "",
        per_page=int(per_page) if per_page in map(str, PER_PAGE) else PER_PAGE[0],
        page=_page(asked.get("page", "1"), errors),
        errors=errors,
    )


def _values(asked: list[str]) -> tuple[str, ...]:
    """Each value once and sorted: the same boxes ticked in another order are the same address.

    PostgreSQL can't be asked for a text with a zero byte, and no value has one.
    """
    return tuple(sorted({value.replace("\x00", "?") for value in asked if value})[:MOST])


def _price(typed: str, name: str, errors: dict[str, str]) -> Decimal | None:
    if not typed:
        return None
    found = PRICE.match(typed)
    if not found:
        errors[name] = "A price is a number of dollars, such as 2,000."
        return None
    return Decimal(found[1].replace(",", ""))


def _page(typed: str, errors: dict[str, str]) -> int:
    if typed.isascii() and typed.isdigit() and 0 < int(typed[:6]) <= 100_000:
        return int(typed[:6])
    errors["page"] = "There is no such page, so this is the first one."
    return 1
