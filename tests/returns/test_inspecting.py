"""At the table: tag, checks, verdicts, and what follows from each."""

from collections.abc import Iterator

import pytest
from django.db import connection

from accounts.models import User
from authentication.cases.bars import reasons_against
from authentication.models import Case, Review
from catalog.models import Custody, Item, ItemLogEntry, Ownership
from consignment.models import Consignment
from orders.returns import going_back, inspecting, rules
from orders.returns.models import Return, ReturnPiece
from orders.returns.states import ReturnRefused
from tests.factories import consignment as consigned
from tests.factories import returns as make
from tests.factories.catalog import listed_item
from tests.factories.people import staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_to_the_end() -> Iterator[None]:
    """What the database checks at the end of a transaction is checked at the end of each test."""
    yield
    connection.check_constraints()


def tag_of(piece: ReturnPiece) -> str:
    return piece.shipment_line.packed.security_tag


def fresh(piece: ReturnPiece) -> ReturnPiece:
    return ReturnPiece.objects.select_related("item", "ret").get(pk=piece.pk)


def found(piece: ReturnPiece, tag: str, **checks: bool) -> ReturnPiece:
    return inspecting.found(piece, tag=tag, actor=make.bench(), **make.AS_IT_LEFT | checks)


def test_the_tag_is_compared_as_it_was_typed_at_the_packing_table() -> None:
    piece = make.received().pieces.get()
    assert found(piece, f"  {tag_of(piece).lower()} ").tag_matches is True
    assert found(piece, "T-OTHER").tag_matches is False
    assert found(piece, "").tag_matches is False
    assert fresh(piece).found_by == make.bench()


def test_the_rules_name_what_differs() -> None:
    piece = make.received().pieces.get()
    assert rules.suggest_verdict(piece).verdict == "look"
    assert rules.suggest_verdict(found(piece, tag_of(piece))).verdict == "accept"
    worn = rules.suggest_verdict(found(piece, "", unused=False, inclusions=False))
    assert worn.verdict == "refuse"
    assert worn.reasons == [
        rules.TAG_MISSING,
        "It has been used.",
        "Not all that was sold with it is there.",
    ]


def test_nothing_is_accepted_unseen() -> None:
    ret = make.received()
    with pytest.raises(ReturnRefused, match="Inspect it first"):
        inspecting.accept(ret.pieces.get(), actor=make.bench())
    assert fresh(ret.pieces.get()).verdict == ""


def test_nothing_is_judged_before_it_is_here() -> None:
    ret = make.in_transit()
    with pytest.raises(ReturnRefused, match="isn’t here"):
        inspecting.refuse(ret.pieces.get(), reason="Worn.", actor=make.bench())
    assert make.fresh(ret).state == "in_transit"


@pytest.mark.parametrize("_case", ["the one who inspected", "no permission", "no reason"])
def test_another_tag_needs_a_second_person_with_a_reason(_case: str) -> None:
    ret = make.inspected(tag="T-OTHER")
    piece = ret.pieces.get()
    actor = {
        "the one who inspected": make.bench(),
        "no permission": staff("Fulfilment", email="ada@portero.example"),
        "no reason": make.manager(),
    }[_case]
    with pytest.raises(ReturnRefused, match="The tag isn’t the one"):
        inspecting.accept(piece, actor=actor, reason="" if _case == "no reason" else "It tore.")
    assert (fresh(piece).verdict, make.fresh(ret).state, ret.order.payments.get().refunds.count()) == (
        "",
        "received",
        0,
    )


def test_the_manager_accepts_another_tag_with_a_reason_that_only_staff_read() -> None:
    ret = make.inspected(tag="T-OTHER")
    done = inspecting.accept(
        ret.pieces.get(), actor=make.manager(), reason="The thread tore; I saw the piece."
    )
    assert (done.verdict, done.verdict_reason) == ("accepted", "The thread tore; I saw the piece.")
    assert ret.order.events.get(kind="return_accepted").reason == ""
    assert make.fresh(ret).state == "refunding"


def test_a_verdict_is_given_once() -> None:
    ret = make.accepted()
    piece = ret.pieces.get()
    with pytest.raises(ReturnRefused, match="accepted already"):
        inspecting.refuse(piece, reason="Worn.", actor=make.bench())
    with pytest.raises(ReturnRefused, match="accepted already"):
        found(piece, "X")
    assert ret.order.payments.get().refunds.count() == 1


def test_refusing_needs_words_that_she_reads() -> None:
    ret = make.inspected()
    with pytest.raises(ReturnRefused, match="she reads it"):
        inspecting.refuse(ret.pieces.get(), reason=" ", actor=make.bench())
    refused = make.refused(ret)
    assert refused.state == "going_back"
    assert ret.order.events.get(kind="return_refused").reason == "The sole is scuffed."
    assert (refused.refund, refused.final) == (None, None)


def test_an_accepted_piece_of_nobody_is_a_draft_under_a_new_review() -> None:
    ret = make.accepted()
    item = ret.pieces.get().item
    record = item.product.stockrecords.get()
    claim = ret.order.claims.get()
    case = item.cases.get()
    assert (item.state, record.num_in_stock, record.num_allocated) == ("draft", 1, 0)
    assert (claim.released_at is not None, claim.release_reason) == (True, f"Return {ret.number}")
    assert (case.state, case.kind) == (Case.State.OPEN, Case.Kind.INTAKE)
    assert case.bars.filter(person=make.bench()).exists()
    assert ItemLogEntry.objects.filter(item=item, kind="returned").count() == 1


def a_consigned_return() -> tuple[Return, Item]:
    consignment = consigned.listed()
    item = consignment.item
    assert item is not None
    return make.accepted(order=make.shipped_order(item)), item


def test_a_consignor_s_piece_is_hers_again_and_looked_at_as_if_just_received() -> None:
    ret, item = a_consigned_return()
    consignment = Consignment.objects.get(item=item)
    owner, holder = Ownership.objects.get(item=item, until=None), Custody.objects.get(item=item, until=None)
    assert (consignment.state, owner.kind) == ("received", "consignor")
    assert (holder.holder, holder.person) == ("staff", make.bench())
    latest = item.cases.latest("pk")
    assert (latest.state, latest.kind) == ("open", "intake")
    judges = list(User.objects.filter(pk__in=Review.objects.filter(case__item=item).values("reviewer")))
    assert judges
    for judge in judges:
        assert "You decided on this piece before." in reasons_against(latest, judge)
    assert ret.state == "refunding"


def test_of_two_pieces_one_accepted_one_refused_both_go_their_ways() -> None:
    ret = make.inspected(order=make.shipped_order(listed_item(), listed_item(title="Kelly")))
    first, second = ret.pieces.order_by("pk")
    inspecting.accept(first, actor=make.bench())
    assert (make.fresh(ret).state, fresh(first).item.state) == ("received", "draft")
    inspecting.refuse(second, reason="Worn.", actor=make.bench())
    ret = make.fresh(ret)
    assert (ret.state, fresh(second).item.state) == ("refunding", "sold")
    ret = make.refunded(ret)
    assert (ret.state, ret.ended_at) == ("going_back", None)
    make.sent_back(ret)
    going_back.delivered(fresh(second), ret.asked_at)
    assert make.fresh(ret).state == "closed"


def test_the_refused_piece_may_be_with_her_before_the_money_is() -> None:
    ret = make.inspected(order=make.shipped_order(listed_item(), listed_item(title="Kelly")))
    first, second = ret.pieces.order_by("pk")
    inspecting.refuse(first, reason="Worn.", actor=make.bench())
    inspecting.accept(second, actor=make.bench())
    ret = make.sent_back(make.fresh(ret))
    going_back.delivered(fresh(first), ret.asked_at)
    assert make.fresh(ret).state == "refunding"
    assert make.refunded(ret).state == "refunded"
