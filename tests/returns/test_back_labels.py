"""The label of a refused piece: bought once, to the buyer alone, followed until she has it again."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog.models import Item
from logistics import labels, tracking
from logistics.gateway import office
from logistics.models import Label, Purpose
from orders.returns import back_labels, going_back
from orders.returns.models import ReturnPiece
from orders.returns.states import ReturnRefused
from tests.carriage import PARIS
from tests.factories import returns as make
from tests.factories.catalog import listed_item
from tests.factories.people import at_work
from tests.fakes.easypost import EasyPostDouble

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("easypost")]


@pytest.fixture
def bench() -> Client:
    return at_work(make.bench())


def piece_of(ret: Any) -> ReturnPiece:
    related = (
        "ret__order__shipping_address__country",
        "ret__order__contact",
        "line",
        "shipment_line__shipment",
    )
    return ReturnPiece.objects.select_related(*related).get(ret=ret)


def test_it_is_bought_printed_and_used_as_it_is(bench: Client) -> None:
    piece = piece_of(make.refused())
    page = f"/staff/return-desk/{piece.ret.number}/{piece.pk}/"
    bench.post(page, {"do": "label"})
    label = Label.objects.get(purpose=Purpose.REFUSED)
    assert label.quotation is not None
    asked = label.quotation.dispatch
    assert (asked["recipient"]["city"], asked["sender"]["name"]) == ("New York", office().name)
    assert (label.insured_for, label.signature) == (piece.line.line_price_excl_tax, True)
    shown = bench.get(page).content.decode()
    assert f'value="{label.tracking_number}"' in shown
    assert bench.get(f"{page}label/").status_code == 200
    bench.post(page, {"do": "send", "carrier": label.carrier, "tracking_number": label.tracking_number})
    piece.refresh_from_db()
    assert piece.back_tracking == label.tracking_number
    assert Label.objects.get(pk=label.pk).state == "bought"


def test_twice_is_once() -> None:
    piece = piece_of(make.refused())
    first = back_labels.buy(piece, actor=make.bench())
    assert back_labels.buy(piece, actor=make.bench()) == first
    assert Label.objects.filter(purpose=Purpose.REFUSED).count() == 1


@pytest.mark.parametrize("made", [make.inspected, make.accepted, make.sent_back])
def test_only_a_refused_piece_that_is_here_gets_one(made: Any) -> None:
    with pytest.raises(ReturnRefused, match="Only a refused piece"):
        back_labels.buy(piece_of(made()), actor=make.bench())
    assert not Label.objects.filter(purpose=Purpose.REFUSED).exists()


def test_one_that_left_meanwhile_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    piece = piece_of(make.refused())
    ask = labels.ask

    def left_first(*args: Any, **kwargs: Any) -> Any:
        going_back.send(piece, tracking=make.TRACKING, carrier="USPS", actor=make.bench())
        return ask(*args, **kwargs)

    monkeypatch.setattr(labels, "ask", left_first)
    with pytest.raises(ReturnRefused, match="Only a refused piece"):
        back_labels.buy(piece, actor=make.bench())
    assert not Label.objects.filter(purpose=Purpose.REFUSED).exists()


def test_what_needs_an_export_filing_is_bought_at_the_carrier() -> None:
    piece = piece_of(make.refused())
    piece.ret.order.shipping_address.country_id = "FR"
    with pytest.raises(ReturnRefused, match="only with an export filing"):
        back_labels.buy(piece, actor=make.bench())
    assert not Label.objects.filter(purpose=Purpose.REFUSED).exists()


TORONTO: dict[str, Any] = {
    "country": "CA",
    "state": "ON",
    "line4": "Toronto",
    "postcode": "M5V 2T6",
    "line1": "1 King Street",
}


@pytest.mark.parametrize(("place", "filing"), [(PARIS, "NOEEI 30.37(a)"), (TORONTO, "NOEEI 30.36")])
def test_abroad_it_is_declared_as_what_comes_back(place: dict[str, Any], filing: str) -> None:
    order = make.shipped_order(listed_item(price=Decimal("900.00")), **place)
    ret = make.requested(order)
    piece = piece_of(make.refused(make.inspected(make.received(make.in_transit(make.approved(ret))))))
    label = back_labels.buy(piece, actor=make.bench())
    assert label.quotation is not None
    asked = label.quotation.dispatch
    assert asked["recipient"]["country"] == place["country"]
    customs = asked["customs"]
    assert (customs["filing"], customs["contents"], customs["incoterm"]) == (filing, "returned_goods", "DDP")
    assert [(one["value"], one["quantity"]) for one in customs["items"]] == [("900.00", 1)]
    assert customs["invoice"] == back_labels.reference_of(piece)


def test_what_can_not_be_declared_is_said(bench: Client) -> None:
    order = make.shipped_order(listed_item(price=Decimal("900.00")), **PARIS)
    piece = piece_of(
        make.refused(make.inspected(make.received(make.in_transit(make.approved(make.requested(order))))))
    )
    Item.objects.filter(pk=piece.item_id).update(made_in="")
    with pytest.raises(ReturnRefused, match="no country of manufacture"):
        back_labels.buy(piece, actor=make.bench())
    assert not Label.objects.filter(purpose=Purpose.REFUSED).exists()


def test_a_silent_carrier_is_said_and_nothing_is_bought_twice(
    easypost: EasyPostDouble, bench: Client
) -> None:
    piece = piece_of(make.refused())
    easypost.switch("timeout_after", "shipments.buy", seconds=2)
    answer = bench.post(f"/staff/return-desk/{piece.ret.number}/{piece.pk}/", {"do": "label"})
    assert (answer.status_code, "nothing is bought twice" in answer.content.decode()) == (422, True)


def test_a_label_that_is_not_used_is_taken_back(bench: Client) -> None:
    piece = piece_of(make.refused())
    label = back_labels.buy(piece, actor=make.bench())
    page = f"/staff/return-desk/{piece.ret.number}/{piece.pk}/"
    bench.post(page, {"do": "send", "carrier": "USPS", "tracking_number": make.TRACKING})
    label.refresh_from_db()
    assert label.void_reason == "It left under another number."
    assert label.state != "bought"


def test_delivered_by_the_carrier_it_is_hers_again(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    piece = piece_of(make.refused())
    label = back_labels.buy(piece, actor=make.bench())
    going_back.send(piece, tracking=label.tracking_number, carrier=label.carrier, actor=make.bench())
    assert back_labels.sweep() == 0
    at = timezone.now()
    Label.objects.filter(pk=label.pk).update(status="delivered", delivered_at=at)
    assert back_labels.sweep() == 1
    piece.refresh_from_db()
    assert piece.back_at == at
    assert make.fresh(piece.ret).state == "closed"
    with django_assert_num_queries(1):
        assert back_labels.sweep() == 0


def test_a_typed_number_is_followed_too(bench: Client, easypost: EasyPostDouble) -> None:
    piece = piece_of(make.refused())
    page = f"/staff/return-desk/{piece.ret.number}/{piece.pk}/"
    bench.post(page, {"do": "send", "carrier": "USPS", "tracking_number": make.TRACKING})
    label = Label.objects.get(purpose=Purpose.REFUSED)
    assert (label.tracking_number, label.driver, label.poll_at is not None) == (make.TRACKING, "manual", True)
    tracking.refresh(label.pk)
    assert back_labels.sweep() == 0
    easypost.scan(make.TRACKING, "delivered")
    tracking.refresh(label.pk)
    assert back_labels.sweep() == 1
    label.refresh_from_db()
    piece.refresh_from_db()
    assert piece.back_at == label.delivered_at
    assert make.fresh(piece.ret).state == "closed"


def test_a_number_typed_in_place_of_a_bought_label_is_the_one_that_is_followed(bench: Client) -> None:
    piece = piece_of(make.refused())
    unused = back_labels.buy(piece, actor=make.bench())
    back_labels.send(piece, tracking=make.TRACKING, carrier="USPS", actor=make.bench())
    followed = back_labels.label_of(piece)
    assert followed is not None
    assert (followed.tracking_number, followed.pk == unused.pk) == (make.TRACKING, False)
    Label.objects.filter(pk=unused.pk).update(delivered_at=timezone.now())
    assert back_labels.sweep() == 0
    Label.objects.filter(pk=followed.pk).update(delivered_at=timezone.now())
    assert back_labels.sweep() == 1


def test_the_number_of_the_bought_label_typed_in_groups_keeps_it(bench: Client) -> None:
    piece = piece_of(make.refused())
    label = back_labels.buy(piece, actor=make.bench())
    number = label.tracking_number
    typed = f"{number[:4]} {number[4:]}"
    page = f"/staff/return-desk/{piece.ret.number}/{piece.pk}/"
    bench.post(page, {"do": "send", "carrier": label.carrier, "tracking_number": typed})
    assert list(Label.objects.filter(purpose=Purpose.REFUSED).values_list("pk", "state")) == [
        (label.pk, "bought")
    ]


def test_sent_once_more_it_is_followed_under_its_new_number(bench: Client) -> None:
    piece = piece_of(make.refused())
    back_labels.send(piece, tracking=make.TRACKING, carrier="USPS", actor=make.bench())
    first = back_labels.label_of(piece)
    assert first is not None
    again = going_back.came_back(piece, actor=make.bench())
    assert back_labels.label_of(again) is None
    back_labels.send(again, tracking="9405511899560099990000", carrier="USPS", actor=make.bench())
    Label.objects.filter(pk=first.pk).update(delivered_at=timezone.now())
    assert back_labels.sweep() == 0
    second = back_labels.label_of(again)
    assert second is not None
    Label.objects.filter(pk=second.pk).update(delivered_at=timezone.now())
    assert back_labels.sweep() == 1
