"""Graded, described, photographed: what a piece needs before its price is approved, named where it is missing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from catalog.locks import lock_item
from catalog.models import Grade, Item
from consignment.curation import grading, shots
from consignment.models import Consignment
from consignment.pieces import states
from consignment.pieces.locks import lock_consignment
from consignment.pieces.states import ConsignmentRefused

S = Consignment.State


@dataclass(frozen=True)
class Verdict:
    """What curation decided: the grade (with the reason where it isn't the proposed one), why we offer it, the text."""

    grade: str
    bucket: str
    bucket_reason: str
    description: str
    grade_reason: str = ""
    never_carried: bool = False


@transaction.atomic
def judge(pk: int, verdict: Verdict, *, actor: Any) -> Item:
    """Write the verdict onto the piece; it may be written again until the price is approved.

    Raises ConsignmentRefused with everything that is missing: a reason for another grade than the proposed one, the
    reason of the bucket, the description.
    """
    consignment = lock_consignment(pk)
    if consignment.state not in (S.CLEARED, S.PREPARED) or consignment.item is None:
        raise ConsignmentRefused("Only a cleared piece is graded.")
    item = lock_item(consignment.item.pk)
    proposal = grading.proposed(item)
    if reasons := _lacks(verdict, proposal):
        raise ConsignmentRefused(*reasons)
    item.grade, item.never_carried = verdict.grade, verdict.never_carried
    item.bucket, item.bucket_reason = verdict.bucket, verdict.bucket_reason.strip()[:300]
    item.description = verdict.description.strip()
    fields = ["grade", "never_carried", "bucket", "bucket_reason", "description"]
    item.save(update_fields=[*fields, "updated_at"])
    data = {"grade": verdict.grade, "proposed": proposal, "bucket": verdict.bucket}
    states.append(consignment, "graded", actor=actor, said=verdict.grade_reason, public=False, data=data)
    return item


def missing(consignment: Consignment) -> list[str]:
    """What a cleared piece still needs before it is prepared, one sentence each."""
    item = consignment.item
    if item is None:
        return ["It isn't here."]
    views = shots.missing(item, consignment.agreement.offer.submission.kind)
    rules = {
        "It isn't graded yet.": not item.grade,
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


def _lacks(verdict: Verdict, proposal: str) -> list[str]:
    rules = {
        "Choose a grade; nothing below Good is accepted.": verdict.grade not in Grade.values,
        "Say why it is another grade than the defects propose.": (
            verdict.grade != proposal and not verdict.grade_reason.strip()
        ),
        "Value or rarity: say which, and why.": verdict.bucket not in Item.Bucket.values
        or not verdict.bucket_reason.strip(),
        "Describe it.": not verdict.description.strip(),
    }
    return [sentence for sentence, lacks in rules.items() if lacks]
