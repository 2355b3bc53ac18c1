"""The mails about a consigned piece to its owner, written into the outbox with the step that they tell of."""

from typing import Any

from consignment.models import Consignment
from consignment.portal.links import portal_link
from portero.core.mail import outbox


def tell(consignment: Consignment, kind: str, *, once: str = "", **facts: Any) -> None:
    """Write `emails/consigned_<kind>` to its owner, in the caller's transaction; a second one of `once` isn't written.

    `once` tells two mails of a kind about one consignment apart: the number of a reminder, the key of a consent.
    """
    agreement, submission = consignment.agreement, consignment.agreement.offer.submission
    context = {
        "consignment": consignment,
        "agreement": agreement,
        "offer": agreement.offer,
        "submission": submission,
        "item": consignment.item,
        "what": submission.what,
        "dear": consignment.consignor.name,
        "link": portal_link(submission),
    }
    about = ":".join(filter(None, [f"consignment:{agreement.number}", once]))
    outbox.post(f"consigned_{kind}", about=about, to=consignment.consignor.email, context=context | facts)
