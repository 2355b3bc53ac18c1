"""The mails about money: wires, refunds, and what accounting is told."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from orders.payments.models import Dispute, How, Method
from orders.payments.wire_facts import BankRow
from orders.payments.words import WAITS, WAITS_BY_HAND, WAYS_BY_HAND
from orders.sample_order import BUYER, REFUND, context, order, page
from portero.core.mail.samples import NOW, Context, declare
from portero.core.words import day, moment

MONEY, STAFF = "Money", "To the staff"
WIRED = {"form": "the account it came from", "by_wire": True, "how_long": WAITS[Method.WIRE]}
DUE = NOW + timedelta(days=3)


def wire(**facts: str) -> Context:
    """A mail about a wire: our account, what is missing and until when the piece is kept."""
    rows = [BankRow("Beneficiary", "Portero Luxury Inc."), BankRow("Account number", "000123456789")]
    told = {"received": "", "missing": "$13,649.38", **facts}
    return context(
        reference="PW-40172864",
        bank_rows=rows,
        deadline=moment(NOW + timedelta(hours=72)),
        pay_link=page("pay"),
        **told,
    )


def part(**facts: str) -> Context:
    """Most of it has come."""
    return wire(received="$13,600.00", missing="$49.38", **facts)


def refund(**facts: Any) -> Context:
    """All that was paid goes back, with what is different about it."""
    return context(**REFUND | facts)


def by_hand(how: How) -> Context:
    """A person has paid it beside the provider."""
    form = f"you {WAYS_BY_HAND[how]}"
    return {"form": form, "how_long": WAITS_BY_HAND[how], "credit_note": True}


def dispute(days: int) -> Context:
    """A chargeback that waits for our evidence."""
    told = Dispute(provider="stripe", reference="dp_1Qx", amount=Decimal("13649.38"), reason="not received")
    return {
        "dispute": told,
        "order": order(),
        "amount": "$13,649.38",
        "due_by": moment(DUE),
        "days": days,
        "page": "/staff/payments/dispute/1/change/",
    }


declare(
    "wire_instructions",
    topic=MONEY,
    to=BUYER,
    when="She chooses to pay by bank wire.",
    samples=wire,
)
declare(
    "wire_reminder",
    topic=MONEY,
    to=BUYER,
    when="Half of the 72 hours are over and the wire is not here in full.",
    samples={"nothing came": wire, "part of it came": part},
)
declare(
    "wire_short",
    topic=MONEY,
    to=BUYER,
    when="A wire brings less than the order costs.",
    samples=lambda: part(arrived="$13,600.00", booked_on=day(NOW)),
)
declare(
    "wire_returned",
    topic=MONEY,
    to=BUYER,
    when="Money of a wire goes back to the account it came from.",
    samples=lambda: context(back="$13,649.38", why="It came after the order had been cancelled."),
)
declare(
    "refund_on_its_way",
    topic=MONEY,
    to=BUYER,
    when="A refund is asked for.",
    samples={
        "to a card": refund,
        "by wire": lambda: refund(**WIRED),
    },
)
declare(
    "refund_done",
    topic=MONEY,
    to=BUYER,
    when="A refund has left us for good.",
    samples={
        "to a card": lambda: refund(credit_note=True),
        "to PayPal": lambda: refund(
            form="your PayPal account", how_long=WAITS[Method.PAYPAL], credit_note=True
        ),
        "to Affirm": lambda: refund(form="Affirm", how_long=WAITS[Method.AFFIRM], credit_note=True),
        "by wire": lambda: refund(**WIRED, credit_note=True),
        "by bank transfer": lambda: refund(**by_hand(How.TRANSFER)),
        "by check": lambda: refund(**by_hand(How.CHECK)),
        "taken back": lambda: refund(voided=True, credit_note=False),
    },
)
declare(
    "authorisation_ending",
    topic=STAFF,
    to="who decides on verifications",
    when="An authorisation ends soon and nobody has decided.",
    samples=lambda: {"order": order(), "until": DUE, "reasons": ["expedited delivery", "another address"]},
)
declare(
    "dispute_due",
    topic=STAFF,
    to="accounting and administrators",
    when="Evidence for a dispute is due in some days, and again the day before.",
    samples={"days left": lambda: dispute(5), "the last day": lambda: dispute(1)},
)
