"""What everybody may know about grading: how often a person overrules the rules."""

from django.db.models import Count, F, Q

from catalog.models import GradeDecision
from portero.core.open_figures import Counted, OpenFigure, Window


def overruled(window: Window) -> Counted:
    """Grades that a person set otherwise than proposed, of all that were decided. One indexed query."""
    decided = GradeDecision.objects.filter(**window.of("decided_at"))
    return Counted(**decided.aggregate(of=Count("pk"), count=Count("pk", filter=~Q(proposed=F("confirmed")))))


GRADES_OVERRULED = OpenFigure(
    slug="grades-overruled",
    title="Grades set by a person",
    of_what="grades",
    which="differ from what the rules proposed",
    means=(
        "Rules propose a grade from the recorded defects. A person confirms it, or sets another one and "
        "writes down why. A piece that is graded again counts again."
    ),
    count=overruled,
)
