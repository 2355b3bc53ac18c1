"""The queues of the day, by deadline: which pieces each holds, whose work it is, and what the work is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from consignment.models import Consignment, Journey
from portero.core import staff_queues

S = Consignment.State
CHANGE, RECEIVE = "consignment.change_consignment", "consignment.receive_consignment"
TERM_ENDS_SOON = timedelta(days=14)


@dataclass(frozen=True)
class Queue:
    """One kind of work; `rows` narrows the consignments to those that wait for it."""

    slug: str
    name: str
    about: str
    permission: str
    rows: Callable[[QuerySet[Consignment]], QuerySet[Consignment]]

    def waiting(self) -> QuerySet[Consignment]:
        """What waits for it, without what a page shows."""
        return self.rows(Consignment.objects.all())

    def late(self, now: datetime) -> QuerySet[Consignment]:
        """Those past their deadline."""
        return self.waiting().filter(due_at__lte=now)


def _at_our_door(found: QuerySet[Consignment]) -> QuerySet[Consignment]:
    arrived = Journey.objects.filter(
        consignment=OuterRef("pk"), closed_at__isnull=True, arrived_at__isnull=False, way=Journey.Way.IN
    )
    return found.filter(Exists(arrived), state__in=[S.AWAITED, S.IN_TRANSIT])


def _in(*states: str) -> Callable[[QuerySet[Consignment]], QuerySet[Consignment]]:
    return lambda found: found.filter(state__in=states)


def _ending(found: QuerySet[Consignment]) -> QuerySet[Consignment]:
    return found.filter(state=S.LISTED, due_at__lte=timezone.now() + TERM_ENDS_SOON)


QUEUES = (
    Queue("labels", "Labels to send", "Signed agreements whose label isn't out yet.", CHANGE, _in(S.AGREED)),
    Queue(
        "awaited",
        "Awaited",
        "Pieces on their way, and those that are overdue.",
        RECEIVE,
        _in(S.AWAITED, S.IN_TRANSIT),
    ),
    Queue("receive", "To receive", "Parcels that the carrier has delivered to us.", RECEIVE, _at_our_door),
    Queue("clear", "To clear", "Received pieces that need their clearance.", CHANGE, _in(S.RECEIVED)),
    Queue(
        "prepare",
        "To grade and photograph",
        "Cleared pieces that need grade, text and pictures.",
        "catalog.add_photo",
        _in(S.CLEARED),
    ),
    Queue(
        "approve", "To approve", "Prepared pieces: price and listing.", CHANGE, _in(S.PREPARED, S.APPROVED)
    ),
    Queue(
        "send-back",
        "To send back",
        "Pieces that go back to their owners.",
        RECEIVE,
        _in(S.REJECTED, S.WITHDRAWN),
    ),
    Queue("terms", "Terms ending", "Listed pieces whose term ends within two weeks.", CHANGE, _ending),
)
BY_SLUG = {queue.slug: queue for queue in QUEUES}


def shown(queue: Queue, words: str = "") -> QuerySet[Consignment]:
    """A queue with all that its page shows, most urgent first, narrowed by a number, a name or an e-mail."""
    found = queue.waiting().select_related("agreement__offer__submission", "consignor", "item__designer")
    if words:
        found = found.filter(
            Q(agreement__number__iexact=words)
            | Q(item__number__iexact=words)
            | Q(consignor__name__icontains=words)
            | Q(consignor__email__iexact=words)
        )
    return found.order_by("due_at", "pk")


def register() -> None:
    """Put them among the queues of the day."""
    for queue in QUEUES:
        staff_queues.register(
            staff_queues.Queue(
                name=queue.name,
                url_name=f"consigned:{queue.slug}",
                permission=queue.permission,
                count=queue.waiting().count,
                late=lambda queue=queue: queue.late(timezone.now()).count(),  # type: ignore[misc]
                about=queue.about,
            )
        )
