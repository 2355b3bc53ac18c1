"""What becomes of a piece that she has been given her money back for: ours again, to be sold anew, or never."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from authentication.cases.opening import open_case
from authentication.models import Case
from catalog import holds, listing, log, stock
from consignment.models import Consignment
from consignment.pieces import sale
from orders.models import Claim as Sold
from orders.promise.models import Claim

NOT_AUTHENTIC = "It isn’t authentic, or nobody could say that it is."


def take_back(
    claim: Claim, *, why: str, actor: Any, now: datetime | None = None, unseen: bool | None = None
) -> None:
    """The piece leaves the order: a draft again, its consignor's again; locks consignment and item, in this order.

    It is offered again only once it was graded anew, if that was wrong (migration 0002), and under a review that
    passed: the claim's own, or, where nobody has seen it since (`unseen`; by itself: decided from photographs), one
    that begins now.
    """  # fmt: skip
    unseen = claim.case is None if unseen is None else unseen
    consigned = sale.came_back(claim.item, why=why, actor=actor, at=now, had_left=unseen)
    _release(claim)
    stock.take_in_again(claim.item)
    listing.back_to_draft(claim.item, reason=why, actor=actor)
    log.append(claim.item, "claim_kept", {"claim": claim.number}, actor=actor, at=now)
    if unseen and not consigned:
        _review_anew(claim, actor, now)


def keep_for_good(claim: Claim, *, actor: Any, now: datetime | None = None) -> None:
    """Not authentic: it isn't offered and doesn't leave us. A consigned one follows its case (legal hold, or back
    to its owner where nobody could verify it); one that nobody consigned is withdrawn.
    """  # fmt: skip
    why = f"Claim {claim.number}: {NOT_AUTHENTIC}"
    take_back(claim, why=why, actor=actor, now=now)
    if not Consignment.objects.filter(item=claim.item_id).exists():
        listing.withdraw(claim.item, reason=why, actor=actor)


def _release(claim: Claim) -> None:
    sold = Sold.objects.filter(line=claim.line_id, released_at__isnull=True)
    sold.update(released_at=timezone.now(), release_reason=f"Claim {claim.number}"[: holds.REASON_LENGTH])


def _review_anew(claim: Claim, actor: Any, now: datetime | None) -> None:
    """It left us and nobody has reviewed it since: another may have come back in its place."""
    open_case(
        claim.item,
        Case.Kind.INTAKE,
        actor=actor,
        taken_in_by=[person for person in (claim.turned_up_by or claim.received_by,) if person],
        value=claim.line.line_price_excl_tax,
        reference=claim.number,
        now=now,
    )
