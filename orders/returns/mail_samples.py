"""The mails about a return, as their readers get them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from catalog.models import Designer, Item
from logistics.models import Label
from orders.mail_facts import Piece, Row
from orders.payments.words import BANKS_WAIT
from orders.returns.alarms import late_context
from orders.returns.exchanging.models import Exchange
from orders.returns.exchanging.told import OVER, asked_for
from orders.returns.mails import told_of
from orders.returns.models import Return, ReturnAmounts, ReturnReminder, ReturnState
from orders.returns.sums import BACK, GIVES, WayBack, of_amounts
from orders.sample_order import BUYER, context, order, page, piece
from portero.core.mail.samples import NOW, Context, declare
from portero.core.money import dollars
from portero.core.words import moment

TOPIC = "Returns"
NUMBER = "RT-60418275"
SEND_BY = moment(NOW + timedelta(days=5))
DUE = moment(NOW + timedelta(days=1))
REASON = "The security tag is missing, and the base shows marks that our photographs don’t show."
TOO_LATE = "You asked more than ten days after the parcel had left."
NEVER_HANDED_OVER = "The carrier has proof that the parcel was never handed over."
WANTED = "Chanel Classic Flap Medium in Black Caviar"
TRACKING = "https://tools.usps.com/go/TrackConfirmAction?tLabels=9405511899560098765432"


REST: dict[str, Any] = {
    "bill": [
        Row("Price", "$12,500.00"),
        Row("Sales tax on it", "$1,109.38"),
        Row("Paid order R-58120937", "−$9,840.31"),
    ],
    "total": "$3,769.07",
    "total_label": BACK,
}


def a_return(**facts: Any) -> Return:
    """Clara's return of her piece; never saved."""
    return Return(order=order(), number=NUMBER, asked_at=NOW, **{"state": ReturnState.REQUESTED, **facts})


def amounts(*, abroad: bool = False, exchange: bool = False) -> ReturnAmounts:
    """What goes back of $12,500.00 and its tax: inside the United States, from abroad, or in exchange."""
    sums = {"price": "12500.00", "tax": "1108.04", "fee": "15.00", "total": "13593.04"}
    if abroad:
        sums |= {"tax": "0.00", "return_shipping": "60.00", "duties": "480.00", "import_tax": "2596.00"}
        sums["total"] = "12425.00"
    if exchange:
        sums |= {"tax": "1109.38", "fee": "0.00", "total": "13609.38"}
    return ReturnAmounts(**{name: Decimal(amount) for name, amount in sums.items()})


def told(*, pieces: list[Piece] | None = None, abroad: bool = False, **facts: Any) -> Context:
    """What a mail about the return says, by the function that real mails use, and these facts."""
    ret = a_return()
    found = of_amounts(amounts(abroad=abroad))
    known = told_of(
        ret,
        pieces or [piece()],
        found,
        link=page("returns", NUMBER),
        way_back=WayBack("your Visa ending 4417", BANKS_WAIT),
    )
    return context(ret.order, **{**known, **facts})


def sending(**facts: Any) -> Context:
    """She is to send it, by the label that we bought."""
    label = Label(carrier="USPS", service="Priority Mail", tracking_number="9405511899560098765432")
    known: dict[str, Any] = {
        "label": label,
        "label_link": page("returns", NUMBER, "label"),
        "insured": "$12,500",
        "send_by": SEND_BY,
        "included": "box, dust bag, lock and keys",
    }
    return told(**known | facts)


def refused(**facts: Any) -> Context:
    """It isn't as it left us."""
    return told(refused=[{"name": piece().name, "reason": REASON}], **facts)


def of_exchange(ended_by: str = "") -> dict[str, Any]:
    """What is said of an exchange: the Chanel is held for her, or a step of the return (a state) has ended that."""
    kind = Return.Kind.RETURN if ended_by else Return.Kind.EXCHANGE
    ret = a_return(kind=kind, state=ended_by or ReturnState.APPROVED)
    designer, _, title = WANTED.partition(" ")
    exchange = Exchange(ret=ret, wanted=Item(designer=Designer(name=designer), title=title))
    if ended_by:
        exchange.over_at, exchange.why = NOW, OVER[ReturnState(ended_by)]
    gives = of_amounts(amounts(exchange=True))
    bill = [Row(row.label, dollars(row.amount, cents=True)) for row in gives.rows]
    known = {"bill": bill, "total": dollars(gives.total, cents=True), "total_label": GIVES}
    return {"ret": ret, **known, **asked_for(ret)._asdict()}


def two() -> list[Piece]:
    """Her piece and another one."""
    return [piece(), Piece("Cartier Love Bracelet", "Very Good. P-4820181. From New York", "")]


def _declare(kind: str, when: str, samples: Any) -> None:
    declare(kind, topic=TOPIC, to=BUYER, when=when, samples=samples)


_declare(
    "return_requested",
    "She asks to send pieces back.",
    {
        "": lambda: told(due=DUE, kept_whole=True),
        "two pieces": lambda: told(pieces=two(), due=DUE, kept_whole=True),
        "from abroad": lambda: told(abroad=True, due=DUE, kept_whole=True),
    },
)
_declare(
    "return_approved",
    "Customer care approves her request and her label is bought.",
    {
        "": lambda: sending(kept_whole=True, inspect_days=2),
        "label by hand": lambda: sending(kept_whole=True, inspect_days=2, label_link=""),
        "in exchange": lambda: sending(kept_whole=True, inspect_days=2, **of_exchange()),
    },
)
_declare(
    "return_declined",
    "Customer care declines her request.",
    {
        "": lambda: told(reason=TOO_LATE, order_link=page()),
        "an exchange": lambda: told(reason=TOO_LATE, order_link=page(), **of_exchange(ReturnState.DECLINED)),
    },
)
_declare(
    "return_reminder",
    "The carrier has no parcel of hers two days before it must.",
    {"": sending, "of an exchange": lambda: sending(**of_exchange())},
)
_declare(
    "return_lapsed",
    "The carrier has no parcel of hers in time.",
    {
        "": lambda: told(send_by=SEND_BY, again_until=""),
        "may ask again": lambda: told(send_by=SEND_BY, again_until=moment(NOW + timedelta(days=6))),
        "an exchange": lambda: told(send_by=SEND_BY, again_until="", **of_exchange(ReturnState.LAPSED)),
    },
)
_declare(
    "return_received",
    "Her parcel is opened at our desk.",
    {
        "": lambda: told(due=DUE, kept_whole=True),
        "in exchange": lambda: told(due=DUE, kept_whole=True, **of_exchange()),
    },
)
_declare(
    "return_accepted",
    "Every piece has its verdict and something is accepted.",
    {
        "": lambda: told(nothing=False),
        "an exchange of which nothing is left": lambda: told(
            nothing=True, **of_exchange(ReturnState.REFUNDED) | {"bill": [], "total": "$0.00"}
        ),
    },
)
_declare(
    "return_refused",
    "Every piece has its verdict and something is refused.",
    {"": refused, "in exchange": lambda: refused(**of_exchange(ReturnState.GOING_BACK))},
)
_declare(
    "return_refunded",
    "Her refund, or the rest of her exchange, has left us for good.",
    {
        "": lambda: told(voided=False, credit_note=True, beyond=""),
        "voided": lambda: told(voided=True, credit_note=False, beyond=""),
        "the rest of an exchange": lambda: told(
            voided=False,
            credit_note=True,
            beyond="R-58120937",
            **of_exchange() | {"held": ""} | REST,
        ),
    },
)
_declare(
    "return_going_back",
    "A refused piece is with the carrier.",
    lambda: refused(carrier="USPS", tracking="9405511899560098765432", tracking_link=TRACKING),
)
_declare(
    "return_lost_back",
    "The carrier has lost a refused piece on its way back to her.",
    lambda: told(reason="The carrier has searched for a month. All that you paid for it goes back to you."),
)
_declare(
    "return_lost",
    "The carrier has lost her parcel.",
    {
        "": lambda: told(given_back=True, nothing=False, reason=""),
        "in exchange": lambda: told(given_back=True, nothing=False, reason="", **of_exchange()),
        "nothing left": lambda: told(given_back=True, nothing=True, reason=""),
        "without a refund": lambda: told(given_back=False, nothing=False, reason=NEVER_HANDED_OVER),
        "an exchange without a refund": lambda: told(
            given_back=False, nothing=False, reason=NEVER_HANDED_OVER, **of_exchange(ReturnState.CLOSED)
        ),
    },
)
declare(
    "return_late",
    topic=TOPIC,
    to="the desk whose turn it is, a day later the manager too",
    when="The deadline of a step with a return has passed.",
    samples=lambda: late_context(
        a_return(), ReturnReminder.Kind.DECIDE, NOW, [piece().name], page="https://portero.example/staff/"
    ),
)
