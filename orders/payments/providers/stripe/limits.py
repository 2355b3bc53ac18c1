"""When Stripe's methods can be offered: Affirm's own rules (payments/README.md, Stripe)."""

from decimal import Decimal

from orders.payments.gateway import Sale
from portero.core.money import dollars

AFFIRM_LEAST, AFFIRM_MOST = Decimal(50), Decimal(30_000)


def affirm_unavailable(sale: Sale) -> str:
    """Why Affirm can't be offered for this sale, in a sentence for the buyer; empty if it can.

    The address that Affirm approves is the one that the parcel goes to, so a differing one is refused.
    """
    if sale.currency != "USD" or sale.country != "US":
        return "Affirm is for orders in US dollars that are delivered in the United States."
    if not AFFIRM_LEAST <= sale.total <= AFFIRM_MOST:
        return f"Affirm is for orders from {dollars(AFFIRM_LEAST)} to {dollars(AFFIRM_MOST)}."
    if sale.address_differs:
        return "Affirm needs one address: where you are billed is where it is delivered."
    return ""
