"""How Oscar sees a piece: its one stock record, its price before tax, and whether this client may buy it."""

from typing import Any

from oscar.apps.partner import availability, strategy

from catalog.models import Hold


class Selector(strategy.Selector):
    def strategy(self, request: Any = None, user: Any = None, **kwargs: Any) -> "PieceStrategy":
        """One strategy for everybody: US prices, tax known once the address is."""
        return PieceStrategy(request)


class OneOfAKind(availability.Base):
    """A piece is for sale while it's listed, not claimed, and on hold for nobody else."""

    def __init__(self, product: Any, stockrecord: Any, holder: str) -> None:
        self.product, self.stockrecord, self.holder = product, stockrecord, holder

    def is_purchase_permitted(self, quantity: int) -> tuple[bool, str]:
        """Whether this client may buy it now; the reason is for her to read."""
        if quantity != 1:
            return False, "Every piece is one of a kind."
        if self.product.item.state != "listed":
            return False, "This piece is sold."
        held = Hold.objects.filter(item=self.product.item, released_at__isnull=True)
        if held.exclude(holder=self.holder).exists():
            return False, "This piece is on hold for another client."
        return (True, "") if self.stockrecord.net_stock_level == 1 else (False, "This piece is sold.")


class PieceStrategy(strategy.UseFirstStockRecord, strategy.DeferredTax, strategy.Structured):
    """The hold's owner keeps seeing her piece as available."""

    def __init__(self, request: Any = None) -> None:
        # Oscar's own __init__ reads the user and with it the session; nothing here depends on who she is.
        self.request = request
        self.user = None

    def fetch_for_line(self, line: Any, stockrecord: Any = None) -> strategy.PurchaseInfo:
        """A bag line knows its stock record: no look-up per line."""
        return self.fetch_for_product(line.product, line.stockrecord)

    def availability_policy(self, product: Any, stockrecord: Any) -> availability.Base:
        """Unavailable without a stock record, else decided by state, hold and stock."""
        if stockrecord is None:
            return availability.Unavailable()
        basket = getattr(self.request, "_basket_cache", None)
        return OneOfAKind(product, stockrecord, f"basket:{basket.pk}" if basket else "")
