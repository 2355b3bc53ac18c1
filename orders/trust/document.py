"""The house's open figures as one document: counted, kept for some minutes, never typed.

A room that knows one more adds it to FIGURES; what nobody counts yet is absent.
"""

from datetime import datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from redis.exceptions import RedisError

from authentication.cases.open_figures import REJECTED, REVIEW_TIME
from catalog.condition.open_figures import GRADES_OVERRULED
from orders.fulfilment.open_figures import SHIPPED_IN_TIME
from orders.promise.open_figures import CLAIMS_OPENED, CLAIMS_UPHELD, GRADES_DISPUTED
from portero.core.open_figures import Counted, OpenFigure, Window

FIGURES: tuple[OpenFigure, ...] = (
    SHIPPED_IN_TIME,
    REJECTED,
    REVIEW_TIME,
    GRADES_OVERRULED,
    GRADES_DISPUTED,
    CLAIMS_OPENED,
    CLAIMS_UPHELD,
)
DAYS = 90
LEAST = 20
KEY = "open-figures-2"  # another number for another form of the document


def published() -> dict[str, Any]:
    """The document as it was counted within the last minutes (`TRUST_KEPT_SECONDS`); counted anew without a cache."""
    try:
        return cache.get_or_set(KEY, lambda: counted(timezone.now()), settings.TRUST_KEPT_SECONDS) or {}
    except (RedisError, OSError):
        return counted(timezone.now())


def counted(now: datetime) -> dict[str, Any]:
    """Every figure over the last 90 days, as JSON has it; ten indexed queries."""
    window = Window(now - timedelta(days=DAYS), now)
    return {
        "counted_at": now.isoformat(timespec="seconds"),
        "since": window.since.isoformat(timespec="seconds"),
        "until": window.until.isoformat(timespec="seconds"),
        "days": DAYS,
        "least": LEAST,
        "figures": [_told(figure, figure.count(window)) for figure in FIGURES],
    }


def _told(figure: OpenFigure, found: Counted) -> dict[str, Any]:
    """Below the least number a share would say more about chance than about the house: only how many there are."""
    within = figure.within()
    told = {
        "slug": figure.slug,
        "title": figure.title.format(within=within),
        "of": found.of,
        "of_what": figure.of_what,
        "which": figure.which,
        "means": figure.means.format(within=within),
        "enough": found.of >= LEAST,
    }
    if not told["enough"]:
        return told
    if found.count is not None:
        told |= {"count": found.count, "per_cent": str(_per_cent(found.count, found.of))}
    if found.middle is not None:
        told |= {"median_minutes": round(found.middle / timedelta(minutes=1))}
    return told


def _per_cent(count: int, of: int) -> Decimal:
    """To one decimal, cut off: 99.96 is not 100."""
    return (Decimal(100 * count) / of).quantize(Decimal("0.1"), ROUND_FLOOR)
