"""A wire pays the order it names, up to what is missing; what is over, late or wanted by nobody goes back."""

from dataclasses import replace
from decimal import Decimal

import pytest

from catalog.models import Hold
from orders import expiry, verification
from orders.cancellation import cancel_unpaid
from orders.models import Claim
from orders.order.models import Order
from orders.payments import attempts, wire_rounds, wires
from orders.payments.models import IncomingWire, Method, Payment, Refund
from orders.payments.settle import settle
from portero.core.models import Mail
from tests.factories.catalog import listed_item
from tests.factories.orders import pending_order
from tests.factories.passing import expire
from tests.factories.payments import pay_at_provider
from tests.factories.people import staff
from tests.factories.wires import a_credit, arrives, choose_wire, wired_order
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double

__all__ = ["stripe_double"]
pytestmark = pytest.mark.django_db


def state_of(order: Order) -> str:
    return Order.objects.get(pk=order.pk).status


def refunds() -> list[tuple[Decimal, str]]:
    return [(refund.amount, refund.reason) for refund in Refund.objects.order_by("pk")]


def mails(kind: str) -> int:
    return Mail.objects.filter(kind=kind).count()


def test_the_whole_sum_confirms_the_order() -> None:
    payment = wired_order()
    wire = arrives(payment.amount, payment.order)
    payment.refresh_from_db()
    assert (wire.payment_id, wire.applied_amount) == (payment.pk, payment.amount)
    assert (payment.state, payment.captured_amount) == ("captured", payment.amount)
    assert state_of(payment.order) == "confirmed"
    assert refunds() == []
    assert not Hold.objects.filter(released_at=None).exists()


def test_a_short_wire_waits_and_says_what_is_missing() -> None:
    payment = wired_order()
    arrives(payment.amount - 25, payment.order)
    payment.refresh_from_db()
    assert (state_of(payment.order), payment.state) == ("pending_payment", "started")
    mail = Mail.objects.get(kind="wire_short")
    assert mail.subject == f"$25.00 is missing for order {payment.order.number}"
    arrives("25.00", payment.order)
    assert state_of(payment.order) == "confirmed"
    assert mails("wire_short") == 1
    assert refunds() == []


def test_what_is_over_goes_back() -> None:
    payment = wired_order()
    arrives(payment.amount + 100, payment.order)
    number = payment.order.number
    assert state_of(payment.order) == "confirmed"
    assert refunds() == [(Decimal("100.00"), f"You sent more than was still to pay for order {number}.")]
    refund = Refund.objects.get()
    assert (refund.state, refund.wire_id) == ("to_pay", IncomingWire.objects.get().pk)
    assert mails("wire_returned") == 1


def test_a_second_wire_for_a_paid_order_goes_back_whole() -> None:
    payment = wired_order()
    arrives(payment.amount, payment.order)
    again = arrives(payment.amount, payment.order)
    assert again.applied_amount == 0
    assert refunds() == [
        (payment.amount, f"Order {payment.order.number} was paid already when your wire arrived.")
    ]


def test_a_late_wire_takes_the_free_piece_again() -> None:
    item = listed_item()
    payment = wired_order(item)
    expire(payment.order)
    expiry.expire_holds()
    assert state_of(payment.order) == "cancelled"
    arrives(payment.amount, payment.order)
    assert state_of(payment.order) == "confirmed"
    assert Claim.objects.get(item=item, released_at=None).order_id == payment.order_id
    assert refunds() == []


def test_a_late_wire_for_a_piece_that_is_gone_goes_back() -> None:
    item = listed_item()
    payment = wired_order(item)
    expire(payment.order)
    expiry.expire_holds()
    other = pending_order(item)
    arrives(payment.amount, payment.order)
    payment.refresh_from_db()
    assert (payment.state, state_of(payment.order), state_of(other)) == (
        "stray",
        "cancelled",
        "pending_payment",
    )
    refund = Refund.objects.get()
    assert (refund.payment_id, refund.amount) == (payment.pk, payment.amount)
    assert refund.state == "to_approve"
    assert mails("wire_returned") == 1


def test_a_late_and_short_wire_goes_back() -> None:
    payment = wired_order()
    expire(payment.order)
    expiry.expire_holds()
    wire = arrives(payment.amount - 1, payment.order)
    assert state_of(payment.order) == "cancelled"
    assert wire.applied_amount == 0
    assert [amount for amount, _ in refunds()] == [payment.amount - 1]


def test_a_short_wire_goes_back_when_the_order_runs_out_of_time() -> None:
    payment = wired_order()
    wire = arrives(payment.amount - 25, payment.order)
    expire(payment.order)
    expiry.expire_holds()
    wire_rounds.sweep()
    wire_rounds.sweep()
    wire.refresh_from_db()
    assert not wire.applied_amount
    assert wire.returned_amount == payment.amount - 25
    why = f"Order {payment.order.number} was cancelled before it was paid in full."
    assert refunds() == [(payment.amount - 25, why)]
    cancelled = Mail.objects.get(kind="order_cancelled")
    assert "Nothing was charged" not in cancelled.text + cancelled.html
    assert "What you sent goes back to the account it came from" in cancelled.text


def test_an_order_she_took_back_is_not_revived_by_its_wire() -> None:
    payment = wired_order()
    assert attempts.close(payment.order)
    cancel_unpaid(payment.order, reason="She went back.", keep_hold=False, final=True)
    arrives(payment.amount, payment.order)
    payment.refresh_from_db()
    assert (state_of(payment.order), payment.state) == ("cancelled", "stray")
    assert [amount for amount, _ in refunds()] == [payment.amount]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"currency": "EUR"}, "It is in EUR; our orders are in US dollars."),
        ({"remittance": "PW-00000000 R-1234"}, "No order R-00000000 waits for a wire."),
        ({"remittance": "the Birkin"}, "It names no reference of ours."),
    ],
)
def test_what_does_not_name_an_order_in_dollars_waits_for_a_person(facts: dict[str, str], why: str) -> None:
    payment = wired_order()
    wire = arrives(payment.amount, payment.order, **facts)
    assert (wire.payment_id, wires.why_unmatched(wire)) == (None, why)
    assert list(wire_rounds.waiting()) == [wire]
    assert state_of(payment.order) == "pending_payment"


def test_the_same_amount_is_never_a_reason() -> None:
    payment = wired_order()
    wire = arrives(payment.amount, remittance=f"CLARA WHITFIELD {payment.amount}")
    assert wire.payment_id is None
    assert state_of(payment.order) == "pending_payment"


def test_two_references_are_no_reference() -> None:
    one, other = wired_order(listed_item()), wired_order(listed_item(title="Kelly 28"))
    wire = arrives(one.amount, remittance=f"{one.reference} and {other.reference}")
    assert wire.payment_id is None
    assert wires.why_unmatched(wire) == "It names several orders."


def test_another_currency_is_refused_also_by_hand() -> None:
    payment = wired_order()
    wire = arrives(payment.amount, currency="EUR")
    with pytest.raises(wires.WireRefused, match="It is in EUR"):
        wires.match(wire, payment, actor=staff("Accounting"))
    wire.refresh_from_db()
    assert (wire.payment_id, str(wire.applied_amount)) == (None, "0.00")


def test_matching_by_hand_twice_is_once() -> None:
    payment, actor = wired_order(), staff("Accounting")
    wire = arrives(payment.amount - 5)
    for _ in range(2):
        wires.match(wire, payment, actor=actor)
    wire.refresh_from_db()
    assert (wire.matched_by, wire.applied_amount) == (actor, payment.amount - 5)
    assert payment.events.filter(kind="wire_matched").count() == 1
    assert mails("wire_short") == 1


def test_a_wire_that_is_taken_is_not_taken_twice() -> None:
    one, other = wired_order(listed_item()), wired_order(listed_item(title="Kelly 28"))
    wire = arrives(one.amount - 5, one.order)
    with pytest.raises(wires.WireRefused, match="matched to another order"):
        wires.match(wire, other, actor=staff("Accounting"))


def test_a_mistaken_match_can_be_undone_until_it_paid() -> None:
    payment, actor = wired_order(), staff("Accounting")
    wire = arrives(payment.amount - 5, payment.order)
    wires.unmatch(wire, actor=actor, reason="Another Clara.")
    wire.refresh_from_db()
    assert (wire.payment_id, str(wire.applied_amount), wire.by_hand) == (None, "0.00", True)
    wire_rounds.sweep()
    wire.refresh_from_db()
    assert wire.payment_id is None
    wires.match(wire, payment, actor=actor)
    arrives("5.00", payment.order)
    wire.refresh_from_db()
    with pytest.raises(wires.WireRefused, match="is paid with it"):
        wires.unmatch(wire, actor=actor, reason="Too late.")
    wire.refresh_from_db()
    assert wire.payment_id == payment.pk


def test_a_wire_of_nobody_goes_back_or_is_set_aside_with_a_reason() -> None:
    actor = staff("Accounting")
    stranger, interest = arrives("70.00"), arrives("1.23")
    for verb in (wires.give_back, wires.set_aside):
        with pytest.raises(wires.WireRefused, match="Say why"):
            verb(stranger, actor=actor, reason=" ")
    wires.give_back(stranger, actor=actor, reason="Sent to us by mistake.")
    wires.set_aside(interest, actor=actor, reason="Interest of October.")
    assert refunds() == [(Decimal("70.00"), "Sent to us by mistake.")]
    assert not wire_rounds.waiting().exists()
    with pytest.raises(wires.WireRefused, match="on its way back"):
        wires.give_back(stranger, actor=actor, reason="Again.")
    assert Refund.objects.count() == 1


def test_a_killed_match_is_finished_by_the_round() -> None:
    payment = wired_order()
    wire = arrives(payment.amount)
    IncomingWire.objects.filter(pk=wire.pk).update(payment=payment, applied_amount=payment.amount)
    wire_rounds.sweep()
    assert state_of(payment.order) == "confirmed"
    assert Payment.objects.get().captured_amount == payment.amount


def test_a_wire_that_was_only_recorded_is_matched_by_the_round() -> None:
    from orders.payments import wire_credits

    payment = wired_order()
    wire_credits.record(a_credit(payment.amount, payment.reference), source="csv")
    wire_rounds.sweep()
    wire_rounds.sweep()
    assert state_of(payment.order) == "confirmed"
    assert refunds() == []


def test_one_credit_in_two_kinds_of_statement_is_shown_to_a_person_and_not_sent_back() -> None:
    from orders.payments.wire_credits import LooksAlike

    payment = wired_order()
    told = a_credit(payment.amount, payment.reference)
    wires.receive(told, source="csv")
    again = replace(told, bank_reference="FT2632500017")
    with pytest.raises(LooksAlike):
        wires.receive(again, source="camt053")
    assert (IncomingWire.objects.count(), refunds()) == (1, [])
    assert wires.receive(again, source="camt053", another=True)[1] is True
    assert [amount for amount, _ in refunds()] == [payment.amount]


def test_an_order_to_verify_waits_for_staff_with_the_money_here() -> None:
    payment = wired_order(speed="expedited")
    arrives(payment.amount, payment.order)
    payment.refresh_from_db()
    assert (payment.state, state_of(payment.order)) == ("authorised", "under_verification")


def test_declined_by_staff_the_money_goes_back() -> None:
    payment = wired_order(speed="expedited")
    arrives(payment.amount, payment.order)
    verification.decline(Order.objects.get(), actor=staff("Customer care"), reason="We could not reach her.")
    wire_rounds.sweep()
    payment.refresh_from_db()
    assert (payment.state, state_of(payment.order)) == ("cancelled", "cancelled")
    assert [amount for amount, _ in refunds()] == [payment.amount]
    assert IncomingWire.objects.get().applied_amount == 0


def test_approved_by_staff_the_money_is_taken() -> None:
    payment = wired_order(speed="expedited")
    arrives(payment.amount, payment.order)
    verification.approve(
        Order.objects.get(), actor=staff("Customer care"), reason="She answered the telephone."
    )
    payment.refresh_from_db()
    assert (payment.state, state_of(payment.order)) == ("captured", "confirmed")


def test_a_wire_that_overtakes_her_change_of_mind_still_pays(stripe_double: StripeDouble) -> None:
    payment = wired_order()
    attempts.begin(payment.order, Method.CARD)
    arrives(payment.amount, payment.order)
    assert state_of(payment.order) == "confirmed"
    assert sorted(Payment.objects.values_list("method", "state")) == [
        ("card", "cancelled"),
        ("wire", "captured"),
    ]
    assert refunds() == []


def test_part_of_a_wire_goes_back_once_she_paid_by_card(stripe_double: StripeDouble) -> None:
    payment = wired_order()
    arrives("100.00", payment.order)
    card = attempts.begin(payment.order, Method.CARD).payment
    wire_rounds.sweep()
    assert refunds() == []
    pay_at_provider(card)
    settle(card.pk)
    wire_rounds.sweep()
    assert state_of(payment.order) == "confirmed"
    assert refunds() == [(Decimal("100.00"), f"Order {payment.order.number} was paid another way.")]


def test_paid_by_wire_after_leaving_and_coming_back() -> None:
    payment = wired_order()
    arrives(payment.amount - 5, payment.order)
    assert attempts.close(payment.order)
    again = choose_wire(payment.order)
    assert (again.attempt, again.reference) == (2, f"{payment.reference}/2")
    arrives("5.00", payment.order)
    assert state_of(payment.order) == "confirmed"
    assert refunds() == []


def test_settling_again_changes_nothing() -> None:
    payment = wired_order()
    arrives(payment.amount, payment.order)
    before = list(Payment.objects.values()), list(IncomingWire.objects.values()), mails("payment_confirmed")
    settle(payment.pk)
    wires.follow(payment.pk)
    wire_rounds.sweep()
    expiry.expire_holds()
    assert (
        list(Payment.objects.values()),
        list(IncomingWire.objects.values()),
        mails("payment_confirmed"),
    ) == before


def test_a_reference_at_the_end_of_a_long_text_is_found() -> None:
    payment = wired_order()
    wire = arrives(payment.amount, remittance="x" * 600 + f" {payment.reference}")
    assert wire.payment_id == payment.pk
    assert len(wire.remittance) == 500
