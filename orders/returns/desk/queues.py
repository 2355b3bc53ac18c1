"""The returns that wait, by deadline: which each queue holds, whose work it is, and what the work is."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from orders.returns.models import ENDED, Return, ReturnPiece, ReturnState
from portero.core import staff_queues

S = ReturnState
VIEW, DECIDE = "returns.view_return", "returns.change_return"
RECEIVE, SETTLE = "returns.receive_return", "returns.settle_return"
UNDER_WAY = (S.APPROVED, S.IN_TRANSIT)
REFUSED = ReturnPiece.objects.filter(
    ret=OuterRef("pk"), verdict="refused", back_at__isnull=True, back_lost_at__isnull=True
)
TO_SEND_BACK = Exists(REFUSED.filter(sent_back_at__isnull=True))
ON_THEIR_WAY_BACK = Exists(REFUSED.filter(sent_back_at__isnull=False))
MOST = 200


@dataclass(frozen=True)
class Queue:
    """One kind of work; `where` says which returns are in it, `daily` whether it stands on the staff's day."""

    slug: str
    name: str
    about: str
    where: Q
    permission: str = VIEW
    daily: bool = True

    @property
    def title(self) -> str:
        """Its name where other rooms' queues stand beside it."""
        return f"Returns {self.name[0].lower()}{self.name[1:]}"


QUEUES = (
    Queue(
        "open",
        "Open",
        "Every return that isn't over, whoever's turn it is.",
        ~Q(state__in=ENDED),
        daily=False,
    ),
    Queue("to-decide", "To decide", "Requests to approve or decline.", Q(state=S.REQUESTED), DECIDE),
    Queue(
        "without-label",
        "Without a label",
        "Approved returns for which no label is bought yet.",
        Q(state=S.APPROVED, label__isnull=True),
        DECIDE,
    ),
    Queue("awaited", "Awaited", "With the client or the carrier.", Q(state__in=UNDER_WAY), daily=False),
    Queue(
        "to-receive",
        "To receive",
        "Parcels that the carrier has delivered to us.",
        Q(state__in=UNDER_WAY, at_our_door_at__isnull=False),
        RECEIVE,
    ),
    Queue(
        "to-inspect",
        "To inspect",
        "Pieces to hold against how they left.",
        Q(state=S.RECEIVED),
        RECEIVE,
    ),
    Queue(
        "to-send-back",
        "To send back",
        "Refused pieces that go back to their buyers.",
        Q(TO_SEND_BACK),
        RECEIVE,
    ),
    Queue(
        "going-back",
        "Going back",
        "Refused pieces on their way to their buyers.",
        Q(ON_THEIR_WAY_BACK),
        daily=False,
    ),
    Queue("lost", "Lost", "Lost on the way to us: what becomes of the money.", Q(state=S.LOST), SETTLE),
    Queue(
        "refunds", "Being refunded", "Accepted; the money is on its way.", Q(state=S.REFUNDING), daily=False
    ),
    Queue("over", "Over", "Ended, the last one first.", Q(state__in=ENDED), daily=False),
)
BY_SLUG = {queue.slug: queue for queue in QUEUES}


def shown(queue: Queue, words: str = "") -> QuerySet[Return]:
    """A queue with all that its page shows, most urgent first, narrowed by a number, a name or an e-mail.

    Two queries: the returns, and their pieces.
    """
    pieces = ReturnPiece.objects.select_related("item__designer").order_by("pk")
    found = Return.objects.filter(queue.where).select_related("order__contact", "label")
    if words:
        found = found.filter(
            Q(number=words.upper())
            | Q(order__number=words.upper())
            | Q(order__contact__email__iexact=words)
            | Q(Exists(ReturnPiece.objects.filter(ret=OuterRef("pk"), item__number=words.upper())))
        )
    ordered = found.order_by("-ended_at", "-pk") if queue.slug == "over" else found.order_by("due_at", "pk")
    return ordered.prefetch_related(Prefetch("pieces", queryset=pieces))[:MOST]


def counts() -> dict[str, tuple[int, int]]:
    """How many wait and how many are late, by the queue's address; one query over the returns that are open."""
    where = {_address(one.slug): one.where for one in QUEUES if one.daily}
    open_ones = Return.objects.filter(ended_at__isnull=True)
    return staff_queues.counted(open_ones, where, _late(timezone.now()))


def register() -> None:
    """Put those that are work among the queues of the day."""
    for one in QUEUES:
        if one.daily:
            staff_queues.register(
                staff_queues.Queue(
                    one.title, _address(one.slug), one.permission, about=one.about, together=counts
                )
            )


def _late(now: datetime) -> Q:
    return Q(due_at__lte=now)


def _address(slug: str) -> str:
    return f"return-desk:{slug}"
