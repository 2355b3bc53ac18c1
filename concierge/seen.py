"""What a visitor looked at, and what is new since she was here: her browser remembers, the shop is only asked.

Nothing is stored here and nobody is known: the numbers and the time come in the address, from the browser's own memory
(static/js/seen.js), and the answer is the same for everybody who asks the same.
"""

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.models import Item, ListingState
from catalog.numbers import read_number
from catalog.queries.cards import cards, visible

MOST = 12
# By shared caches alone: hardly anybody asks for another's address, and our own cache is for pages that many see.
kept_outside = cache_control(public=True, max_age=10)
LONGEST = timedelta(days=90)
MARKED = 96
COUNTED = 1_000  # beyond that the number says nothing to her and costs the database time


@require_safe
@kept_outside
def recently_viewed(request: HttpRequest) -> HttpResponse:
    """The strip of the pieces `n`, in that order, twelve at most; sold ones are marked, unknown ones left out."""
    asked = dict.fromkeys(read_number(text[:20]) for text in request.GET.getlist("n")[: 2 * MOST])
    numbers = [number for number in asked if number][:MOST]
    found = {card.number: card for card in cards(visible().filter(number__in=numbers))}
    items = [found[number] for number in numbers if number in found]
    return _fragment(request, "concierge/seen/strip.html", {"items": items})


@require_safe
@kept_outside
def new_since(request: HttpRequest) -> HttpResponse:
    """How many pieces that can be bought came since `t` (seconds since 1970), and the numbers of the newest."""
    since = _time(request.GET.get("t", ""))
    if since is None:
        return _fragment(request, "concierge/seen/new.html", {"count": 0})
    listed = Item.objects.filter(state=ListingState.LISTED, listed_at__gt=since)
    newest = listed.order_by("-listed_at", "-pk").values_list("number", flat=True)[:MARKED]
    count = listed[:COUNTED].count()
    context = {"count": count, "many": count == COUNTED, "since": since, "numbers": list(newest)}
    return _fragment(request, "concierge/seen/new.html", context)


def _time(typed: str) -> datetime | None:
    """The time of her last visit; None for none that can be, and for one too long ago to be of use."""
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 10):
        return None
    told, now = datetime.fromtimestamp(int(typed), UTC), timezone.now()
    return told if now - LONGEST <= told <= now else None


def _fragment(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    answer = render(request, template, context)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
