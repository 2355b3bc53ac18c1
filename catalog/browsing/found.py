"""What can be bought of a whole scope, for the words of its landing page."""

from catalog.browsing.scopes import Scope
from catalog.shelf import Answer, Query, Shelf


def found_in(shelf: Shelf, scope: Scope) -> Answer:
    """The newest pieces to buy, their prices, and how many there are of each house, style and kind."""
    everything = shelf.answer(Query(fixed=scope.fixed, size=0, facets=()))
    to_buy = shelf.answer(Query(fixed=scope.fixed, to_buy=True, facets=("designer", "style", "category")))
    return Answer(to_buy.pks, to_buy.available, everything.sold, to_buy.lowest, to_buy.highest, to_buy.counts)
