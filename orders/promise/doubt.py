"""What an open doubt holds back, from the first word to the end of the claim: the certificate, and the payout."""

from datetime import datetime
from typing import Any

from authentication.certificates import standing
from authentication.models import Certificate
from catalog.models import Item
from consignment.models import PayoutHold
from consignment.payouts import holds
from orders.promise.models import Claim


def certificate_of(item: Item) -> Certificate | None:
    """The newest certificate of a piece that hasn't been revoked."""
    found = Certificate.objects.filter(item=item).exclude(events__kind=standing.Kind.REVOKED)
    return found.order_by("-pk").first()


def begin(claim: Claim, *, at: datetime, actor: Any = None) -> None:
    """From now on the piece is doubted, in the caller's transaction; its certificate names its condition too."""
    standing.dispute(claim.item, claim.number, actor=actor)
    holds.put(
        claim.item,
        reference=claim.number,
        kind=PayoutHold.Kind.CLAIM,
        why=f"Claim {claim.number} is open.",
        at=at,
    )


def settle(claim: Claim, *, at: datetime, actor: Any = None) -> None:
    """The claim has ended. A certificate that the decision revoked stays revoked."""
    standing.settle_dispute(claim.item, claim.number, actor=actor)
    holds.lift(claim.number, at=at)
