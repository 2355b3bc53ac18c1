"""No provider: staff buy labels elsewhere and type their numbers (logistics.by_hand)."""

from collections.abc import Mapping
from decimal import Decimal

from logistics.gateway import (
    BadWebhook,
    Bought,
    CarrierEvent,
    Dispatch,
    LabelFile,
    Offer,
    Refund,
    Refused,
    Tracking,
)

BY_HAND = "No carrier gateway is set. Buy the label at the carrier and type its number."


class Manual:
    """Refuses whatever needs a provider, saying what to do instead (logistics.gateway.CarrierGateway)."""

    def rates(self, dispatch: Dispatch, key: str) -> Offer:
        raise Refused(BY_HAND, code="manual")

    def buy(self, shipment: str, rate: str, insured_for: Decimal) -> Bought:
        raise Refused(BY_HAND, code="manual")

    def lookup(self, shipment: str) -> Bought | None:
        """There is no provider's side to it."""
        return None

    def void(self, shipment: str) -> Refund:
        """Whoever bought it takes it back at the carrier; here it just isn't used any more."""
        return Refund.REFUNDED

    def label_file(self, url: str) -> LabelFile:
        raise Refused(BY_HAND, code="manual")

    def track(self, tracker: str, tracking_number: str, carrier: str) -> Tracking:
        raise Refused("Without a carrier gateway nobody can be asked where it is.", code="manual")

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> CarrierEvent:
        raise BadWebhook
