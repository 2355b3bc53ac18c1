"""The queues of claims by clock: whose turn it is, which claims wait there now, and how many are late."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, Func, OuterRef, Q, QuerySet
from django.utils import timezone

from authentication.models import Review
from orders.promise.models import Claim, ClaimInspection, ClaimState
from portero.core import staff_queues

S = ClaimState
VIEW, ANSWER = "promise.view_claim", "promise.change_claim"
RECEIVE, DECIDE = "promise.receive_claim", "promise.decide_claim"
MANAGE, SETTLE = "promise.override_tag", "promise.settle_claim"
ASK = "authentication.ask_outside"
INSPECTED = Exists(ClaimInspection.objects.filter(claim=OuterRef("pk")))
WORD = Review.objects.filter(case=OuterRef("case"), expert__isnull=False, state=Review.State.SUBMITTED)
# As `money.fell_short`, of many.
FELL_SHORT: Any = Func("refund_id", function="promise_fell_short", output_field=BooleanField())
ASKS_FOR_TIME = ~Q(appointment_wanted="") & Q(appointment_answered_at__isnull=True)


@dataclass(frozen=True)
class Queue:
    """One kind of work; `where` says which claims are in it now, `daily` whether it stands on the staff's day."""

    slug: str
    name: str
    about: str
    permission: str
    where: Callable[[datetime], Q]
    daily: bool = True

    def waiting(self, now: datetime) -> QuerySet[Claim]:
        """What waits for it, without what a page shows."""
        return open_claims().filter(self.where(now))


def open_claims() -> QuerySet[Claim]:
    """Every claim that isn't over, as `looked_at`."""
    return looked_at(Claim.objects.filter(ended_at__isnull=True))


def looked_at(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """`inspected`: its parcel was opened and compared; `heard`: somebody outside has given her word in its case."""
    return claims.annotate(inspected=INSPECTED, heard=Exists(WORD))


def _to_answer(now: datetime) -> Q:
    return Q(state=S.OPENED) | ASKS_FOR_TIME


def _at_the_table(now: datetime) -> Q:
    awaited = Q(state__in=[S.LABEL_SENT, S.IN_TRANSIT])
    return awaited | Q(state=S.RECEIVED, inspected=False) | Q(state=S.GOING_BACK)


def _to_decide(now: datetime) -> Q:
    return Q(state__in=[S.UNDER_REVIEW, S.THIRD_PARTY]) | Q(state=S.RECEIVED, inspected=True)


def _to_settle(now: datetime) -> Q:
    return Q(state__in=[S.LOST, S.DECIDED_NOT_AUTHENTIC]) | ~Q(refund_problem="") | Q(FELL_SHORT)


def _open(now: datetime) -> Q:
    return Q(ended_at__isnull=True)


def _late(now: datetime) -> Q:
    return Q(due_at__lte=now)


QUEUES = (
    Queue("answer", "Promise claims", "Doubts to answer, and appointments to give.", ANSWER, _to_answer),
    Queue(
        "receive",
        "Claims to receive and send back",
        "Pieces under a claim that come in, are compared at the table, or go back.",
        RECEIVE,
        _at_the_table,
    ),
    Queue(
        "review",
        "Claims to review and decide",
        "Pieces that came in under a claim: to review, with somebody outside, or to decide.",
        DECIDE,
        _to_decide,
    ),
    Queue(
        "settle",
        "Claims to settle",
        "Lost parcels, and refunds that could not be asked for, or were called off, all or in part.",
        SETTLE,
        _to_settle,
    ),
    Queue(
        "late", "Claims past their clock", "A step that should have happened, whoever’s it is.", MANAGE, _late
    ),
    Queue(
        "open", "Open claims", "Every claim that isn’t over, whosever turn it is.", VIEW, _open, daily=False
    ),
)
BY_SLUG = {queue.slug: queue for queue in QUEUES}
DAILY = tuple(queue for queue in QUEUES if queue.daily)


def shown(queue: Queue, now: datetime, words: str = "") -> QuerySet[Claim]:
    """A queue with all that its page shows, most urgent first, narrowed by a number or an e-mail. Two queries."""
    found = queue.waiting(now).select_related("order", "item__designer", "case").prefetch_related("reminders")
    if words:
        found = found.filter(
            Q(number__iexact=words)
            | Q(order__number__iexact=words)
            | Q(item__number__iexact=words)
            | Q(order__contact__email__iexact=words)
        )
    return found.order_by("due_at", "pk")


def counts() -> dict[str, tuple[int, int]]:
    """How many wait and how many are late, by the queue's address; one query over the claims that aren't over."""
    now = timezone.now()
    where = {f"claims-desk:{one.slug}": one.where(now) for one in DAILY}
    return staff_queues.counted(open_claims(), where, _late(now))


def home_of(person: Any) -> Queue:
    """The queue that this member of staff comes from, for the way back."""
    return next((one for one in DAILY if person.has_perm(one.permission)), BY_SLUG["open"])


def register() -> None:
    """Put them among the queues of the day."""
    for one in DAILY:
        staff_queues.register(
            staff_queues.Queue(
                one.name, f"claims-desk:{one.slug}", one.permission, about=one.about, together=counts
            )
        )
