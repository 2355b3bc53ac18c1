"""The mails about an exchange, as their readers get them."""

from datetime import timedelta
from typing import Any

from orders.mail_facts import Piece
from orders.returns.exchanging import ending
from orders.returns.mail_samples import NUMBER, TOPIC, WANTED, a_return
from orders.sample_order import BUYER, context, page
from portero.core.mail.samples import NOW, Context, declare
from portero.core.words import moment

UNTIL = moment(NOW + timedelta(days=7))


def told(**facts: Any) -> Context:
    """What each says of the return and of the piece that she wants for hers."""
    ret = a_return()
    pieces = [Piece(WANTED, "Excellent. P-4820199. From New York", "")]
    known = {"ret": ret, "wanted": WANTED, "pieces": pieces, "link": page("returns", NUMBER)}
    return context(ret.order, **known | facts)


def held(*, cost: str, to_pay: str = "", to_get: str = "") -> Context:
    """Asked for a moment ago."""
    return told(until=UNTIL, back="$13,609.38", cost=cost, to_pay=to_pay, to_get=to_get)


declare(
    "exchange_held",
    topic=TOPIC,
    to=BUYER,
    when="She asks for another piece in exchange, which is held for her.",
    samples={
        "a dearer piece": lambda: held(cost="$14,739.06", to_pay="$1,129.68"),
        "a cheaper piece": lambda: held(cost="$9,840.31", to_get="$3,769.07"),
        "as dear": lambda: held(cost="$13,609.38"),
    },
)
declare(
    "exchange_to_pay",
    topic=TOPIC,
    to=BUYER,
    when="Her piece is accepted, and the other one costs more.",
    samples=lambda: told(
        new_order="R-58120937",
        cost="$14,739.06",
        credit="$13,609.38",
        due="$1,129.68",
        until=UNTIL,
        pay_link=page("pay"),
    ),
)
declare(
    "exchange_over",
    topic=TOPIC,
    to=BUYER,
    when="The other piece could not be kept for her; her return goes on.",
    samples={
        "she was late": lambda: told(why=ending.HOLD_OVER),
        "we were late": lambda: told(why=ending.OURS),
    },
)
