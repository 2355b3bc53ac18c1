"""The queues of the staff's day: each room registers its own, the Today page and the sidebar show them.

A higher room calls `register(Queue(...))` from its `admin.py`; this room never imports it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True)
class Queue:
    """Work that waits for somebody, most urgent first on its own page.

    `count` is cheap (one indexed query): it runs on every staff page of those who hold `permission`.
    `late`, if given, counts those past their deadline; `about` says in one sentence what the work is.
    """

    name: str
    url_name: str
    permission: str
    count: Callable[[], int]
    late: Callable[[], int] | None = None
    about: str = ""


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


def standings(request: HttpRequest) -> list[Standing]:
    """The queues this member of staff works on, counted once per request."""
    if not hasattr(request, "_queue_standings"):
        request._queue_standings = [  # type: ignore[attr-defined]
            _standing(queue) for queue in _queues.values() if request.user.has_perm(queue.permission)
        ]
    found: list[Standing] = request._queue_standings  # type: ignore[attr-defined]
    return found


def _standing(queue: Queue) -> Standing:
    return Standing(
        name=queue.name,
        about=queue.about,
        url=reverse(queue.url_name),
        waiting=queue.count(),
        late=queue.late() if queue.late else 0,
    )
