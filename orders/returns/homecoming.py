"""An accepted piece is ours to offer again: owner, custody, stock and claim, a draft that others review anew."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from authentication.cases import standing
from authentication.cases.opening import open_case
from authentication.models import Case
from catalog import holds, listing, log, stock
from catalog.models import Item
from consignment.pieces import sale
from orders.models import Claim
from orders.order.models import Order
from orders.returns.models import ReturnPiece


def bring_home(piece: ReturnPiece, *, actor: Any, at: datetime) -> None:
    """Make a draft of a piece that is here, in the caller's transaction, under the lock of its order."""
    number = piece.ret.number
    why = f"Return {number}"
    told: dict[str, Any] = {
        "why": why,
        "said": f"{why}: its buyer sent it back.",
        "facts": {"return": number},
    }
    take_home(piece.item, piece.ret.order, reference=number, actor=actor, at=at, **told)
    piece.came_back_at = at
    piece.save(update_fields=["came_back_at"])


def take_home(
    item: Item,
    order: Order,
    *,
    why: str,
    said: str,
    reference: str,
    facts: dict[str, str],
    actor: Any,
    at: datetime,
) -> None:
    """A piece that had left us is a draft again, and others review it anew, under the lock of its order.

    `said` is what its consignor reads, `facts` what its log keeps, `reference` what the case is opened for.
    """
    consigned = sale.came_back(item, why=said, actor=actor, at=at, had_left=True)
    _release(order, item, why)
    stock.take_in_again(item)
    listing.back_to_draft(item, reason=why, actor=actor)
    log.append(item, "returned", facts, actor=actor, at=at)
    if not consigned:
        _review_anew(item, reference, actor, at)


def _release(order: Order, item: Item, why: str) -> None:
    claims = Claim.objects.filter(order=order, item=item, released_at__isnull=True)
    claims.update(released_at=timezone.now(), release_reason=why[: holds.REASON_LENGTH])


def _review_anew(item: Item, reference: str, actor: Any, at: datetime) -> None:
    """Another may have come back in its place: who took it in doesn't judge it, and who judged it before neither."""
    if standing.under_review(item.pk) is not None:
        return
    open_case(item, Case.Kind.INTAKE, actor=actor, taken_in_by=[actor], reference=reference, now=at)
