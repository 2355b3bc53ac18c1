"""Two webhooks about one dispute, two sweeps at one deadline, two daily runs: each acts once."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone
from pytest_django import Settings

from orders.payments import disputes, reconciliation
from orders.payments.disputes import alarms
from orders.payments.models import Dispute, DisputeEvent, DisputeReminder, ReconciliationRun
from portero.core.models import Mail
from tests.factories.ledger import Ledger, ToldProvider, tell_dispute
from tests.factories.orders import confirmed_order
from tests.factories.people import staff
from tests.races.together import Rendezvous, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _told(settings: Settings) -> None:
    settings.PAYMENT_PROVIDERS = {"stripe": "tests.factories.ledger.ToldProvider"}
    Ledger.begin()


@pytest.mark.parametrize("known", [True, False])
def test_two_webhooks_record_one_dispute(monkeypatch: pytest.MonkeyPatch, known: bool) -> None:
    meeting = Rendezvous(2)
    monkeypatch.setattr(ToldProvider, "lookup_dispute", meeting.after(ToldProvider.lookup_dispute))
    payment = confirmed_order().payments.get()
    tell_dispute(payment, payment_reference=payment.reference if known else "pi_unknown")
    found = together([partial(disputes.follow, "stripe", "dp_1")] * 2)
    assert [type(one) for one in found] == [Dispute, Dispute]
    assert Dispute.objects.get().payment == (payment if known else None)
    assert list(DisputeEvent.objects.values_list("kind", flat=True)) == ["opened"]
    assert payment.order.events.filter(kind="dispute_opened").count() == (1 if known else 0)


def test_two_sweeps_remind_once() -> None:
    staff("Accounting")
    tell_dispute(confirmed_order().payments.get(), due_by=timezone.now() + timedelta(days=2))
    dispute = disputes.follow("stripe", "dp_1")
    assert sorted(together([partial(alarms.ring, dispute.pk)] * 2)) == [0, 1]
    assert DisputeReminder.objects.count() == 1
    assert Mail.objects.filter(kind="dispute_due").count() == 1


def test_two_daily_runs_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = Rendezvous(2)
    monkeypatch.setattr(reconciliation.running, "_bury", meeting.after(reconciliation.running._bury))
    ran = together([reconciliation.daily] * 2)
    assert sorted(len(runs) for runs in ran) == [0, 1]
    assert ReconciliationRun.objects.get().state == "done"
    assert Ledger.asked == 1
