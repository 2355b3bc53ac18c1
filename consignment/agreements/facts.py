"""All that an agreement says, in words, frozen at the signature: what its PDF and its page are made of."""

import hashlib
from datetime import datetime
from typing import Any

from django.utils import timezone

from consignment.models import Offer, Terms
from consignment.offers.tiers import payout_at
from consignment.submissions.inclusions import named
from portero.core.money import dollars
from portero.core.words import percent


def facts_of(offer: Offer, terms: Terms, *, number: str, name: str, ip: str, at: datetime) -> dict[str, Any]:
    """The agreement as JSON: parties, piece, prices in USD as the reader sees them, term, signature."""
    submission = offer.submission
    return {
        "number": number,
        "submission": submission.number,
        "piece": {
            "what": submission.what,
            "kind": submission.get_kind_display(),
            "condition": submission.condition,
            "included": named(submission.included),
        },
        "consignor": {"name": submission.name, "email": submission.email},
        "prices": {
            "start": dollars(offer.start_price, cents=True),
            "floor": dollars(offer.floor_price, cents=True),
            "steps": [
                {"day": step.day, "price": dollars(step.price, cents=True)} for step in offer.steps.all()
            ],
        },
        "commission": percent(offer.commission_rate),
        "payout_at_start": dollars(offer.expected_payout, cents=True),
        "payout_at_floor": dollars(payout_at(offer.floor_price, offer.commission_rate), cents=True),
        "term_days": offer.term_days,
        "terms": {
            "version": terms.version,
            "paragraphs": [part.strip() for part in terms.text.split("\n\n") if part.strip()],
            "digest": hashlib.sha256(terms.text.encode()).hexdigest(),
        },
        "signed": {"name": name, "at": timezone.localtime(at).strftime("%d %B %Y, %H:%M:%S %Z"), "ip": ip},
    }
