"""The queues of the day, by deadline: which pieces each holds, whose work it is, and what the work is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from consignment.models import Consignment, Journey, PriceConsent
from portero.core import staff_queues

S = Consignment.State
CHANGE, RECEIVE = "consignment.change_consignment", "consignment.receive_consignment"
HOLD = "consignment.hold_consignment"
AT_WORK = (
    *(S.AGREED, S.AWAITED, S.IN_TRANSIT, S.RECEIVED, S.CLEARED),
    *(S.PREPARED, S.APPROVED, S.REJECTED, S.WITHDRAWN, S.LEGAL_HOLD),
)
TERM_ENDS_SOON = timedelta(days=14)


ARRIVED = Exists(
    Journey.objects.filter(
        consignment=OuterRef("pk"), closed_at__isnull=True, arrived_at__isnull=False, way=Journey.Way.IN
    )
)


@dataclass(frozen=True)
class Queue:
    """One kind of work; `where` says which consignments wait for it now."""

    slug: str
    name: str
    about: str
    permission: str
    where: Callable[[datetime], Q]

    def waiting(self, now: datetime) -> QuerySet[Consignment]:
        """What waits for it, without what a page shows."""
        return Consignment.objects.filter(self.where(now))


def _in(*states: str) -> Callable[[datetime], Q]:
    return lambda now: Q(state__in=states)


def _at_our_door(now: datetime) -> Q:
    return Q(ARRIVED, state__in=[S.AWAITED, S.IN_TRANSIT])


AGREED = Exists(
    PriceConsent.objects.filter(
        consignment=OuterRef("pk"),
        answer=PriceConsent.Answer.YES,
        change=None,
        answered_at__gte=OuterRef("item__price_changed_at"),
    )
)


def _agreed(now: datetime) -> Q:
    return Q(AGREED, state=S.LISTED)


def _ending(now: datetime) -> Q:
    return Q(state=S.LISTED, due_at__lte=now + TERM_ENDS_SOON)


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
    Queue(
        "review",
        "With our authenticators",
        "Received pieces whose review of authenticity isn't decided yet.",
        CHANGE,
        _in(S.RECEIVED),
    ),
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
    Queue(
        "kept",
        "Kept for legal reasons",
        "Pieces that stay until the hold is lifted.",
        HOLD,
        _in(S.LEGAL_HOLD),
    ),
    Queue(
        "agreed-prices",
        "Agreed prices that wait",
        "Their owners agreed; a client is paying, or more people have to judge the piece first.",
        CHANGE,
        _agreed,
    ),
    Queue("terms", "Terms ending", "Listed pieces whose term ends within two weeks.", CHANGE, _ending),
)
BY_SLUG = {queue.slug: queue for queue in QUEUES}


def shown(queue: Queue, now: datetime, words: str = "") -> QuerySet[Consignment]:
    """A queue with all that its page shows, most urgent first, narrowed by a number, a name or an e-mail."""
    found = queue.waiting(now).select_related("agreement__offer__submission", "consignor", "item__designer")
    if words:
        found = found.filter(
            Q(agreement__number__iexact=words)
            | Q(item__number__iexact=words)
            | Q(consignor__name__icontains=words)
            | Q(consignor__email__iexact=words)
        )
    return found.order_by("due_at", "pk")


def counts() -> dict[str, tuple[int, int]]:
    """How many wait and how many are late, by the queue's address; one query over the few that wait for anybody."""
    now = timezone.now()
    where = {f"consigned:{one.slug}": one.where(now) for one in QUEUES}
    at_work = Consignment.objects.filter(Q(state__in=AT_WORK) | _ending(now) | _agreed(now))
    return staff_queues.counted(at_work, where, Q(due_at__lte=now))


def register() -> None:
    """Put them among the queues of the day."""
    for one in QUEUES:
        address = f"consigned:{one.slug}"
        staff_queues.register(
            staff_queues.Queue(one.name, address, one.permission, about=one.about, together=counts)
        )
