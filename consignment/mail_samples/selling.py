"""The mails of selling with us until the agreement is signed, as their readers get them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from consignment.models import Agreement, Offer, PriceStep, Submission
from portero.core.mail.samples import NOW, Context, declare
from portero.core.templatetags.shop import absolute
from portero.core.words import moment, percent

TOPIC = "Selling with us"
SELLER = "who showed us a piece"
LINK = "/sell/pieces/sample/"


def submission() -> Submission:
    """Ines shows us a Kelly."""
    return Submission(
        number="S-482193",
        designer="Hermès",
        style="Kelly 28",
        name="Ines",
        email="ines@example.com",
        quote_by=NOW + timedelta(hours=48),
    )


def offer() -> Offer:
    """What we offer for it."""
    return Offer(
        submission=submission(),
        range_low=Decimal(11_500),
        range_high=Decimal(13_500),
        start_price=Decimal(12_900),
        floor_price=Decimal(10_800),
        commission_rate=Decimal("0.25"),
        expected_payout=Decimal(9_675),
        term_days=180,
        said="A fresh strap would help; we have one made at our cost.",
        lapses_at=NOW + timedelta(days=14),
    )


def steps() -> list[PriceStep]:
    """The steps of its price."""
    return [PriceStep(day=60, price=Decimal(11_900)), PriceStep(day=120, price=Decimal(10_800))]


def agreement() -> Agreement:
    """The agreement about it, as signed."""
    facts = {
        "prices": {
            "start": "$12,900",
            "floor": "$10,800",
            "steps": [{"day": step.day, "price": f"${step.price:,}"} for step in steps()],
        },
        "commission": "25 %",
        "payout_at_start": "$9,675.00",
        "term_days": 180,
    }
    return Agreement(number="A-750316", offer=offer(), facts=facts, signed_name="Ines Duarte", signed_at=NOW)


def about(**facts: Any) -> Context:
    """A mail about what she showed us."""
    return {"submission": submission(), "dear": "Ines", "link": absolute(LINK), **facts}


def offered(**facts: Any) -> Context:
    """A mail about our offer."""
    told = offer()
    return about(offer=told, until=moment(told.lapses_at), **facts)


declare(
    "sell_later",
    topic=TOPIC,
    to="who fills in the sell form",
    when="She wants to go on another day or device.",
    samples=lambda: {"link": absolute("/sell/form/sample/"), "days": 30},
)
declare(
    "sell_confirm",
    topic=TOPIC,
    to=SELLER,
    when="She sent the form; nothing is told before the address is confirmed.",
    samples=lambda: {
        "link": absolute("/sell/confirm/sample/"),
        "number": "S-482193",
        "hours": 48,
        "days": 30,
    },
)
declare(
    "sell_received",
    topic=TOPIC,
    to=SELLER,
    when="Her address is confirmed: acknowledged at once.",
    samples=lambda: about(pictures=7),
)
declare(
    "sell_asked",
    topic=TOPIC,
    to=SELLER,
    when="We need more pictures.",
    samples=lambda: about(said="The stamp inside.\nThe corners, one by one."),
)
declare(
    "sell_closed",
    topic=TOPIC,
    to=SELLER,
    when="The pictures that we asked for did not come.",
    samples=lambda: about(days=30),
)
declare(
    "sell_declined",
    topic=TOPIC,
    to=SELLER,
    when="We can't take it, with the reason.",
    samples=lambda: about(said="We don't take pieces with a replaced lining."),
)
declare(
    "sell_withdrawn",
    topic=TOPIC,
    to=SELLER,
    when="She withdraws it, or refuses our offer.",
    samples={"": lambda: about(offered=False), "after an offer": lambda: about(offered=True)},
)
declare(
    "sell_message",
    topic=TOPIC,
    to=SELLER,
    when="A specialist writes to her.",
    samples=lambda: about(said="Do you still have its receipt?"),
)
declare(
    "sell_link",
    topic=TOPIC,
    to=SELLER,
    when="She asks for the link to her pieces; at most one in ten minutes.",
    samples=about,
)
declare(
    "sell_offered",
    topic=TOPIC,
    to=SELLER,
    when="We make an offer, within 48 hours.",
    samples=lambda: offered(steps=steps(), rate=percent(Decimal("0.25"))),
)
declare(
    "sell_offer_reminder",
    topic=TOPIC,
    to=SELLER,
    when="Some days before the offer ends.",
    samples=offered,
)
declare(
    "sell_offer_lapsed",
    topic=TOPIC,
    to=SELLER,
    when="The offer ended without an answer.",
    samples=offered,
)
declare(
    "sell_signed",
    topic=TOPIC,
    to=SELLER,
    when="She has signed: what was agreed, and where she tells us the address.",
    samples=lambda: about(
        agreement=agreement(),
        facts=agreement().facts,
        page=absolute(LINK),
        link=absolute("/sell/send/sample/"),
    ),
)
