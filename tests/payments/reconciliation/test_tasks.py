"""A difference is one task: found again it isn't doubled, it ends by itself, or by somebody with a reason."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from orders.payments import reconciliation
from orders.payments.models import Difference, Payment, ReconciliationRun
from portero.core.models import AuditEntry
from tests.factories.ledger import Ledger, tell_movement
from tests.factories.people import at_work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger")]


@pytest.fixture
def paid(paid: Payment) -> Payment:
    Payment.objects.filter(pk=paid.pk).update(captured_at=timezone.now() - timedelta(hours=6))
    return Payment.objects.get(pk=paid.pk)


def run() -> ReconciliationRun:
    now = timezone.now()
    done = reconciliation.reconcile("stripe", now - timedelta(days=1), now)
    assert done is not None
    return done


def test_running_again_doubles_nothing(paid: Payment) -> None:
    first, second = run(), run()
    row = Difference.objects.get()
    assert (row.found_in, row.last_seen_in, row.state) == (first, second, "open")


def test_a_late_posting_resolves_it_with_a_note(paid: Payment) -> None:
    run()
    tell_movement(paid.reference, paid.amount, at=timezone.now() - timedelta(minutes=5))
    later = run()
    row = Difference.objects.get()
    assert (row.state, row.note) == ("resolved", f"Both sides agree in run {later.pk}.")
    assert row.ended_at is not None


def test_a_run_over_another_period_resolves_nothing(paid: Payment) -> None:
    run()
    now = timezone.now()
    reconciliation.reconcile("stripe", now - timedelta(days=9), now - timedelta(days=8))
    assert Difference.objects.get().state == "open"


def test_what_the_provider_takes_off_its_list_agrees(paid: Payment) -> None:
    tell_movement("pi_stranger", "10.00", at=timezone.now() - timedelta(hours=3))
    run()
    Ledger.movements = []
    run()
    states = dict(Difference.objects.values_list("kind", "state"))
    assert states == {"missing_there": "open", "missing_here": "resolved"}


def test_what_differs_once_more_is_open_once_more(paid: Payment) -> None:
    run()
    tell_movement(paid.reference, paid.amount, at=timezone.now() - timedelta(minutes=5))
    run()
    Ledger.movements = []
    run()
    row = Difference.objects.get()
    assert (row.state, row.note, row.ended_at) == ("open", "", None)


def test_what_staff_closed_stays_closed_until_the_sums_change(paid: Payment, accountant: User) -> None:
    tell_movement(paid.reference, paid.amount - 1, at=timezone.now() - timedelta(hours=3))
    run()
    reconciliation.close(Difference.objects.get(), actor=accountant, reason="A fee, agreed with Stripe")
    run()
    assert Difference.objects.get().state == "closed"
    Ledger.movements = []
    tell_movement(paid.reference, paid.amount - 2, at=timezone.now() - timedelta(hours=3))
    run()
    assert (Difference.objects.get().state, Difference.objects.get().closed_by) == ("open", None)


def test_without_a_reason_nothing_is_closed(paid: Payment, accountant: User) -> None:
    run()
    with pytest.raises(reconciliation.CloseRefused):
        reconciliation.close(Difference.objects.get(), actor=accountant, reason=" ")
    assert Difference.objects.get().state == "open"
    assert not AuditEntry.objects.filter(action="payments.difference_closed").exists()


def test_accounting_closes_it_from_the_queue(paid: Payment, accountant: User) -> None:
    run()
    desk, row = at_work(accountant), Difference.objects.get()
    assert "Differences" in desk.get("/staff/").content.decode()
    address = reverse("admin:payments_difference_close", args=[row.pk])
    desk.post(address, {"_form_submitted": "true", "reason": "Void at Stripe"})
    row.refresh_from_db()
    assert (row.state, row.note, row.closed_by) == ("closed", "Void at Stripe", accountant)
    assert AuditEntry.objects.get(action="payments.difference_closed").actor == accountant


def test_the_accountant_gets_both_lists_as_csv(paid: Payment, accountant: User) -> None:
    tell_movement("=cmd()", "10.00", at=timezone.now() - timedelta(hours=3))
    done, desk = run(), at_work(accountant)
    lines = (
        desk.get(reverse("admin:payments_reconciliationrun_csv", args=[done.pk]))
        .content.decode()
        .splitlines()
    )
    assert lines[0] == "provider,kind,booked,order,reference,ours,theirs,currency,difference"
    assert len(lines) == 3
    assert f"{paid.order.number},{paid.reference},{paid.amount},,USD,missing_there" in lines[1]
    assert ",'=cmd(),,10.00,USD,missing_here" in lines[2]
    tasks = desk.get(reverse("admin:payments_difference_csv")).content.decode().splitlines()
    assert len(tasks) == 3


def test_the_page_of_a_run_shows_both_sums(paid: Payment, accountant: User) -> None:
    done = run()
    page = at_work(accountant).get(reverse("admin:payments_reconciliationrun_change", args=[done.pk]))
    assert f"1: ${paid.amount:,.2f}" in page.content.decode()
    assert paid.reference in page.content.decode()
    assert done.our_captured - done.their_captured == paid.amount > Decimal("0.00")
