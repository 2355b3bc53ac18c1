"""The wires' desk: a wire typed in, a statement read and booked, and what a person decides about one."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from orders.order.models import Order
from orders.payments.models import IncomingWire, Payment, Refund
from portero.core.models import AuditEntry
from tests.factories.people import at_work, staff
from tests.factories.wires import arrives, wired_order

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent / "statements"


@pytest.fixture
def desk() -> Client:
    return at_work(staff("Accounting"))


def typed(payment: Payment, **facts: str) -> dict[str, str]:
    return {
        "amount": str(payment.amount),
        "booked_on": "2026-11-20",
        "bank_reference": "FT 26325-00017",
        "payer": "Clara Whitfield",
        "remittance": f"for {payment.reference}",
        **facts,
    }


def statement_of(payment: Payment, **facts: str) -> SimpleUploadedFile:
    told = {"reference": "FT2632500017", "amount": str(payment.amount), **facts}
    line = f"2026-11-20,{told['amount']},C W,{payment.reference},{told['reference']}"
    return SimpleUploadedFile(
        "november.csv", f"Date,Amount,Name,Description,Bank reference\n{line}\n".encode()
    )


def book(desk: Client, file: SimpleUploadedFile, **also: str) -> str:
    """Read the file and book what the page shows; the page after that."""
    shown = desk.post(reverse("wires:statement"), {"file": file})
    answer = desk.post(reverse("wires:statement"), {"pack": shown.context["pack"], **also})
    return answer.content.decode()


def test_a_wire_typed_in_pays_its_order(desk: Client) -> None:
    payment = wired_order()
    answer = desk.post(reverse("wires:enter"), typed(payment))
    wire = IncomingWire.objects.get()
    assert answer.headers["Location"] == reverse("wires:wire", args=[wire.pk])
    assert (wire.bank_reference, wire.source, wire.payment_id) == ("FT2632500017", "entered", payment.pk)
    assert Order.objects.get().status == "confirmed"
    assert AuditEntry.objects.filter(action="payments.wire_received", actor=wire.entered_by).count() == 1


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"amount": "0"}, "How much arrived?"),
        ({"amount": "-5"}, "greater than or equal to 0"),
        ({"booked_on": "2999-01-01"}, "This day is still to come."),
        ({"bank_reference": "NONREF"}, "Copy the reference"),
    ],
)
def test_what_was_typed_stays_when_something_is_wrong(desk: Client, facts: dict[str, str], says: str) -> None:
    payment = wired_order()
    answer = desk.post(reverse("wires:enter"), typed(payment, **facts))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert f"for {payment.reference}" in page
    assert not IncomingWire.objects.exists()


def test_typed_and_then_imported_is_one(desk: Client) -> None:
    payment = wired_order()
    desk.post(reverse("wires:enter"), typed(payment))
    for _ in range(2):
        assert "Booked: 0 new, 1 known or left out." in book(desk, statement_of(payment))
    assert IncomingWire.objects.count() == 1
    assert not Refund.objects.exists()


def test_imported_and_then_typed_is_one(desk: Client) -> None:
    payment = wired_order()
    book(desk, statement_of(payment))
    desk.post(reverse("wires:enter"), typed(payment))
    assert IncomingWire.objects.count() == 1
    assert Order.objects.get().status == "confirmed"


def test_the_same_sum_and_day_under_another_reference_is_looked_at_first(desk: Client) -> None:
    payment = wired_order()
    desk.post(reverse("wires:enter"), typed(payment))
    assert "Booked: 0 new, 1 known or left out." in book(desk, statement_of(payment, reference="OTHER-1"))
    assert IncomingWire.objects.count() == 1
    book(desk, statement_of(payment, reference="OTHER-1"), also="2")
    assert IncomingWire.objects.count() == 2
    assert Refund.objects.get().amount == payment.amount


def test_a_known_reference_with_another_sum_is_never_taken_for_known(desk: Client) -> None:
    payment = wired_order()
    desk.post(reverse("wires:enter"), typed(payment))
    shown = desk.post(reverse("wires:statement"), {"file": statement_of(payment, amount="12.00")})
    assert [row.state for row in shown.context["rows"]] == ["look"]
    assert "This reference is known with" in shown.content.decode()


@pytest.mark.parametrize("name", ["november.csv", "november.sta", "november.xml"])
def test_reading_shows_every_line_and_books_nothing(desk: Client, name: str) -> None:
    file = SimpleUploadedFile(name, (SAMPLES / name).read_bytes())
    page = desk.post(reverse("wires:statement"), {"file": file}).content.decode()
    assert "Can’t be read" in page
    assert "New" in page
    assert not IncomingWire.objects.exists()


def test_a_pack_that_somebody_changed_books_nothing(desk: Client) -> None:
    answer = desk.post(reverse("wires:statement"), {"pack": "eyJ.forged"}, follow=True)
    assert "Read the file again" in answer.content.decode()
    assert not IncomingWire.objects.exists()


def test_what_is_no_statement_says_so(desk: Client) -> None:
    answer = desk.post(reverse("wires:statement"), {"file": SimpleUploadedFile("a.csv", b"%PDF-\x00")})
    assert answer.status_code == 422
    assert "This isn’t a text file." in answer.content.decode().replace("&#x27;", "’")


def test_a_person_matches_by_number_with_the_name_as_a_hint(desk: Client) -> None:
    payment = wired_order()
    wire = arrives(payment.amount)
    page = desk.get(reverse("wires:wire", args=[wire.pk])).content.decode()
    assert "(same sum, same name)" in page
    desk.post(reverse("wires:wire", args=[wire.pk]), {"verb": "match", "order": payment.reference.lower()})
    assert Order.objects.get().status == "confirmed"


def test_an_order_that_waits_for_no_wire_is_refused_and_stays_typed(desk: Client) -> None:
    wire = arrives("70.00")
    answer = desk.post(reverse("wires:wire", args=[wire.pk]), {"verb": "match", "order": "R-12345674"})
    assert answer.status_code == 422
    assert "No order of this number waits for a wire." in answer.content.decode()
    assert 'value="R-12345674"' in answer.content.decode()


def test_sending_back_needs_a_reason(desk: Client) -> None:
    wire = arrives("70.00")
    address = reverse("wires:wire", args=[wire.pk])
    assert desk.post(address, {"verb": "give_back"}).status_code == 422
    assert not Refund.objects.exists()
    assert desk.post(address, {"verb": "give_back", "reason": "Not ours."}).status_code == 302
    assert Refund.objects.get().wire_id == wire.pk
    assert "No wire waits" in desk.get(reverse("wires:queue")).content.decode()
