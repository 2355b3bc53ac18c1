"""The one reckoning: what comes back of price, tax, fee and way back, by state and from abroad."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from orders.books.models import RefundPart, TaxReversal
from orders.books.splits import Choice, preview
from orders.order.models import Order
from orders.payments import refunds
from orders.returns import amounts, asking, inspecting, labelling
from orders.returns.models import Return
from tests.factories import returns as make
from tests.factories.catalog import listed_item

pytestmark = pytest.mark.django_db
D = Decimal
BEVERLY_HILLS: dict[str, Any] = {
    "line4": "Beverly Hills",
    "state": "CA",
    "postcode": "90210",
    "line1": "9500 Wilshire Boulevard",
}
OHIO: dict[str, Any] = {"state": "OH", "postcode": "43004", "line4": "Blacklick"}
PARIS: dict[str, Any] = {
    "line1": "18 rue du Faubourg",
    "line4": "Paris",
    "state": "",
    "postcode": "75008",
    "country": "FR",
}


def sold(price: str = "1000.00", **address: Any) -> Order:
    return make.shipped_order(listed_item(price=D(price)), **address)


def test_new_york_keeps_the_tax_on_the_fee_california_gives_all_of_it_back() -> None:
    here = asking.preview(order := sold(), order.lines.all())
    assert (here.price, here.fee, here.tax, here.total) == (
        D("1000.00"),
        D("15.00"),
        D("87.42"),
        D("1072.42"),
    )
    there = asking.preview(other := sold(**BEVERLY_HILLS), other.lines.all())
    charged = sum(c.amount for c in other.tax_components.filter(of="price"))
    assert (there.tax, there.total) == (charged, D("985.00") + charged)


def test_where_no_tax_was_charged_none_comes_back() -> None:
    found = asking.preview(order := sold(**OHIO), order.lines.all())
    assert (found.tax, found.total) == (D("0.00"), D("985.00"))


def test_from_abroad_the_label_is_deducted_and_customs_keep_theirs() -> None:
    order = sold(**PARIS)
    found = asking.preview(order, order.lines.all())
    charged = sum(charge.amount for charge in order.border_charges.all())
    assert charged > 0
    assert found.duties + found.import_tax == charged
    assert (found.return_shipping, found.total) == (D("60.00"), D("925.00"))
    assert amounts.rows_of(found) == [
        ("Price", D("1000.00")),
        ("Return and restocking fee", D("-15.00")),
        ("Prepaid label from abroad", D("-60.00")),
    ]


def test_the_label_is_deducted_as_it_was_shown_at_most() -> None:
    cheap = make.accepted(make.inspected(make.received(make.approved(order=sold(**PARIS)))))
    assert cheap.final is not None
    assert cheap.label is not None
    assert (cheap.label.cost, cheap.final.return_shipping, cheap.final.total) == (
        D("14.20"),
        D("14.20"),
        D("970.80"),
    )
    dear = make.approved(order=sold(**PARIS), label=False)
    labelling.labelled(dear.pk, make.a_label_of(dear, cost=D("88.00")))
    dear = make.accepted(make.inspected(make.received(dear)))
    assert dear.final is not None
    assert dear.final.return_shipping == D("60.00")
    connection.check_constraints()


def test_our_fault_forgives_fee_and_label() -> None:
    ret = make.accepted(make.inspected(make.received(make.approved(order=sold(**PARIS), fault_ours=True))))
    assert ret.final is not None
    assert (ret.final.fee, ret.final.return_shipping, ret.final.total) == (D("0.00"), D("0.00"), D("1000.00"))
    assert ret.shown.total == D("925.00")


def test_an_exchange_forgives_the_fee() -> None:
    order = sold()
    assert asking.preview(order, order.lines.all(), kind=Return.Kind.EXCHANGE).fee == D("0.00")


def test_the_fee_is_kept_once_and_never_more_than_the_price() -> None:
    order = make.shipped_order(listed_item(price=D("900.00")), listed_item(price=D("9.00"), title="Charm"))
    both = asking.preview(order, order.lines.all())
    assert both.fee == D("15.00")
    charm = asking.preview(order, [order.lines.get(line_price_excl_tax=D("9.00"))])
    assert (charm.fee, charm.total) == (D("9.00"), charm.tax)


def test_delivery_is_not_refunded() -> None:
    order = sold(speed="expedited")
    assert order.shipping_excl_tax > 0
    found = asking.preview(order, order.lines.all())
    assert {share.entry.kind for share in found.split.shares} == {"goods", "tax"}
    assert found.total == D("1072.42")


def test_of_two_pieces_the_accepted_one_is_paid_with_one_fee_and_its_tax_exactly() -> None:
    order = make.shipped_order(
        listed_item(price=D("1000.00")), listed_item(price=D("333.33"), title="Wallet")
    )
    ret = make.inspected(order=order)
    assert ret.shown.price == D("1333.33")
    wallet, bag = ret.pieces.order_by("line__line_price_excl_tax")
    inspecting.accept(wallet, actor=make.bench())
    assert make.fresh(ret).refund is None
    inspecting.refuse(bag, reason="Worn.", actor=make.bench())
    connection.check_constraints()
    ret = make.fresh(ret)
    assert ret.refund is not None
    parts = RefundPart.objects.filter(split__refund=ret.refund)
    assert [(part.line, part.amount) for part in parts] == [(wallet.line, D("318.33"))]
    tax = sum(one.amount for one in TaxReversal.objects.filter(split__refund=ret.refund))
    assert tax == D("28.25")  # 8.875 % of 318.33, half up
    assert ret.refund.amount == D("346.58")


def test_what_was_given_back_before_is_not_given_again() -> None:
    order = sold()
    payment = order.payments.get()
    key = f"line-{order.lines.get().pk}"
    choice = Choice(sums={key: D("100.00")})
    refunds.ask(
        payment.pk, preview(order, choice).total, reason="A scratch.", actor=make.carer(), choice=choice
    )
    found = asking.preview(order, order.lines.all())
    assert found.price == D("900.00")
    ret = make.accepted(order=order)
    assert ret.refund is not None
    payment.refresh_from_db()
    left = payment.captured_amount - payment.refunded_amount
    connection.check_constraints()
    assert left == order.total_incl_tax - D("108.88") - ret.refund.amount
