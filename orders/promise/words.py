"""What a claim's page says in each state: where it stands, whose turn it is, and where the piece is."""

from dataclasses import dataclass

from orders.promise.models import ClaimState

S = ClaimState
HERS, OURS, CARRIER, OVER = "Your turn", "Our turn", "With the carrier", ""

WITH_HER, WITH_US = "With you", "With us in New York, in the vault"
ON_ITS_WAY, GOING_BACK = "On its way to us, insured", "On its way back to you, insured"


@dataclass(frozen=True)
class Words:
    """A state as she reads it. `turn` is empty when nothing is to come; `where` when it takes a look at the claim."""

    headline: str
    says: str
    turn: str
    where: str = ""


WORDS: dict[str, Words] = {
    S.OPENED: Words(
        "We read your claim",
        "We answer with a prepaid label, with a decision, or with the reason why we can’t take it up.",
        OURS,
        WITH_HER,
    ),
    S.LABEL_SENT: Words(
        "Your label is ready",
        "Print it, pack the piece with all that came with it, and hand the parcel over at a counter.",
        HERS,
        WITH_HER,
    ),
    S.IN_TRANSIT: Words(
        "Your parcel is on its way to us",
        "It is insured from its first scan. We write when it is with us.",
        CARRIER,
        ON_ITS_WAY,
    ),
    S.LOST: Words(
        "The carrier can’t find your parcel",
        "The risk on this way is ours, and nothing is for you to do. We tell you what becomes of it.",
        OURS,
        "With the carrier, who looks for it",
    ),
    S.RECEIVED: Words(
        "Your piece is with us",
        "We hold it against the photographs and the tag with which it left us. Then the review begins.",
        OURS,
        WITH_US,
    ),
    S.UNDER_REVIEW: Words(
        "It is being examined anew",
        "Nobody who judged it before takes part.",
        OURS,
        WITH_US,
    ),
    S.THIRD_PARTY: Words(
        "Somebody outside our house decides",
        "She is told neither who looked at it before nor what they found. Her word decides.",
        OURS,
        "With us, or with the authenticator whom we asked",
    ),
    S.DECIDED_AUTHENTIC: Words(
        "It is authentic",
        "Are you confident now? If you aren’t, somebody outside our house decides.",
        HERS,
        WITH_US,
    ),
    S.DECIDED_NOT_AUTHENTIC: Words(
        "We were wrong, and we are sorry",
        "Everything that you paid for it goes back to you, delivery included.",
        OURS,
        WITH_US,
    ),
    S.DECIDED_CONDITION: Words(
        "The condition was misdescribed, and we are sorry",
        "You choose what happens now.",
        HERS,
    ),
    S.REFUNDING: Words("Your money is on its way", "", OURS),
    S.REFUNDED: Words("Your money has left us", "", OVER),
    S.GOING_BACK: Words("It goes back to you", "At our cost and insured, as it came to you first.", OURS),
    S.CLOSED: Words("This claim is closed", "", OVER),
    S.WITHDRAWN: Words("You took this claim back", "Nothing else changes.", OVER, WITH_HER),
    S.DECLINED: Words("We can’t take this claim up", "", OVER, WITH_HER),
    S.LAPSED: Words(
        "This claim has lapsed",
        "The parcel was not with the carrier in time, and its label is no longer good.",
        OVER,
        WITH_HER,
    ),
}
SEND_FOR_REFUND = Words(
    "Send it to us for your full refund",
    "Print the label, pack the piece with all that came with it, and hand the parcel over at a counter. "
    "Your money goes back as soon as the piece is with us.",
    HERS,
    WITH_HER,
)
LABEL_FOR_REFUND = Words(
    "You chose the full refund",
    "We send you a label now. Your money goes back as soon as the piece is with us.",
    OURS,
    WITH_HER,
)
NO_MONEY_NOW = (
    "Everything that you paid for it is to go back to you. The money isn’t with us any more, or your bank is looking "
    "at it, so we can’t send it just now. We look into it and write to you."
)
NOTHING_TO_CHOOSE = Words(
    WORDS[S.DECIDED_CONDITION].headline,
    "The money for it isn’t with us any more, or your bank is looking at it, so there is nothing for you to choose. "
    "We look into it and write to you.",
    OURS,
)
RECEIVED_FOR_REFUND = Words(
    "Your piece is with us",
    "We hold it against the photographs and the tag with which it left us. Then your money goes back.",
    OURS,
    WITH_US,
)
UNDER_WAY_BACK = Words(
    "It is on its way back to you", "Insured, and we answer for it until it is with you.", CARRIER, GOING_BACK
)
# Money that isn't everything.
ALLOWED = {S.REFUNDING: "Your allowance is on its way", S.REFUNDED: "Your allowance has left us"}
# She is asked whether she is confident: in what, by what was decided.
STANDS = {"authentic": "It is authentic", "as_described": "It is as we described it"}
# It goes back to her: why, by what was decided last.
BACK = {
    "authentic": "It is authentic, and goes back to you",
    "as_described": "It is as we described it, and goes back to you",
    "misdescribed": "It goes back to you, and you have the allowance",
    "not_ours": "This is not the piece that left us, and it goes back to you",
}
# What was checked when the parcel was opened (orders.promise.inspecting.CHECKS): where it holds, and where it doesn't.
CHECKS = {
    "same_piece": ("It is the piece on our photographs", "It is not the piece on our photographs"),
    "complete": ("All that was sold with it is there", "Something that was sold with it is missing"),
    "unharmed": ("No damage beyond our photographs", "Damage that our photographs don’t show"),
}
