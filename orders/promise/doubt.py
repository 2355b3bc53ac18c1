"""What an open doubt holds back: the certificate is disputed, from the first word to the end of the claim."""

from typing import Any

from authentication.certificates import standing
from authentication.models import Certificate
from catalog.models import Item
from orders.promise.models import Claim


def certificate_of(item: Item) -> Certificate | None:
    """The newest certificate of a piece that hasn't been revoked."""
    found = Certificate.objects.filter(item=item).exclude(events__kind=standing.Kind.REVOKED)
    return found.order_by("-pk").first()


def begin(claim: Claim, *, actor: Any = None) -> None:
    """From now on the piece is doubted, in the caller's transaction; its certificate names its condition too."""
    standing.dispute(claim.item, claim.number, actor=actor)


def settle(claim: Claim, *, actor: Any = None) -> None:
    """The claim has ended. A certificate that the decision revoked stays revoked."""
    standing.settle_dispute(claim.item, claim.number, actor=actor)
