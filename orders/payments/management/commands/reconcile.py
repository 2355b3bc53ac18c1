"""Compare our captures and refunds with the providers' lists and print the report."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

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
        if last < first:
            raise CommandError(f"{first} comes after {last}.")
        since, until = period.span(first, last)
        providers = [options["provider"]] if options["provider"] else settings.PAYMENT_PROVIDERS
        runs = [reconciliation.reconcile(provider, since, until) for provider in providers]
        done = [run for run in runs if run is not None]
        for run in done:
            self.stdout.write("\n".join(report.text(run)))
        if failed := [run.provider for run in done if run.state == ReconciliationRun.State.FAILED]:
            raise CommandError(f"No list from {', '.join(failed)}; try again later.")
