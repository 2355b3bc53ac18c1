"""A refused piece that the carrier loses on its way back to her: what she is told, and what if it is found."""

import pytest
from django.db import connection
from django.utils import timezone

from consignment.models import PayoutHold
from orders.payments import refunds
from orders.returns import going_back
from orders.returns.models import ReturnPiece
from orders.returns.states import ReturnRefused
from portero.core.models import Mail
from tests.factories import returns as make
from tests.factories.catalog import listed_item
from tests.returns.pages.steps import judged

pytestmark = pytest.mark.django_db


def given_up() -> ReturnPiece:
    """A refused piece that was lost on its way back to her."""
    piece = make.sent_back().pieces.get()
    return going_back.lost(
        piece, actor=make.manager(), reason="No scan for weeks. We write to you about your money."
    )


def test_she_is_told_what_was_lost_on_its_way_back_to_her() -> None:
    piece = given_up()
    mail = Mail.objects.get(kind="return_lost_back")
    assert mail.to == piece.ret.order.contact.email
    assert "No scan for weeks. We write to you about your money." in mail.text
    assert (
        f"the parcel in which the {piece.item.designer.name} {piece.item.title} came back to you" in mail.text
    )


def test_given_up_as_lost_and_here_again_it_is_sent_once_more() -> None:
    piece = given_up()
    assert make.fresh(piece.ret).state == "closed"
    piece = going_back.came_back(piece, actor=make.bench())
    ret = make.fresh(piece.ret)
    assert (ret.state, ret.ended_at, piece.back_lost_at, piece.sent_back_at) == (
        "going_back",
        None,
        None,
        None,
    )
    assert (ret.due_at is None, PayoutHold.objects.filter(reference=ret.number, lifted_at=None).count()) == (
        False,
        0,
    )
    again = going_back.send(piece, tracking="9400111899223100001234", carrier="USPS", actor=make.bench())
    going_back.delivered(again, timezone.now())
    assert make.fresh(ret).state == "closed"
    assert Mail.objects.filter(kind="return_going_back").count() == 2


def test_given_up_as_lost_and_with_her_after_all() -> None:
    piece = going_back.delivered(given_up(), timezone.now(), actor=make.carer())
    assert (piece.back_at is None, piece.back_lost_at, make.fresh(piece.ret).state) == (False, None, "closed")
    with pytest.raises(ReturnRefused, match="isn’t on its way any more"):
        going_back.came_back(piece, actor=make.bench())


def test_what_was_paid_for_since_is_not_sent_to_her_again() -> None:
    piece = given_up()
    paid = piece.ret.order.payments.get()
    refunds.request(paid, paid.captured_amount, reason="Lost on its way back")
    with pytest.raises(ReturnRefused, match="Its money has gone back"):
        going_back.came_back(piece, actor=make.bench())
    assert make.fresh(piece.ret).state == "closed"
    assert ReturnPiece.objects.get(pk=piece.pk).back_lost_at is not None


def test_one_of_two_lost_on_its_way_back_and_found_opens_a_refunded_return() -> None:
    order = make.shipped_order(listed_item(), listed_item())
    ret = judged(make.received(make.in_transit(make.approved(make.requested(order)))), refused=[1])
    piece = ret.pieces.get(verdict="refused")
    going_back.send(piece, tracking="9400111899223100001234", carrier="USPS", actor=make.bench())
    going_back.lost(piece, actor=make.manager(), reason="No scan for weeks.")
    assert make.refunded(make.fresh(ret)).state == "refunded"
    going_back.came_back(piece, actor=make.bench())
    assert make.fresh(ret).state == "going_back"
    connection.check_constraints()
