"""Authorised money that is about to end: renewed where the provider can, staff warned once, then let go in time."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from catalog.models import Hold
from orders import verification, verification_evidence
from orders.order.models import Order
from orders.payments import authorisations
from orders.payments.gateway import Truth
from orders.payments.models import Payment
from orders.payments.providers.stripe import StripePayments
from orders.payments.settle import settle
from orders.verification_cases import GRACE
from portero.core.models import Mail
from tests.factories.orders import pending_order
from tests.factories.payments import authorised_payment
from tests.factories.people import staff
from tests.fakes.stripe import StripeDouble

pytestmark = pytest.mark.django_db


@pytest.fixture
def carer() -> User:
    return staff("Customer care", email="care@example.com")


def verifying(ends_in: timedelta) -> Payment:
    """An authorised order under verification whose money can be taken for so long."""
    payment = settle(authorised_payment(pending_order(speed="expedited")).pk)
    Payment.objects.filter(pk=payment.pk).update(capturable_until=timezone.now() + ends_in)
    payment.refresh_from_db()
    return payment


def renewing(monkeypatch: pytest.MonkeyPatch, until: datetime | None) -> None:
    def renew(driver: StripePayments, payment: Payment, key: str) -> Truth:
        return replace(driver.lookup(payment), expires_at=until)

    monkeypatch.setattr(StripePayments, "renew", renew, raising=False)


def test_what_ends_within_minutes_is_renewed_and_the_pieces_are_kept_as_long(
    stripe_double: StripeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = verifying(timedelta(minutes=1))
    later = timezone.now() + timedelta(days=3)
    renewing(monkeypatch, later)
    assert authorisations.watch() == 1
    payment.refresh_from_db()
    assert payment.capturable_until == later
    assert Hold.objects.get(item__claims__order=payment.order).expires_at == later + GRACE
    assert payment.events.filter(kind="renewed").count() == 1
    assert authorisations.watch() == 0


def test_what_cannot_be_renewed_stays_as_it_is(
    stripe_double: StripeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = verifying(timedelta(minutes=1))
    renewing(monkeypatch, payment.capturable_until)
    authorisations.watch()
    authorisations.watch()
    assert not payment.events.filter(kind="renewed").exists()
    assert settle(payment.pk).state == "authorised"


def test_those_who_decide_are_warned_once_a_day_before(stripe_double: StripeDouble, carer: User) -> None:
    payment = verifying(timedelta(hours=23))
    assert (authorisations.watch(), authorisations.watch()) == (1, 0)
    mail = Mail.objects.get(kind="authorisation_ending")
    assert mail.to == carer.email
    assert payment.order.number in mail.subject
    assert "Expedited delivery" in mail.text


def test_nobody_is_warned_too_early_or_after_the_decision(stripe_double: StripeDouble, carer: User) -> None:
    verifying(timedelta(hours=25))
    decided = verifying(timedelta(hours=2))
    stripe_double.switch("http_500_before", "payment_intents.*", 9)
    with pytest.raises(Exception, match="could not reach"):
        verification.approve(decided.order, actor=carer, reason="Known client.")
    authorisations.watch()
    assert not Mail.objects.filter(kind="authorisation_ending").exists()


def test_an_approval_that_met_a_silent_provider_is_carried_out_by_the_next_poll(
    stripe_double: StripeDouble, carer: User
) -> None:
    payment = verifying(timedelta(days=2))
    Payment.objects.filter(pk=payment.pk).update(lookup_at=timezone.now() + timedelta(hours=1))
    stripe_double.switch("http_500_before", "payment_intents.*")
    with pytest.raises(Exception, match="could not reach"):
        verification.approve(payment.order, actor=carer, reason="Known client.")
    payment.refresh_from_db()
    assert payment.lookup_at is not None
    assert payment.lookup_at <= timezone.now()


def test_the_queue_shows_the_soonest_end_first_and_counts_the_urgent(stripe_double: StripeDouble) -> None:
    late = verifying(timedelta(days=5))
    soon = verifying(timedelta(hours=3))
    assert [case.order_id for case in verification_evidence.open_cases()] == [soon.order_id, late.order_id]
    assert verification_evidence.ending_count(timezone.now()) == 1
    facts = {fact.name: fact for fact in verification_evidence.of(soon.order)}
    assert facts["Can be charged until"].doubt
    assert facts["Buyer"].value == "First order"


def test_what_a_provider_tells_of_the_payer_is_evidence(stripe_double: StripeDouble) -> None:
    payment = verifying(timedelta(days=2))
    told = {"payer_status": "unverified", "payer_country": "FR", "seller_protection": "ELIGIBLE"}
    Payment.objects.filter(pk=payment.pk).update(provider="paypal", method="paypal", details=told)
    facts = {
        f.name: (f.value, f.doubt) for f in verification_evidence.of(Order.objects.get(pk=payment.order_id))
    }
    assert facts["PayPal: account"] == ("unverified", True)
    assert facts["PayPal: country"] == ("FR", False)
    assert facts["PayPal: seller protection"] == ("ELIGIBLE", False)
    assert "Card" not in facts
