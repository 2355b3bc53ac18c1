"""The daily run: yesterday in New York, once, tried again after a failure, missed days caught up."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from orders.payments import reconciliation
from orders.payments.models import Payment, ReconciliationRun
from orders.payments.reconciliation import period
from tests.factories.ledger import Ledger, tell_movement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger")]
# Half past ten in the evening of the 20th in New York: the 20th isn't over there.
EVENING = datetime(2026, 11, 21, 3, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 21, 11, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _stripe_alone(settings: Settings, ledger: type[Ledger]) -> None:
    settings.PAYMENT_PROVIDERS = {"stripe": "tests.factories.ledger.ToldProvider"}


def runs() -> list[tuple[date | None, str]]:
    return list(ReconciliationRun.objects.order_by("pk").values_list("day", "state"))


def test_yesterday_is_new_yorks_and_looks_three_days_back() -> None:
    reconciliation.daily(now=EVENING)
    run = ReconciliationRun.objects.get()
    assert run.day == date(2026, 11, 19)
    assert (run.since, run.until) == period.span(date(2026, 11, 16), date(2026, 11, 19))


def test_a_day_on_which_clocks_change_has_its_own_length() -> None:
    since, until = period.span(date(2026, 11, 1), date(2026, 11, 1))
    assert until - since == timedelta(days=1)
    assert until.astimezone(UTC) - since.astimezone(UTC) == timedelta(hours=25)


def test_running_twice_asks_once() -> None:
    assert len(reconciliation.daily(now=MORNING)) == 1
    assert reconciliation.daily(now=MORNING) == []
    assert Ledger.asked == 1


def test_a_silent_provider_fails_the_run_and_the_next_hour_tries_again() -> None:
    Ledger.silent = True
    reconciliation.daily(now=MORNING)
    Ledger.silent = False
    reconciliation.daily(now=MORNING + timedelta(hours=1))
    assert runs() == [(date(2026, 11, 20), "failed"), (date(2026, 11, 20), "done")]
    assert ReconciliationRun.objects.earliest("pk").problem == "Unknown: silent"


def test_days_that_were_missed_are_caught_up() -> None:
    reconciliation.daily(now=MORNING)
    reconciliation.daily(now=MORNING + timedelta(days=4))
    late = ReconciliationRun.objects.latest("pk")
    assert late.day == date(2026, 11, 24)
    assert late.since == period.midnight(date(2026, 11, 18))


def test_a_run_at_the_same_moment_is_left_to_the_other() -> None:
    since, until = period.span(date(2026, 11, 17), date(2026, 11, 20))
    facts = {"since": since, "until": until, "day": date(2026, 11, 20), "started_at": MORNING}
    ReconciliationRun.objects.create(provider="stripe", **facts)
    assert reconciliation.daily(now=MORNING) == []
    assert Ledger.asked == 0


def test_a_run_whose_worker_was_killed_is_given_up_and_repeated() -> None:
    since, until = period.span(date(2026, 11, 17), date(2026, 11, 20))
    facts = {"since": since, "until": until, "day": date(2026, 11, 20), "started_at": MORNING}
    ReconciliationRun.objects.create(provider="stripe", **facts)
    reconciliation.daily(now=MORNING + timedelta(hours=2))
    assert runs() == [(date(2026, 11, 20), "failed"), (date(2026, 11, 20), "done")]


def test_one_provider_that_fails_keeps_no_other_waiting(settings: Settings) -> None:
    settings.PAYMENT_PROVIDERS = {"broken": "tests.no.such.Driver", **settings.PAYMENT_PROVIDERS}
    reconciliation.daily(now=MORNING)
    assert [state for _, state in runs()] == ["failed", "done"]


def test_the_command_prints_the_report(paid: Payment) -> None:
    at = timezone.now() - timedelta(days=1)
    Payment.objects.filter(pk=paid.pk).update(captured_at=at)
    tell_movement(paid.reference, paid.amount, at=at)
    tell_movement("pi_stranger", "12.50", at=at)
    out, today = StringIO(), timezone.localdate()
    call_command("reconcile", provider="stripe", since=today - timedelta(days=2), until=today, stdout=out)
    assert "−$12.50" in out.getvalue()
    assert "Differences: 1" in out.getvalue()
    assert "pi_stranger" in out.getvalue()
    assert runs() == [(None, "done")]


def test_the_command_says_when_a_list_can_not_be_had() -> None:
    Ledger.silent = True
    with pytest.raises(CommandError, match="No list from stripe"):
        call_command("reconcile", stdout=StringIO())


def test_the_command_refuses_days_that_run_backwards() -> None:
    with pytest.raises(CommandError):
        call_command("reconcile", since=date(2026, 11, 5), until=date(2026, 11, 4), stdout=StringIO())
    assert runs() == []
