"""Calls to a provider, each written down with its key before it is made."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from orders.payments.gateway import Declined, GatewayError, Refused, Unknown
from orders.payments.models import GatewayCall, Payment

logger = logging.getLogger(__name__)

OUTCOMES: dict[type[GatewayError], str] = {Declined: "declined", Refused: "refused", Unknown: "unknown"}


@contextmanager
def call(payment: Payment, operation: str) -> Iterator[str]:
    """Give the key `<order>-<attempt>-<operation>-<n>` for one call and record how it ended.

    After an Unknown outcome (or a crash) the same key is given again, so that the provider, if it acted,
    answers what it did instead of doing it twice. A definite answer starts the next n; but an attempt begins at
    the provider once, however many tabs begin it at the same moment, so a `start` that was done is repeated.
    """
    record = _open_call(payment, operation)
    try:
        yield record.key
    except GatewayError as error:
        if isinstance(error, Refused):
            logger.error("call %s was refused: %s", record.key, error.code)
        _finish(record, OUTCOMES[type(error)])
        raise
    _finish(record, "done")


def _open_call(payment: Payment, operation: str) -> GatewayCall:
    earlier = payment.calls.filter(operation=operation).order_by("-pk")
    last = earlier.first()
    if last is not None and last.outcome in {"", "unknown", *({"done"} if operation == "start" else ())}:
        return last
    key = f"{payment.order.number}-{payment.attempt}-{operation}-{earlier.count() + 1}"
    return GatewayCall.objects.get_or_create(key=key, defaults={"payment": payment, "operation": operation})[
        0
    ]


def _finish(record: GatewayCall, outcome: str) -> None:
    GatewayCall.objects.filter(pk=record.pk).update(finished_at=timezone.now(), outcome=outcome)
