"""Findings as they are typed: each is kept at once, and nothing that somebody hasn't seen is written over.

The page tells with every change what it last saw (`seen`). Where the row says something else by now, another tab
was at it: the change is refused with what is there, and the person decides.
"""

import hashlib
import json
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from authentication.bench.seats import Seat
from authentication.cases.locks import lock_review
from authentication.cases.refusals import CaseRefused
from authentication.measures import measured
from authentication.models import Check, Finding, Review
from authentication.serials import entered

OVER = "It is submitted or handed back: nothing in it changes any more."
LONGEST_NOTE, LONGEST_REASON = 4_000, 8_000


@dataclass(frozen=True)
class Told:
    """What the page says of one check, or (`result` the verdict, `note` its reason) of the whole piece."""

    result: str = ""
    note: str = ""
    entered: str = ""

    @property
    def seen(self) -> str:
        """A short name for exactly this, by which a page says what it saw."""
        whole = json.dumps([self.result, self.note, self.entered]).encode()
        return hashlib.sha256(whole).hexdigest()[:16]


class Stale(Exception):
    """Another tab, or another device, has written something else meanwhile; `there` is what it wrote."""

    def __init__(self, there: Told) -> None:
        super().__init__("It was changed in another window.")
        self.there = there


def told_by(finding: Finding | None) -> Told:
    """What a finding says; nothing where there is none."""
    return Told(finding.result, finding.note, entered.shown(finding)) if finding else Told()


def verdict_of(review: Review) -> Told:
    """Her verdict and its reason so far."""
    return Told(review.verdict, review.reason)


@transaction.atomic
def save_finding(seat: Seat, check: Check, told: Told, seen: str) -> None:
    """Keep what she says of a check. Raises Stale, and CaseRefused once the review is over."""
    review = locked(seat)
    finding = review.findings.filter(check_made=check).first() or Finding(review=review, check_made=check)
    if _is_news(told_by(finding), told, seen):
        finding.result, finding.note = told.result, told.note
        finding.entered = entered.kept(check, told.entered)
        finding.value, finding.unit = measured.of(check, told.entered)
        finding.saved_at = timezone.now()
        finding.save()


@transaction.atomic
def save_verdict(seat: Seat, told: Told, seen: str) -> None:
    """Keep her verdict before she submits it. Raises Stale and CaseRefused."""
    review = locked(seat)
    if _is_news(verdict_of(review), told, seen):
        review.verdict, review.reason = told.result, told.note
        review.save(update_fields=["verdict", "reason"])


def finding_of(seat: Seat, check: Check) -> Finding:
    """The finding of a check, made if need be, under the lock of its review. Raises CaseRefused once it is over."""
    return Finding.objects.get_or_create(review=locked(seat), check_made=check)[0]


def locked(seat: Seat) -> Review:
    """The review under the lock of its case, in the caller's transaction. Raises CaseRefused once it is over."""
    review = lock_review(seat.review.pk)
    if review.state != Review.State.BEGUN:
        raise CaseRefused(OVER)
    return review


def _is_news(there: Told, told: Told, seen: str) -> bool:
    """Whether it has to be written; what says the same is no conflict. Raises Stale."""
    if there != told and there.seen != seen:
        raise Stale(there)
    return there != told
