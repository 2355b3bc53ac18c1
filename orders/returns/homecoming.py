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
    item, order, why = piece.item, piece.ret.order, f"Return {piece.ret.number}"
    consigned = sale.came_back(item, why=f"{why}: its buyer sent it back.", actor=actor, at=at, had_left=True)
    _release(order, item, why)
    stock.take_in_again(item)
    listing.back_to_draft(item, reason=why, actor=actor)
    log.append(item, "returned", {"return": piece.ret.number}, actor=actor, at=at)
    if not consigned:
        _review_anew(item, piece.ret.number, actor, at)
    piece.came_back_at = at
    piece.save(update_fields=["came_back_at"])


def _release(order: Order, item: Item, why: str) -> None:
    claims = Claim.objects.filter(order=order, item=item, released_at__isnull=True)
    claims.update(released_at=timezone.now(), release_reason=why[: holds.REASON_LENGTH])


def _review_anew(item: Item, reference: str, actor: Any, at: datetime) -> None:
    """Another may have come back in its place: who took it in doesn't judge it, and who judged it before neither."""
    if standing.under_review(item.pk) is not None:
        return
    open_case(item, Case.Kind.INTAKE, actor=actor, taken_in_by=[actor], reference=reference, now=at)
