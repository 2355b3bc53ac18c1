"""Consigned pieces in the situations the business knows, each made of rows and the room's own verbs.

`agreed` stands at the signature; the others go on from there by the verbs that staff, carriers and the consignor use.
"""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from accounts.models import User
from authentication.cases import standing
from authentication.models import Review
from catalog.condition import grading
from catalog.models import Item, Photo
from catalog.photography.results import Encoded
from consignment.curation import following, preparing, pricing
from consignment.curation.preparing import Verdict
from consignment.curation.shots import SHOTS
from consignment.logistics import inbound, journeys
from consignment.logistics.receiving import Intake, receive
from consignment.models import (
    Agreement,
    Consignment,
    Consignor,
    Journey,
    Offer,
    PriceStep,
    Submission,
    Terms,
)
from logistics.models import Label, LabelState
from portero.core.mail.models import Mail
from portero.core.numbers import random_number
from tests.factories.authentication import decided
from tests.factories.catalog import a_category, a_designer
from tests.factories.condition import graded
from tests.factories.people import staff

START, FLOOR = Decimal("8000.00"), Decimal("6000.00")
STEPS = ((30, Decimal("7200.00")), (60, Decimal("6400.00")))
HOME: dict[str, Any] = {
    "name": "Mara Lindqvist",
    "street1": "118 Wooster Street",
    "city": "New York",
    "state": "NY",
    "postcode": "10012",
    "country": "US",
    "phone": "+12125550177",
    "email": "mara@example.com",
}
VERDICT = Verdict(
    bucket=Item.Bucket.RARITY,
    bucket_reason="The boutiques keep a list.",
    description="A Kelly 28 that was carried a few times.",
)


def manager(email: str = "vera@portero.example") -> User:
    """The consignment manager at work."""
    return User.objects.filter(email=email).first() or staff("Consignment manager", email=email)


def a_consignor(email: str = "mara@example.com", **facts: Any) -> Consignor:
    """Mara, who sells with us."""
    return Consignor.objects.get_or_create(email=email, defaults={"name": "Mara Lindqvist"} | facts)[0]


def a_submission(*, consignor: Consignor | None = None, **facts: Any) -> Submission:
    """A handbag that she showed us, accepted."""
    owner, now = consignor or a_consignor(), timezone.now()
    told: dict[str, Any] = {
        "number": random_number("S"),
        "key": uuid.uuid4(),
        "state": Submission.State.ACCEPTED,
        "kind": Submission.Kind.HANDBAG,
        "designer": "Hermès",
        "style": "Kelly 28",
        "condition": "Carried a few times.",
        "included": ["box", "dust_bag"],
        "name": owner.name,
        "email": owner.email,
        "consignor": owner,
        "sent_at": now,
        "confirmed_at": now,
    }
    return Submission.objects.create(**told | facts)


def an_agreement(submission: Submission | None = None, *, steps: Any = STEPS, **facts: Any) -> Agreement:
    """Our offer for it, signed: $8,000 to begin with, $7,200 from day 30, $6,400 from day 60, never below $6,000."""
    submission, now = submission or a_submission(), timezone.now()
    told: dict[str, Any] = {
        "range_low": FLOOR,
        "range_high": START,
        "start_price": START,
        "floor_price": FLOOR,
        "commission_rate": Decimal("0.2500"),
        "expected_payout": Decimal("6000.00"),
        "term_days": 180,
        "made_by": manager(),
        "lapses_at": now + timedelta(days=14),
        "state": Offer.State.ACCEPTED,
        "answered_at": now,
    }
    offer = Offer.objects.create(submission=submission, **told | facts)
    PriceStep.objects.bulk_create(PriceStep(offer=offer, day=day, price=price) for day, price in steps)
    return Agreement.objects.create(
        number=random_number("A"),
        offer=offer,
        terms=Terms.objects.latest("since"),
        facts={"piece": {"what": submission.what}},
        signed_name=submission.name,
        ip="203.0.113.7",
        document="agreements/none.pdf",
        digest="0" * 64,
    )


def agreed(*, submission: Submission | None = None, **offer: Any) -> Any:
    """Signed a moment ago; nothing has been begun yet."""
    agreement = an_agreement(submission, **offer)
    told: Any = agreement.offer.submission
    consignment = Consignment.objects.create(agreement=agreement, consignor=told.consignor, item=told.item)
    consignment.events.create(kind=consignment.state, by_consignor=True)
    return consignment


def with_label(consignment: Consignment, *, days_ago: int = 0) -> Any:
    """Her label is bought and mailed; the carrier hasn't seen the parcel yet."""
    at = timezone.now() - timedelta(days=days_ago)
    journey = inbound.begin(consignment, now=at)
    Journey.objects.filter(pk=journey.pk).update(address=HOME)
    journeys.labelled(journey.pk, a_label_of(journey), now=at)
    return fresh(consignment)


def a_label_of(journey: Journey, **facts: Any) -> Label:
    """A label that is bought, as the carrier gateway leaves it."""
    told: dict[str, Any] = {
        "purpose": journeys.PURPOSE[Journey.Way(journey.way)],
        "driver": "manual",
        "carrier": "USPS",
        "service": "Priority",
        "tracking_number": f"9400{journey.pk:08d}",
        "insured_for": START,
        "cost": Decimal("24.10"),
        "bought_at": timezone.now(),
        "state": LabelState.BOUGHT,
    }
    return Label.objects.create(reference=journey.reference, **told | facts)


def an_intake(**facts: Any) -> Intake:
    """What the desk sees when it opens her parcel: the Kelly, its box, no dust bag."""
    told: dict[str, Any] = {
        "designer": a_designer(),
        "category": a_category(),
        "title": "Kelly 28 in Gold Togo",
        "lines": (("Kelly 28", True), ("Box", True), ("Dust bag", False)),
        "condition": "Light rubbing on two corners.",
        "photos": (a_photo(),),
    }
    return Intake(**told | facts)


def a_photo() -> Encoded:
    """A photograph as it is kept."""
    file = BytesIO()
    Image.new("RGB", (40, 50), "#c9b38f").save(file, "WEBP")
    return Encoded(file.getvalue(), 40, 50)


def received(consignment: Consignment | None = None, **facts: Any) -> Any:
    """Taken in at the desk."""
    consignment = consignment or with_label(agreed())
    receive(consignment.pk, an_intake(**facts), actor=manager())
    return fresh(consignment)


def cleared(consignment: Consignment | None = None) -> Any:
    """Its review is passed, by two people of the house, and followed."""
    consignment = consignment or received()
    judged(consignment, Review.Verdict.AUTHENTIC)
    return fresh(consignment)


def judged(consignment: Consignment, verdict: str, *, now: datetime | None = None) -> None:
    """The open case of the piece ends with this verdict, if there is one, and the sweep follows it."""
    case = standing.under_review(consignment.item_id)
    if case is not None:
        decided(case, verdict, now=now)
    following.follow_cases(now=now)


def prepared(consignment: Consignment | None = None) -> Any:
    """Graded, described, photographed."""
    consignment = consignment or cleared()
    item: Any = consignment.item
    reported(item)
    preparing.judge(consignment.pk, VERDICT, actor=manager())
    preparing.prepared(consignment.pk, actor=manager())
    return fresh(consignment)


def reported(item: Item) -> None:
    """The photo session is done, its condition report written, its grade confirmed; twice is once."""
    if not item.photos.exists():
        photographed(item)
    if grading.standing(item) is None:
        graded(item)


def photographed(item: Item) -> None:
    """Every view of the shot list of handbags."""
    start = item.photos.count()
    for view in SHOTS[Submission.Kind.HANDBAG]:  # a certificate names photographs by their bytes
        if not default_storage.exists(f"items/{view}.webp"):
            default_storage.save(f"items/{view}.webp", ContentFile(a_photo().data))
    Photo.objects.bulk_create(
        Photo(
            item=item,
            position=start + n,
            view=view,
            file=f"items/{view}.webp",
            width=800,
            height=1000,
            alt=view,
        )
        for n, view in enumerate(SHOTS[Submission.Kind.HANDBAG])
    )


def approved(consignment: Consignment | None = None) -> Any:
    """Its price is approved as the covenant allows it."""
    consignment = consignment or prepared()
    pricing.approve(consignment.pk, pricing.price_in_force(consignment), actor=manager())
    return fresh(consignment)


def listed(consignment: Consignment | None = None, *, now: datetime | None = None) -> Any:
    """On the shelf at $8,000."""
    consignment = consignment or approved()
    pricing.publish(consignment.pk, actor=manager(), now=now)
    return fresh(consignment)


def fresh(consignment: Consignment) -> Any:
    """As the database has it now."""
    return Consignment.objects.select_related("item", "agreement__offer__submission", "consignor").get(
        pk=consignment.pk
    )


def mails_to(address: str = "mara@example.com") -> list[str]:
    """The kinds of mail that she got, in order."""
    return list(Mail.objects.filter(to=address).order_by("pk").values_list("kind", flat=True))
