"""Compare our captures and refunds with the providers' lists and print the report."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from orders.payments import reconciliation
from orders.payments.models import ReconciliationRun
from orders.payments.reconciliation import period, report


class Command(BaseCommand):
    help = "Reconcile with the payment providers; days are those of New York, both included."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--provider", choices=sorted(settings.PAYMENT_PROVIDERS), help="default: all of them"
        )
        parser.add_argument("--since", type=date.fromisoformat, help="default: three days before yesterday")
        parser.add_argument("--until", type=date.fromisoformat, help="default: yesterday")

    def handle(self, *args: Any, **options: Any) -> None:
        last = options["until"] or period.yesterday()
        first = options["since"] or last - period.OVERLAP
        _check(first, last, named=options["until"] is not None)
        since, until = period.span(first, last)
        providers = [options["provider"]] if options["provider"] else settings.PAYMENT_PROVIDERS
        runs = [reconciliation.reconcile(provider, since, until) for provider in providers]
        done = [run for run in runs if run is not None]
        for run in done:
            self.stdout.write("\n".join(report.text(run)))
        if failed := [run.provider for run in done if run.state == ReconciliationRun.State.FAILED]:
            raise CommandError(f"No list from {', '.join(failed)}; try again later.{_where(failed)}")


def _check(first: date, last: date, *, named: bool) -> None:
    """Raise CommandError for days that run backwards or haven't come yet; `named`: --until was given."""
    if last > timezone.localdate():
        raise CommandError(f"--until {last} is still to come: today is {timezone.localdate()} in New York.")
    if last < first:
        end = f"--until {last}" if named else f"the last day compared, {last}: say --until too"
        raise CommandError(f"--since {first} is later than {end}.")


def _where(providers: list[str]) -> str:
    """Whom was asked in vain, if it was a double of this machine: it listens beside the shop that started it."""
    tested = [name for name in providers if settings.TEST_MODES.get(name)]
    doubles = [f"{name} at {getattr(settings, f'{name.upper()}_DOUBLE_URL')}" for name in tested]
    if not doubles:
        return ""
    return (
        f" Asked in test mode: {', '.join(doubles)}. These run with the shop, their ports follow its own: "
        "beside `make run` with another PORT, say the same PORT here (PORT=8010 manage.py reconcile)."
    )
