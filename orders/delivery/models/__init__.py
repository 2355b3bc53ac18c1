"""Where parcels go, what that costs and since when, and what an order was charged beside pieces and delivery."""

from orders.delivery.models.charges import DeliveryCharge, TablesStamp
from orders.delivery.models.extras import OrderCharge
from orders.delivery.models.zones import Zone, ZonePlace

__all__ = ["DeliveryCharge", "OrderCharge", "TablesStamp", "Zone", "ZonePlace"]
