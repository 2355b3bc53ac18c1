"""Whether money that is hers under a claim can go back now; where it can't, staff see to it, and nobody asks her.

Her bank may have taken it or look at it, or it was refunded by hand: `Claim.refund_problem` says so to staff, and the
claim stands among those to settle. Nothing tells a claim of it, so the sweep looks at the few where it may be.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from orders.payments.models import Payment
from orders.promise import money
from orders.promise.locks import lock_claim_unless_busy
from orders.promise.models import Choice, Claim, ClaimState

S = ClaimState
NOTHING = "Nothing of it can be asked for now: her bank has it or looks at it, or it was refunded before."
CHOOSES = Q(state=S.DECIDED_CONDITION, choice="")
WAITS = Q(state=S.RECEIVED, choice=Choice.REFUND)


def nothing(claim: Claim) -> bool:
    """Whether she is to choose, or her refund waits for the piece that is here, and none of it can go back now."""
    if claim.state == S.RECEIVED and claim.choice == Choice.REFUND:
        return money.most(claim) is None
    if claim.state != S.DECIDED_CONDITION or claim.choice:
        return False
    offered = claim.allowance
    return money.most(claim) is None and (offered is None or money.less(claim, offered) is None)


def look(claim: Claim) -> bool:
    """Write down of a locked claim whether nothing can go back; True if that is new, or over.

    Not of one that isn't authentic: why its refund couldn't be asked for was written down when it was tried.
    """
    if claim.state == S.DECIDED_NOT_AUTHENTIC:
        return False
    problem = NOTHING if nothing(claim) else ""
    if problem == claim.refund_problem:
        return False
    claim.refund_problem = problem
    claim.save(update_fields=["refund_problem"])
    return True


def sweep() -> int:
    """Look where it may have changed; returns for how many claims it has. One query where there is none."""
    return sum(_look(pk) for pk in _suspects().values_list("pk", flat=True)[:200])


@transaction.atomic
def _look(pk: int) -> bool:
    claim = lock_claim_unless_busy(pk)
    return claim is not None and look(claim)


def _suspects() -> QuerySet[Claim]:
    """Where money has gone back before, is disputed, or came from another order."""
    paid = Payment.objects.filter(order=OuterRef("order"))
    odd = paid.filter(Q(refunded_amount__gt=0) | Q(disputes__isnull=False) | Q(source__isnull=False))
    elsewhere = Claim.objects.filter(order=OuterRef("order"), paid_otherwise__isnull=False)
    may = Exists(odd) | Exists(elsewhere) | ~Q(refund_problem="")
    return Claim.objects.filter(CHOOSES | WAITS, may, ended_at__isnull=True).order_by("pk")
