"""Invoices and credit notes: no gaps, facts that never change, the same bytes, and whose eyes they are for."""

import hashlib
import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from orders.access import token_for
from orders.books.splits import Choice
from orders.invoices import issuing, printing, tasks
from orders.invoices.models import Paper, Seller, Series
from orders.order.models import Order
from orders.payments import refunds
from orders.payments.models import Refund, RefundState
from orders.payments.refunds import booking
from orders.quote import Wishes
from portero.core.mail import outbox
from portero.core.models import FigureValue, Mail
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import confirmed_order, paid_payment, pending_order
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db
ODD = 'Zoë #link(1) $x$ *b* _i_ `r` \\ <l> @a = h "q" 山田花子'


def sold(**address: Any) -> Order:
    return confirmed_order(listed_item(price=Decimal("12500.00")), **address)


def given_back(order: Order, choice: Choice | None = None) -> Refund:
    """A refund of all, or of what was chosen, that has arrived."""
    payment = order.payments.get()
    if choice is None:
        refund = refunds.request(payment, refunds.left(payment), reason="All of it.")
    else:
        from orders.books import splits

        split = splits.preview(order, choice)
        refund = refunds.request(payment, split.total, reason="Came back.", split=split)
    with transaction.atomic():
        booking.done(refund, payment)
    return Refund.objects.get(pk=refund.pk)


def at(order: Order, paper: str = "invoice") -> str:
    return reverse("orders:paper", args=[token_for(order), paper])


def test_an_invoice_says_what_was_billed_and_adds_up() -> None:
    order = sold()
    paper = issuing.invoice(order.pk)
    facts = paper.facts
    rows = [Decimal(r["amount"].replace(",", "")) for r in facts["pieces"]]
    rows += [Decimal(r["amount"].replace(",", "")) for r in facts["rows"] if not r["part"]]
    assert (paper.number, facts["total"]) == ("INV-000001", f"{order.total_incl_tax:,.2f}")
    assert sum(rows) == order.total_incl_tax
    assert facts["pieces"][0]["note"].startswith(f"Item {order.lines.get().upc}")
    assert facts["bill_to"] == [
        "Clara Whitfield", "740 Park Avenue", "Apt 11B", "New York, NY 10021", "United States",
    ]  # fmt: skip
    assert [row["percent"] for row in facts["tax"][0]["rows"]] == ["4%", "4.5%", "0.375%"]
    assert facts["paid"][0]["how"] == "Visa ending 4242"
    assert facts["seller"]["name"] == "Portero Luxury Inc."


def test_gift_wrap_handling_and_duties_are_billed_and_go_back(
    django_capture_on_commit_callbacks: Any,
) -> None:
    for name, value in (("gift_wrap_charge", "12.00"), ("handling_charge", "5.00")):
        with django_capture_on_commit_callbacks(execute=True):  # the figures in force are read anew
            FigureValue.objects.create(name=name, value=value, reason="test")
    item = abroad_item("JP", price=Decimal("1000.00"), made_in="FR")
    order = confirmed_order(item, wishes=Wishes(gift=True))
    rows = {row["label"]: row["amount"] for row in issuing.invoice(order.pk).facts["rows"]}
    assert (rows["Handling"], rows["Gift wrap"]) == ("5.00", "12.00")
    assert any(label.startswith("Duties and import tax") for label in rows)
    note = issuing.credit_note(given_back(order).pk)
    assert note.facts["total"] == f"{order.total_incl_tax:,.2f}"
    given = {row["label"]: row["amount"] for row in note.facts["rows"]}
    assert (given["Handling"], given["Gift wrap"]) == ("5.00", "12.00")
    assert any(label.startswith("Duty") for label in given)


def test_the_mail_about_the_payment_issues_it(mailoutbox: Any) -> None:
    order = sold()
    mail = Mail.objects.get(kind="payment_confirmed", about=f"order:{order.number}")
    assert not Paper.objects.exists()
    assert outbox.send(mail.pk)
    paper = Paper.objects.get()
    assert (paper.order, paper.number) == (order, "INV-000001")
    assert [name for name, *_ in mailoutbox[-1].attachments] == ["Portero-INV-000001.pdf"]


def test_it_is_issued_once_and_numbers_have_no_gaps() -> None:
    orders = [sold() for _ in range(3)]
    numbers = [issuing.invoice(order.pk).number for order in [*orders, orders[0]]]
    assert numbers == ["INV-000001", "INV-000002", "INV-000003", "INV-000001"]
    assert Series.objects.get(kind="invoice").last == 3


def test_a_number_given_to_nothing_is_given_again() -> None:
    order = sold()
    with transaction.atomic():
        issuing.invoice(order.pk)
        transaction.set_rollback(True)
    assert issuing.invoice(order.pk).number == "INV-000001"


def test_nothing_is_issued_before_the_money_is_there(client: Client) -> None:
    order = pending_order()
    with pytest.raises(issuing.NotYet):
        issuing.invoice(order.pk)
    assert client.get(at(order)).status_code == 404
    assert not Paper.objects.exists()


def test_the_pdf_is_made_once_kept_and_the_same_when_made_again() -> None:
    paper = issuing.invoice(sold(first_name=ODD, line1=ODD).pk)
    made = printing.pdf_of(paper)
    Seller.objects.update(name="Somebody Else")
    again = Paper.objects.get(pk=paper.pk)
    assert printing.pdf_of(again) == made
    assert again.pdf_sha256 == hashlib.sha256(made).hexdigest()
    assert printing.render(again) == made
    assert made.startswith(b"%PDF-")


def test_the_database_keeps_an_issued_paper_as_it_is() -> None:
    paper = issuing.invoice(sold().pk)
    printing.pdf_of(paper)
    refuses(lambda: Paper.objects.filter(pk=paper.pk).update(facts={}))
    refuses(lambda: Paper.objects.filter(pk=paper.pk).update(pdf=b"x", pdf_sha256="y"))
    refuses(lambda: Paper.objects.filter(pk=paper.pk).delete())
    order = sold()
    refuses(lambda: Paper.objects.create(
        kind="invoice", serial=3, number="INV-000003", order=order, issued_on=paper.issued_on, facts={}
    ))  # fmt: skip


def test_a_credit_note_says_what_went_back_and_refers_to_its_invoice() -> None:
    order = sold()
    whole = Choice(whole=frozenset({f"line-{order.lines.get().pk}"}), fee_kept=Decimal("15.00"))
    refund = given_back(order, whole)
    tasks.issue_credit_note(refund.pk)
    note = Paper.objects.get(refund=refund)
    assert (note.number, note.facts["about"]) == ("CRN-000001", "INV-000001")
    assert note.about == Paper.objects.get(kind="invoice")
    assert note.facts["pieces"][0]["amount"] == "12,485.00"
    assert note.facts["total"] == f"{refund.amount:,.2f}"
    assert note.facts["notes"] == ["A return and restocking fee of $15.00 was kept from the price."]
    tax = sum(Decimal(row["amount"].replace(",", "")) for one in note.facts["tax"] for row in one["rows"])
    assert Decimal("12485.00") + tax == refund.amount
    assert note.pdf


def test_a_refund_on_its_way_has_no_credit_note() -> None:
    order = sold()
    refund = refunds.request(order.payments.get(), Decimal("10.00"), reason="A scratch.")
    with pytest.raises(issuing.NotYet):
        issuing.credit_note(refund.pk)
    assert refund.state == RefundState.READY
    assert not Paper.objects.exists()


def test_the_sweep_issues_what_no_task_did() -> None:
    order = sold()
    refund = given_back(order)
    tasks.sweep_papers()
    assert list(Paper.objects.order_by("pk").values_list("number", flat=True)) == ["INV-000001", "CRN-000001"]
    assert Paper.objects.get(refund=refund).facts["total"] == f"{order.total_incl_tax:,.2f}"
    assert issuing.missing() == ([], [])


def test_her_link_opens_her_papers_and_nobody_elses(client: Client) -> None:
    hers, other = sold(), sold()
    note = issuing.credit_note(given_back(other).pk)
    answer = client.get(at(hers))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == 'inline; filename="Portero-INV-000002.pdf"'
    assert "no-store" in answer["Cache-Control"]
    assert client.get(at(hers, note.number)).status_code == 404
    assert client.get(at(other, note.number)).status_code == 200
    assert client.get(reverse("orders:paper", args=["forged~x", "invoice"])).status_code == 404


def test_her_page_and_mail_lead_to_it(client: Client, mailoutbox: Any) -> None:
    order = sold()
    given_back(order)
    tasks.sweep_papers()
    page = client.get(reverse("orders:order", args=[token_for(order)])).content.decode()
    assert at(order) in page
    assert at(order, "CRN-000001") in page
    assert "Sales tax, piece by piece" in page


def test_staff_download_what_she_has() -> None:
    order = sold()
    paper = issuing.invoice(order.pk)
    desk = at_work(staff("Accounting"))
    assert desk.get(reverse("admin:invoices_paper_download", args=[paper.pk])).content == printing.pdf_of(
        paper
    )
    page = desk.get(reverse("admin:order_order_change", args=[order.pk])).content.decode()
    assert "INV-000001" in page
    assert "New York State (state)" in page
    assert "Full price; " in page


def test_facts_are_words_that_json_keeps() -> None:
    order = pending_order(listed_item(title="Kelly 28"))
    paid_payment(order)
    paper = issuing.invoice(order.pk)
    assert json.loads(json.dumps(paper.facts)) == paper.facts


def refuses(write: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_she_has_them_mailed_again_to_the_address_of_the_order(client: Client) -> None:
    order = sold()
    given_back(order)
    tasks.sweep_papers()
    answer = client.post(reverse("orders:mail-papers", args=[token_for(order)]))
    assert answer["Location"].endswith(reverse("orders:order", args=[token_for(order)]))
    mail = Mail.objects.get(kind="papers_again")
    assert (mail.to, mail.enclosed) == (
        order.contact.email,
        {"invoice": [order.pk], "credit_note": [Refund.objects.get().pk]},
    )
    client.post(reverse("orders:mail-papers", args=[token_for(order)]))
    assert Mail.objects.filter(kind="papers_again").count() == 1
    assert "Mail them to me again" in client.get(answer["Location"]).content.decode()


def test_of_an_unpaid_order_nothing_is_mailed(client: Client) -> None:
    order = pending_order()
    assert client.post(reverse("orders:mail-papers", args=[token_for(order)])).status_code == 404
    assert not Mail.objects.filter(kind="papers_again").exists()
