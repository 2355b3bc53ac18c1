"""What PayPal says of a refund."""

from orders.payments.gateway import RefundStanding, RefundTruth, Unknown
from orders.payments.providers.paypal.client import SILENT
from orders.payments.providers.paypal.fields import Thing, money, status, text

STANDINGS = {
    "COMPLETED": RefundStanding.DONE,
    "PENDING": RefundStanding.PENDING,
    "FAILED": RefundStanding.FAILED,
    "CANCELLED": RefundStanding.FAILED,
}
FAILED = "PayPal could not complete the refund."


def refund_truth(refund: Thing) -> RefundTruth:
    """Where this refund stands, in USD. Raises Unknown for another status, currency, or no sum."""
    standing = STANDINGS.get(status(refund))
    amount, currency = money(refund, "amount")
    if standing is None or currency != "USD":
        raise Unknown(SILENT, code=f"refund {status(refund)} {currency}")
    problem = FAILED if standing is RefundStanding.FAILED else ""
    return RefundTruth(standing, reference=text(refund, "id"), amount=abs(amount), problem=problem)
