"""The mails about a resale certificate, as their readers get them."""

from datetime import date

from orders.tax.models import ResaleCertificate
from portero.core.mail.samples import Context, declare
from portero.core.words import day

TOPIC = "Buying for resale"
HOLDER = "who sent a resale certificate"


def certificate(**facts: str | bool) -> Context:
    """A certificate that two states accept, until the last day of the year."""
    until = date(2026, 12, 31)
    told = ResaleCertificate(business="Whitfield Antiques LLC", number="NJ-338-204", states=["NJ", "NY"])
    told.expires_on, told.reason = until, "The second page is missing."
    return {"certificate": told, "until": day(until), **facts}


declare(
    "certificate_decided",
    topic=TOPIC,
    to=HOLDER,
    when="We have checked it.",
    samples={
        "approved": lambda: certificate(approved=True),
        "declined": lambda: certificate(approved=False),
    },
)
declare("certificate_ending", topic=TOPIC, to=HOLDER, when="It ends soon; once.", samples=certificate)
