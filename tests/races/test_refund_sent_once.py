"""Task and sweep meet at one refund: the provider is asked for it once."""

from typing import Any

import pytest
from django.utils import timezone

from orders.payments import refunds
from orders.payments.calls import under_way
from orders.payments.models import Payment, Refund
from orders.payments.refunds import holding_back, sending
from tests.payments.refunds.conftest import books, order, payment
from tests.payments.refunds.driver import Books
from tests.races.together import Rendezvous, together

__all__ = ["books", "order", "payment"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(payment: Payment, monkeypatch: pytest.MonkeyPatch) -> Refund:
    """A refund that is due, and nobody has taken: its own task got lost."""
    monkeypatch.setattr("orders.payments.refunds.asking._send", lambda refund: None)
    return refunds.request(payment, payment.captured_amount, reason="All of it.")


def unguarded(refund_pk: int) -> Refund:
    """A claim that everybody gets."""
    return Refund.objects.select_related("payment__order").get(pk=refund_pk)


def test_canary_without_the_claim_two_workers_ask_the_provider(
    books: Books, asked: Refund, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They meet twice: where each sees no call under way, and where neither's answer is booked yet."""
    looked, checked = Rendezvous(2), Rendezvous(2)
    monkeypatch.setattr(sending, "_claim", unguarded)
    monkeypatch.setattr("orders.payments.refunds.sending.under_way", looked.after(under_way))
    monkeypatch.setattr(holding_back, "check", checked.after(holding_back.check))
    together([lambda: refunds.send(asked.pk)] * 2)
    assert len(books.asked) == 2


def test_with_it_one_does(books: Books, asked: Refund, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = Rendezvous(2, patience=1)  # the others don't wait: they leave it to the first
    monkeypatch.setattr("orders.payments.refunds.sending.under_way", meeting.after(under_way))
    answers: list[Any] = together([lambda: refunds.send(asked.pk)] * 4)
    assert sorted(answers) == [False, False, False, True]
    asked.refresh_from_db()
    assert (len(books.asked), asked.state) == (1, "done")
    assert asked.done_at is not None
    assert asked.done_at <= timezone.now()
