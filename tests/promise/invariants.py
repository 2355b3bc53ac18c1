"""What must be true of claims after whatever happened: money, piece, decisions, certificate, payout."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from authentication.certificates import standing
from authentication.models import Certificate, Review
from catalog.models import Custody, Item
from consignment.models import PayoutHold
from orders.books.ledger import entries_of
from orders.order.models import Order
from orders.payments.models import Payment, Refund, RefundState
from orders.promise.models import Claim, ClaimState
from orders.promise.states import ENDS
from orders.returns.models import ReturnPiece

S = ClaimState
ZERO = Decimal("0.00")


def check(orders: Sequence[int], consigned: int) -> None:
    """Of these orders, and of the one piece among theirs that is consigned."""
    for payment in Payment.objects.filter(order__in=orders):
        back = payment.refunds.exclude(state=RefundState.FAILED).aggregate(sum=Sum("amount"))["sum"]
        assert (back or ZERO) <= payment.captured_amount, "more went back than was paid"
    for order in orders:
        _check_paid_once(order)
    for claim in Claim.objects.select_related("item", "order", "refund", "line").order_by("pk"):
        _check_claim(claim)
    _check_doubts(consigned)


def _check_paid_once(order: int) -> None:
    """What went back another way was never refunded as well."""
    paid = Payment.objects.filter(order=order).aggregate(sum=Sum("captured_amount"))["sum"] or ZERO
    back = Payment.objects.filter(order=order).aggregate(sum=Sum("refunded_amount"))["sum"] or ZERO
    other = Claim.objects.filter(order=order).aggregate(sum=Sum("paid_otherwise"))["sum"] or ZERO
    assert back + other <= paid, "the same sum twice"


def _check_claim(claim: Claim) -> None:
    assert (claim.ended_at is not None) == (claim.state in ENDS)
    assert (claim.due_at is None) == (claim.state in ENDS), "open, and nobody's turn"
    decisions = list(claim.decisions.all())
    for decision in decisions:
        _check_decision(claim, decision)
    given = claim.refund is not None and claim.refund.state != RefundState.FAILED
    if claim.state == S.REFUNDED:
        assert claim.refund is not None
    if given and claim.refund_kind == "full":
        _check_all_back(claim)
    elif given:
        assert claim.choice == "allowance", "a part that nobody chose"
        _check_a_part_back(claim)
    _check_end(claim)
    if claim.is_open:
        assert claim.item.state != "listed", "offered while it is doubted"
        assert claim.order.status != "completed" or (claim.reopened_at or claim.opened_at) >= _completed(
            claim.order
        )
        assert not ReturnPiece.objects.filter(line=claim.line_id, over_at=None).exists(), (
            "returned and doubted"
        )


def _check_end(claim: Claim) -> None:
    """Where the piece is, and what she was told."""
    if claim.paid_otherwise is not None:
        assert claim.state == S.CLOSED or _waits_for_a_person(claim), "paid another way, and not over"
        assert claim.end_reason, "and she doesn't know how"
    elif claim.state == S.CLOSED and not claim.lost_at and not claim.refund:
        assert _holder(claim.item) == "owner", "closed, and not with her"
    if claim.turned_up_at:
        assert claim.item.state != "sold", "ours again, and sold to her"
        assert _holder(claim.item) not in ("owner", "carrier"), "found, and not here"


def _waits_for_a_person(claim: Claim) -> bool:
    """To be approved or paid by hand, or called off before it was."""
    return claim.refund is not None and claim.refund.state in {"to_approve", "to_pay", "failed"}


def _check_decision(claim: Claim, decision: Any) -> None:
    assert decision.decided_by_id != claim.opened_by_id
    judged = Review.objects.filter(case__item=claim.item_id, state="submitted")
    before = judged.exclude(case__kind="claim", case__reference=claim.number)
    assert not before.filter(reviewer=decision.decided_by_id).exists(), "decided by who judged it first"
    ended = decision.case.state if decision.case else ""
    fits = {"not_authentic": ("counterfeit", "unverified"), "misdescribed": ("passed", "")}
    if decision.outcome != "not_ours":
        assert ended in fits.get(decision.outcome, ("passed",)), "against its case"
    if decision.third_party and ended == "passed":
        assert decision.case.reviews.filter(expert__isnull=False, state="submitted").exists()


def _check_all_back(claim: Claim) -> None:
    """All of it, once, with all of its tax; and the piece is here, or lost."""
    entries = entries_of(claim.order)
    mine = [e for e in entries if e.line is not None and e.line.pk == claim.line_id]
    assert all(e.left == ZERO for e in mine), "something of the piece is left"
    assert all(e.back <= e.charged for e in entries)
    assert all(e.base_back == e.base for e in mine if e.kind == "tax" and e.of == "price")
    if all(e.left == ZERO for e in entries if e.kind == "goods"):
        last = not Refund.objects.filter(payment__order=claim.order, pk__gt=claim.refund_id).exists()
        assert not last or all(e.left == ZERO for e in entries), "the last piece, and not everything"
    if claim.lost_at is None:
        assert claim.received_at is not None
        assert claim.back_sent_at is None
        assert _holder(claim.item) not in ("owner", "carrier"), "her money and the piece"
        assert claim.item.state != "sold"


def _check_a_part_back(claim: Claim) -> None:
    """The allowance and its tax, to the cent that the rate gives."""
    off = claim.allowance
    assert off is not None
    assert claim.refund is not None
    parts = claim.refund.split.parts.all()
    assert [(one.kind, one.line_id, one.amount) for one in parts] == [("goods", claim.line_id, off)]
    tax = claim.refund.split.reversals.aggregate(sum=Sum("amount"))["sum"] or ZERO
    assert claim.refund.amount == off + tax
    charged = claim.line.tax_components.filter(of="price").aggregate(sum=Sum("amount"))["sum"] or ZERO
    share = charged * off / claim.line.line_price_excl_tax
    assert abs(tax - share) < Decimal("0.05")


def _check_doubts(consigned: int) -> None:
    """Disputed and held exactly while a claim is open."""
    open_now = {claim.number: claim.item_id for claim in Claim.objects.filter(ended_at=None)}
    for certificate in Certificate.objects.prefetch_related("events"):
        if standing.revocation_of(certificate) is None:
            told = {number for number, item in open_now.items() if item == certificate.item_id}
            assert set(standing.open_disputes(certificate)) == told
    held = set(PayoutHold.objects.filter(lifted_at=None, kind="claim").values_list("reference", flat=True))
    assert held == {number for number, item in open_now.items() if item == consigned}


def _completed(order: Order) -> datetime:
    at: datetime = order.events.filter(kind="completed").latest("pk").at
    return at


def _holder(item: Item) -> str:
    row = Custody.objects.filter(item=item, until=None).first()
    return row.holder if row else ""
