"""What every page may know without asking who is looking: nothing here reads the session or the user."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portero.core.care import care_hours
from portero.core.figures import figures_in_force


def shop(request: HttpRequest) -> dict[str, Any]:
    """The shop's address, care's contacts and hours, the figures in force (read when a page first asks)."""
    figures: Any = SimpleLazyObject(figures_in_force)
    return {
        "public_url": settings.PUBLIC_URL,
        "test_mode": settings.STRIPE_TEST_MODE,
        "figures": figures,
        "care": SimpleLazyObject(lambda: care_hours(figures)),
        "care_email": settings.CARE_EMAIL,
        "care_phone": settings.CARE_PHONE,
    }
