"""What PayPal says of a dispute (https://developer.paypal.com/docs/api/customer-disputes/v1/)."""

from orders.payments.gateway import DisputeStanding, DisputeTruth, Unknown
from orders.payments.providers.paypal.client import SILENT
from orders.payments.providers.paypal.fields import Thing, moment, money, status, text, thing, things

STANDINGS = {
    "OPEN": DisputeStanding.NEEDS_RESPONSE,
    "WAITING_FOR_SELLER_RESPONSE": DisputeStanding.NEEDS_RESPONSE,
    "WAITING_FOR_BUYER_RESPONSE": DisputeStanding.UNDER_REVIEW,
    "UNDER_REVIEW": DisputeStanding.UNDER_REVIEW,
}
OUTCOMES = {
    "RESOLVED_SELLER_FAVOUR": DisputeStanding.WON,
    "CANCELED_BY_BUYER": DisputeStanding.WON,
    "DENIED": DisputeStanding.WON,
    "NONE": DisputeStanding.WON,  # closed without a decision, for another dispute about the same payment
    "RESOLVED_BUYER_FAVOUR": DisputeStanding.LOST,
    "ACCEPTED": DisputeStanding.LOST,
}


def dispute_truth(dispute: Thing, payment_reference: str) -> DisputeTruth:
    """Where this dispute stands. Raises Unknown for another status or outcome, or where sum or date are absent."""
    opened_at = moment(dispute, "create_time")
    if opened_at is None:
        raise Unknown(SILENT, code="dispute without a date")
    amount, currency = money(dispute, "dispute_amount")
    return DisputeTruth(
        reference=text(dispute, "dispute_id"),
        payment_reference=payment_reference,
        standing=_standing(dispute),
        amount=amount,
        currency=currency,
        reason=text(dispute, "reason").lower(),
        opened_at=opened_at,
        due_by=moment(dispute, "seller_response_due_date"),
    )


def disputed(dispute: Thing) -> Thing:
    """The transaction a dispute is about; its `seller_transaction_id` is our capture."""
    return next(iter(things(dispute, "disputed_transactions")), {})


def _standing(dispute: Thing) -> DisputeStanding:
    word = status(dispute)
    outcome = status(thing(dispute, "dispute_outcome"), "outcome_code")
    # PayPal writes the codes in British spelling, its older answers in American.
    standing = OUTCOMES.get(outcome.replace("FAVOR", "FAVOUR") if "FAVOUR" not in outcome else outcome)
    standing = standing if word == "RESOLVED" else STANDINGS.get(word)
    if standing is None:
        raise Unknown(SILENT, code=f"dispute {word} {outcome}")
    return standing
