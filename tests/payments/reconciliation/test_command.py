"""`manage.py reconcile`: what it says when it can't."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from orders.payments.models import ReconciliationRun
from tests.factories.ledger import Ledger

pytestmark = pytest.mark.django_db


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_beside_a_shop_on_another_port_it_says_whom_it_asked(settings: Settings) -> None:
    settings.STRIPE_API_BASE = settings.STRIPE_DOUBLE_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError) as told:
        call_command("reconcile", provider="stripe", stdout=StringIO())
    assert "stripe at http://127.0.0.1:9." in str(told.value)
    assert "say the same PORT here" in str(told.value)
    settings.TEST_MODES = settings.TEST_MODES | {"stripe": False}
    with pytest.raises(CommandError) as told:
        call_command("reconcile", provider="stripe", stdout=StringIO())
    assert str(told.value) == "No list from stripe; try again later."


@pytest.mark.parametrize(
    ("days", "problem"),
    [
        ({"since": today(-1), "until": today(-3)}, f"--since {today(-1)} is later than --until {today(-3)}."),
        ({"since": today()}, f"the last day compared, {today(-1)}: say --until too."),
        ({"since": today(3)}, f"--since {today(3)} is later"),
        ({"until": today(1)}, f"--until {today(1)} is still to come: today is {today()} in New York."),
    ],
)
def test_days_that_run_backwards_or_have_not_come(
    ledger: type[Ledger], days: dict[str, date], problem: str
) -> None:
    with pytest.raises(CommandError) as told:
        call_command("reconcile", provider="stripe", stdout=StringIO(), **days)
    assert problem in str(told.value)
    assert (ledger.asked, ReconciliationRun.objects.count()) == (0, 0)


def test_today_can_be_compared(ledger: type[Ledger]) -> None:
    said = StringIO()
    call_command("reconcile", provider="stripe", since=today(), until=today(), stdout=said)
    assert ReconciliationRun.objects.get().state == "done"
