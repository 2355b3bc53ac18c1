"""The mails about an offer, each written into the outbox in the caller's transaction, once per offer."""

from typing import Any

from consignment.models import Offer
from consignment.portal.links import portal_link
from portero.core.mail import outbox
from portero.core.words import moment, percent


def offered(offer: Offer) -> None:
    """What we offer, until when, and where she answers."""
    _post("sell_offered", offer, steps=list(offer.steps.all()), rate=percent(offer.commission_rate))


def ends_soon(offer: Offer) -> None:
    """Once, some days before it ends."""
    _post("sell_offer_reminder", offer)


def lapsed(offer: Offer) -> None:
    """The offer ended unanswered; how she begins again."""
    _post("sell_offer_lapsed", offer)


def _post(kind: str, offer: Offer, **facts: Any) -> None:
    submission = offer.submission
    context = {
        "offer": offer,
        "submission": submission,
        "dear": submission.name,
        "until": moment(offer.lapses_at),
    }
    link = portal_link(submission)
    outbox.post(
        kind, about=f"offer:{offer.pk}", to=submission.email, context=context | {"link": link} | facts
    )
