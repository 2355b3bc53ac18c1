"""What the comparison says in sentences, so that nobody needs the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from catalog.comparables.rule import Compared
from catalog.models import Category, Item
from portero.core.money import dollars
from portero.core.words import number


@dataclass(frozen=True)
class Words:
    """`found` opens the section, `place` says where this price stands, `limits` what the comparison can't say."""

    found: str
    place: str
    limits: str


def in_words(item: Item, compared: Compared) -> Words:
    """The comparison of a piece whose `compared.enough` holds. Raises ValueError without pieces."""
    prices = [one.price for one in compared.pieces]
    return Words(_found(item, compared), _place(item, prices), _limits(item, compared))


def too_few(compared: Compared) -> str:
    """Why there is no range and no chart."""
    count = len(compared.pieces)
    had = "No comparable piece was"
    if count:
        had = f"Only {number(count)} comparable piece{'s were' if count > 1 else ' was'}"
    return f"{had} sold or listed here: too few for a range or a chart, so we give neither."


def middle(prices: Sequence[Decimal]) -> Decimal:
    """The median in whole USD, a half upwards. Raises ValueError (StatisticsError) without prices."""
    return Decimal(median(prices)).quantize(Decimal(1), rounding=ROUND_HALF_UP)


def _found(item: Item, compared: Compared) -> str:
    """`Seven comparable Birkin 30: five we sold, two for sale now.`"""
    sold = sum(one.is_sold for one in compared.pieces)
    asked = len(compared.pieces) - sold
    what = f"{number(len(compared.pieces)).capitalize()} comparable {_plural(item, compared)}"
    if not asked:
        return f"{what}, all of them sold."
    if not sold:
        return f"{what}, all of them for sale now: we have sold none yet."
    return f"{what}: {number(sold)} we sold, {number(asked)} for sale now."


def _plural(item: Item, compared: Compared) -> str:
    if compared.same_style and item.style:
        return item.style.name
    family = f" in {item.material.family.lower()}" if item.material else ""
    return f"{item.designer.name} {item.category.name.lower()}{family}"


def _place(item: Item, prices: Sequence[Decimal]) -> str:
    """`Their median is $18,750, from $15,200 to $21,900. At $18,900 this one stands $150 above the median.`"""
    mid, price = middle(prices), item.price or Decimal(0)
    span = f", from {dollars(min(prices))} to {dollars(max(prices))}" if min(prices) != max(prices) else ""
    stands, whole = ("stood", "Sold for") if item.state == "sold" else ("stands", "At")
    if price == mid:
        where = "on the median"
    else:
        where = f"{dollars(abs(price - mid))} {'above' if price > mid else 'below'} the median"
    return f"Their median is {dollars(mid)}{span}. {whole} {dollars(price)} this one {stands} {where}."


def _limits(item: Item, compared: Compared) -> str:
    sold = {one.is_sold for one in compared.pieces}
    prices = "These are the prices we ask. " if True not in sold else ""
    if len(sold) == 2:
        prices = "What was sold shows the price that was paid, what is for sale the price we ask. "
    left = ["grade", "colour", "material", "year"]
    left += [] if compared.same_style else ["style", "size"]
    left += ["the weight of stones"] if item.category.tax_category == Category.TaxCategory.JEWELRY else []
    return (
        f"{prices}No price is adjusted for {', '.join(left[:-1])} or {left[-1]}. The table names each piece."
    )
