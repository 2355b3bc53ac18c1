"""Oscar's stock record, kept honest: it is a projection of our claims, and it refuses to oversell."""

from django.db import connection
from oscar.apps.partner.abstract_models import AbstractStockRecord

ALLOCATE = """
    update partner_stockrecord set num_allocated = coalesce(num_allocated, 0) + %s
    where id = %s and coalesce(num_in_stock, 0) - coalesce(num_allocated, 0) >= %s
"""


class AlreadyAllocated(Exception):
    """The one piece behind a stock record is allocated to somebody else's order."""


class StockRecord(AbstractStockRecord):
    def allocate(self, quantity: int) -> None:
        """Allocate only what is there; Oscar's own update would go past the stock under concurrency.

        Raises AlreadyAllocated when another order holds the piece.
        """
        with connection.cursor() as cursor:
            cursor.execute(ALLOCATE, [quantity, self.pk, quantity])
            taken = cursor.rowcount
        if not taken:
            raise AlreadyAllocated(self.partner_sku)


from oscar.apps.partner.models import *  # noqa: E402, F403
