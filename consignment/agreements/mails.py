"""The mail after the signature: what was agreed, and where she finds it."""

from consignment.models import Agreement
from consignment.portal.links import portal_link
from portero.core.mail import outbox


def signed(agreement: Agreement) -> None:
    """What she signed and what happens next; the PDF is on her page, never in the mail."""
    submission = agreement.offer.submission
    context = {
        "agreement": agreement,
        "facts": agreement.facts,
        "submission": submission,
        "dear": submission.name,
        "link": portal_link(submission),
    }
    outbox.post("sell_signed", about=f"agreement:{agreement.number}", to=submission.email, context=context)
