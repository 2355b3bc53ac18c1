"""What Stripe says of a refund. Pure functions from Stripe's JSON."""

from collections.abc import Iterable
from decimal import Decimal

from orders.payments.gateway import RefundStanding, RefundTruth
from orders.payments.providers.stripe.fields import Json, currency, member, money, text, unreadable
from portero.core.money import CURRENCY

STANDINGS = {
    "succeeded": RefundStanding.DONE,
    "pending": RefundStanding.PENDING,
    "requires_action": RefundStanding.PENDING,
    "failed": RefundStanding.FAILED,
    "canceled": RefundStanding.FAILED,
}
# https://docs.stripe.com/refunds#failed-refunds
REASONS = {
    "lost_or_stolen_card": "the card was reported lost or stolen",
    "expired_or_canceled_card": "the card has expired or was closed",
    "charge_for_pending_refund_disputed": "the buyer disputed the charge meanwhile",
    "insufficient_funds": "our balance at Stripe was too low",
    "declined": "her bank declined it",
    "merchant_request": "we asked Stripe to stop it",
}
# Definite refusals that say something about the charge, not about our request.
REFUSALS = {
    "amount_too_large": "Stripe holds less of this payment than is to be refunded.",
    "balance_insufficient": "Our balance at Stripe is too low for this refund.",
    "charge_already_refunded": "Stripe says that this payment has been refunded in full already.",
    "charge_disputed": "The buyer has disputed this payment with her bank; it can't be refunded beside that.",
    "charge_not_refundable": "Stripe can't refund this payment.",
    "refund_disputed_payment": "The buyer has disputed this payment with her bank; it can't be refunded beside that.",
}


def refund_truth(refund: Json, sale: Decimal) -> RefundTruth:
    """Where a refund stands; `sale` is what was captured. Raises Unknown for a status Stripe didn't have before,
    and for another currency than the shop's.
    """
    standing = STANDINGS.get(text(refund, "status").lower())
    if standing is None or currency(refund) != CURRENCY:
        raise unreadable(f"refund {text(refund, 'status')} {text(refund, 'currency')}")
    amount = money(refund, "amount")
    card = member(member(refund, "destination_details"), "card")
    return RefundTruth(
        standing,
        reference=text(refund, "id"),
        amount=amount,
        problem=_problem(refund) if standing is RefundStanding.FAILED else "",
        voided=text(card, "type") == "reversal" and amount == sale,
    )


def by_key(refunds: Iterable[Json], key: str) -> Json | None:
    """The refund that was made under our key, which its metadata carries."""
    return next((one for one in refunds if text(member(one, "metadata"), "key") == key), None)


def _problem(refund: Json) -> str:
    if text(refund, "status").lower() == "canceled":
        return "Stripe cancelled the refund."
    reason = text(refund, "failure_reason")
    return f"The refund failed: {REASONS.get(reason, reason or 'Stripe gives no reason')}."
