"""What a decided case means for a consigned piece: cleared, rejected, or kept for legal reasons."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from authentication.cases import second_looks, standing
from authentication.models import Case
from authentication.serials.alarms import offered_in_spite
from authentication.serials.deciding import STANDS
from catalog.listing import ListingRefused
from consignment.curation import pricing
from consignment.models import Consignment
from consignment.pieces import leaving, states
from consignment.pieces.locks import lock_consignment_unless_busy
from consignment.pieces.states import ConsignmentRefused

S, C = Consignment.State, Case.State
# Where a decision that a piece isn't authentic may still find it with us.
WITH_US = (S.RECEIVED, S.CLEARED, S.PREPARED, S.APPROVED, S.LISTED, S.REJECTED, S.WITHDRAWN)
COUNTERFEIT = "Our authenticators found that it isn’t authentic."
UNVERIFIED = "Our authenticators couldn’t verify that it is authentic."


def follow_cases(*, now: datetime | None = None) -> int:
    """Move pieces on as their cases ended; returns how many. Safe to run twice or at once.

    Passed: cleared. Counterfeit: kept for legal reasons, from wherever it stands with us. Can't be verified: rejected.
    One that an alarm about its number stands against leaves the shelf.
    """
    now = now or timezone.now()
    newest = standing.judging().filter(item=OuterRef("item")).order_by("-pk")
    received = Consignment.objects.filter(state=S.RECEIVED).annotate(
        ended=Subquery(newest.values("state")[:1])
    )
    failed = Case.objects.filter(item=OuterRef("item"), state__in=standing.FAILED)
    failing = Consignment.objects.filter(Exists(failed), state__in=WITH_US)
    due = {
        *received.filter(ended=C.PASSED).values_list("pk", flat=True),
        *failing.values_list("pk", flat=True),
    }
    alarmed = Consignment.objects.filter(state=S.LISTED, item__in=offered_in_spite().order_by())
    taken = sum(_off_the_shelf(one, STANDS, now) for one in alarmed.order_by("pk"))
    return taken + sum(_follow(pk, now) for pk in sorted(due))


@transaction.atomic
def _follow(pk: int, now: datetime) -> int:
    consignment = lock_consignment_unless_busy(pk)
    if consignment is None or consignment.item_id is None:
        return 0
    latest = standing.latest_of(consignment.item_id)
    decided = standing.last_word_on(consignment.item_id)
    if latest is None or decided is None or standing.under_review(consignment.item_id) is not None:
        return 0
    if decided.kind == Case.Kind.REGRADE and latest.state == C.PASSED:
        return _doubted(consignment, now)
    if decided.state != C.PASSED:
        return _failed(consignment, decided, now)
    if consignment.state != S.RECEIVED or latest.state != C.PASSED:
        return 0
    states.move(pk, S.CLEARED, at=now, data={"case": latest.number})
    return 1


def _doubted(consignment: Consignment, now: datetime) -> int:
    """A blind second look contradicts what it passed: off the shelf; others decide, and its owner hears of that."""
    if consignment.state != S.LISTED:
        return 0
    return _off_the_shelf(consignment, second_looks.REASON, now)


def _off_the_shelf(consignment: Consignment, reason: str, now: datetime) -> int:
    try:
        with transaction.atomic():
            pricing.take_back(consignment.pk, actor=None, reason=reason, now=now)
    except (
        ConsignmentRefused,
        ListingRefused,
    ):  # a client is paying for it: the next round comes back for it
        return 0
    return 1


def _failed(consignment: Consignment, case: Case, now: datetime) -> int:
    """Its owner reads the reasons of the reviewers whom the decision followed."""
    try:
        with transaction.atomic():
            if case.state == C.COUNTERFEIT:
                leaving.hold(consignment.pk, actor=None, reason=f"{COUNTERFEIT} {case.reason}", now=now)
                return 1
            if consignment.state in (S.REJECTED, S.WITHDRAWN):
                return 0
            leaving.reject(consignment.pk, actor=None, reason=f"{UNVERIFIED} {case.reason}", now=now)
    except (
        ConsignmentRefused,
        ListingRefused,
    ):  # a client is paying for it: the next round comes back for it
        return 0
    return 1
