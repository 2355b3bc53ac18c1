"""The mails about a consigned piece, from its label to its sale or its way back, as its owner gets them."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from catalog.models import Grade, Item
from consignment.mail_samples.selling import LINK, agreement
from consignment.models import Consignment, PriceConsent, PriceStep
from logistics.models import Label
from portero.core.mail.samples import NOW, Context, declare
from portero.core.templatetags.shop import absolute
from portero.core.words import day, moment

TOPIC = "Consigned pieces"
PRICE, STEP = Decimal(12_900), Decimal(11_900)
SEND = "/sell/send/sample/"


def piece(**facts: Any) -> Context:
    """A mail about Ines's Kelly."""
    signed = agreement()
    item = Item(number="P-5173308", grade=Grade.EXCELLENT, price=PRICE)
    return {
        "consignment": Consignment(agreement=signed, item=item),
        "agreement": signed,
        "offer": signed.offer,
        "submission": signed.offer.submission,
        "item": item,
        "what": signed.offer.submission.what,
        "dear": "Ines",
        "link": absolute(LINK),
        **facts,
    }


def label() -> Label:
    """A prepaid label of ours."""
    return Label(carrier="USPS", tracking_number="9405511899560098765432", insured_for=PRICE)


def sending(**facts: Any) -> Context:
    """A mail about the label to us."""
    return piece(link=absolute(SEND), label=label(), by=day(NOW + timedelta(days=14)), **facts)


def received(*, came_back: bool) -> Context:
    """What came, on the itemised receipt."""
    lines = [{"name": "Dust bag", "present": True}, {"name": "Box", "present": False}]
    return piece(
        lines=lines,
        condition="Light wear at two corners.\nThe lining is clean.",
        came_back=came_back,
        paper=absolute("/sell/receipt/sample/"),
        photos=True,
    )


def listed() -> Context:
    """For sale, with the steps ahead."""
    ahead = [(NOW + timedelta(days=60), STEP), (NOW + timedelta(days=120), Decimal(10_800))]
    return piece(steps=ahead, ends=NOW + timedelta(days=180))


def consent() -> Context:
    """May the price change."""
    lapses = NOW + timedelta(days=7)
    asked = PriceConsent(price=STEP, why="Two such pieces sold below it this month.", lapses_at=lapses)
    return piece(consent=asked, until=moment(lapses))


def _owner(kind: str, when: str, samples: Callable[[], Context] | dict[str, Callable[[], Context]]) -> None:
    declare(f"consigned_{kind}", topic=TOPIC, to="the owner of a consigned piece", when=when, samples=samples)


_owner(
    "address",
    "She has signed and not told us where the piece comes from.",
    lambda: piece(link=absolute(SEND), by="", label=None),
)
_owner("label", "Her label is bought.", lambda: sending(insured=PRICE))
_owner("reminder", "The label waits and the piece isn't with the carrier.", sending)
_owner("not_received", "The piece did not come in time; its place is closed.", lambda: piece(days=30))
_owner(
    "received",
    "The piece is with us: the itemised receipt. Or the carrier brought back what we returned.",
    {"": lambda: received(came_back=False), "brought back": lambda: received(came_back=True)},
)
_owner("listed", "It is for sale.", listed)
_owner(
    "step",
    "An agreed price step is due.",
    lambda: piece(price=STEP, before=PRICE, step=PriceStep(day=60, price=STEP)),
)
_owner("consent", "We ask for another price.", consent)
_owner("sold", "It is sold.", lambda: piece(price=PRICE))
_owner("came_back", "Its sale was undone.", lambda: piece(reason="The order was cancelled."))
_owner("rejected", "We can't offer it, with the reason.", lambda: piece(reason="The lining was replaced."))
_owner(
    "legal_hold",
    "We have to keep it for legal reasons.",
    lambda: piece(reason="The police asked us to keep it."),
)
_owner(
    "withdrawn",
    "She takes it off sale, or its term is over.",
    {"by her": lambda: piece(term_over=False), "term over": lambda: piece(term_over=True)},
)
_owner("cancelled", "She changes her mind before it has left.", piece)
_owner("returning", "It is on its way back.", lambda: piece(label=label(), insured=PRICE))
_owner("returned", "The carrier has delivered it.", piece)
