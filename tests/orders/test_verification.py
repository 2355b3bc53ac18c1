"""Expedited delivery or a differing billing address: nothing is charged before staff have looked."""

import pytest

from accounts.models import User
from catalog.models import Hold
from orders import expiry, verification
from orders.models import VerificationCase
from orders.payments.gateway import GatewayError
from orders.payments.settle import settle
from orders.verification import VerificationRefused
from portero.core.models import AuditEntry, Mail
from tests.factories.catalog import listed_item
from tests.factories.orders import pending_order
from tests.factories.payments import authorised_payment
from tests.fakes.stripe import StripeDouble

pytestmark = pytest.mark.django_db


@pytest.fixture
def carer() -> User:
    return User.objects.create_user("care@example.com", "x")


@pytest.mark.parametrize(
    ("_case", "facts", "reason"),
    [
        ("expedited", {"speed": "expedited"}, "Expedited delivery"),
        (
            "billed elsewhere",
            {"billing": {"line1": "1 Main Street", "postcode": "60601", "state": "IL"}},
            "The delivery address differs from the billing address",
        ),
    ],
)
def test_the_authorised_order_waits_for_staff(
    _case: str, facts: dict, reason: str, stripe_double: StripeDouble
) -> None:
    order = pending_order(**facts)
    payment = settle(authorised_payment(order).pk)
    order.refresh_from_db()
    assert (order.status, payment.state) == ("under_verification", "authorised")
    assert order.verification_case.reasons == [reason]
    assert stripe_double.state.rows("payment_intent")[0]["status"] == "requires_capture"
    assert expiry.expire_holds() == 0
    assert order.shipments.get().ship_by is None


def test_approval_charges_and_starts_the_clock(stripe_double: StripeDouble, carer: User) -> None:
    order = pending_order(speed="expedited")
    settle(authorised_payment(order).pk)
    verification.approve(order, actor=carer, reason="Client since 2021, address known.")
    order.refresh_from_db()
    assert order.status == "confirmed"
    case = VerificationCase.objects.get(order=order)
    assert (case.decision, case.decided_by) == ("approved", carer)
    assert (
        AuditEntry.objects.filter(action="orders.verification_approved", target_key=order.number).count() == 1
    )
    with pytest.raises(VerificationRefused):
        verification.decline(order, actor=carer, reason="too late")


def test_declining_voids_the_authorisation_and_frees_the_piece(
    stripe_double: StripeDouble, carer: User
) -> None:
    item = listed_item()
    order = pending_order(item, speed="expedited")
    settle(authorised_payment(order).pk)
    verification.decline(order, actor=carer, reason="Card country and address don't fit.")
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert stripe_double.state.rows("payment_intent")[0]["status"] == "canceled"
    assert not Hold.objects.filter(item=item, released_at=None).exists()
    assert Mail.objects.filter(kind="order_cancelled").count() == 1


def test_a_decision_needs_a_reason(stripe_double: StripeDouble, carer: User) -> None:
    order = pending_order(speed="expedited")
    settle(authorised_payment(order).pk)
    with pytest.raises(VerificationRefused):
        verification.approve(order, actor=carer, reason="  ")
    assert VerificationCase.objects.get(order=order).decision == ""


def test_a_declined_order_whose_provider_is_silent_is_released_by_the_sweep(
    stripe_double: StripeDouble, carer: User
) -> None:
    order = pending_order(speed="expedited")
    settle(authorised_payment(order).pk)
    stripe_double.switch("http_500_before", "payment_intents.*")
    with pytest.raises(GatewayError):
        verification.decline(order, actor=carer, reason="No.")
    order.refresh_from_db()
    assert order.status == "under_verification"
    assert expiry.expire_holds() == 1
    order.refresh_from_db()
    assert order.status == "cancelled"
