"""The queues of the staff's day: each room registers its own, the Today page and the sidebar show them.

A higher room calls `register(Queue(...))` from its `admin.py`; this room never imports it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True)
class Queue:
    """Work that waits for somebody, most urgent first on its own page.

    `count` is cheap (one indexed query): it runs on every staff page of those who hold `permission`.
    `late`, if given, counts those past their deadline; `about` says in one sentence what the work is. A room of many
    queues gives them one `together` instead, asked once per page: how many wait and are late, by address.
    """

    name: str
    url_name: str
    permission: str
    count: Callable[[], int] = lambda: 0
    late: Callable[[], int] | None = None
    about: str = ""
    together: Callable[[], Mapping[str, tuple[int, int]]] | None = None


@dataclass(frozen=True)
class Standing:
    """One queue as it stands now, for the Today page and the sidebar."""

    name: str
    about: str
    url: str
    waiting: int
    late: int


_queues: dict[str, Queue] = {}


def register(queue: Queue) -> None:
    """Add a queue to the staff's day; a second one of the same address replaces the first."""
    _queues[queue.url_name] = queue


def counted(rows: QuerySet[Any], where: Mapping[str, Q], late: Q) -> dict[str, tuple[int, int]]:
    """How many of `rows` wait in each queue, and how many of them are `late`, by its address; one query."""
    sums: dict[str, Count] = {}
    for number, condition in enumerate(where.values()):
        sums[f"waiting_{number}"] = Count("pk", filter=condition)
        sums[f"late_{number}"] = Count("pk", filter=condition & late)
    found = rows.aggregate(**sums)
    return {url: (found[f"waiting_{n}"], found[f"late_{n}"]) for n, url in enumerate(where)}


def standings(request: HttpRequest) -> list[Standing]:
    """The queues this member of staff works on, counted once per request."""
    if not hasattr(request, "_queue_standings"):
        mine = [queue for queue in _queues.values() if request.user.has_perm(queue.permission)]
        counted = {ask: ask() for ask in {queue.together for queue in mine} if ask}
        request._queue_standings = [  # type: ignore[attr-defined]
            _standing(queue, counted[queue.together] if queue.together else None) for queue in mine
        ]
    found: list[Standing] = request._queue_standings  # type: ignore[attr-defined]
    return found


def _standing(queue: Queue, counted: Mapping[str, tuple[int, int]] | None) -> Standing:
    if counted is not None:
        waiting, late = counted[queue.url_name]
    else:
        waiting, late = queue.count(), queue.late() if queue.late else 0
    return Standing(queue.name, queue.about, reverse(queue.url_name), waiting, late)
