"""What clients showed us through the sell form, in the situations that the business knows."""

import uuid
from decimal import Decimal
from typing import Any

from django.utils import timezone

from consignment.models import Consignor, Submission
from consignment.numbers import random_number
from consignment.submissions import states

KELLY = {
    "kind": "handbag",
    "designer": "Hermès",
    "style": "Kelly 28",
    "condition": "Light marks on two corners, a scratch on the clasp.",
    "included": ["box", "dust_bag"],
    "asking_price": Decimal("9500.00"),
    "name": "Clara Whitfield",
    "email": "clara@example.com",
}


def a_draft(**facts: Any) -> Submission:
    """A sell form that is being filled in: all questions answered, no picture."""
    return Submission.objects.create(number=random_number("S"), key=uuid.uuid4(), **KELLY | facts)


def a_consignor(email: str = "clara@example.com", name: str = "Clara Whitfield", **facts: Any) -> Consignor:
    """Whoever sells with us under this e-mail; the same one when asked again."""
    return Consignor.objects.get_or_create(email=email, defaults={"name": name, **facts})[0]


def a_submission(**facts: Any) -> Submission:
    """A Kelly 28 that was sent a moment ago: confirmed, with its consignor, waiting for our answer."""
    draft = a_draft(**facts)
    now = timezone.now()
    consignor = a_consignor(draft.email, draft.name)
    return states.move(
        draft.pk, "sent", by_consignor=True, consignor=consignor, sent_at=now, confirmed_at=now
    )
