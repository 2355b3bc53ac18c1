"""What every page may know without asking who is looking: nothing here reads the session or the user."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portero.core.care import care_hours
from portero.core.figures import Figures, figures_in_force

KEPT = "figures_of_this_request"


def figures_of(request: HttpRequest) -> Figures:
    """The figures in force, read once per request however many parts of a page ask."""
    kept: Figures | None = getattr(request, KEPT, None)
    if kept is None:
        kept = figures_in_force()
        setattr(request, KEPT, kept)
    return kept


def shop(request: HttpRequest) -> dict[str, Any]:
    """The shop's address, care's contacts and hours, the figures in force (read when a page first asks)."""
    figures: Any = SimpleLazyObject(lambda: figures_of(request))
    return {
        "public_url": settings.PUBLIC_URL,
        "service_worker": settings.SERVICE_WORKER,
        "test_mode": settings.PAYMENT_TEST_MODE,
        "ways_to_pay": settings.WAYS_TO_PAY,
        "figures": figures,
        "care": SimpleLazyObject(lambda: care_hours(figures)),
        "care_email": settings.CARE_EMAIL,
        "care_phone": settings.CARE_PHONE,
    }
