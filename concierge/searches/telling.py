"""The sweep that writes to her of new pieces: at once, then not again for a day, and of each piece once.

One of a kind doesn't wait for tomorrow's digest, so the first piece is told as soon as it is seen. What comes in the
hours after that (figure `saved_search_hours`) comes together in the next mail.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.queries.cards import Card
from concierge import links
from concierge.models import SavedSearch, SearchMatch
from concierge.pieces import of_card
from concierge.searches.matching import newest_listing, news_for
from portero.core.figures import figure
from portero.core.mail import outbox

AT_ONCE = 3_000  # at 17 ms a look a minute; those that waited longest come first, the rest in the next round
SHOWN = 12
# A piece is listed at the start of a transaction that commits later, perhaps behind a look: look back so far again.
LATE = timedelta(hours=1)


def tell_all(now: datetime | None = None) -> int:
    """Look for every search that may write now; returns how many mails were written. Safe to run twice and at once."""
    now = now or timezone.now()
    newest = newest_listing()
    if newest is None:
        return 0
    due = _due(now).filter(looked_at__lte=newest + LATE).order_by("looked_at")
    return sum(tell(pk, now) for pk in list(due.values_list("pk", flat=True)[:AT_ONCE]))


@transaction.atomic
def tell(pk: int, now: datetime) -> bool:
    """Look for one search and write if there is something new; True if a mail was written.

    A second worker finds the row locked, or looked at, and leaves it.
    """
    due = _due(now).filter(pk=pk).select_for_update(of=("self",), skip_locked=True)
    saved = due.select_related("user").first()
    if saved is None:
        return False
    news = news_for(saved, since=max(saved.since, saved.looked_at - LATE))
    saved.looked_at = now
    if news:
        saved.told_at = now
        SearchMatch.objects.bulk_create(
            [SearchMatch(search=saved, item_id=card.pk, told_at=now) for card in news]
        )
        _write(saved, news)
    saved.save(update_fields=["looked_at", "told_at"])
    return bool(news)


def _due(now: datetime) -> QuerySet[SavedSearch]:
    quiet = now - timedelta(hours=int(figure("saved_search_hours")))
    may_write = Q(told_at__isnull=True) | Q(told_at__lte=quiet)
    listening = Q(user__isnull=True) | Q(user__is_active=True)
    return SavedSearch.objects.filter(
        may_write, listening, confirmed_at__isnull=False, paused_at__isnull=True
    )


def _write(saved: SavedSearch, news: Sequence[Card]) -> None:
    outbox.post(
        "search_news",
        about=f"search:{saved.pk}:{saved.told_at:%Y-%m-%dT%H:%M:%S}",
        to=saved.user.email if saved.user else saved.email,
        context={
            "search": saved,
            "count": len(news),
            "pieces": [of_card(card) for card in news[:SHOWN]],
            "more": max(0, len(news) - SHOWN),
            "link": settings.PUBLIC_URL + saved.address,
            "manage": links.link_to("concierge:search", links.SEARCH, saved.pk),
            "hours": figure("saved_search_hours"),
        },
        unsubscribe=links.link_to("concierge:search-stop", links.SEARCH, saved.pk),
    )
