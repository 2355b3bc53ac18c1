"""A consigned piece is sold through an order: owner, custody and mails follow, and what comes back goes on."""

from typing import Any

import pytest
from django.utils import timezone

from authentication.cases import standing
from authentication.cases.refusals import CaseRefused
from authentication.cases.reviewing import begin
from catalog import custody
from consignment.curation import following
from consignment.models import Consignment
from consignment.pieces import sale
from consignment.pieces.locks import lock_listed
from orders import coming_again
from orders.cancellation import cancel_paid
from orders.fulfilment import packing
from tests.factories import consignment as make
from tests.factories import returns
from tests.factories.authentication import a_reviewer
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order
from tests.factories.parcels import pack
from tests.factories.people import at_work

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


def test_its_staff_page_says_what_its_payout_waits_for(listed: Any) -> None:
    address = f"/staff/consignments/{listed.agreement.number}/"
    desk = at_work(make.manager())
    assert "Held since" not in desk.get(address).content.decode()
    ret = returns.requested(returns.shipped_order(listed.item))
    page = desk.get(address).content.decode()
    assert "Held since" in page
    assert f"A return is open, {ret.number}" in page


def test_a_piece_that_nobody_consigned_is_asked_about_once(django_assert_num_queries: Any) -> None:
    item = listed_item()
    with django_assert_num_queries(1):
        sale.sold(lock_listed([item.pk]), order="R-1", at=timezone.now())


def test_on_the_way_to_its_buyer_the_custody_book_follows(listed: Any) -> None:
    order = confirmed_order(listed.item)
    shipment = order.shipments.get()
    pack(shipment, make.manager(), "T-1")
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


def test_it_never_left_and_is_listed_again_under_the_case_it_passed(listed: Any) -> None:
    order = confirmed_order(listed.item)
    cancel_paid(order, reason="The clasp broke on the bench.", actor=make.manager())
    assert (following.follow_cases(), listed.item.cases.count()) == (1, 1)
    again = make.listed(make.approved(make.prepared(make.fresh(listed))))
    assert (again.state, again.item.price) == (S.LISTED, make.START)
    assert again.first_listed_at == listed.first_listed_at


def test_a_piece_that_had_left_is_reviewed_anew_by_others(listed: Any) -> None:
    order = confirmed_order(listed.item)
    shipment = order.shipments.get()
    pack(shipment, make.manager(), "T-1")
    packing.mark_shipped(shipment, make.manager(), "9400111111", "USPS")
    assert sale.came_back(listed.item, why="Returned by the buyer.", actor=make.manager())
    case: Any = standing.under_review(listed.item.pk)
    assert (case.kind, following.follow_cases(), make.fresh(listed).state) == ("intake", 0, S.RECEIVED)
    with pytest.raises(CaseRefused, match="You decided on this piece before"):
        begin(case.pk, by=a_reviewer("anna"))
    make.judged(make.fresh(listed), "authentic")
    assert make.fresh(listed).state == S.CLEARED


def test_consigned_again_it_keeps_its_number_and_record(listed: Any) -> None:
    order = confirmed_order(listed.item)
    shipment = order.shipments.get()
    pack(shipment, make.manager(), "T-1")
    packing.mark_shipped(shipment, make.manager(), "9400111111", "USPS")
    packing.mark_delivered(shipment, make.manager())
    clara = make.a_consignor("clara@example.com", name="Clara Whitfield")
    submission = make.a_submission(consignor=clara, item=listed.item)
    again = make.received(make.with_label(make.agreed(submission=submission)))
    assert (again.item.pk, again.item.state) == (listed.item.pk, "draft")
    assert owner_of(listed.item) == ("consignor", str(clara.pk))
    case: Any = standing.under_review(again.item.pk)
    assert case.prior == listed.item.cases.get(state="passed")
    assert make.fresh(listed).state == S.SOLD
    assert [coming_again.free_claims() for _ in range(2)] == [1, 0]
    up = make.listed(make.approved(make.prepared(make.cleared(again))))
    assert confirmed_order(up.item).lines.count() == 1
    assert owner_of(up.item) == ("client", up.item.claims.get(released_at=None).order.number)
