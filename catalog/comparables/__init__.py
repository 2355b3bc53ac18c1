"""Why this price: the pieces that a piece is compared with, and the ones a buyer may like instead.

The rule, as the shop states it (docs/item-page.md):

1. Comparable are pieces of the same style. Fewer than three of them: pieces of the same designer and category, of the
   same material family where both are known. Still fewer than three: we say so, and draw nothing.
2. An exotic skin is compared with exotic skins only. Where a size decides (bags, watches, scarves) another size of the
   style isn't comparable.
3. Sold pieces come before pieces for sale; among each the nearest in material, colour, size, grade, year and age of the
   price. Nearness never looks at the price: comparing with what costs the same would prove every price right.
4. Prices are shown as they were. Nothing is adjusted for grade or anything else, and the page says so.
"""

from catalog.comparables.relatives import Relatives, relatives_of

__all__ = ["Relatives", "relatives_of"]
