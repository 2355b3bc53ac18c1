"""The page of one return: what is known, the rules' suggestion, the decision, the label, a loss."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from logistics.models import Label
from orders.payments.models import Refund
from orders.returns.desk import access, showing
from orders.returns.models import Return
from portero.core.models import Mail
from tests.factories import returns as make
from tests.factories.catalog import listed_item
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db


def page_of(ret: Return) -> str:
    return f"/staff/return-desk/{ret.number}/"


def test_it_shows_what_she_asked_and_what_she_gets(care: Client) -> None:
    ret = make.requested()
    page = care.get(page_of(ret)).content.decode()
    for told in (
        "It isn’t what I expected",
        "The colour is warmer than I thought.",
        "The rules would approve it.",
        "It was asked for in time.",
        "could be asked for until",
        "$12,500.00",
        "−$15.00",
        "$13,593.04",
        ret.order.contact.email,
    ):
        assert told in page, told


def test_a_reason_of_the_promise_is_pointed_out(care: Client) -> None:
    page = care.get(page_of(make.requested(reason="not_as_described"))).content.decode()
    assert "The rules leave it to you." in page
    assert 'data-kind="go" type="submit"' not in page
    assert "offer her a claim" in page


def test_her_words_are_shown_as_words(care: Client) -> None:
    page = care.get(page_of(make.requested(note="<b>No</b>"))).content.decode()
    assert "&lt;b&gt;No&lt;/b&gt;" in page
    assert "<b>No</b>" not in page


def test_care_approves_and_the_fee_can_be_forgiven(care: Client) -> None:
    ret = make.requested()
    told = {"do": "approve", "fault_ours": "on", "reason": "The picture was too cold."}
    answer = care.post(page_of(ret), told, follow=True).content.decode()
    assert "Approved. She gets the label" in answer
    ret.refresh_from_db()
    assert (ret.state, ret.fault, ret.decided_by) == ("approved", True, make.carer())
    assert ret.reason == "The picture was too cold."
    assert "our fault: no fee" in answer


def test_care_declines_with_a_reason_that_she_reads(care: Client) -> None:
    ret = make.requested()
    wrong = care.post(page_of(ret), {"do": "decline", "reason": " "})
    assert (wrong.status_code, "She reads the reason." in wrong.content.decode()) == (422, True)
    ret.refresh_from_db()
    assert ret.state == "requested"
    care.post(page_of(ret), {"do": "decline", "reason": "It was made to your measure."})
    ret.refresh_from_db()
    assert (ret.state, ret.reason) == ("declined", "It was made to your measure.")
    assert Mail.objects.filter(kind="return_declined").count() == 1


def test_what_has_moved_on_is_not_done_twice(care: Client) -> None:
    ret = make.approved()
    answer = care.post(page_of(ret), {"do": "decline", "reason": "No."}, follow=True).content.decode()
    assert "It has moved on meanwhile." in answer
    assert make.fresh(ret).state == "approved"


@pytest.mark.parametrize("do", ["approve", "decline", "withdraw"])
def test_fulfilment_decides_nothing(bench: Client, do: str) -> None:
    ret = make.requested()
    assert "Approve" not in bench.get(page_of(ret)).content.decode()
    assert bench.post(page_of(ret), {"do": do, "reason": "Because."}).status_code == 403
    assert make.fresh(ret).state == "requested"


def test_care_touches_no_parcel(care: Client) -> None:
    ret = make.approved()
    assert care.post(page_of(ret), {"do": "receive"}).status_code == 403
    assert make.fresh(ret).state == "approved"


def test_fulfilment_buys_no_label(bench: Client) -> None:
    ret = make.approved(label=False)
    assert bench.post(page_of(ret), {"do": "buy"}).status_code == 403
    assert not Label.objects.filter(reference=ret.number, state="bought").exists()


def test_a_label_that_no_carrier_sold_is_recorded_by_hand(care: Client) -> None:
    ret = make.approved(label=False)
    told = {
        "do": "label",
        "carrier": "USPS",
        "service": "Priority",
        "tracking_number": "9400 1112 0600 0000 0044 17",
    }
    wrong = care.post(page_of(ret), told)
    assert (wrong.status_code, "What did it cost?" in wrong.content.decode()) == (422, True)
    assert make.fresh(ret).label is None
    care.post(page_of(ret), told | {"cost": "14.20"})
    ret = make.fresh(ret)
    assert ret.label is not None
    assert (ret.label.tracking_number, ret.label.cost) == ("9400111206000000004417", Decimal("14.20"))
    assert ret.send_by is not None


def test_a_carrier_that_sells_none_says_why(care: Client) -> None:
    ret = make.approved(label=False)
    answer = care.post(page_of(ret), {"do": "buy"})
    assert answer.status_code == 422
    assert escape(make.fresh(ret).label_problem) in answer.content.decode()
    assert make.fresh(ret).label is None


def test_care_writes_down_a_loss_and_accounting_settles_it(care: Client) -> None:
    ret = make.in_transit()
    assert care.post(page_of(ret), {"do": "lost"}).status_code == 422
    page = care.post(
        page_of(ret), {"do": "lost", "reason": "Its inquiry ended."}, follow=True
    ).content.decode()
    assert make.fresh(ret).state == "lost"
    assert "Refund nothing" not in page
    assert care.post(page_of(ret), {"do": "refund", "reason": "Ours."}).status_code == 403
    assert not Refund.objects.exists()
    books = at_work(staff("Accounting", email="ada@portero.example"))
    books.post(page_of(ret), {"do": "refund", "reason": "It travelled on our label."})
    assert make.fresh(ret).refund == Refund.objects.get()


def test_money_that_can_not_arrive_and_went_another_way(manager: Client) -> None:
    ret = make.accepted()
    told = {"do": "paid", "reason": "By check 1187."}
    answer = manager.post(page_of(ret), told)
    assert (answer.status_code, "Only where its refund failed" in answer.content.decode()) == (422, True)
    assert make.fresh(ret).state == "refunding"
    Refund.objects.update(state="failed", closed_at=timezone.now(), next_try_at=None)
    manager.post(page_of(ret), told)
    assert make.fresh(ret).state == "refunded"


@pytest.mark.parametrize(("do", "state"), [("refund", "refunding"), ("close", "closed")])
def test_what_is_lost_ends_with_or_without_her_money(do: str, state: str, manager: Client) -> None:
    ret = make.lost()
    assert manager.post(page_of(ret), {"do": do}).status_code == 422
    assert make.fresh(ret).state == "lost"
    manager.post(page_of(ret), {"do": do, "reason": "The insurer has answered."})
    assert make.fresh(ret).state == state
    assert Refund.objects.exists() == (do == "refund")


def test_a_return_is_five_queries_however_many_pieces(
    care: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = make.requested()
    two = make.requested(make.shipped_order(listed_item(), listed_item(title="Kelly 28")))
    for ret, pieces in ((one, 1), (two, 2)):
        with django_assert_num_queries(5):
            found = access.return_of(ret.number)
            assert len([showing.cell(piece) for piece in found.pieces.all()]) == pieces
    asked = []
    for ret in (one, one, two):
        with CaptureQueriesContext(connection) as queries:
            care.get(page_of(ret))
        asked.append(len(queries))
    assert asked[1] == asked[2]


def test_the_record_holds_everything_and_can_not_be_typed_over(care: Client) -> None:
    ret = make.refused()
    page = care.get(f"/staff/returns/return/{ret.pk}/change/").content.decode()
    for told in (
        "The sole is scuffed.",
        f"/staff/return-desk/{ret.number}/",
        "$13,593.04",
        "return received",
    ):
        assert told in page, told
    assert ret.number in care.get("/staff/returns/return/").content.decode()
    assert care.post(f"/staff/returns/return/{ret.pk}/change/", {"note": "x"}).status_code == 403


def test_the_page_of_its_order_leads_to_it(care: Client) -> None:
    ret = make.requested()
    page = care.get(f"/staff/order/order/{ret.order_id}/change/").content.decode()
    assert f'<a href="/staff/return-desk/{ret.number}/">{ret.number}</a>: requested' in page
