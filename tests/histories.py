"""One history of a machine's events, played on a world and undone."""

from collections.abc import Callable
from copy import copy
from typing import TypeVar

from django.db import transaction

World = TypeVar("World")
Steps = list[tuple[str, int]]


def undone(world: World, run: Callable[[World, Steps], set[str]], steps: Steps) -> set[str]:
    """Play the steps on a copy of the world, in a transaction that is rolled back; returns the states it reached."""
    with transaction.atomic():
        found = run(copy(world), steps)
        transaction.set_rollback(True)
    return found
