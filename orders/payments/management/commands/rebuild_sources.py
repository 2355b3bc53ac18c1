"""Make Oscar's payment sources and transactions again from our own payments and refunds."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from oscar.core.loading import get_model

from orders.payments import projection
from orders.payments.locks import lock_payment
from orders.payments.models import Payment


class Command(BaseCommand):
    """`manage.py rebuild_sources`: safe at any time, also while the shop sells."""

    help = "Make Oscar's payment sources and transactions again from our own payments and refunds."

    def handle(self, *args: Any, **options: Any) -> None:
        """One payment at a time, under its lock; a source that no payment explains is taken away."""
        written = 0
        for pk in Payment.objects.order_by("pk").values_list("pk", flat=True).iterator():
            with transaction.atomic():
                projection.write(lock_payment(pk)[1])
            written += 1
        removed = _remove_unexplained()
        self.stdout.write(f"{written} payments written, {removed} sources without one removed.")


def _remove_unexplained() -> int:
    explained = {(p.order_id, projection.label(p)) for p in Payment.objects.only("order_id", "attempt")}
    sources = get_model("payment", "Source").objects.only("pk", "order_id", "label")
    alone = [source.pk for source in sources if (source.order_id, source.label) not in explained]
    get_model("payment", "Source").objects.filter(pk__in=alone).delete()
    return len(alone)
