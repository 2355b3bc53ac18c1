"""What accounting pays by hand for a lost parcel is a refund like any other: booked once, and not beside a dispute."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from orders.books import report
from orders.books.ledger import entries_of
from orders.fulfilment import astray, losing
from orders.fulfilment.models import Astray
from orders.fulfilment.packing import mark_delivered
from orders.invoices import issuing
from orders.order.models import Order
from orders.payments import disputes, refunds
from orders.payments.models import Dispute, Payment, Refund
from orders.payments.origin import together_with
from orders.payments.reconciliation import books
from orders.payments.refunds import RefundRefused, by_hand, desk, sending
from orders.timeline import refund_steps
from portero.core.mail.composing import compose
from portero.core.models import AuditEntry, Mail
from portero.core.money import dollars
from tests.factories import claims, exchanges
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import confirmed_order
from tests.factories.parcels import gone_astray
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db
ZERO = Decimal("0.00")
LOST = Astray.Outcome.LOST


def accountant() -> User:
    return claims.accountant()


def manager() -> User:
    return claims.manager()


def lost(order: Order, *, by: User | None = None, origin: str = "US") -> Astray:
    """Its parcel is lost; whoever closed it could not ask for the refund, unless it was `by` somebody who may."""
    packer = claims.unpacker()
    return astray.close(gone_astray(order, packer, origin).pk, LOST, "The inquiry ended.", actor=by or packer)


def cheap(price: str = "400.00") -> Astray:
    """Below the limit above which another person approves it."""
    return lost(confirmed_order(listed_item(price=Decimal(price))))


def two_parcels(first: str = "400.00", second: str = "300.00") -> Order:
    """An order of a parcel from here and one from Tokyo."""
    return confirmed_order(listed_item(price=Decimal(first)), abroad_item(price=Decimal(second)))


def fresh(task: Astray) -> Astray:
    return Astray.objects.select_related("shipment__order", "refund").get(pk=task.pk)


def booked(task: Astray, **facts: Any) -> list[Refund]:
    told: dict[str, Any] = {
        "actor": accountant(),
        "how": "check",
        "reference": "1041",
        "amount": losing.to_pay(fresh(task)),
    }
    return losing.paid_by_hand(task.pk, **told | facts)


def payment_of(task: Astray) -> Payment:
    return Payment.objects.get(order=task.shipment.order_id)


def spent(order: Order) -> Decimal:
    """What went back of it, or is to."""
    return sum((one.refunded_amount for one in order.payments.all()), ZERO)


def disputed(task: Astray, state: str, amount: Decimal | None = None) -> None:
    paid = payment_of(task)
    Dispute.objects.create(
        payment=paid,
        provider=paid.provider,
        reference="dp_1",
        payment_reference=paid.reference,
        state=state,
        amount=amount or paid.captured_amount,
        reason="fraudulent",
        decided_at=timezone.now() if state == "lost" else None,
    )


def test_it_is_a_refund_with_its_sum_who_when_how_and_under_which_number() -> None:
    task = cheap()
    (refund,) = booked(task)
    task, paid = fresh(task), payment_of(task)
    assert (task.owes, task.owes_why, task.refund) == (False, "", refund)
    assert (refund.state, refund.amount, refund.reference) == ("done", paid.captured_amount, "Check 1041")
    assert (refund.how, refund.done_by, refund.requested_by) == ("check", accountant(), accountant())
    assert refund.reason == f"The carrier lost parcel {task.shipment.number}, by hand. Check 1041."
    assert paid.refunded_amount == paid.captured_amount
    entry = AuditEntry.objects.get(action="fulfilment.lost_paid_by_hand")
    assert entry.actor == accountant()
    connection.check_constraints()


def test_the_books_agree_and_the_tax_report_takes_its_tax_off() -> None:
    task = cheap()
    order = task.shipment.order
    state, today = order.taxed_sale.state, timezone.localdate()
    since, until = today - timedelta(days=30), today + timedelta(days=1)
    before = report.of_state(state, since, until)
    assert (before.tax > 0, before.tax_back) == (True, ZERO)
    booked(task)
    after = report.of_state(state, since, until)
    assert (after.tax_back, after.net_tax) == (after.tax, ZERO)
    assert {entry.left for entry in entries_of(order)} == {ZERO}


@pytest.mark.parametrize(
    ("how", "words"), [("check", "by check"), ("transfer", "by bank transfer")], ids=["check", "transfer"]
)
def test_she_reads_how_it_was_paid_in_mail_credit_note_and_page(how: str, words: str) -> None:
    (refund,) = booked(cheap(), how=how)
    note = issuing.credit_note(refund.pk)
    assert [one["how"] for one in note.facts["paid"]] == [f"you {words}"]
    assert (bool(note.facts["tax"]), issuing.missing()[1]) == (True, [])
    mail = Mail.objects.get(kind="refund_done")
    compose(mail)
    assert mail.enclosed == {"credit_note": [refund.pk]}
    for one in (mail.text, mail.html):
        said = " ".join(one.split())
        assert f"{dollars(refund.amount, cents=True)} of order" in said
        assert f" to you {words}." in said
        assert "Your credit note is enclosed." in said
        assert not [wrong for wrong in ("Visa", "4242", "5 to 10") if wrong in said]
    assert not Mail.objects.filter(kind="refund_on_its_way").exists()
    order = Order.objects.get()
    assert [step.note for step in refund_steps(order)][-1].endswith(f", {words}.")


def test_a_wire_that_is_paid_back_by_check_does_not_go_to_the_account_it_came_from() -> None:
    task = cheap()
    Payment.objects.filter(order=task.shipment.order_id).update(method="wire")
    booked(task)
    said = " ".join(Mail.objects.get(kind="refund_done").text.split())
    assert ("to you by check. It comes to you by mail." in said, "account it came from" in said) == (
        True,
        False,
    )


def test_no_provider_hears_of_it_or_is_asked_about_it() -> None:
    task = cheap()
    (refund,) = booked(task)
    assert (refund.next_try_at, refund.calls.count(), sending.ask(refund)) == (None, 0, False)
    now = timezone.now()
    assert (
        books.refunds(payment_of(task).provider, [], now - timedelta(days=1), now + timedelta(days=1)) == []
    )


def test_above_the_limit_it_waits_for_a_second_person_and_is_then_paid() -> None:
    task = lost(confirmed_order())
    (refund,) = booked(task, how="transfer", reference="")
    task = fresh(task)
    assert (task.owes, task.refund, refund.state) == (False, refund, "to_approve")
    assert not Mail.objects.filter(kind__startswith="refund_").exists()
    with pytest.raises(RefundRefused, match="another person"):
        desk.approve(refund, actor=accountant())
    desk.approve(refund, actor=manager())
    assert not Mail.objects.filter(kind="refund_on_its_way").exists()
    desk.mark_paid(refund, actor=accountant(), bank_reference="FT-77")
    mail = Mail.objects.get(kind="refund_done")
    assert "to you by bank transfer. Your bank may take a few business days" in " ".join(mail.text.split())
    assert issuing.credit_note(refund.pk).facts["total"] == f"{refund.amount:,.2f}"
    connection.check_constraints()


def test_below_the_limit_it_needs_its_number() -> None:
    task = cheap()
    with pytest.raises(losing.LossRefused, match="number of the check"):
        booked(task, reference=" ")
    assert (Refund.objects.count(), fresh(task).owes) == (0, True)


def test_twice_clicked_is_once_booked() -> None:
    task = cheap()
    amount = losing.to_pay(fresh(task))
    booked(task)
    with pytest.raises(losing.LossRefused, match="any more"):
        booked(task, amount=amount, reference="1042")
    assert Refund.objects.count() == 1


@pytest.mark.parametrize("off", ["-0.01", "0.01", "-400.00"])
def test_it_is_what_is_owed_to_the_cent(off: str) -> None:
    task = cheap()
    with pytest.raises(losing.LossRefused, match="to the cent"):
        booked(task, amount=losing.to_pay(fresh(task)) + Decimal(off))
    assert (Refund.objects.count(), fresh(task).owes) == (0, True)


def test_of_an_order_that_was_refunded_in_part_the_rest_is_paid() -> None:
    task = cheap()
    paid = payment_of(task)
    refunds.ask(paid.pk, Decimal("100.00"), reason="A gesture.", actor=accountant())
    with pytest.raises(losing.LossRefused, match="to the cent"):
        booked(task, amount=paid.captured_amount)
    (refund,) = booked(task)
    assert refund.amount == paid.captured_amount - 100
    assert spent(task.shipment.order) == paid.captured_amount
    with pytest.raises(RefundRefused, match="has been refunded"):
        refunds.ask(paid.pk, Decimal("0.01"), reason="More.", actor=accountant())
    connection.check_constraints()


def test_at_the_desk_staff_read_that_another_person_approves_it() -> None:
    task = lost(confirmed_order())
    one = reverse("fulfilment:lost-one", args=[task.pk])
    told = {"do": "by_hand", "how": "check", "amount": f"${losing.to_pay(fresh(task)):,.2f}", "reference": ""}
    answer = at_work(accountant()).post(one, told, follow=True).content.decode()
    assert "Another person approves it now" in answer
    assert Refund.objects.get().state == "to_approve"


def test_of_two_parcels_each_is_paid_to_the_cent() -> None:
    order = two_parcels()
    one = lost(order)
    (first,) = booked(one)
    parts = {(part.kind, part.line): part.amount for part in first.split.parts.all()}
    line = one.shipment.lines.get().line
    assert parts == {("goods", line): Decimal("400.00"), ("charge", None): one.shipment.charge}
    other = lost(order, origin="JP")
    with pytest.raises(losing.LossRefused, match="booked already"):
        booked(other)
    (second,) = booked(other, reference="1042")
    assert first.amount + second.amount == spent(order) == order.total_incl_tax
    assert {entry.left for entry in entries_of(order)} == {ZERO}
    connection.check_constraints()


def test_the_limit_counts_what_was_paid_by_hand_of_the_order_before() -> None:
    order = two_parcels("600.00", "600.00")
    (first,) = booked(lost(order))
    (second,) = booked(lost(order, origin="JP"), reference="1042")
    assert (first.state, second.state) == ("done", "to_approve")


def test_what_her_bank_took_is_not_paid_again() -> None:
    task = cheap()
    disputed(task, "lost")
    with pytest.raises(losing.LossRefused, match="Nothing of it is left"):
        booked(task, amount=payment_of(task).captured_amount)
    with pytest.raises(losing.LossRefused, match="disputed"):
        losing.refund(task.pk, actor=accountant())
    losing.paid_otherwise(task.pk, actor=accountant(), reason="By her bank.")
    assert (Refund.objects.count(), fresh(task).owes) == (0, False)


def test_of_what_her_bank_took_in_part_only_the_rest_is_paid() -> None:
    task = cheap()
    disputed(task, "lost", Decimal("150.00"))
    rest = payment_of(task).captured_amount - 150
    for too_much in (rest + 150, rest + Decimal("0.01")):
        with pytest.raises(losing.LossRefused, match="to the cent"):
            booked(task, amount=too_much)
    with pytest.raises(losing.LossRefused, match="isn’t in our books"):
        losing.paid_otherwise(task.pk, actor=accountant(), reason="By her bank.")
    (refund,) = booked(task, amount=rest)
    assert (refund.amount, fresh(task).owes) == (rest, False)
    assert sum(entry.back for entry in entries_of(task.shipment.order)) == rest
    connection.check_constraints()


def test_of_two_parcels_nobody_knows_for_which_her_bank_took_it() -> None:
    task = lost(two_parcels())
    most = losing.to_pay(fresh(task))
    disputed(task, "lost", Decimal("150.00"))
    for wrong in (most - Decimal("150.01"), most + Decimal("0.01")):
        with pytest.raises(losing.LossRefused, match="what her bank took is not booked again"):
            booked(task, amount=wrong)
    booked(task, amount=most - 150)
    assert not fresh(task).owes


def test_while_her_bank_decides_nothing_is_booked_or_closed() -> None:
    task = cheap()
    disputed(task, "needs_response")
    with pytest.raises(losing.LossRefused, match=by_hand.AT_HER_BANK):
        booked(task, amount=payment_of(task).captured_amount)
    with pytest.raises(losing.LossRefused, match=by_hand.AT_HER_BANK):
        losing.paid_otherwise(task.pk, actor=accountant(), reason="By her bank.")
    assert (losing.to_pay(fresh(task)), fresh(task).owes) == (ZERO, True)


def test_a_dispute_that_comes_while_it_waits_holds_it_back_and_nothing_is_paid_twice() -> None:
    task = lost(confirmed_order())
    (refund,) = booked(task, reference="")
    paid = payment_of(task)
    Payment.objects.filter(pk=paid.pk).update(provider="authorizenet")
    disputes.enter(
        paid,
        amount=paid.captured_amount,
        reason="fraudulent",
        reference="dp_2",
        due_by=timezone.now() + timedelta(days=7),
        actor=accountant(),
    )
    for act in (
        lambda: desk.mark_paid(refund, actor=accountant(), bank_reference="Check 1041"),
        lambda: desk.try_again(refund, actor=accountant()),
    ):
        with pytest.raises(RefundRefused):
            act()
    assert not fresh(task).owes
    desk.call_off(refund, actor=accountant(), reason="Her bank has it.")
    task = fresh(task)
    assert (task.owes, task.owes_why) == (True, "Its refund was called off: Her bank has it.")
    Dispute.objects.update(state="lost", decided_at=timezone.now())
    with pytest.raises(losing.LossRefused, match="Nothing of it is left"):
        booked(task, amount=paid.captured_amount)
    losing.paid_otherwise(task.pk, actor=accountant(), reason="By her bank.")
    assert not Refund.objects.exclude(state="failed").exists()
    connection.check_constraints()


def test_what_nothing_tells_of_is_not_closed_and_staff_read_what_to_do() -> None:
    task = cheap()
    with pytest.raises(losing.LossRefused, match="book that instead") as refused:
        losing.paid_otherwise(task.pk, actor=accountant(), reason="By check.")
    assert dollars(payment_of(task).captured_amount, cents=True) in str(refused.value)
    assert fresh(task).owes


def test_delivered_after_all_nothing_is_owed() -> None:
    task = cheap()
    mark_delivered(task.shipment, None)
    losing.paid_otherwise(task.pk, actor=accountant(), reason="She has it, and keeps it.")
    assert (fresh(task).owes, Refund.objects.count()) == (False, 0)


def test_the_card_is_closed_and_it_is_paid_by_check() -> None:
    """Care asked for it at once; the provider can't bring it to her, accounting calls it off and it is owed again."""
    order = confirmed_order(listed_item(price=Decimal("400.00")))
    task = lost(order, by=claims.care())
    first = Refund.objects.get()
    assert not losing.owed().exists()
    desk.call_off(first, actor=accountant(), reason="The card is closed.")
    task = losing.owed().get()
    assert task.owes_why == "Its refund was called off: The card is closed."
    desk.call_off(first, actor=accountant(), reason="Once more.")
    assert losing.owed().get().owes_why == task.owes_why
    with pytest.raises(RefundRefused, match=f"Parcel {task.shipment.number} is lost"):
        desk.try_again(first, actor=accountant())
    (second,) = booked(task)
    assert (together_with(first), spent(order)) == ([first, second], order.total_incl_tax)
    assert (fresh(task).owes, fresh(task).refund) == (False, first)
    with pytest.raises(RefundRefused, match="is lost"):
        desk.try_again(first, actor=accountant())
    page = at_work(claims.care()).get(reverse("fulfilment:astray-one", args=[task.pk])).content.decode()
    assert f"Lost: {dollars(second.amount, cents=True)} has gone back to the buyer, by check." in page
    connection.check_constraints()


def test_called_off_by_the_second_person_it_is_asked_for_as_usual() -> None:
    order = confirmed_order()
    task = lost(order)
    (first,) = booked(task, reference="")
    desk.call_off(first, actor=manager(), reason="Try the card.")
    assert fresh(task).owes
    again = losing.refund(task.pk, actor=accountant())
    assert (again.state, again.how, again.rest_of) == ("ready", "", first)
    with pytest.raises(losing.LossRefused, match="any more"):
        losing.refund(task.pk, actor=accountant())
    assert spent(order) == order.total_incl_tax


def test_of_a_refund_over_two_payments_that_came_to_nothing_in_part_the_rest_is_paid() -> None:
    order = exchanges.new_order(exchanges.bought())
    task = lost(order, by=claims.care())
    card, credit = together_with(fresh(task).refund)  # type: ignore[arg-type]
    desk.call_off(credit, actor=accountant(), reason="The card behind it is closed.")
    task = losing.owed().get()
    with pytest.raises(losing.LossRefused, match="under way"):
        booked(task)
    claims.booked(card)
    assert losing.to_pay(fresh(task)) == credit.amount
    (rest,) = booked(task, reference="")
    assert (rest.amount, rest.rest_of, spent(order)) == (credit.amount, credit, order.total_incl_tax)
    connection.check_constraints()


def test_accounting_books_it_at_the_desk_and_others_do_not() -> None:
    task = cheap()
    one = reverse("fulfilment:lost-one", args=[task.pk])
    amount = str(losing.to_pay(fresh(task)))
    told = {"do": "by_hand", "how": "transfer", "amount": amount, "reference": "FT-77"}
    for person in (claims.unpacker(), staff("Photographer", email="lee@portero.example")):
        assert at_work(person).post(one, told).status_code == 403
    assert not Refund.objects.exists()
    accounting = at_work(accountant())
    page = accounting.get(one).content.decode()
    assert (f'value="{amount}"' in page, f"${amount}" in page) == (True, True)
    answer = accounting.post(one, told, follow=True).content.decode()
    assert "It is booked. She has a mail with its credit note." in answer
    refund = Refund.objects.get()
    assert (refund.state, refund.reference, refund.requested_by) == (
        "done",
        "Bank transfer FT-77",
        accountant(),
    )
    assert accounting.post(one, told).status_code == 404
    assert Refund.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"amount": "1.00"}, "to the cent"),
        ({"amount": "12,5"}, "Type a sum like 120.00."),
        ({"amount": ""}, "How much was paid?"),
        ({"how": "cash"}, "not one of the available choices"),
        ({"reference": " "}, "Type the number of the check"),
    ],
)
def test_what_was_typed_is_not_lost_when_it_is_refused(wrong: dict[str, str], said: str) -> None:
    task = cheap()
    one = reverse("fulfilment:lost-one", args=[task.pk])
    told = {
        "do": "by_hand",
        "how": "check",
        "amount": str(losing.to_pay(fresh(task))),
        "reference": "No. 1041",
    }
    answer = at_work(accountant()).post(one, told | wrong)
    page = answer.content.decode()
    assert (answer.status_code, said in page, "<details open>" in page) == (422, True, True)
    for name in ("amount", "reference"):
        typed = (told | wrong)[name]
        assert not typed.strip() or f'value="{typed}"' in page
    assert ('<option value="check" selected>' in page) == ("how" not in wrong)
    assert (Refund.objects.count(), fresh(task).owes) == (0, True)


def test_a_reason_that_is_refused_is_not_lost_and_a_refused_refund_says_why() -> None:
    task = cheap()
    one = reverse("fulfilment:lost-one", args=[task.pk])
    accounting = at_work(accountant())
    answer = accounting.post(one, {"do": "otherwise", "words": "Noor sent her a check."})
    page = answer.content.decode()
    assert (answer.status_code, "Noor sent her a check.</textarea>" in page) == (422, True)
    assert "book that instead" in page
    disputed(task, "needs_response")
    answer = accounting.post(one, {"do": "refund"})
    assert (answer.status_code, "is disputed with the buyer" in answer.content.decode()) == (422, True)
    assert accounting.post(one, {"do": "nothing of the kind"}).status_code == 200
    assert (Refund.objects.count(), fresh(task).owes) == (0, True)
