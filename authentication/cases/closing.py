"""A case that ends without a decision: its piece went back to its owner, or it was opened by mistake."""

from datetime import datetime
from typing import Any

from django.db import transaction

from authentication.cases import standing, states
from authentication.cases.locks import lock_case
from authentication.cases.refusals import CaseRefused
from authentication.models import Case, Review
from catalog.models import Item


@transaction.atomic
def close(pk: int, *, reason: str, actor: Any = None, now: datetime | None = None) -> Case:
    """End it without a decision; reviews that were begun are handed back. Raises CaseRefused without a reason."""
    if not reason.strip():
        raise CaseRefused("Say why it is closed.")
    case = lock_case(pk)
    case.reviews.filter(state=Review.State.BEGUN).update(state=Review.State.HANDED_BACK, ring_at=None)
    return states.move(pk, Case.State.CLOSED, actor=actor, said=reason.strip(), at=now, reason=reason.strip())


@transaction.atomic
def close_of(item: Item, kind: str, *, reason: str, actor: Any = None, now: datetime | None = None) -> int:
    """End the open case of this kind, if there is one; returns how many that were."""
    live = standing.live_of(item.pk, kind).values_list("pk", flat=True)
    return sum(bool(close(pk, reason=reason, actor=actor, now=now)) for pk in list(live))
