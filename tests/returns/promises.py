"""The promises about returns, asked of the database: money, tax, pieces and payouts, whatever happened before."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F, Q, Sum

from catalog.models import Custody
from consignment.models import PayoutHold
from orders.books.models import RefundPart
from orders.models import Claim
from orders.order.models import Order
from orders.payments.models import Payment, RefundState
from orders.returns.models import ENDED, Return, ReturnPiece, ReturnState
from portero.core.money import quantise

S, V = ReturnState, ReturnPiece.Verdict
FEE, LABEL = Decimal("15.00"), Decimal("60.00")
ZERO = Decimal("0.00")
READ_WITH = (
    "amounts",
    "pieces__item",
    "pieces__line__tax_components",
    "refund__split__parts",
    "refund__split__reversals",
)


@dataclass
class Facts:
    """What is true now, read once: by line what was given back and judged, by item who claims it and has it."""

    given_back: set[int] = field(default_factory=set)
    claimed: set[int] = field(default_factory=set)
    with_her: set[int] = field(default_factory=set)
    of_line: dict[int, list[ReturnPiece]] = field(default_factory=lambda: defaultdict(list))


def check() -> None:
    """Raises AssertionError where one of them is broken."""
    back = Sum("refunds__amount", filter=~Q(refunds__state=RefundState.FAILED))
    too_much = Payment.objects.annotate(back=back).filter(back__gt=F("captured_amount"))
    assert not too_much.exists(), "more went back than was paid"
    found = Return.objects.select_related("order__shipping_address", "refund__split", "label")
    returns = list(found.prefetch_related(*READ_WITH))
    facts = _facts(returns)
    for ret in returns:
        _check_return(ret)
        for piece in ret.pieces.all():
            _check_piece(piece, facts)
    _check_holds()


def _facts(returns: Sequence[Return]) -> Facts:
    live = RefundPart.objects.filter(kind="goods").exclude(split__refund__state=RefundState.FAILED)
    away = Custody.objects.filter(until=None, holder__in=["owner", "carrier"])
    facts = Facts(
        given_back=set(live.values_list("line", flat=True)),
        claimed=set(Claim.objects.filter(released_at=None).values_list("item", flat=True)),
        with_her=set(away.values_list("item", flat=True)),
    )
    for ret in returns:
        for piece in ret.pieces.all():
            facts.of_line[piece.line_id].append(piece)
    return facts


def _check_return(ret: Return) -> None:
    pieces = list(ret.pieces.all())
    given = [piece for piece in pieces if piece.verdict in (V.ACCEPTED, V.LOST)]
    assert (ret.ended_at is not None) == (ret.state in ENDED)
    assert all((piece.over_at is None) == (ret.ended_at is None) for piece in pieces if piece not in given)
    assert ret.ended_at is None or all(piece.over_at is not None for piece in given)
    if ret.refund is None:
        assert ret.final is None, "reckoned and not asked for"
        assert ret.state not in (S.REFUNDING, S.REFUNDED)
    else:
        assert given, "money without a verdict"
        _check_money(ret, given)


def _check_money(ret: Return, given: list[ReturnPiece]) -> None:
    """The fee once, the way back only from abroad, the tax exactly, everything as it was frozen and reckoned anew."""
    assert ret.refund is not None
    assert ret.final is not None
    final, split = ret.final, ret.refund.split
    price = sum((piece.line.line_price_excl_tax for piece in given), ZERO)
    abroad = ret.order.shipping_address.country_id != "US"
    assert final.price == price
    assert final.fee == (ZERO if ret.fault else FEE)
    assert final.return_shipping == (_label_cost(ret) if abroad and not ret.fault else ZERO)
    kept = final.fee + final.return_shipping
    assert split.fee_kept == kept
    parts = list(split.parts.all())
    assert sum((part.amount for part in parts), ZERO) == price - kept
    assert {part.kind for part in parts} == {"goods"}, "delivery or duties went back"
    assert {part.line_id for part in parts} == {piece.line_id for piece in given}
    tax = sum((one.amount for one in split.reversals.all()), ZERO)
    assert tax == final.tax == _tax_on(given, price, kept, ret.order), "not the tax exactly"
    assert ret.refund.amount == final.total == price + tax - kept
    assert ret.state != S.REFUNDED or ret.refund.state in (RefundState.DONE, RefundState.FAILED, *_AGAIN)


# A bank may send money back that had arrived: it goes out anew, and the return stays over.
_AGAIN = (RefundState.READY, RefundState.SENT)


def _tax_on(given: list[ReturnPiece], price: Decimal, kept: Decimal, order: Order) -> Decimal:
    """What must go back of the tax, from its rates: on the part refunded in New York, else what was charged."""
    charged = [c for piece in given for c in piece.line.tax_components.all() if c.of == "price"]
    whole = sum((c.amount for c in charged), ZERO)
    if order.shipping_address.state != "NY" or not kept:
        return whole
    exact = sum((c.base * c.percent for c in charged), Decimal(0)) / 100
    return min(whole, quantise(exact * (price - kept) / price))


def _label_cost(ret: Return) -> Decimal:
    return min(ret.label.cost, LABEL) if ret.label and ret.label.cost else ZERO


def _check_piece(piece: ReturnPiece, facts: Facts) -> None:
    """Never both refunded and with the buyer, unless the parcel was lost."""
    same_line = facts.of_line[piece.line_id]
    ours = any(one.came_back_at is not None for one in same_line)
    assert (piece.item_id in facts.claimed) != ours, "claimed by an order that gave it back"
    assert (piece.item.state == "draft") == ours
    if piece.verdict == V.ACCEPTED:
        assert piece.came_back_at is not None
        assert piece.sent_back_at is None
        assert piece.tag_matches or piece.verdict_by_id != piece.found_by_id
        assert piece.item_id not in facts.with_her, "ours, and with her"
    if piece.line_id in facts.given_back:
        assert {one.verdict for one in same_line} & {V.ACCEPTED, V.LOST}, "refunded, and with her"


def _check_holds() -> None:
    """A payout is held exactly while a return of a consigned piece is open."""
    open_ones = ReturnPiece.objects.filter(over_at=None, item__consignments__isnull=False)
    must = set(open_ones.values_list("item_id", "ret__number"))
    held = list(PayoutHold.objects.filter(lifted_at=None).values_list("item_id", "reference"))
    assert set(held) == must
    assert len(held) == len(must)
