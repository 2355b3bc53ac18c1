"""How a form of payment is named, on the timeline and in the mail."""

import pytest

from orders import timeline
from orders.mail_facts import paid_by
from orders.payments.models import Payment
from orders.payments.words import asked_of, form_of, how_long
from tests.factories.orders import confirmed_order


@pytest.mark.parametrize(
    ("method", "details", "expected"),
    [
        ("card", {"brand": "visa", "last4": "4417"}, "Visa ending 4417"),
        ("card", {"brand": "amex", "last4": "1005"}, "American Express ending 1005"),
        ("card", {"brand": "AmericanExpress", "last4": "XXXX0002"}, "American Express ending 0002"),
        ("card_hosted", {"brand": "MasterCard", "last4": "4444"}, "MasterCard ending 4444"),
        ("card", {"brand": "Some Bank", "last4": "1"}, "Some Bank ending 1"),
        ("card", {"last4": "4417"}, "card ending 4417"),
        ("card", {}, "card"),
        ("paypal", {"brand": "visa", "last4": "4417"}, "PayPal"),
        ("affirm", {"brand": "affirm"}, "Affirm"),
        ("wire", {}, "bank wire"),
    ],
)
def test_a_form_of_payment_is_named(method: str, details: dict[str, str], expected: str) -> None:
    assert form_of(Payment(method=method, details=details)) == expected


def test_whom_we_ask() -> None:
    assert [asked_of(Payment(method=m)) for m in ("card", "card_hosted", "paypal", "affirm", "wire")] == [
        "the bank",
        "the bank",
        "PayPal",
        "Affirm",
        "the bank",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["card", "paypal"])
def test_timeline_and_mail_name_it_alike(method: str) -> None:
    order = confirmed_order()
    order.payments.update(method=method)
    form = {"card": "Visa ending 4242", "paypal": "PayPal"}[method]
    assert timeline.order_steps(order)[-1].note == f"$13,652.93 by {form}."
    assert paid_by(order) == f"Paid by {form}"


@pytest.mark.parametrize(
    ("method", "first"),
    [
        ("card", "Banks take"),
        ("card_hosted", "Banks take"),
        ("paypal", "PayPal shows it in your balance at once"),
        ("affirm", "Affirm takes"),
        ("wire", "Our bank needs a working day or two"),
    ],
)
def test_each_way_back_says_how_long_it_takes(method: str, first: str) -> None:
    told = how_long(Payment(method=method))
    assert told.startswith(first)
    assert "5 to 10 business days" in told
