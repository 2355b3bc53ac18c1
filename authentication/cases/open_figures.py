"""What everybody may know about reviews: how many pieces don't pass, and how long a review takes."""

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet

from authentication.models import Case
from authentication.models.cases import DECIDED, FOR_SALE
from portero.core.open_figures import Counted, OpenFigure, Window
from portero.core.postgres.median import Median


def rejected(window: Window) -> Counted:
    """Pieces that didn't pass, of all that were reviewed in order to be sold. One indexed query."""
    sums = _decided(window).aggregate(of=Count("pk"), count=Count("pk", filter=~Q(state=Case.State.PASSED)))
    return Counted(**sums)


def time_of_review(window: Window) -> Counted:
    """The median from the opening of a case to its decision. One indexed query."""
    took = ExpressionWrapper(F("decided_at") - F("opened_at"), output_field=DurationField())
    return Counted(**_decided(window).aggregate(of=Count("pk"), middle=Median(took)))


def _decided(window: Window) -> QuerySet[Case]:
    """Training, blind second looks and claims aren't among them: those pieces were reviewed before."""
    return Case.objects.filter(kind__in=FOR_SALE, state__in=DECIDED, **window.of("decided_at"))


REJECTED = OpenFigure(
    slug="pieces-rejected",
    title="Pieces reviewed and rejected",
    of_what="pieces reviewed",
    which="were not taken",
    means=(
        "Rejected is what was found counterfeit, and what could not be verified. Neither is listed. A "
        "piece counts when its review was decided; pieces that we turn down for their condition or price are "
        "not among them."
    ),
    count=rejected,
)
REVIEW_TIME = OpenFigure(
    slug="review-time",
    title="Time of a review",
    of_what="reviews",
    which="took this long or less",
    means=(
        "The median, from the opening of a review to its decision, nights and weekends included. Half were "
        "faster, half slower. Pieces that take two or three reviewers count in full."
    ),
    count=time_of_review,
)
