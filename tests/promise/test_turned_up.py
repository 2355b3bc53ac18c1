"""What was lost, paid back, and is found: ours again, reviewed anew; no money moves."""

import pytest

from authentication.models import Case
from catalog.models import Custody, Item, ItemLogEntry
from orders.models import Claim as Sold
from orders.payments.models import Refund
from orders.promise import losing
from orders.promise.desk import access
from orders.promise.models import Claim
from orders.promise.shown import shown
from orders.promise.states import ClaimRefused
from tests.factories import claims as make
from tests.factories import consignment as consigned
from tests.factories.people import at_work

pytestmark = pytest.mark.django_db


def paid_back(claim: Claim | None = None) -> Claim:
    """Lost, and refunded in full."""
    return losing.refund(claim or make.lost(), actor=make.care(), reason="Given up.")


def found(claim: Claim) -> Item:
    losing.turned_up(claim, actor=make.unpacker())
    return Item.objects.get(pk=claim.item_id)


def test_it_is_ours_again_and_reviewed_anew_and_no_money_moves() -> None:
    claim = make.refunded(paid_back())
    money = list(Refund.objects.values())
    item = found(claim)
    assert item.state == "draft"
    assert Custody.objects.get(item=item, until=None).person == make.unpacker()
    kinds = list(
        ItemLogEntry.objects.filter(item=item).order_by("-number").values_list("kind", flat=True)[:4]
    )
    assert {"claim_received", "claim_kept"} <= set(kinds)
    assert Case.objects.get(item=item, reference=claim.number, kind="intake").state == "open"
    assert Sold.objects.filter(line=claim.line, released_at=None).count() == 0
    assert list(Refund.objects.values()) == money
    assert make.fresh(claim).state == "refunded"
    event = claim.order.events.get(kind="claim_turned_up")
    assert not event.public


def test_also_before_the_refund_has_gone_out_which_goes_on() -> None:
    claim = paid_back()
    assert found(claim).state == "draft"
    assert make.refunded(claim).state == "refunded"


def test_a_consigned_one_is_its_consignors_again() -> None:
    made = consigned.listed()
    claim = make.refunded(paid_back(make.lost(order=make.delivered_order(made.item))))
    assert found(claim).state == "draft"
    made.refresh_from_db()
    assert made.state != "sold"


def test_lost_on_its_way_back_it_is_reviewed_once_more() -> None:
    claim = make.refunded(paid_back(make.lost(make.sent_back())))
    assert claim.case is not None
    item = found(claim)
    assert Case.objects.filter(item=item, kind="intake", reference=claim.number, state="open").count() == 1


def test_paid_another_way_and_found() -> None:
    claim = make.paid_by_hand(make.lost())
    assert claim.state == "closed"
    assert found(claim).state == "draft"


def test_once_and_only_what_was_lost_and_paid_back() -> None:
    claim = make.refunded(paid_back())
    found(claim)
    for other in (claim, make.lost(order=make.delivered_order(tag="PT-9"))):
        with pytest.raises(ClaimRefused, match="Only a lost piece that was refunded"):
            losing.turned_up(other, actor=make.unpacker())
    assert Case.objects.filter(reference=claim.number).count() == 1


def test_at_the_table_a_scan_finds_it_and_a_button_takes_it_in() -> None:
    claim = make.refunded(paid_back())
    table = at_work(make.unpacker())
    sent = table.get("/staff/claims/find/", {"code": claim.item.number})
    assert sent.headers["location"] == f"/staff/claims/{claim.number}/"
    table.post(sent.headers["location"], {"do": "turned_up"})
    assert make.fresh(claim).turned_up_by == make.unpacker()
    assert access.scanned_late(claim.item.number) is None


def test_the_page_of_the_buyer_says_where_it_is() -> None:
    claim = make.refunded(paid_back())
    found(claim)
    assert shown(make.fresh(claim), "token").where == "Found later, and with us"
