"""She still isn't confident: an authenticator outside the house decides, in a case of her own that stands on ours."""

from datetime import datetime
from typing import Any

from django.db import transaction

from authentication.cases import outside
from authentication.cases.refusals import CaseRefused
from authentication.models import Case, OutsideExpert
from authentication.models.cases import LIVE
from orders.promise import states
from orders.promise.locks import lock_claim
from orders.promise.models import Claim, ClaimState
from orders.promise.reviewing import case_for
from orders.promise.states import ClaimRefused


@transaction.atomic
def ask(
    claim: Claim, expert: OutsideExpert, *, actor: Any, said: str = "", now: datetime | None = None
) -> Claim:
    """Ask her by an expiring link; `said` is what she should know. Again, or another, where she didn't answer.

    Whoever calls has asked for `authentication.ask_outside`. Raises ClaimRefused, also with the case's own reasons.
    """
    locked = lock_claim(claim.pk)
    if locked.state != ClaimState.THIRD_PARTY or locked.case is None:
        raise ClaimRefused("She hasn’t asked for a third party.")
    case = locked.case
    if case.state not in LIVE:
        if _hers(case):
            raise ClaimRefused("The authenticator outside has given her word: decide.")
        case = case_for(locked, actor=actor, prior=_ours(locked), now=now)
        locked.case = case
        locked.save(update_fields=["case"])
    try:
        outside.ask(case.pk, expert, actor=actor, said=said, now=now)
    except CaseRefused as refused:
        raise ClaimRefused(str(refused)) from None
    states.append(locked, "third_party_asked", actor=actor, public=False, at=now, case=case.number)
    return locked


def _ours(claim: Claim) -> Case | None:
    """Our own review of this claim, which passed: hers stands on it."""
    found = Case.objects.filter(item=claim.item_id, kind=Case.Kind.CLAIM, reference=claim.number)
    return found.filter(state=Case.State.PASSED).order_by("pk").first()


def _hers(case: Case) -> bool:
    return case.reviews.filter(expert__isnull=False, state="submitted").exists()
