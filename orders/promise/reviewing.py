"""The review of a doubted piece: a case that nobody decides who has judged, graded, taken in or unpacked it before."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from authentication.cases.opening import Shown, open_case
from authentication.cases.refusals import CaseRefused
from authentication.models import Case, Review
from catalog.models import GradeDecision
from orders.fulfilment.shots import name_of
from orders.promise import inspecting, mails, states
from orders.promise.locks import lock_claim
from orders.promise.models import Claim, ClaimState
from orders.promise.states import ClaimRefused

S = ClaimState
GRADED = "you graded it"
JUDGED = "you reviewed it before"
UNPACKED = "you unpacked it"
OPENED = "you opened the claim"


@transaction.atomic
def begin(claim: Claim, *, actor: Any, now: datetime | None = None) -> Claim:
    """Open the case of a received and inspected piece; again, where the case was closed without a decision.

    Raises ClaimRefused where tag or pictures are missing, and with the case's own reasons.
    """
    locked = lock_claim(claim.pk)
    if locked.state not in {S.RECEIVED, S.UNDER_REVIEW}:
        raise ClaimRefused("It isn’t here to be reviewed.")
    if locked.state == S.UNDER_REVIEW and (locked.case is None or locked.case.state != Case.State.CLOSED):
        raise ClaimRefused("It is being reviewed.")
    _complete(locked)
    locked.case = case_for(locked, actor=actor, now=now)
    if locked.state == S.RECEIVED:
        states.move(locked, S.UNDER_REVIEW, actor=actor, at=now, case=locked.case)
        mails.claim_under_review(locked)
    else:
        locked.save(update_fields=["case"])
    return locked


def case_for(claim: Claim, *, actor: Any, prior: Case | None = None, now: datetime | None = None) -> Case:
    """A case of a locked claim, valued at what she paid. Raises ClaimRefused with the reasons against it."""
    try:
        return open_case(
            claim.item,
            Case.Kind.CLAIM,
            actor=actor,
            barred=who_may_not(claim),
            value=claim.line.line_price_excl_tax,
            photos=_shown(claim),
            prior=prior,
            reference=claim.number,
            now=now,
        )
    except CaseRefused as refused:
        raise ClaimRefused(str(refused)) from None


def judged_before(claim: Claim) -> set[int]:
    """Whoever submitted a review of the piece in any case but this claim's own, by primary key: never again."""
    found = Review.objects.filter(case__item=claim.item_id, state=Review.State.SUBMITTED)
    elsewhere = found.exclude(case__kind=Case.Kind.CLAIM, case__reference=claim.number)
    return set(elsewhere.filter(reviewer__isnull=False).values_list("reviewer_id", flat=True))


def who_may_not(claim: Claim) -> list[tuple[User, str]]:
    """Who won't judge the piece under this claim, each with the reason as the bench tells it to her."""
    unpacked = [(person, UNPACKED) for person in _unpackers(claim)]
    return [*unpacked, *_barred(claim)]


def _barred(claim: Claim) -> Iterator[tuple[User, str]]:
    for person in User.objects.filter(pk__in=judged_before(claim)).order_by("pk"):
        yield person, JUDGED
    graders = GradeDecision.objects.filter(item=claim.item_id)
    for person in User.objects.filter(pk__in=graders.values("decided_by")).order_by("pk"):
        yield person, GRADED
    if claim.opened_by is not None:
        yield claim.opened_by, OPENED


def _unpackers(claim: Claim) -> list[User]:
    people = {claim.received_by, *(one.found_by for one in claim.inspections.select_related("found_by"))}
    return sorted((person for person in people if person is not None), key=lambda person: person.pk)


def _complete(claim: Claim) -> None:
    if claim.inspection is None:
        raise ClaimRefused("Read its tag and answer the checks first.")
    if shots := inspecting.missing(claim):
        raise ClaimRefused(f"Not photographed: {', '.join(shot.name for shot in shots)}.")


def _shown(claim: Claim) -> Iterator[Shown]:
    for one in claim.photos.all():
        caption = f"{name_of(one.shot)}, when it came back" if one.shot else "From the client"
        yield Shown(one.file, caption, one.width, one.height)
