"""Staff are reminded three days and one day before evidence is due: once each, and only while it isn't sent."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from orders.payments import disputes
from orders.payments.disputes.sweep import sweep
from orders.payments.gateway import DisputeStanding
from orders.payments.models import Dispute, Payment
from portero.core.mail.models import Mail
from tests.factories.ledger import tell_dispute
from tests.factories.people import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger", "accountant")]


@pytest.fixture
def due(paid: Payment) -> datetime:
    """A dispute was opened; its evidence is due in ten days."""
    truth = tell_dispute(paid)
    disputes.follow("stripe", "dp_1")
    assert truth.due_by
    return truth.due_by


def mails() -> list[str]:
    return list(Mail.objects.filter(kind="dispute_due").order_by("pk").values_list("to", flat=True))


def given() -> list[str]:
    return list(Dispute.objects.get().reminders.order_by("pk").values_list("kind", flat=True))


def test_each_reminder_is_given_once_however_often_the_sweep_runs(due: datetime) -> None:
    for before in (
        timedelta(days=4),
        timedelta(days=3),
        timedelta(days=2),
        timedelta(days=1),
        timedelta(hours=1),
    ):
        sweep(now=due - before)
        sweep(now=due - before)
    assert given() == ["three_days", "one_day"]
    assert mails() == ["rosa@portero.example"] * 2


def test_accounting_and_the_administrator_are_told_and_nobody_else(due: datetime) -> None:
    staff("Administrator", email="ada@portero.example")
    staff("Fulfilment", email="finn@portero.example")
    sweep(now=due - timedelta(days=3))
    assert mails() == ["ada@portero.example", "rosa@portero.example"]


def test_of_two_reminders_due_at_once_only_the_later_is_news(due: datetime) -> None:
    sweep(now=due - timedelta(hours=5))
    assert given() == ["three_days", "one_day"]
    assert [mail.subject for mail in Mail.objects.filter(kind="dispute_due")] == [_subject(due)]


def test_after_the_deadline_nobody_is_reminded_and_the_queue_says_late(due: datetime) -> None:
    sweep(now=due + timedelta(minutes=1))
    assert mails() == []
    assert disputes.late(due).count() == 1
    assert disputes.late(due - timedelta(minutes=1)).count() == 0


def test_once_the_evidence_is_sent_nobody_is_reminded(due: datetime, paid: Payment) -> None:
    tell_dispute(paid, DisputeStanding.UNDER_REVIEW, due_by=due)
    disputes.follow("stripe", "dp_1")
    sweep(now=due - timedelta(days=1))
    assert (mails(), given()) == ([], [])


def test_a_prolonged_deadline_is_announced_again(due: datetime, paid: Payment, accountant: User) -> None:
    sweep(now=due - timedelta(days=3))
    later = due + timedelta(days=20)
    tell_dispute(paid, due_by=later)
    disputes.follow("stripe", "dp_1")
    sweep(now=later - timedelta(days=3))
    assert mails() == [accountant.email] * 2


def test_a_dispute_without_a_deadline_reminds_nobody(paid: Payment) -> None:
    tell_dispute(paid, due_by=None)
    assert disputes.follow("stripe", "dp_1").remind_at is None
    sweep(now=timezone.now() + timedelta(days=30))
    assert mails() == []


def _subject(due: datetime) -> str:
    from portero.core.words import moment

    amount = Dispute.objects.get().amount
    return f"Dispute of ${amount:,.2f}: evidence by {moment(due)}"
