"""The demo pieces as the house would have listed them: reviewed, graded and certified by the verbs that everybody uses.

All that is invented are the days, and reviewers who found every check as it should be.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.demo import DOMAIN, refuse_in_production
from accounts.models import User
from authentication.cases import reviewing
from authentication.cases.opening import Shown, open_case
from authentication.cases.tiers import WANTED
from authentication.certificates import issuing, transfers
from authentication.condition import deciding
from authentication.demo import pictures, usual
from authentication.models import Case, Certificate, Check, Evidence, Finding, Review, Serial
from authentication.serials.recording import record
from catalog import listing
from catalog.models import Item, ListingState
from catalog.seeding.pieces import FOLDER, SOURCE
from catalog.seeding.reading import read_pieces

AUTHENTIC = Review.Verdict.AUTHENTIC
# Before it was listed: opened, and each review half a day after the one before.
OPENED, REVIEWED, EACH = timedelta(days=4), timedelta(days=3), timedelta(hours=12)
SHOWN = ("front", "detail")
# Sold, and handed on by its buyer since.
NUMBERED, NUMBER = "watch-02", "3 196 502"  # for whoever tries /match/
HANDED_ON, BUYER, NEXT = "bag-13", f"clara@{DOMAIN}", f"lena@{DOMAIN}"


@dataclass
class House:
    """Who does what: authenticators by turns, so that two judge a piece of tier A and a third grades it."""

    authenticators: Iterator[User]
    manager: User

    @classmethod
    def of_the_demo(cls) -> "House":
        staff = User.objects.filter(email__endswith=f"@{DOMAIN}", is_staff=True).order_by("pk")
        people = list(staff.filter(groups__name="Authenticator"))
        return cls(cycle(people), staff.get(groups__name="Consignment manager"))


def certify_demo() -> int:
    """Review, grade, certify and list the demo pieces that wait for it; how many. Raises accounts.demo.NotInProduction.

    Each in its own transaction: what was stopped goes on where it was.
    """
    refuse_in_production()
    waiting = Item.objects.filter(source=SOURCE, state=ListingState.DRAFT, clearance=None, cases=None)
    items = list(waiting.select_related("designer", "style", "category").order_by("listed_at", "pk"))
    if items:
        house, told = House.of_the_demo(), {piece["ref"]: piece for piece in read_pieces(FOLDER)}
        for item in items:
            _certify(item, told[item.source_reference], house)
    return len(items)


@transaction.atomic
def _certify(item: Item, told: dict[str, Any], house: House) -> None:
    listed = item.listed_at or timezone.now()
    photos = [pictures.sent(item.source_reference, view) for view in SHOWN]
    case = open_case(
        item,
        Case.Kind.INTAKE,
        actor=house.manager,
        value=item.price,
        photos=photos,
        claims={"designer": item.designer.name, "style": item.style.name if item.style else ""},
        now=listed - OPENED,
    )
    for n in range(WANTED[case.tier]):
        _review(case, photos, next(house.authenticators), listed - REVIEWED + n * EACH)
    item.refresh_from_db()
    if item.source_reference == NUMBERED:
        record(item, Serial.Kind.SERIAL, NUMBER, house.manager)
    _grade(item, next(house.authenticators))
    listing.publish(item, actor=house.manager, at=listed)
    if "sold_days_ago" in told:
        listing.mark_sold(item, at=listed + timedelta(days=told["listed_days_ago"] - told["sold_days_ago"]))
    # Today: this checkout's key is no older.
    certificate = issuing.issue(item, actor=house.manager).certificate
    if item.source_reference == HANDED_ON:
        _hand_on(certificate)


def _review(case: Case, photos: list[Shown], by: User, at: datetime) -> None:
    """Her whole review: looked at for as long as its tier asks for, every check as it should be."""
    review = reviewing.begin(case.pk, by=by, now=at)
    review.looked_s = review.least_look_s + 240
    review.save(update_fields=["looked_s"])
    findings = Finding.objects.bulk_create(
        Finding(
            review=review,
            check_made=check,
            saved_at=at,
            **usual.found(check, case.item),
        )
        for check in case.template.checks.all()
    )
    wanted = [
        finding
        for finding in findings
        if finding.check_made.evidence == Check.Evidence.ALWAYS and finding.result == Finding.Result.RIGHT
    ]
    Evidence.objects.bulk_create(
        _shows(finding, photos[n % len(photos)], SHOWN[n % len(photos)], at)
        for n, finding in enumerate(wanted)
    )
    reviewing.submit(review.pk, AUTHENTIC, by=by, now=at + timedelta(seconds=review.looked_s + 60))


def _shows(finding: Finding, photo: Shown, view: str, at: datetime) -> Evidence:
    digest = pictures.digest(finding.review.case.item.source_reference, view)
    size = {"width": photo.width, "height": photo.height}
    return Evidence(finding=finding, file=photo.file, sha256=digest, taken_at=at, **size)


def _grade(item: Item, by: User) -> None:
    """The grade that the piece came with, confirmed on its report."""
    deciding.confirm(item.pk, item.grade, actor=by, reason="Looked at as a whole, as pieces of this age go.")


def _hand_on(certificate: Certificate) -> None:
    """Its buyer gave it to somebody else, with the code; both have had their mails, and she can hand it on further."""
    code, _ = transfers.code_for_buyer(certificate, BUYER, SOURCE, bought_at=timezone.now())
    transfers.enter(certificate, code, NEXT)
