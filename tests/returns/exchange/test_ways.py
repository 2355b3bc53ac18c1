"""An exchange from the request to the new order, dearer, cheaper and as dear, to the cent.

Both pieces are delivered in New York City: 8.875% on the price and on the $40 of delivery.
"""

from decimal import Decimal

import pytest

from catalog.models import Hold, Item
from orders import expiry
from orders.books import report
from orders.invoices import issuing, printing
from orders.order.models import Order
from orders.payments.models import Payment, Refund
from orders.returns.exchanging import completing
from orders.returns.models import Return
from portero.core.mail.models import Mail
from tests.factories import exchanges as make
from tests.factories import returns

pytestmark = pytest.mark.django_db


def dearer(**facts: str) -> Return:
    return make.wanted(make.hers("2000.00"), make.of_price("2500.00"))


def payments_of(order: Order) -> list[tuple[str, str, Decimal]]:
    return [(one.method, one.state, one.amount) for one in order.payments.order_by("attempt")]


def refunds_of(order: Order) -> list[tuple[str, Decimal]]:
    found = Refund.objects.filter(payment__order=order).order_by("pk")
    return [(one.state, one.amount) for one in found]


def mails_of(kind: str) -> int:
    return Mail.objects.filter(kind=kind).count()


def test_the_wanted_piece_is_held_from_the_request_on() -> None:
    ret = dearer()
    exchange = make.exchange_of(ret)
    hold = Hold.objects.get(released_at__isnull=True)
    assert (hold.item_id, hold.holder, hold.kind) == (
        exchange.wanted_id,
        f"exchange:{ret.number}",
        "exchange",
    )
    assert (hold.expires_at - hold.created_at).days == 7
    assert (exchange.back, exchange.cost) == (Decimal("2177.50"), Decimal("2765.43"))
    assert (ret.shown.fee, ret.shown.total) == (Decimal(0), Decimal("2177.50"))
    assert (mails_of("exchange_held"), mails_of("return_requested")) == (1, 0)


def test_a_dearer_piece_waits_for_the_difference() -> None:
    ret = make.accepted(dearer())
    new = make.new_order(ret)
    assert new.status == "pending_payment"
    assert payments_of(new) == [("credit", "reserved", Decimal("2177.50"))]
    assert refunds_of(ret.order) == [("ready", Decimal("2177.50"))]
    assert ret.refund is not None
    assert ret.refund.next_try_at is None
    assert (ret.state, mails_of("exchange_to_pay"), mails_of("return_accepted")) == ("refunding", 1, 0)
    assert new.contact.basket_key == Hold.objects.get(released_at__isnull=True).holder


@pytest.mark.usefixtures("stripe_double")
def test_she_pays_the_difference_and_no_cent_more() -> None:
    ret = make.paid(make.accepted(dearer()))
    new = make.new_order(ret)
    assert new.status == "confirmed"
    assert payments_of(new) == [
        ("credit", "captured", Decimal("2177.50")),
        ("card", "captured", Decimal("587.93")),
    ]
    assert refunds_of(ret.order) == [("done", Decimal("2177.50"))]
    assert (ret.state, Item.objects.get(pk=make.exchange_of(ret).wanted_id).state) == ("refunded", "sold")
    assert not Hold.objects.filter(released_at__isnull=True).exists()
    assert (mails_of("payment_confirmed"), mails_of("refund_done"), mails_of("return_refunded")) == (2, 0, 0)


@pytest.mark.usefixtures("stripe_double")
def test_the_tax_of_the_first_order_is_reversed_and_that_of_the_second_charged() -> None:
    ret = make.paid(make.accepted(dearer()))
    day = ret.asked_at.date()
    found = report.of_state("NY", day.replace(year=day.year - 1), day.replace(year=day.year + 1))
    assert [(sold.gross, sold.tax) for sold in found.sold] == [
        (Decimal("2040.00"), Decimal("181.05")),
        (Decimal("2540.00"), Decimal("225.43")),
    ]
    assert (found.tax, found.tax_back, found.net_tax) == (
        Decimal("406.48"),
        Decimal("177.50"),
        Decimal("228.98"),
    )
    assert found.gross_back == Decimal("2000.00")


def test_a_cheaper_piece_is_paid_by_the_return_and_the_rest_goes_back() -> None:
    ret = make.accepted(make.wanted(make.hers("2000.00"), make.of_price("1500.00")))
    new = make.new_order(ret)
    assert new.status == "confirmed"
    assert payments_of(new) == [("credit", "captured", Decimal("1676.68"))]
    assert refunds_of(ret.order) == [("done", Decimal("1676.68")), ("ready", Decimal("500.82"))]
    assert ret.state == "refunding"
    rest = Refund.objects.get(payment__order=ret.order, state="ready")
    returns.arrives(rest)
    assert returns.fresh(ret).state == "refunded"
    assert (mails_of("return_refunded"), mails_of("refund_done"), mails_of("exchange_to_pay")) == (1, 0, 0)


def test_the_rest_is_told_also_if_it_arrives_before_the_new_order_is_confirmed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(completing, "_confirm", lambda order, now: None)
    ret = make.accepted(make.wanted(make.hers("2000.00"), make.of_price("1500.00")))
    assert payments_of(make.new_order(ret)) == [("credit", "reserved", Decimal("1676.68"))]
    returns.arrives(Refund.objects.get(payment__order=ret.order, amount=Decimal("500.82")))
    assert (returns.fresh(ret).state, mails_of("return_refunded"), mails_of("refund_done")) == (
        "refunding",
        1,
        0,
    )


def test_a_piece_that_costs_as_much_is_hers_at_once() -> None:
    ret = make.accepted(make.wanted(make.hers("2000.00"), make.of_price("1960.00")))
    new = make.new_order(ret)
    assert (new.status, ret.state) == ("confirmed", "refunded")
    assert payments_of(new) == [("credit", "captured", Decimal("2177.50"))]
    assert refunds_of(ret.order) == [("done", Decimal("2177.50"))]
    assert Payment.objects.get(order=ret.order).refunded_amount == Decimal("2177.50")


def test_not_paid_in_time_the_whole_sum_goes_back_to_her_card() -> None:
    ret = make.accepted(dearer())
    new = make.new_order(ret)
    Hold.objects.filter(released_at__isnull=True).update(expires_at=new.date_placed)
    assert expiry.expire_holds() == 1
    new.refresh_from_db()
    assert new.status == "cancelled"
    assert payments_of(new) == [("credit", "cancelled", Decimal("2177.50"))]
    refund = Refund.objects.get(payment__order=ret.order)
    assert (refund.state, refund.amount) == ("ready", Decimal("2177.50"))
    assert refund.next_try_at is not None
    assert mails_of("order_cancelled") == 1
    returns.arrives(refund)
    assert returns.fresh(ret).state == "refunded"
    assert Item.objects.get(pk=make.exchange_of(ret).wanted_id).state == "listed"


def test_a_second_worker_finds_it_done() -> None:
    ret = make.accepted(dearer())
    assert not completing.complete(ret.pk)
    assert Order.objects.count() == 2
    assert Payment.objects.filter(method="credit").count() == 1


@pytest.mark.usefixtures("stripe_double")
def test_the_invoice_says_what_the_return_paid() -> None:
    ret = make.paid(make.accepted(dearer()))
    paper = issuing.invoice(make.new_order(ret).pk)
    assert [(one["how"], one["amount"]) for one in paper.facts["paid"]] == [
        (f"Credit from return {ret.number} of order {ret.order.number}", "2,177.50"),
        ("Visa ending 4242", "587.93"),
    ]
    assert paper.facts["total"] == "2,765.43"
    assert ret.refund is not None
    note = issuing.credit_note(ret.refund.pk)
    assert note.facts["paid"][0]["how"] == f"Credit to order {make.new_order(ret).number}"
    assert issuing.missing() == ([], [])
    assert printing.pdf_of(paper).startswith(b"%PDF")


def test_an_address_that_was_verified_once_is_not_looked_at_again() -> None:
    elsewhere = {"line1": "1 Main Street", "postcode": "10001"}
    order = make.hers("2000.00", billing=elsewhere)
    assert order.contact.verification
    new = make.new_order(make.accepted(make.wanted(order, make.of_price("1500.00"))))
    assert (new.status, new.contact.verification) == ("confirmed", [])
    for name in ("shipping_address", "billing_address"):
        before, after = getattr(order, name), getattr(new, name)
        assert before.pk != after.pk
        assert (before.line1, before.postcode) == (after.line1, after.postcode)


def test_what_was_wired_goes_back_by_hand_if_she_does_not_pay() -> None:
    order = make.hers("2000.00")
    order.payments.update(method="wire", provider="wire", details={})
    ret = make.accepted(make.wanted(order, make.of_price("2500.00")))
    new = make.new_order(ret)
    assert Refund.objects.get(payment__order=order).state == "ready"
    Hold.objects.filter(released_at__isnull=True).update(expires_at=new.date_placed)
    expiry.expire_holds()
    # Above the limit a second person looks, as with any wire.
    assert Refund.objects.get(payment__order=order).state == "to_approve"
