"""Everything "Why this price" shows beside the price itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from catalog.comparables.chart import Chart, chart
from catalog.comparables.history import Steps, steps
from catalog.comparables.relatives import Relatives
from catalog.comparables.words import Words, in_words, too_few
from catalog.models import Item
from catalog.queries.cards import Card
from catalog.queries.piece import PriceSet, prices_of


@dataclass(frozen=True)
class Why:
    """The comparison (`words` and `chart`, or `too_few`), the retail estimate, and the piece's own prices."""

    words: Words | None
    chart: Chart | None
    too_few: str
    comparables: Sequence[Card]
    same_style: bool
    against_retail: str
    prices: Sequence[PriceSet]
    steps: Steps | None


def why(item: Item, relatives: Relatives) -> Why:
    """Why a piece from `queries.piece` costs what it costs."""
    now = timezone.now()
    this, compared = relatives.this, relatives.compared
    enough = compared.enough and this is not None
    prices = prices_of(item)
    return Why(
        words=in_words(item, compared) if enough else None,
        chart=chart(this, compared.pieces, item.retail_estimate, now) if enough and this else None,
        too_few="" if enough else too_few(compared),
        comparables=relatives.cards,
        same_style=compared.same_style,
        against_retail=_against_retail(item.price, item.retail_estimate),
        prices=prices,
        steps=_steps(prices, item.sold_at or now),
    )


def _steps(prices: Sequence[PriceSet], until: datetime) -> Steps | None:
    return steps([(one.at, one.amount) for one in prices], until)


def _against_retail(price: Decimal | None, retail: Decimal | None) -> str:
    """`38% below it`; empty without an estimate, and where the two are as good as equal."""
    if not price or not retail:
        return ""
    percent = round(abs(price - retail) / retail * 100)
    side = "above" if price > retail else "below"
    return f"{percent}% {side} it" if percent else ""
