"""A consigned piece is sold through an order: owner, custody and mails follow, and what comes back goes on."""

from typing import Any

import pytest

from catalog import custody
from consignment.models import Consignment
from orders import coming_again
from orders.cancellation import cancel_paid
from orders.fulfilment import packing
from tests.factories import consignment as make
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
S = Consignment.State


@pytest.fixture
def listed() -> Any:
    return make.listed()


def owner_of(item: Any) -> tuple[str, str] | None:
    row = custody.owner_of(item)
    return (row.kind, row.reference) if row else None


def test_sold_it_belongs_to_its_buyer(listed: Any) -> None:
    order = confirmed_order(listed.item)
    after = make.fresh(listed)
    assert (after.state, after.item.state, after.step_at, after.due_at) == (S.SOLD, "sold", None, None)
    assert owner_of(listed.item) == ("client", order.number)
    assert make.mails_to()[-1] == "consigned_sold"


def test_a_piece_that_nobody_consigned_is_asked_about_once(django_assert_num_queries: Any) -> None:
    from django.utils import timezone

    from consignment.pieces import sale

    item = listed_item()
    with django_assert_num_queries(1):
        sale.sold([item.pk], order="R-1", at=timezone.now())


def test_on_the_way_to_its_buyer_the_custody_book_follows(listed: Any) -> None:
    order = confirmed_order(listed.item)
    shipment = order.shipments.get()
    packing.mark_packed(shipment, make.manager(), "T-1")
    packing.mark_shipped(shipment, make.manager(), "9400111111", "USPS")
    where: Any = custody.custody_of(listed.item)
    assert (where.holder, where.detail) == ("carrier", "9400111111")
    packing.mark_delivered(shipment, make.manager())
    where = custody.custody_of(listed.item)
    assert where.holder == "owner"


def test_an_order_that_is_called_off_gives_it_back_to_its_consignor(listed: Any) -> None:
    order = confirmed_order(listed.item)
    cancel_paid(order, reason="The clasp broke on the bench.", actor=make.manager())
    after = make.fresh(listed)
    assert (after.state, after.item.state) == (S.RECEIVED, "draft")
    assert owner_of(listed.item) == ("consignor", str(listed.consignor_id))
    assert make.mails_to()[-1] == "consigned_came_back"


def test_it_is_listed_again_after_it_was_looked_at(listed: Any) -> None:
    from consignment.curation import clearance

    order = confirmed_order(listed.item)
    cancel_paid(order, reason="The clasp broke on the bench.", actor=make.manager())
    clearance.cleared_before(listed.pk, actor=make.manager())
    again = make.listed(make.approved(make.prepared(make.fresh(listed))))
    assert (again.state, again.item.price) == (S.LISTED, make.START)
    assert again.first_listed_at == listed.first_listed_at


def test_consigned_again_it_keeps_its_number_and_record(listed: Any) -> None:
    order = confirmed_order(listed.item)
    shipment = order.shipments.get()
    packing.mark_packed(shipment, make.manager(), "T-1")
    packing.mark_shipped(shipment, make.manager(), "9400111111", "USPS")
    packing.mark_delivered(shipment, make.manager())
    clara = make.a_consignor("clara@example.com", name="Clara Whitfield")
    submission = make.a_submission(consignor=clara, item=listed.item)
    again = make.received(make.with_label(make.agreed(submission=submission)))
    assert (again.item.pk, again.item.state) == (listed.item.pk, "draft")
    assert owner_of(listed.item) == ("consignor", str(clara.pk))
    clearance_kept = make.fresh(again).item.clearance_id
    assert clearance_kept == listed.item.clearance_id
    assert make.fresh(listed).state == S.SOLD
    assert [coming_again.free_claims() for _ in range(2)] == [1, 0]
    up = make.listed(make.approved(make.prepared(make.cleared(again))))
    assert confirmed_order(up.item).lines.count() == 1
    assert owner_of(up.item) == ("client", up.item.claims.get(released_at=None).order.number)
