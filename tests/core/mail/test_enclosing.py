"""What mails enclose, over a real connection: the paper itself, once printed, whatever goes wrong on the way."""

import hashlib
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from orders.invoices import printing
from orders.invoices.models import Paper
from orders.order.models import Order
from orders.payments import refunds
from orders.payments.models import PaymentState, Refund, RefundState
from orders.payments.refunds import booking
from orders.quote import Wishes
from portero.core.mail import attempts, enclosing, outbox
from portero.core.mail.models import Mail
from portero.core.mail.transport import message_id
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order, paid_payment, pending_order
from tests.fakes.smtp import SmtpDouble

pytestmark = pytest.mark.django_db


def confirmation(order: Order) -> Mail:
    return Mail.objects.get(kind="payment_confirmed", about=f"order:{order.number}")


def given_back(order: Order) -> Mail:
    """The mail of a refund of all that has arrived."""
    payment = order.payments.get()
    refund = refunds.request(payment, refunds.left(payment), reason="All of it.")
    with transaction.atomic():
        booking.done(refund, payment)
    return Mail.objects.get(kind="refund_done", about=f"order:{order.number}:refund-{refund.pk}")


def test_the_confirmation_brings_the_invoice_and_its_row_names_it(double: SmtpDouble) -> None:
    order = confirmed_order()
    mail = confirmation(order)
    assert mail.enclosed == {"invoice": [order.pk]}
    assert outbox.send(mail.pk)
    (arrival,) = double.arrived(message_id(mail))
    paper = order.papers.get()
    assert arrival.files == {f"Portero-{paper.number}.pdf": bytes(paper.pdf or b"")}
    assert arrival.files[f"Portero-{paper.number}.pdf"].startswith(b"%PDF-")
    mail.refresh_from_db()
    assert (mail.state, mail.enclosed) == (Mail.State.SENT, {"invoice": [order.pk]})


def test_a_refund_brings_its_credit_note(double: SmtpDouble) -> None:
    order = confirmed_order()
    mail = given_back(order)
    assert "Your credit note is enclosed." in mail.text
    assert outbox.send(mail.pk)
    (arrival,) = double.arrived(message_id(mail))
    note = order.papers.get(kind="credit_note")
    assert list(arrival.files) == [f"Portero-{note.number}.pdf"]
    assert hashlib.sha256(arrival.files[f"Portero-{note.number}.pdf"]).hexdigest() == note.pdf_sha256


def test_money_that_never_was_the_orders_has_no_paper(double: SmtpDouble) -> None:
    stray = paid_payment(pending_order())
    stray.state = PaymentState.STRAY
    stray.save(update_fields=["state"])
    told = {"amount": stray.captured_amount, "reason": "Too late.", "state": RefundState.READY}
    refund = Refund.objects.create(payment=stray, **told)
    with transaction.atomic():
        booking.done(refund, stray)
    mail = Mail.objects.get(kind="refund_done")
    assert (mail.enclosed, "credit note" in mail.text) == ({}, False)
    assert outbox.send(mail.pk)
    assert double.arrived(message_id(mail))[0].files == {}


def test_a_second_attempt_encloses_the_same_bytes_under_the_same_number(double: SmtpDouble) -> None:
    order = confirmed_order()
    mail = confirmation(order)
    double.faults, kinds = 1.0, ("keep_and_hang_up",)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tests.fakes.smtp.FAULTS", kinds)
        assert not outbox.send(mail.pk)
    double.faults = 0
    assert outbox.send(mail.pk, now=timezone.now() + attempts.RETRIES[0] + timedelta(seconds=1))
    first, second = double.arrived(message_id(mail))
    assert first.files == second.files != {}
    assert Paper.objects.filter(order=order).count() == 1


def test_a_paper_that_can_not_be_printed_now_keeps_its_mail_for_later(
    double: SmtpDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = confirmation(confirmed_order())
    with monkeypatch.context() as broken:
        broken.setattr(printing, "render", lambda paper: 1 / 0)
        assert not outbox.send(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.error) == (Mail.State.QUEUED, "ZeroDivisionError: division by zero")
    assert double.arrivals == []
    assert outbox.send(mail.pk, now=timezone.now() + attempts.RETRIES[0] + timedelta(seconds=1))
    assert len(double.arrived(message_id(mail))[0].files) == 1


def test_more_than_gets_through_is_not_tried(double: SmtpDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = confirmation(confirmed_order())
    monkeypatch.setattr(enclosing, "LIMIT_BYTES", 1000)
    assert not outbox.send(mail.pk)
    mail.refresh_from_db()
    assert mail.state == Mail.State.FAILED
    assert mail.error.startswith("TooLarge: ")
    assert double.arrivals == []


def test_of_a_gift_the_buyer_alone_is_told_the_price(double: SmtpDouble) -> None:
    """Whom it is for gets no mail; the parcel has no paper with a price (tests/logistics)."""
    wishes = Wishes(gift=True, gift_note="With love")
    order = confirmed_order(listed_item(price=Decimal("12500.00")), wishes=wishes)
    assert outbox.send(confirmation(order).pk)
    assert {arrival.to for arrival in double.arrivals} == {order.contact.email}
    assert set(Mail.objects.values_list("to", flat=True)) == {order.contact.email}


def test_a_refund_by_two_payments_brings_both_notes(double: SmtpDouble) -> None:
    """In an exchange a sum may go back to two forms of payment: one mail, two papers."""
    first, second = (confirmed_order(listed_item()) for _ in range(2))
    notes = [given_back(order).enclosed["credit_note"][0] for order in (first, second)]
    mail = Mail.objects.create(
        kind="greeting",
        about="order:R-1",
        to="clara@example.com",
        subject="Both",
        enclosed={"credit_note": notes},
    )
    assert outbox.send(mail.pk)
    numbers = Paper.objects.filter(kind="credit_note").values_list("number", flat=True)
    files = double.arrived(message_id(mail))[0].files
    assert set(files) == {f"Portero-{number}.pdf" for number in numbers}
    assert len(files) == 2
