"""The mail after the signature: what was agreed, and the one thing that she does next."""

from consignment.logistics.links import send_link
from consignment.models import Agreement, Journey
from consignment.portal.links import portal_link
from portero.core.mail import outbox


def signed(agreement: Agreement, journey: Journey) -> None:
    """What she signed, and where she tells us the address that the label is bought for.

    The PDF is on her page, never in the mail.
    """
    submission = agreement.offer.submission
    context = {
        "agreement": agreement,
        "facts": agreement.facts,
        "submission": submission,
        "dear": submission.name,
        "link": send_link(journey),
        "page": portal_link(submission),
    }
    outbox.post("sell_signed", about=f"agreement:{agreement.number}", to=submission.email, context=context)
