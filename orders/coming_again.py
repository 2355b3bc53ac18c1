"""A piece that its buyer has, and that is ours to offer again: its old order gives it free."""

from django.utils import timezone

from catalog.models import ListingState
from orders.models import Claim
from orders.states import OrderState

OVER = (OrderState.DELIVERED, OrderState.COMPLETED)


def free_claims() -> int:
    """Release the claims of delivered orders on pieces that are drafts again (consigned once more by their buyers).

    One query over the few drafts; a draft is looked at for hours before it can be listed. Returns how many.
    """
    here_again = Claim.objects.filter(
        released_at__isnull=True, item__state=ListingState.DRAFT, order__status__in=OVER
    )
    return here_again.update(released_at=timezone.now(), release_reason="with us again")
