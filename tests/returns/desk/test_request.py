"""The page of one return: what is known, the rules' suggestion, the decision, the label, a loss."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from logistics.models import Label
from orders.payments.models import Refund
from orders.returns.models import Return
from portero.core.models import Mail
from tests.factories import returns as make
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
        "-$15.00",
        "$13,593.04",
        ret.order.contact.email,
    ):
        assert told in page, told


def test_a_reason_of_the_promise_is_pointed_out(care: Client) -> None:
    page = care.get(page_of(make.requested(reason="not_as_described"))).content.decode()
    assert "The rules leave it to you." in page
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


@pytest.mark.parametrize("do", ["receive", "buy", "label"])
def test_care_touches_no_parcel(care: Client, do: str) -> None:
    ret = make.approved(label=False)
    assert care.post(page_of(ret), {"do": do}).status_code == 403
    assert make.fresh(ret).state == "approved"
    assert not Label.objects.filter(reference=ret.number, state="bought").exists()


def test_a_label_that_no_carrier_sold_is_recorded_by_hand(bench: Client) -> None:
    ret = make.approved(label=False)
    told = {
        "do": "label",
        "carrier": "USPS",
        "service": "Priority",
        "tracking_number": "9400 1112 0600 0000 0044 17",
    }
    wrong = bench.post(page_of(ret), told)
    assert (wrong.status_code, "What did it cost?" in wrong.content.decode()) == (422, True)
    assert make.fresh(ret).label is None
    bench.post(page_of(ret), told | {"cost": "14.20"})
    ret = make.fresh(ret)
    assert ret.label is not None
    assert (ret.label.tracking_number, ret.label.cost) == ("9400111206000000004417", Decimal("14.20"))
    assert ret.send_by is not None


def test_a_carrier_that_sells_none_says_why(bench: Client) -> None:
    ret = make.approved(label=False)
    answer = bench.post(page_of(ret), {"do": "buy"})
    assert answer.status_code == 422
    assert escape(make.fresh(ret).label_problem) in answer.content.decode()
    assert make.fresh(ret).label is None


@pytest.mark.parametrize(("refund", "state"), [("yes", "refunding"), ("no", "lost")])
def test_a_loss_is_accountings(refund: str, state: str, bench: Client) -> None:
    ret = make.in_transit()
    told = {"do": "lost", "reason": "The carrier’s inquiry 4417 ended.", "refund": refund}
    assert bench.post(page_of(ret), told).status_code == 403
    assert make.fresh(ret).state == "in_transit"
    books = at_work(staff("Accounting", email="ada@portero.example"))
    assert books.post(page_of(ret), told | {"refund": ""}).status_code == 422
    assert not Refund.objects.exists()
    books.post(page_of(ret), told)
    assert make.fresh(ret).state == state
    assert Refund.objects.exists() == (refund == "yes")


@pytest.mark.parametrize(("do", "state"), [("refund", "refunding"), ("close", "closed")])
def test_what_is_lost_ends_with_or_without_her_money(do: str, state: str, manager: Client) -> None:
    ret = make.lost()
    assert manager.post(page_of(ret), {"do": do}).status_code == 422
    assert make.fresh(ret).state == "lost"
    manager.post(page_of(ret), {"do": do, "reason": "The insurer has answered."})
    assert make.fresh(ret).state == state
    assert Refund.objects.exists() == (do == "refund")


def test_the_page_costs_the_same_whoever_asked(
    care: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ret = make.requested()
    care.get(page_of(ret))
    with django_assert_num_queries(16):
        care.get(page_of(ret))


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
