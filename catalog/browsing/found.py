"""What can be bought of a whole scope, for the words of its landing page."""

from catalog.browsing.scopes import Scope
from catalog.shelf import Answer, Query, Shelf


def found_in(shelf: Shelf, scope: Scope, *, sold: int) -> Answer:
    """The newest pieces to buy, their prices, and how many there are of each house, style and kind.

    `sold` is what the unfiltered page has counted already.
    """
    to_buy = shelf.answer(Query(fixed=scope.fixed, to_buy=True, facets=("designer", "style", "category")))
    return Answer(to_buy.pks, to_buy.available, sold, to_buy.lowest, to_buy.highest, to_buy.counts)
