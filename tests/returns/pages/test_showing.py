"""The page of one return, state by state: its clock, her part, what was found, her amounts; and who sees it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from orders.returns import going_back
from orders.returns.models import Return
from portero.core.templatetags import shop
from portero.core.words import moment
from tests.factories import returns as make
from tests.factories.catalog import listed_item
from tests.factories.people import a_client, signed_in
from tests.readdressing.steps import page_of as order_page
from tests.returns.pages.steps import SCRATCHED, judged, page_of, pictured, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private(settings: Settings, tmp_path: Path) -> None:
    told: dict[str, Any] = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"private": told}


def shown(ret: Return) -> str:
    """What the page of a return says."""
    return text_of(Client().get(page_of(ret.order, "show", ret.number)))


def labelled() -> Return:
    """Approved, and its label is a file."""
    ret = make.approved()
    assert ret.label is not None
    ret.label.file.save("label.pdf", ContentFile(b"%PDF-1.7 label"))
    ret.label.file_type = "application/pdf"
    ret.label.save()
    return ret


def test_requested_it_says_by_when_we_answer_and_what_goes_back() -> None:
    ret = make.requested()
    page = shown(ret)
    assert ret.due_at is not None
    assert f"We answer by {moment(ret.due_at)}" in page
    assert "$13,593.04" in page
    assert "as it left us: unused, undamaged" in page
    assert f"You wrote: {make.SAID}" in page
    assert "You hand it to the carrier" in page
    assert page_of(ret.order, "withdraw", ret.number) in page


def test_approved_it_says_how_to_send_it_and_gives_the_label() -> None:
    ret = labelled()
    page = shown(ret)
    assert ret.send_by is not None
    assert f"Send it by {moment(ret.send_by)}" in page
    assert f"Leave the security tag on (T-{ret.order.number}-1)" in page
    assert "Insured for" in page
    address = page_of(ret.order, "label", ret.number)
    assert address in page
    answer = Client().get(address)
    assert (answer["Content-Type"], answer.content) == ("application/pdf", b"%PDF-1.7 label")
    assert answer["Content-Disposition"] == f'inline; filename="{ret.number}.pdf"'
    assert answer["Cache-Control"] == "private, no-store"


def test_approved_without_a_label_it_says_that_it_comes() -> None:
    ret = make.approved(label=False)
    page = shown(ret)
    assert "Approved: we prepare your label" in page
    assert "Print the label" not in page
    assert Client().get(page_of(ret.order, "label", ret.number)).status_code == 404


def test_the_label_is_gone_once_it_is_not_to_be_used() -> None:
    ret = labelled()
    address = page_of(ret.order, "label", ret.number)
    Client().post(page_of(ret.order, "withdraw", ret.number))
    assert make.fresh(ret).state == "withdrawn"
    assert Client().get(address).status_code == 404


def test_our_fault_is_said() -> None:
    assert "It was our fault: there is no fee." in shown(make.approved(fault_ours=True))


def test_on_its_way_received_accepted_refunded() -> None:
    ret = make.in_transit()
    page = shown(ret)
    assert "On its way to us" in page
    assert "Withdraw the return" not in page
    make.received(ret)
    page = shown(ret)
    assert "With us. We compare it by" in page
    judged(ret)
    page = shown(ret)
    assert "$13,593.04 is on its way to you" in page
    assert "5 to 10 business days" in page
    make.refunded(make.fresh(ret))
    page = shown(ret)
    assert "$13,593.04 refunded" in page
    assert "You hand it to the carrier" not in page


def test_refused_she_reads_why_and_sees_both_pictures() -> None:
    ret = judged(make.received(), refused=[0])
    pictured(ret)
    page = shown(ret)
    assert SCRATCHED in page
    assert "It goes back to you" in page
    assert "What you get back" not in page
    assert "It is with us, and we prepare its way back to you." in page
    piece = ret.pieces.get()
    before = piece.shipment_line.outbound_photos.get(shot="front")
    after = piece.photos.get(shot="front")
    for when, photo in (("before", before), ("after", after)):
        address = page_of(ret.order, "picture", ret.number, when, photo.pk, "medium")
        assert address in page
        answer = Client().get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
        assert answer["Cache-Control"].startswith("private")
    make.sent_back(ret)
    page = shown(ret)
    assert f"tracking number {make.TRACKING}" in page
    going_back.delivered(piece, timezone.now())
    assert "Back with you since" in shown(ret)


def test_nobody_else_sees_the_pictures_and_she_sees_no_others() -> None:
    ret, other = judged(make.received(), refused=[0]), judged(make.received(), refused=[0])
    taken = judged(make.received())
    after = ret.pieces.get().photos.get(shot="front")
    of_other = page_of(other.order, "picture", other.number, "after", after.pk, "medium")
    assert Client().get(of_other).status_code == 404
    crossed = page_of(other.order, "picture", ret.number, "after", after.pk, "medium")
    assert Client().get(crossed).status_code == 404
    accepted = taken.pieces.get().photos.get(shot="front")
    hers = page_of(taken.order, "picture", taken.number, "after", accepted.pk, "medium")
    assert Client().get(hers).status_code == 404
    assert (
        Client().get(page_of(ret.order, "picture", ret.number, "later", after.pk, "medium")).status_code
        == 404
    )


def test_of_two_pieces_each_has_its_verdict() -> None:
    order = make.shipped_order(listed_item(), listed_item())
    ret = judged(make.received(make.in_transit(make.approved(make.requested(order)))), refused=[1])
    page = shown(ret)
    assert page.count(SCRATCHED) == 2  # the verdict, and the step
    assert ": accepted" in page
    assert ": refused" in page
    assert "$13,593.04 is on its way to you" in page


def test_declined_lapsed_lost_are_said_plainly() -> None:
    page = shown(make.declined())
    assert "We can’t take it back" in page
    assert "It was made to your measure." in page
    page = shown(make.lapsed())
    assert "It was not sent in time" in page
    assert "Please don’t use the label any more." in page
    page = shown(make.lost())
    assert "The carrier is looking for your parcel" in page
    assert "The risk is ours." in page


def test_she_withdraws_it_and_may_ask_again(client: Client) -> None:
    ret = make.requested()
    address = page_of(ret.order, "withdraw", ret.number)
    assert client.get(address).status_code == 405
    page = text_of(client.post(address, follow=True))
    assert "You withdrew this request" in page
    assert "What you bought stays yours." in page
    assert page_of(ret.order) in text_of(client.get(order_page(ret.order)))
    page = text_of(client.post(address, follow=True))
    assert "It is too late to withdraw it" in page


def test_only_with_the_link_of_its_own_order(client: Client) -> None:
    ret, other = labelled(), make.shipped_order()
    for view in ("show", "label", "withdraw"):
        for address in (
            page_of(other, view, ret.number),
            page_of(ret.order, view, ret.number).replace("~", "~x"),
        ):
            assert client.get(address).status_code in ({404, 405} if view == "withdraw" else {404})
            assert client.post(address).status_code in ({404} if view == "withdraw" else {404, 405})
    assert make.fresh(ret).state == "approved"


def test_the_account_lists_her_own_returns_alone() -> None:
    clara, dora = a_client(), a_client("dora@example.com")
    ret = make.requested(make.shipped_order(user=clara))
    theirs = make.requested(make.shipped_order(user=dora))
    page = text_of(signed_in(clara).get("/account/returns/"))
    assert f"Return {shop.whole(ret.number)}" in page
    assert "We answer by" in page
    assert theirs.number not in page
    assert "/account/returns/" in text_of(signed_in(clara).get("/account/orders/"))
    assert Client().get("/account/returns/").status_code == 302


def test_the_list_costs_the_same_however_many_returns(django_assert_num_queries: Any) -> None:
    clara = a_client()
    hers = signed_in(clara)
    for count in (1, 3):
        for _ in range(count):
            make.requested(make.shipped_order(user=clara))
        hers.get("/account/returns/")
        with django_assert_num_queries(6):
            hers.get("/account/returns/")


def test_the_page_costs_the_same_however_many_pieces(client: Client, django_assert_num_queries: Any) -> None:
    for items in ([listed_item()], [listed_item(), listed_item(), listed_item()]):
        order = make.shipped_order(*items)
        places = range(len(items))
        ret = judged(make.received(make.in_transit(make.approved(make.requested(order)))), refused=places)
        client.get(page_of(order, "show", ret.number))
        with django_assert_num_queries(9):
            client.get(page_of(order, "show", ret.number))


def test_the_order_costs_the_same_however_many_pieces(client: Client, django_assert_num_queries: Any) -> None:
    for items in ([listed_item(), listed_item()], [listed_item() for _ in range(4)]):
        order = make.shipped_order(*items)
        make.requested(order, items=items[:1])
        client.get(order_page(order))
        with django_assert_num_queries(29):
            client.get(order_page(order))


def test_under_its_parcel_the_order_tells_it(client: Client) -> None:
    ret = make.requested()
    make.moved(ret, due_at=timezone.now() + timedelta(hours=3))
    page = text_of(client.get(order_page(ret.order)))
    assert f"See return {ret.number}" in page
    assert "We answer by" in page
    assert page_of(ret.order) not in page


def test_the_list_of_her_orders_keeps_to_the_sale(client: Client) -> None:
    clara = a_client()
    make.in_transit(order=make.shipped_order(user=clara))
    page = text_of(signed_in(clara).get("/account/orders/"))
    assert "Payment received, order confirmed" in page
    assert "Your parcel is on its way to us" not in page
