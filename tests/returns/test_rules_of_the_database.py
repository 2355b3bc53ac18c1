"""What the database refuses, whoever writes: the verbs are left out of it here."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from consignment.models import PayoutHold
from consignment.payouts import holds
from orders.order.models import Order
from orders.payments import refunds
from orders.payments.models import Refund
from orders.promise.models import Claim
from orders.returns.models import Return, ReturnAmounts, ReturnPhoto, ReturnPiece, ReturnState
from orders.returns.states import ALLOWED
from tests.factories import consignment as consigned
from tests.factories import returns as make
from tests.factories.catalog import listed_item

pytestmark = pytest.mark.django_db
Act = Callable[[Return], object]


def refused(act: Callable[[], object]) -> None:
    """The database says no, at once or at the end of the transaction."""
    with pytest.raises(IntegrityError), transaction.atomic():
        _to_the_end(act)


def _to_the_end(act: Callable[[], object]) -> None:
    act()
    connection.check_constraints()


def rows() -> list[list[object]]:
    """All that is written of returns."""
    models: tuple[Any, ...] = (Return, ReturnPiece, ReturnAmounts)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize(
    "act",
    [
        lambda ret: Return.objects.filter(pk=ret.pk).update(note="Other words."),
        lambda ret: Return.objects.filter(pk=ret.pk).update(number="RT-1"),
        lambda ret: Return.objects.filter(pk=ret.pk).update(state="refunded"),
        lambda ret: Return.objects.filter(pk=ret.pk).update(state="refunded", ended_at=timezone.now()),
        lambda ret: Return.objects.filter(pk=ret.pk).update(refund=Refund.objects.get()),
        lambda ret: Return.objects.filter(pk=ret.pk).update(
            state="declined", ended_at=timezone.now(), reason=""
        ),
        lambda ret: Return.objects.filter(pk=ret.pk)._raw_delete("default"),
        lambda ret: ret.pieces.update(verdict="accepted", verdict_at=timezone.now(), verdict_by=make.bench()),
        lambda ret: ret.pieces.update(verdict="refused", verdict_at=timezone.now(), verdict_by=make.bench()),
        lambda ret: ret.pieces.update(came_back_at=timezone.now()),
        lambda ret: ret.pieces.update(sent_back_at=timezone.now(), back_tracking="X" * 10),
        lambda ret: ret.pieces.update(reason="other"),
        lambda ret: ret.pieces.all()._raw_delete("default"),
        lambda ret: ret.amounts.update(total=Decimal("1.00")),
        lambda ret: ret.amounts.all()._raw_delete("default"),
        lambda ret: ReturnAmounts.objects.create(ret=ret, kind="shown", price=1, tax=0, total=1),
        lambda ret: ReturnAmounts.objects.create(ret=ret, kind="final", price=1, tax=0, total=2),
    ],
)
def test_of_a_return_that_is_here_and_not_judged(act: Act) -> None:
    ret = make.received()
    payment = ret.order.payments.get()
    refunds.ask(payment.pk, Decimal("10.00"), reason="A gesture.", actor=make.carer())
    before = rows()
    refused(lambda: act(ret))
    assert rows() == before


def test_a_second_open_return_of_a_line() -> None:
    ret = make.requested()
    piece = ret.pieces.get()
    told = {"line": piece.line, "item": piece.item, "shipment_line": piece.shipment_line, "reason": "other"}
    refused(lambda: ReturnPiece.objects.create(ret=ret, **told))
    assert ReturnPiece.objects.count() == 1


def test_a_piece_of_another_order() -> None:
    ret, other = make.requested(), make.shipped_order(listed_item(title="Kelly"))
    line = other.lines.get()
    told = {"line": line, "item": line.shipment_line.item, "shipment_line": line.shipment_line}
    refused(lambda: ReturnPiece.objects.create(ret=ret, reason="other", **told))
    assert ReturnPiece.objects.count() == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda ret: ret.pieces.update(verdict="refused", verdict_reason="Worn."),
        lambda ret: ret.pieces.update(tag_found="OTHER"),
        lambda ret: ReturnPhoto.objects.first().delete(),  # type: ignore[union-attr]
        lambda ret: Return.objects.filter(pk=ret.pk).update(refund=None),
    ],
)
def test_of_a_return_that_is_judged(act: Act) -> None:
    ret = make.accepted()
    photos = ReturnPhoto.objects.count()
    refused(lambda: act(ret))
    ret = make.fresh(ret)
    assert (ret.state, ret.pieces.get().verdict, ReturnPhoto.objects.count()) == (
        "refunding",
        "accepted",
        photos,
    )


def test_another_tag_and_the_same_person() -> None:
    piece = make.inspected(tag="X-1").pieces.get()
    told = {"verdict": "accepted", "verdict_at": timezone.now(), "verdict_reason": "I know it."}
    refused(lambda: ReturnPiece.objects.filter(pk=piece.pk).update(verdict_by=make.bench(), **told))
    piece.refresh_from_db()
    assert piece.verdict == ""


def test_an_order_with_an_open_return_is_not_completed() -> None:
    order = make.requested().order
    refused(lambda: Order.objects.filter(pk=order.pk).update(status="completed"))
    order.refresh_from_db()
    assert order.status == "delivered"


def test_a_claim_beside_a_return() -> None:
    piece = make.requested().pieces.get()
    told = {
        "order": piece.ret.order,
        "line": piece.line,
        "item": piece.item,
        "shipment_line": piece.shipment_line,
    }
    refused(lambda: Claim.objects.create(number="PC-1", kind="condition", words="Scuffed.", **told))
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda hold: PayoutHold.objects.filter(pk=hold.pk)._raw_delete("default"),
        lambda hold: PayoutHold.objects.filter(pk=hold.pk).update(why="Other."),
        lambda hold: PayoutHold.objects.create(
            item=hold.item,
            consignment=hold.consignment,
            reference=hold.reference,
            kind="return",
            why="Twice.",
        ),
    ],
)
def test_a_payout_hold_stays(act: Callable[[PayoutHold], object]) -> None:
    make.requested(make.shipped_order(consigned.listed().item))
    hold = PayoutHold.objects.get()
    refused(lambda: act(hold))
    assert PayoutHold.objects.get().why == "A return of it is open."
    assert holds.lift(hold.reference) == 1
    refused(lambda: PayoutHold.objects.filter(pk=hold.pk).update(lifted_at=None))
    assert PayoutHold.objects.get().lifted_at is not None


def test_the_database_knows_the_very_moves_of_the_state_table() -> None:
    pairs = [(before, to) for before in ReturnState for to in ReturnState]
    with connection.cursor() as cursor:
        cursor.execute(
            "select returns_may_move(a, b) from unnest(%s, %s) as pair(a, b)",
            [list(names) for names in zip(*pairs, strict=True)],
        )
        may = [answer for (answer,) in cursor.fetchall()]
    assert may == [to in ALLOWED[before] for before, to in pairs]


@pytest.mark.parametrize(
    ("made", "state", "facts"),
    [
        (make.received, "in_transit", {}),
        (make.received, "approved", {}),
        (make.accepted, "received", {}),
        (make.refunded, "refunding", {"ended_at": None}),
        (make.refunded, "received", {"ended_at": None}),
        (make.withdrawn, "requested", {"ended_at": None}),
        (make.withdrawn, "approved", {"ended_at": None}),
    ],
)
def test_no_state_is_taken_back_by_hand(
    made: Callable[[], Return], state: str, facts: dict[str, Any]
) -> None:
    ret = made()
    before = rows()
    with (
        pytest.raises(
            IntegrityError, match=f"return {ret.number}: what is {ret.state} does not become {state}"
        ),
        transaction.atomic(),
    ):
        Return.objects.filter(pk=ret.pk).update(state=state, **facts)
    assert rows() == before


def test_what_is_over_goes_back_only_if_a_refused_piece_is_here() -> None:
    ret = make.refunded()
    no = f"return {ret.number}: nothing of it is here to go back"
    with pytest.raises(IntegrityError, match=no), transaction.atomic():
        Return.objects.filter(pk=ret.pk).update(state="going_back", ended_at=None)
    assert make.fresh(ret).state == "refunded"
