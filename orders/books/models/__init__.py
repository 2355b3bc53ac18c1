"""What accounting keeps of a sale: the frozen facts of its tax, the parts of its refunds, the thresholds of states."""

from orders.books.models.nexus import NexusCrossing, NexusRule
from orders.books.models.sale import TaxedSale
from orders.books.models.split import RefundPart, RefundSplit, TaxReversal

__all__ = ["NexusCrossing", "NexusRule", "RefundPart", "RefundSplit", "TaxReversal", "TaxedSale"]
