"""What happened to a claim, in her words, for the timeline of her order (orders.timeline)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from portero.core.money import dollars

WORDS = {
    "claim_opened": "You opened a claim under the Promise",
    "claim_withdrawn": "You withdrew your claim",
    "claim_declined": "Claim not taken up",
    "claim_label_sent": "The label for your claim is ready",
    "claim_in_transit": "Your piece is on its way to us",
    "claim_lapsed": "The claim has ended, the piece was not sent in time",
    "claim_lost": "The parcel of your claim is lost",
    "claim_received": "Your piece has arrived with us",
    "claim_under_review": "Your piece is under review",
    "claim_decided_authentic": "Found as we sold it",
    "claim_decided_not_authentic": "Not authentic: everything goes back to you",
    "claim_decided_condition": "Its condition was misdescribed",
    "claim_chosen": "You have chosen",
    "claim_third_party": "An authenticator outside our house decides",
    "claim_going_back": "It comes back to you",
    "claim_sent_back": "On its way back to you",
    "claim_delivered_back": "With you again",
    "claim_appointment": "An appointment with our expert",
    "claim_refunded": "Claim refunded",
    "claim_closed": "Claim closed",
}
CHOICES = {"refund": "A full refund.", "allowance": "The allowance."}
BY_REASON = (
    "claim_declined",
    "claim_lost",
    "claim_decided_authentic",
    "claim_decided_not_authentic",
    "claim_decided_condition",
    "claim_going_back",
    "claim_appointment",
    "claim_closed",
)
NOTES: dict[str, Callable[[Any], str]] = {
    "claim_opened": lambda event: f"{event.data['claim']}.",
    "claim_label_sent": lambda event: f"{event.data['carrier']}, {event.data['tracking']}.",
    "claim_chosen": lambda event: CHOICES.get(event.data["choice"], ""),
    "claim_sent_back": lambda event: f"{event.data['carrier']}, {event.data['tracking']}.",
    "claim_refunded": lambda event: f"{dollars(Decimal(event.data['amount']), cents=True)}.",
    **dict.fromkeys(BY_REASON, lambda event: str(event.reason)),
}
