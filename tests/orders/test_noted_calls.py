"""A call is noted as answered by the transaction that books the answer, or not at all."""

import pytest

from orders import confirmation
from orders.payments.models import GatewayCall, Payment
from orders.payments.providers.stripe.driver import StripePayments
from orders.payments.settle import settle
from tests.factories.orders import pending_order
from tests.factories.payments import authorised_payment
from tests.fakes.stripe import StripeDouble

pytestmark = pytest.mark.django_db


def outcomes(payment: Payment) -> dict[str, str]:
    return dict(GatewayCall.objects.filter(payment=payment).values_list("operation", "outcome"))


def test_the_booked_answers_of_a_sale_are_noted(stripe_double: StripeDouble) -> None:
    payment = authorised_payment(pending_order())
    assert outcomes(payment) == {"start": "done"}
    settle(payment.pk)
    assert outcomes(payment) == {"start": "done", "capture": "done"}
    assert not GatewayCall.objects.filter(finished_at=None).exists()


def test_a_capture_that_was_decided_but_never_sent_is_sent_under_its_key(
    stripe_double: StripeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise RuntimeError("killed")

    payment = authorised_payment(pending_order())
    with monkeypatch.context() as broken:
        broken.setattr(StripePayments, "capture", killed)
        with pytest.raises(RuntimeError, match="killed"):
            settle(payment.pk)
    assert outcomes(payment) == {"start": "done", "capture": ""}
    assert "capture" not in stripe_double.summary()["cents"]
    assert settle(payment.pk).state == "captured"
    assert outcomes(payment) == {"start": "done", "capture": "done"}
    assert GatewayCall.objects.filter(payment=payment).count() == 2


def test_an_answer_that_could_not_be_booked_is_not_noted_and_no_money_moves_twice(
    stripe_double: StripeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> None:
        raise RuntimeError("the database went away")

    payment = authorised_payment(pending_order())
    with monkeypatch.context() as broken:
        broken.setattr(confirmation, "confirm", gone)
        with pytest.raises(RuntimeError, match="went away"):
            settle(payment.pk)
    assert outcomes(payment) == {"start": "done", "capture": ""}
    assert settle(payment.pk).state == "captured"
    payment.order.refresh_from_db()
    assert payment.order.status == "confirmed"
    assert stripe_double.summary()["cents"]["capture"] == int(payment.amount * 100)
