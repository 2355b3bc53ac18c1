"""The room's pages in the sidebar of the staff site."""

from django.utils import timezone

from authentication import case_admin  # noqa: F401  (registers cases, tiers, experts)
from authentication.bench import queries
from authentication.certificates import admin  # noqa: F401  (registers its table)
from authentication.condition import queue as condition_queue
from authentication.quality import blind
from authentication.serials.alarms import counts
from portero.core.staff_menu import add_page
from portero.core.staff_queues import Queue, register

register(
    Queue(
        name="To authenticate",
        url_name="review:queue",
        permission="authentication.add_review",
        count=lambda: queries.waiting().count(),
        late=lambda: queries.waiting().filter(due_at__lte=timezone.now()).count(),
        about="Pieces that wait for a review.",
    )
)
register(
    Queue(
        name="Condition and grade",
        url_name="condition:waiting",
        permission="catalog.add_gradedecision",
        count=condition_queue.count,
        about="Pieces that came in: report, zones, measurements, and the grade confirmed.",
    )
)
register(
    Queue(
        name="Grade blind",
        url_name="quality:waiting",
        permission="catalog.add_gradedecision",
        count=lambda: blind.waiting().count(),
        about="Pieces that a colleague graded, to be graded again without her report.",
    )
)

add_page("Before the sale", "Checklists", "checklists:list", "authentication.view_checklisttemplate")
add_page("Before the sale", "Read a code", "codes:tool", "authentication.view_checklisttemplate")
register(
    Queue(
        name="Alarms about numbers",
        url_name="numbers:alarms",
        permission="authentication.view_serialalarm",
        together=counts,
        about="The same number on two pieces, or on a list of stolen or counterfeit ones.",
    )
)
add_page("House", "Stolen and counterfeit numbers", "numbers:lists", "authentication.add_flaggedlist")
add_page("House", "Quality", "quality:page", "authentication.view_quality")
