"""What Stripe says of a dispute. A pure function from Stripe's JSON."""

from orders.payments.gateway import DisputeStanding, DisputeTruth
from orders.payments.providers.stripe.fields import (
    Json,
    currency,
    identifier,
    member,
    moment,
    money,
    text,
    unreadable,
)

# Inquiries (*warning*) haven't taken money yet. *Prevented* gave the money back by the network's own rules, without
# asking us; *charge_refunded*, of older versions, ended because we had refunded her.
STANDINGS = {
    "warning_needs_response": DisputeStanding.NEEDS_RESPONSE,
    "needs_response": DisputeStanding.NEEDS_RESPONSE,
    "appeal_needs_response": DisputeStanding.NEEDS_RESPONSE,
    "warning_under_review": DisputeStanding.UNDER_REVIEW,
    "under_review": DisputeStanding.UNDER_REVIEW,
    "appeal_under_review": DisputeStanding.UNDER_REVIEW,
    "warning_closed": DisputeStanding.WON,
    "charge_refunded": DisputeStanding.WON,
    "won": DisputeStanding.WON,
    "prevented": DisputeStanding.LOST,
    "lost": DisputeStanding.LOST,
}


def dispute_truth(dispute: Json) -> DisputeTruth:
    """Where a dispute stands. Raises Unknown for a status Stripe didn't have before."""
    standing = STANDINGS.get(text(dispute, "status").lower())
    opened = moment(dispute.get("created"))
    if standing is None or opened is None:
        raise unreadable(f"dispute {text(dispute, 'status')}")
    charge = member(dispute, "charge")
    return DisputeTruth(
        reference=text(dispute, "id"),
        payment_reference=identifier(dispute.get("payment_intent"))
        or identifier(charge.get("payment_intent")),
        standing=standing,
        amount=money(dispute, "amount"),
        currency=currency(dispute),
        reason=text(dispute, "reason"),
        opened_at=opened,
        due_by=moment(member(dispute, "evidence_details").get("due_by")),
    )
