"""The mails about a claim under the Promise, as their readers get them."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from catalog.models import Designer, Item
from logistics.models import Label
from orders import sample_order
from orders.payments.words import BANKS_WAIT
from orders.promise.models import Claim, ClaimState, Kind
from portero.core.mail.samples import NOW, Context, declare
from portero.core.templatetags.shop import absolute
from portero.core.words import moment

TOPIC, BUYER = "The Portero Promise", sample_order.BUYER
PIECE = "Hermès Birkin 30 in Gold Togo"
AUTHENTIC = (
    "Stitching, stamp and hardware agree with the pieces of that year that we keep. The date code fits."
)
MISDESCRIBED = "Two corners are worn through to the edge. The report says light wear."
S, CONDITION = ClaimState, Kind.CONDITION
FORM = "your Visa ending 4417"
WHOLE: dict[str, Any] = {"refunded": "$13,649.38", "form": FORM, "how_long": BANKS_WAIT}
PAID: dict[str, Any] = {"by_hand": "$13,649.38", "paid_how": "by check", "credit_note": True}
NO_SUM: dict[str, Any] = {"refunded": "", "form": "", "how_long": ""}
TRACKING = "https://tools.usps.com/go/TrackConfirmAction?tLabels=9405511899560012345678"


def a_claim(state: ClaimState, kind: Kind = Kind.AUTHENTICITY) -> Claim:
    """A claim about the piece of the sample order."""
    item = Item(number="P-4820173", title="Birkin 30 in Gold Togo", designer=Designer(name="Hermès"))
    return Claim(number="PC-5630184", order=sample_order.order(), item=item, kind=kind, state=state)


def label() -> Label:
    """Her way to us."""
    label = Label(carrier="USPS", service="Priority Mail", tracking_number="9405511899560087654321")
    label.insured_for = Decimal("12500.00")
    return label


def facts(state: ClaimState, kind: Kind = Kind.AUTHENTICITY, *, days: int = 5, **more: object) -> Context:
    """What a mail says of that claim in this state, with its next step due in so many days (0: none)."""
    return sample_order.context(
        claim=a_claim(state, kind),
        piece=PIECE,
        link=sample_order.page("claims", "PC-5630184"),
        due=moment(NOW + timedelta(days=days)) if days else "",
        **more,
    )


def authentic(*, outside: bool = False, kind: Kind = Kind.AUTHENTICITY) -> Context:
    """It is authentic, or as described; the third party's word ends it."""
    return facts(S.DECIDED_AUTHENTIC, kind, days=14, reasons=AUTHENTIC, outside=outside)


def not_authentic(*, outside: bool = False, frozen: bool = False) -> Context:
    """Everything goes back to her."""
    told = NO_SUM if frozen else WHOLE
    return facts(
        S.REFUNDING, days=3, outside=outside, reasons="The stamp is not one that the house ever used.", **told
    )


def misdescribed(*, here: bool, allowance: str = "$1,088.75", refund: str = "$13,649.38") -> Context:
    """She chooses."""
    context = facts(
        S.DECIDED_CONDITION,
        CONDITION,
        days=14,
        reasons=MISDESCRIBED,
        outside=False,
        refund=refund,
        allowance=allowance,
        pieces=[replace(sample_order.piece(), note="P-4820173. From New York")],
    )
    context["claim"].received_at = NOW if here else None
    return context


def allowance(*, stays: bool = True) -> Context:
    """She keeps it."""
    told: dict[str, Any] = {"refunded": "$1,088.75", "form": FORM, "how_long": BANKS_WAIT}
    return facts(S.REFUNDING if stays else S.GOING_BACK, CONDITION, days=3, stays=stays, **told)


declare(
    "claim_opened",
    topic=TOPIC,
    to=BUYER,
    when="She opens a claim.",
    samples={
        "authenticity": lambda: facts(S.OPENED, days=1),
        "condition": lambda: facts(S.OPENED, CONDITION, days=1),
    },
)
declare(
    "claim_label",
    topic=TOPIC,
    to=BUYER,
    when="Her label is bought.",
    samples=lambda: facts(S.LABEL_SENT, label=label(), days=14),
)
declare(
    "claim_declined",
    topic=TOPIC,
    to=BUYER,
    when="We can’t take her claim up.",
    samples={
        "declined": lambda: facts(
            S.DECLINED,
            CONDITION,
            reason="The scratch is in the report, with its picture.",
            days=0,
            late=False,
        ),
        "another piece": lambda: facts(
            S.GOING_BACK, reason="Tag and stamp are not those of the piece that left us.", days=2, late=False
        ),
        "too late": lambda: facts(
            S.GOING_BACK, CONDITION, reason="It was carried for two months meanwhile.", days=2, late=True
        ),
    },
)
declare(
    "claim_reminder",
    topic=TOPIC,
    to=BUYER,
    when="Some days before a deadline of hers.",
    samples={
        "the parcel": lambda: facts(S.LABEL_SENT, what="send"),
        "her choice": lambda: facts(S.DECIDED_CONDITION, CONDITION, what="choose"),
        "her answer": lambda: facts(S.DECIDED_AUTHENTIC, what="answer"),
    },
)
declare(
    "claim_lapsed",
    topic=TOPIC,
    to=BUYER,
    when="The parcel was not with the carrier in time.",
    samples={
        "authenticity": lambda: facts(S.LAPSED, days=0),
        "condition": lambda: facts(S.LAPSED, CONDITION, days=0),
    },
)
declare(
    "claim_received",
    topic=TOPIC,
    to=BUYER,
    when="Her parcel has been received.",
    samples={
        "usual": lambda: facts(S.RECEIVED, days=1, late=False),
        "after its end": lambda: facts(S.RECEIVED, days=1, late=True),
    },
)
declare(
    "claim_under_review",
    topic=TOPIC,
    to=BUYER,
    when="The review begins.",
    samples={
        "authenticity": lambda: facts(S.UNDER_REVIEW),
        "condition": lambda: facts(S.UNDER_REVIEW, CONDITION),
    },
)
declare(
    "claim_authentic",
    topic=TOPIC,
    to=BUYER,
    when="The review found it authentic.",
    samples={
        "ours": authentic,
        "as described": lambda: authentic(kind=CONDITION),
        "third party": lambda: authentic(outside=True),
    },
)
declare(
    "claim_not_authentic",
    topic=TOPIC,
    to=BUYER,
    when="It is not authentic.",
    samples={
        "ours": not_authentic,
        "third party": lambda: not_authentic(outside=True),
        "disputed payment": lambda: not_authentic(frozen=True),
    },
)
declare(
    "claim_condition",
    topic=TOPIC,
    to=BUYER,
    when="Its condition was misdescribed.",
    samples={
        "examined": lambda: misdescribed(here=True),
        "from her pictures": lambda: misdescribed(here=False),
        "no allowance": lambda: misdescribed(here=True, allowance=""),
        "an allowance alone": lambda: misdescribed(here=True, refund=""),
        "disputed payment": lambda: misdescribed(here=True, allowance="", refund=""),
    },
)
declare(
    "claim_third_party",
    topic=TOPIC,
    to=BUYER,
    when="She is not confident: somebody outside decides.",
    samples=lambda: facts(S.THIRD_PARTY, days=14),
)
declare(
    "claim_allowance",
    topic=TOPIC,
    to=BUYER,
    when="She chose the allowance.",
    samples={
        "with her": allowance,
        "with us": lambda: allowance(stays=False),
    },
)
declare(
    "claim_refunded",
    topic=TOPIC,
    to=BUYER,
    when="The refund of a claim has left us.",
    samples=lambda: facts(S.REFUNDED, days=0, credit_note=True, **WHOLE),
)
declare(
    "claim_going_back",
    topic=TOPIC,
    to=BUYER,
    when="The piece goes back to her.",
    samples=lambda: facts(
        S.GOING_BACK, carrier="USPS", tracking="9405511899560012345678", tracking_link=TRACKING
    ),
)
declare(
    "claim_closed",
    topic=TOPIC,
    to=BUYER,
    when="The claim has ended.",
    samples={
        "withdrawn": lambda: facts(S.WITHDRAWN, days=0, outcome="withdrawn"),
        "back with her": lambda: facts(S.CLOSED, days=0, outcome="authentic"),
        "allowance": lambda: facts(S.CLOSED, CONDITION, days=0, outcome="allowance"),
        "paid back another way": lambda: facts(S.CLOSED, days=0, outcome="otherwise"),
        "paid by hand": lambda: facts(S.CLOSED, days=0, outcome="otherwise", **PAID),
        "nothing owed": lambda: facts(S.CLOSED, days=0, outcome="lost"),
    },
)
declare(
    "claim_lost",
    topic=TOPIC,
    to=BUYER,
    when="The carrier can’t find a parcel.",
    samples={
        "looked for": lambda: facts(S.LOST, reason="USPS has not seen it for ten days.", **NO_SUM),
        "refunded": lambda: facts(S.REFUNDING, reason="USPS has given it up.", **WHOLE),
    },
)
declare(
    "claim_appointment",
    topic=TOPIC,
    to=BUYER,
    when="We offer a time for an appointment.",
    samples=lambda: facts(
        S.UNDER_REVIEW,
        said="We offer you Thu 19 Nov, 3:18 pm ET. By video; we send you the link that morning.",
    ),
)
declare(
    "claim_due",
    topic=TOPIC,
    to="customer care and administrators",
    when="A step of a claim that is ours is past its deadline; once per step.",
    samples=lambda: {
        "claim": a_claim(S.OPENED),
        "order": sample_order.order(),
        "pieces": [sample_order.piece()],
        "due": moment(NOW),
        "what": "answer it with a label, or decline it",
    },
)
declare(
    "claim_link",
    topic=TOPIC,
    to=BUYER,
    when="She asks on the page of a certificate how to open a claim; at most four times an hour.",
    samples=lambda: sample_order.context(piece=PIECE, link=sample_order.page("promise", "P-4820173")),
)
declare(
    "claim_holder",
    topic=TOPIC,
    to="who has the certificate by a transfer",
    when="She asks on its page how to open a claim; at most four times an hour.",
    samples=lambda: {
        "certificate": "K-332155529",
        "piece": PIECE,
        "link": absolute("/promise/holders/sample/"),
    },
)
declare(
    "claim_holder_answer",
    topic=TOPIC,
    to="who has the certificate by a transfer",
    when="Customer care has answered what she told us on its page.",
    samples=lambda: {
        "certificate": "K-332155529",
        "piece": PIECE,
        "answer": "The stamp of that year is shallow on this leather. Send us a picture of the zip, and we look again.",
        "link": absolute("/promise/holders/sample/"),
    },
)
