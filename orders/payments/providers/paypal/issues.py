"""PayPal's issues (https://developer.paypal.com/api/rest/reference/orders/v2/errors/), sorted by meaning."""

from orders.payments.gateway import Declined, GatewayError
from orders.payments.providers.paypal.client import Rejected

OTHER_SOURCE = (
    "PayPal could not take the payment from the funding source you chose. Nothing was charged. "
    "Please try again and choose another one in PayPal, or pay another way."
)
ACCOUNT = "PayPal can't use this account just now. Nothing was charged. Please choose another way to pay."
REFUSED = "PayPal did not approve the payment. Nothing was charged. Please choose another way to pay."
TOO_LATE = "Your approval in PayPal has run out. Nothing was charged. Please pay again."

# The buyer, or her bank, said no; she can try another way.
DECLINES = {
    "INSTRUMENT_DECLINED": OTHER_SOURCE,
    "PAYER_CANNOT_PAY": OTHER_SOURCE,
    "TRANSACTION_LIMIT_EXCEEDED": OTHER_SOURCE,
    "MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED": REFUSED,
    "PAYER_ACCOUNT_LOCKED_OR_CLOSED": ACCOUNT,
    "PAYER_ACCOUNT_RESTRICTED": ACCOUNT,
    "TRANSACTION_REFUSED": REFUSED,
    "TRANSACTION_BLOCKED_BY_PAYEE": REFUSED,
    "PAYEE_BLOCKED_TRANSACTION": REFUSED,
    "COMPLIANCE_VIOLATION": REFUSED,
    "DECLINED_DUE_TO_RELATED_TXN": REFUSED,
    "ORDER_EXPIRED": TOO_LATE,
    "AUTHORIZATION_EXPIRED": TOO_LATE,
}
# It has happened already, or can't happen in this state: the lookup that follows says what is.
LOOK = {
    "ORDER_NOT_APPROVED",
    "PAYER_ACTION_REQUIRED",
    "ORDER_ALREADY_AUTHORIZED",
    "ORDER_ALREADY_CAPTURED",
    "ORDER_COMPLETED_OR_VOIDED",
    "MAX_AUTHORIZATION_COUNT_EXCEEDED",
    "AUTHORIZATION_ALREADY_CAPTURED",
    "AUTHORIZATION_ALREADY_COMPLETED",
    "AUTHORIZATION_VOIDED",
    "AUTHORIZATION_DENIED",
    "MAX_CAPTURE_COUNT_EXCEEDED",
    "MAX_CAPTURE_AMOUNT_EXCEEDED",
    "PREVIOUSLY_CAPTURED",
    "PREVIOUSLY_VOIDED",
    "CANNOT_BE_VOIDED",
    "REAUTHORIZATION_NOT_SUPPORTED",
    "REAUTHORIZATION_TOO_SOON",
}
# A refund PayPal will not make: staff give the money back another way, or nothing is left to give.
NO_REFUND = {
    "CAPTURE_FULLY_REFUNDED": "PayPal says that all of it has been refunded already.",
    "REFUND_AMOUNT_EXCEEDED": "PayPal says that less is left to refund.",
    "REFUND_NOT_ALLOWED": "PayPal does not allow a refund of this payment.",
    "REFUND_TIME_LIMIT_EXCEEDED": "PayPal's time for refunds, 180 days, has passed.",
    "REFUND_FAILED_INSUFFICIENT_FUNDS": "Our PayPal balance and bank account don't cover the refund.",
    "PARTIAL_REFUND_NOT_ALLOWED": "PayPal allows only a full refund of this payment.",
    "MAX_NUMBER_OF_REFUNDS_EXCEEDED": "PayPal allows no more refunds of this payment.",
    "REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK": "A chargeback is open on this payment.",
    "TRANSACTION_DISPUTED": "A dispute is open on this payment; it is refunded there.",
    "REFUND_IS_RESTRICTED": "PayPal restricts refunds of this payment.",
    "PAYER_ACCOUNT_LOCKED_OR_CLOSED": "The buyer's PayPal account is locked or closed.",
}
NOT_SETTLED = "PENDING_CAPTURE"


def verdict(error: Rejected) -> GatewayError | None:
    """What a rejection is for us: Declined, our own fault as it came, or None where a lookup must say."""
    if error.code in LOOK:
        return None
    if error.code in DECLINES:
        return Declined(DECLINES[error.code], code=error.code)
    return error
