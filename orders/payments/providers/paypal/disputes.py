"""What PayPal says of a dispute (https://developer.paypal.com/docs/api/customer-disputes/v1/)."""

from decimal import Decimal

from orders.payments.gateway import DisputeStanding, DisputeTruth, Unknown
from orders.payments.providers.paypal.client import SILENT
from orders.payments.providers.paypal.fields import Thing, moment, money, status, text, thing, things

STANDINGS = {
    "OPEN": DisputeStanding.NEEDS_RESPONSE,
    "WAITING_FOR_SELLER_RESPONSE": DisputeStanding.NEEDS_RESPONSE,
    "WAITING_FOR_BUYER_RESPONSE": DisputeStanding.UNDER_REVIEW,
    "UNDER_REVIEW": DisputeStanding.UNDER_REVIEW,
}
# What a dispute's state says where its status is OTHER.
OF_STATE = {
    "OPEN_INQUIRIES": DisputeStanding.NEEDS_RESPONSE,
    "REQUIRED_ACTION": DisputeStanding.NEEDS_RESPONSE,
    "REQUIRED_OTHER_PARTY_ACTION": DisputeStanding.UNDER_REVIEW,
    "UNDER_PAYPAL_REVIEW": DisputeStanding.UNDER_REVIEW,
}
CLOSED = {"RESOLVED", "APPEALABLE"}
OUTCOMES = {
    "RESOLVED_SELLER_FAVOUR": DisputeStanding.WON,
    "CANCELED_BY_BUYER": DisputeStanding.WON,
    "DENIED": DisputeStanding.WON,
    "NONE": DisputeStanding.WON,  # closed without a decision, for another dispute about the same payment
    "RESOLVED_BUYER_FAVOUR": DisputeStanding.LOST,
    "ACCEPTED": DisputeStanding.LOST,
}
# "PayPal provided the merchant or customer with protection": who has the seller's money, only the movements tell.
PAYOUT = "RESOLVED_WITH_PAYOUT"
FEE = "DISPUTE_FEE"


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
    if outcome == PAYOUT:
        standing = _by_movements(dispute)
    if word == "OTHER" and status(dispute, "dispute_state") not in CLOSED:
        standing = OF_STATE.get(status(dispute, "dispute_state"))
    elif word not in {"RESOLVED", "OTHER"}:
        standing = STANDINGS.get(word)
    if standing is None:
        raise Unknown(SILENT, code=f"dispute {word} {outcome}")
    return standing


def _by_movements(dispute: Thing) -> DisputeStanding:
    """Lost if more was taken from us than given back, won if it wasn't; UNCLEAR where PayPal lists no movement."""
    moved = [one for one in things(dispute, "money_movements") if status(one, "reason") != FEE]
    if not moved:
        return DisputeStanding.UNCLEAR
    ours = [one for one in moved if status(one, "affected_party") == "SELLER"]
    taken, given = (
        sum((money(one, "amount")[0] for one in ours if status(one, "type") == way), Decimal(0))
        for way in ("DEBIT", "CREDIT")
    )
    return DisputeStanding.LOST if taken > given else DisputeStanding.WON
