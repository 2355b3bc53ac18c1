"""What everybody may know about the Promise: how often a piece is doubted, and how often its buyer was right."""

from django.db.models import Count, Exists, OuterRef, Q

from orders.fulfilment.models import ShipmentLine
from orders.promise.models import Claim, ClaimDecision, Kind
from orders.promise.models.decisions import UPHELD
from portero.core.open_figures import Counted, OpenFigure, Window


def opened(window: Window) -> Counted:
    """Claims that were opened, of pieces that left us. Two indexed counts."""
    return Counted(of=_left_us(window), count=Claim.objects.filter(**window.of("opened_at")).count())


def grades_disputed(window: Window) -> Counted:
    """Claims about the condition, of pieces that left us. Two indexed counts."""
    claims = Claim.objects.filter(kind=Kind.CONDITION, **window.of("opened_at"))
    return Counted(of=_left_us(window), count=claims.count())


def upheld(window: Window) -> Counted:
    """Claims that we, or the authenticator outside after us, decided for the buyer. One indexed query."""
    later = ClaimDecision.objects.filter(claim=OuterRef("claim"), pk__gt=OuterRef("pk"))
    last = ClaimDecision.objects.filter(~Exists(later), **window.of("decided_at"))
    return Counted(**last.aggregate(of=Count("pk"), count=Count("pk", filter=Q(outcome__in=UPHELD))))


def _left_us(window: Window) -> int:
    return ShipmentLine.objects.filter(**window.of("shipment__shipped_at")).count()


CLAIMS_OPENED = OpenFigure(
    slug="claims-opened",
    title="Claims opened",
    of_what="pieces shipped",
    which="were doubted by their buyers",
    means=(
        "Every claim under the Portero Promise that was opened in this time, whatever became of it, also one that "
        "was withdrawn. The pieces are those that left us in the same time; a claim may be about one that left earlier."
    ),
    count=opened,
)
CLAIMS_UPHELD = OpenFigure(
    slug="claims-upheld",
    title="Claims upheld",
    of_what="claims decided",
    which="were decided for the buyer",
    means=(
        "Upheld is a claim after which we said that a piece is not authentic, that nobody can verify it, or that "
        "its condition was misdescribed. Where an authenticator outside our house decided, her word counts. A claim "
        "counts when it was decided last; one that was withdrawn or never sent in is not among them."
    ),
    count=upheld,
)
GRADES_DISPUTED = OpenFigure(
    slug="grades-disputed",
    title="Grades disputed",
    of_what="pieces shipped",
    which="came with a condition that their buyers disputed",
    means=(
        "Claims about the condition that were opened in this time, whether we were right or wrong. The pieces are "
        "those that left us in the same time."
    ),
    count=grades_disputed,
)
