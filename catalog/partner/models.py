"""Oscar's stock record, kept honest: it is a projection of our claims, and it refuses to oversell."""

from django.db.models import F, Value
from django.db.models.functions import Coalesce
from oscar.apps.partner.abstract_models import AbstractStockRecord


class AlreadyAllocated(Exception):
    """The one piece behind a stock record is allocated to somebody else's order."""


class StockRecord(AbstractStockRecord):
    def allocate(self, quantity: int) -> None:
        """Allocate only what is there; Oscar's own update would go past the stock under concurrency.

        Raises AlreadyAllocated when another order holds the piece.
        """
        free = Coalesce(F("num_in_stock"), Value(0)) - Coalesce(F("num_allocated"), Value(0))
        taken = (
            type(self)
            .objects.annotate(free=free)
            .filter(pk=self.pk, free__gte=quantity)
            .update(num_allocated=Coalesce(F("num_allocated"), Value(0)) + quantity)
        )
        if not taken:
            raise AlreadyAllocated(self.partner_sku)


from oscar.apps.partner.models import *  # noqa: E402, F403
