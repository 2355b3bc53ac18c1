"""Oscar's stock record, kept honest: it is a projection of our claims, and it refuses to oversell."""

from oscar.apps.partner.abstract_models import AbstractStockRecord

from portero.core.own_words import done

ALLOCATE = """
    update partner_stockrecord set num_allocated = coalesce(num_allocated, 0) + %s
    where id = %s and coalesce(num_in_stock, 0) - coalesce(num_allocated, 0) >= %s
"""


# With other rows nobody counts what it wrote: where the piece is somebody else's, this constraint refuses it.
ALLOCATE_ONE = "update partner_stockrecord set num_allocated = coalesce(num_allocated, 0) + 1 where id = %s"
STOCK_OF_ONE = "stock_of_one"


class AlreadyAllocated(Exception):
    """The one piece behind a stock record is allocated to somebody else's order."""


class StockRecord(AbstractStockRecord):
    def allocate(self, quantity: int) -> None:
        """Allocate only what is there; Oscar's own update would go past the stock under concurrency.

        Raises AlreadyAllocated when another order holds the piece.
        """
        if not done(ALLOCATE, quantity, self.pk, quantity):
            raise AlreadyAllocated(self.partner_sku)


from oscar.apps.partner.models import *  # noqa: E402, F403
