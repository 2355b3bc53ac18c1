"""Described, graded, photographed: what a piece needs before its price is approved, named where it is missing.

The grade is confirmed on the piece's condition report (authentication.condition); here it is only asked for.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from catalog.condition import grading
from catalog.locks import lock_item
from catalog.models import Item
from consignment.curation import shots
from consignment.models import Consignment
from consignment.pieces import states
from consignment.pieces.locks import lock_consignment
from consignment.pieces.states import ConsignmentRefused

S = Consignment.State


@dataclass(frozen=True)
class Verdict:
    """What curation decided: why we offer it, and the text."""

    bucket: str
    bucket_reason: str
    description: str


@transaction.atomic
def judge(pk: int, verdict: Verdict, *, actor: Any) -> Item:
    """Write the verdict onto the piece; it may be written again until the price is approved.

    Raises ConsignmentRefused with what is missing: the reason of the bucket, the description.
    """
    consignment = lock_consignment(pk)
    if consignment.state not in (S.CLEARED, S.PREPARED) or consignment.item is None:
        raise ConsignmentRefused("Only a cleared piece is described.")
    item = lock_item(consignment.item.pk)
    if reasons := _lacks(verdict):
        raise ConsignmentRefused(*reasons)
    item.bucket, item.bucket_reason = verdict.bucket, verdict.bucket_reason.strip()[:300]
    item.description = verdict.description.strip()
    item.save(update_fields=["bucket", "bucket_reason", "description", "updated_at"])
    states.append(consignment, "described", actor=actor, public=False, data={"bucket": verdict.bucket})
    return item


def missing(consignment: Consignment) -> list[str]:
    """What a cleared piece still needs before it is prepared, one sentence each."""
    item = consignment.item
    if item is None:
        return ["It isn't here."]
    views = shots.missing(item, consignment.agreement.offer.submission.kind)
    ungraded = grading.lacking(item)
    rules = {
        ungraded: bool(ungraded),
        "Why we offer it (value or rarity) isn't recorded.": not (item.bucket and item.bucket_reason),
        "It has no description.": not item.description,
        "It has no condition report.": not hasattr(item, "condition_report"),
        f"Photographs are missing: {', '.join(views).lower()}.": bool(views),
    }
    return [sentence for sentence, lacks in rules.items() if lacks]


@transaction.atomic
def prepared(pk: int, *, actor: Any, now: datetime | None = None) -> Consignment:
    """Everything is there: on to the price. Raises ConsignmentRefused with all that is missing."""
    consignment = lock_consignment(pk)
    if consignment.state != S.CLEARED:
        raise ConsignmentRefused("Only a cleared piece is prepared.")
    if lacks := missing(consignment):
        raise ConsignmentRefused(*lacks)
    return states.move(pk, S.PREPARED, actor=actor, at=now)


def _lacks(verdict: Verdict) -> list[str]:
    rules = {
        "Value or rarity: say which, and why.": verdict.bucket not in Item.Bucket.values
        or not verdict.bucket_reason.strip(),
        "Describe it.": not verdict.description.strip(),
    }
    return [sentence for sentence, lacks in rules.items() if lacks]
