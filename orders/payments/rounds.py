"""Rounds that beat starts over payments, messages and holds: one bad one or a silent provider stops no other."""

import logging
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models import QuerySet

from orders.payments.gateway import GatewayError, Unknown

logger = logging.getLogger(__name__)

# Each silence may last as long as the provider's time limit; the next round asks again.
SILENT_ENOUGH = 3
BATCH = 100  # one provider call each: a hundred take about half a minute at 300 ms

Thing = TypeVar("Thing")


def each(things: Iterable[Thing], act: Callable[[Thing], int]) -> int:
    """Do it for each and return the sum of what was done; what fails waits for the next round, and is logged.

    Three silences of the provider in a row end the round.
    """
    done = silent = 0
    for thing in things:
        try:
            done += act(thing)
            silent = 0
        except GatewayError as error:
            logger.warning("%s waits: %s %s", thing, type(error).__name__, error.code)
            silent = silent + 1 if isinstance(error, Unknown) else 0
        except Exception:  # a fault of one, whatever it is, must not keep the others waiting
            logger.exception("%s waits: it failed", thing)
        if silent == SILENT_ENOUGH:
            break
    return done


def by_provider(things: QuerySet[Any, Thing], provider: str, act: Callable[[Thing], int]) -> int:
    """One round for each provider (`provider` is the lookup that names it): a silent one keeps no other's waiting."""
    names = set(things.order_by().values_list(provider, flat=True).distinct())
    return sum(each(things.filter(**{provider: name})[:BATCH], act) for name in names)
