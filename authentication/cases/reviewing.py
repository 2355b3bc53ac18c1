"""One person's review, from the queue to her verdict. What is written in between is the bench's: findings, photographs.

Every verb locks the case, reads again, decides and writes; whatever it refuses it says in sentences (CaseRefused).
Whoever writes into a review takes `locks.lock_review` first; once it is over the database refuses every change.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from authentication.cases import bars, deciding, states
from authentication.cases.completeness import missing
from authentication.cases.locks import lock_case, lock_review
from authentication.cases.refusals import CaseRefused, refusals_told
from authentication.cases.tiers import WANTED
from authentication.models import Case, Review
from portero.core.figures import figure

S, R = Case.State, Review.State
THIRD = 3


@transaction.atomic
def begin(case_pk: int, *, by: Any, now: datetime | None = None) -> Review:
    """Take the case from the queue: the next review that it needs is hers. Hers already: that one, as she left it.

    Raises CaseRefused with every reason against her, and where no review is needed (any more).
    """
    now, case = now or timezone.now(), lock_case(case_pk)
    if mine := case.reviews.filter(reviewer=by, state=R.BEGUN).first():
        return mine
    if reasons := bars.reasons_against(case, by):
        raise CaseRefused(*reasons)
    round_ = next_round(case)
    if round_ is None:
        raise CaseRefused("Nobody has to review it now.")
    ends = now + timedelta(hours=int(figure("review_hours")))
    review = Review(case=case, round=round_, reviewer=by, begun_at=now, ring_at=ends)
    with refusals_told():
        review.save(force_insert=True)
    states.append(case, "begun", actor=by, at=now, data={"round": round_})
    review.refresh_from_db(fields=["least_look_s"])  # the database has set it
    return review


def next_round(case: Case) -> int | None:
    """Which review waits for somebody: 1 or 2, both blind, 3 after a disagreement; None: none does."""
    taken = set(case.reviews.exclude(state=R.HANDED_BACK).values_list("round", flat=True))
    if case.state == S.DISAGREED:
        return None if THIRD in taken else THIRD
    wanted = range(1, WANTED[case.tier] + 1) if case.state == S.OPEN else ()
    return next((number for number in wanted if number not in taken), None)


@transaction.atomic
def hand_back(review_pk: int, *, actor: Any = None, reason: str = "", now: datetime | None = None) -> Review:
    """The review goes back to the queue unfinished: by herself, a colleague or a deadline (no actor).

    Raises CaseRefused once it is submitted or handed back.
    """
    review = lock_review(review_pk)
    if review.state != R.BEGUN:
        raise CaseRefused("It is over already.")
    review.state, review.ring_at = R.HANDED_BACK, None
    review.save(update_fields=["state", "ring_at"])
    data = {"round": review.round}
    states.append(review.case, "handed_back", actor=actor, said=reason.strip(), at=now, data=data)
    return review


@transaction.atomic
def submit(review_pk: int, verdict: str, *, by: Any, reason: str = "", now: datetime | None = None) -> Case:
    """Her verdict (`Review.Verdict`), for good; returns the case as it stands after it, decided or not.

    Every verdict but *authentic* needs a reason; where we don't take the piece its owner reads it. Raises CaseRefused
    with all that is missing.
    """
    now, review = now or timezone.now(), hers(review_pk, by)
    if reasons := [*bars.reasons_against(review.case, by), *missing(review, verdict, reason)]:
        raise CaseRefused(*reasons)
    deciding.submitted(review, verdict, reason, now)
    return deciding.follow(review.case_id, actor=by, now=now)


def hers(review_pk: int, by: Any) -> Review:
    """Her own begun review under the lock of its case. Raises CaseRefused for anybody else's, and once it is over."""
    review = lock_review(review_pk)
    if review.reviewer_id is None or review.reviewer_id != by.pk:
        raise CaseRefused("It is somebody else's review.")
    if review.state != R.BEGUN:
        raise CaseRefused("It is submitted or handed back: nothing in it changes any more.")
    return review
