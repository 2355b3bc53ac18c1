"""What every page may know without asking who is looking: nothing here reads the session or the user."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shop(request: HttpRequest) -> dict[str, Any]:
    """The shop's address and whether payment is in test mode."""
    return {"public_url": settings.PUBLIC_URL, "test_mode": settings.STRIPE_TEST_MODE}
