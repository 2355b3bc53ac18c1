"""How long a piece was looked at: counted here by the page's heartbeat, never by the page.

A beat counts the time since the one before, unless that is too long ago to have been one look. Two tabs beat into the
same count, so that they don't look twice as long. The last beat is kept in the cache: losing it loses seconds.
"""

import time

from django.core.cache import cache
from django.db import transaction
from django.db.models import F

from authentication.bench.seats import Seat
from authentication.models import Review

BEAT_S, LONGEST_S = 15, 40
KEPT_S = 600


@transaction.atomic
def beat(seat: Seat, *, fresh: bool = False, now: float | None = None) -> None:
    """Count a sign of life of the page; `fresh` begins a look without counting what was before.

    Beats that come at once wait for each other: none counts the time that another has counted.
    """
    begun = Review.objects.filter(pk=seat.review.pk, state=Review.State.BEGUN)
    if begun.select_for_update(no_key=True).first() is None:
        return
    now, key = now or time.time(), f"authentication:look:{seat.review.pk}"
    last = cache.get(key)
    passed = int(now - last) if last and not fresh else 0
    if not 0 <= passed <= LONGEST_S:
        passed, last = 0, None
    # What is less than a second waits for the next beat: many short ones count as much as one long one.
    cache.set(key, last + passed if last and not fresh else now, KEPT_S)
    if passed and begun.update(looked_s=F("looked_s") + passed):
        seat.review.refresh_from_db(fields=["looked_s"])


def in_words(review: Review) -> str:
    """`Looked at for 3 of at least 8 minutes`; once that is reached, for how long. Nothing where nothing is asked."""
    if not review.least_look_s:
        return ""
    looked, wanted = review.looked_s // 60, -(-review.least_look_s // 60)
    if review.looked_s >= review.least_look_s:
        return f"Looked at for {_minutes(looked)}"
    return f"Looked at for {looked} of at least {_minutes(wanted)}"


def _minutes(count: int) -> str:
    return f"{count} minute" if count == 1 else f"{count} minutes"
