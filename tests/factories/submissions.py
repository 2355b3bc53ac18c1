"""What clients showed us through the sell form, in the situations that the business knows."""

import io
import uuid
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any

from django.utils import timezone
from PIL import Image

from accounts.models import User
from consignment.agreements import signing
from consignment.models import Agreement, Consignor, Offer, Submission
from consignment.offers import making
from consignment.submissions import pictures, states
from portero.core.numbers import random_number
from tests.factories.people import staff

_SEEDS = count(1000)
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


def an_offer(submission: Submission | None = None, **facts: Any) -> Offer:
    """Our offer for a Kelly 28: start 9,500, two steps, floor 8,000 USD; made by a consignment manager."""
    told: dict[str, Any] = {
        "range_low": Decimal(8000),
        "range_high": Decimal(9500),
        "start_price": Decimal(9500),
        "floor_price": Decimal(8000),
        "steps": ((60, Decimal(8800)), (120, Decimal(8000))),
    }
    email = "helen@portero.example"
    helen = User.objects.filter(email=email).first() or staff("Consignment manager", email=email)
    return making.make((submission or a_submission()).pk, making.Proposal(**told | facts), actor=helen)


def an_agreement(offer: Offer | None = None) -> Agreement:
    """The offer, signed by Clara Whitfield."""
    offer = offer or an_offer()
    return signing.sign(offer, signing.terms_in_force(), name="Clara Whitfield", ip="203.0.113.7")


def a_picture(
    seed: int = 1, kind: str = "JPEG", size: tuple[int, int] = (480, 600), **options: Any
) -> io.BytesIO:
    """A photograph unlike that of any other seed: large patches of light and dark."""
    patches = Random(seed).randbytes(12 * 15)
    image = Image.frombytes("L", (12, 15), patches).resize(size, Image.Resampling.BICUBIC).convert("RGB")
    out = io.BytesIO()
    image.save(out, kind, **options)
    out.seek(0)
    return out


def with_pictures(submission: Submission, *shots: str) -> Submission:
    """So many different pictures in it, of these shots; three of a handbag if none is named."""
    for shot in shots or ("front", "back", "stamp"):
        pictures.add(submission.pk, uuid.uuid4(), shot, a_picture(next(_SEEDS)))
    return submission
