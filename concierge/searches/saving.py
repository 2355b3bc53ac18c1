"""A saved search's life: saved, confirmed by a guest, named, paused, taken up again, deleted."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from concierge import links
from concierge.models import SavedSearch
from concierge.searches.place import Place
from concierge.searches.wording import name_of
from portero.core.figures import figure
from portero.core.mail import outbox

MOST_PER_PERSON = 50
ASK_AGAIN_MINUTES = 15


class TooMany(Exception):
    """She has as many saved searches as we keep for one person."""


def save_for_client(user: Any, place: Place, *, name: str = "") -> SavedSearch:
    """Keep the search of somebody signed in; a second time it is the same one, taken up again.

    Raises TooMany.
    """
    mine = SavedSearch.objects.filter(user=user)
    _leave_room(mine.exclude(path=place.path, query=place.query).count())
    facts = {"email": user.email.lower(), "name": name or name_of(place), "confirmed_at": timezone.now()}
    saved, made = SavedSearch.objects.get_or_create(
        user=user, path=place.path, query=place.query, defaults=facts
    )
    if not made:
        resume(saved)
    return saved


def save_for_guest(email: str, place: Place, *, name: str = "") -> SavedSearch:
    """Keep a guest's search and ask her by mail to confirm it; until then it is silent.

    One that she has confirmed before stays as it is: whoever types her e-mail here can neither change it nor make
    us write. Asks at most once in a quarter of an hour. Raises TooMany.
    """
    hers = SavedSearch.objects.filter(user=None, email=email)
    _leave_room(hers.exclude(path=place.path, query=place.query).count())
    saved, _ = SavedSearch.objects.get_or_create(
        user=None, email=email, path=place.path, query=place.query, defaults={"name": name_of(place)}
    )
    if saved.confirmed_at is None:
        saved.asked_at = timezone.now()
        SavedSearch.objects.filter(pk=saved.pk).update(asked_at=saved.asked_at)
        _ask(saved)
    return saved


def confirm(saved: SavedSearch) -> None:
    """She holds the link that we mailed, so the address is hers; twice is once. What came meanwhile is no news."""
    now = timezone.now()
    silent = SavedSearch.objects.filter(pk=saved.pk, confirmed_at=None)
    silent.update(confirmed_at=now, looked_at=now, since=now)


def pause(saved: SavedSearch) -> None:
    """No mails until she takes it up again; twice is once."""
    SavedSearch.objects.filter(pk=saved.pk, paused_at=None).update(paused_at=timezone.now())


def resume(saved: SavedSearch) -> None:
    """Mails again, of pieces that are listed from now on."""
    now = timezone.now()
    paused = SavedSearch.objects.filter(pk=saved.pk, paused_at__isnull=False)
    paused.update(paused_at=None, looked_at=now, since=now)


def rename(saved: SavedSearch, name: str) -> None:
    """What she calls it."""
    SavedSearch.objects.filter(pk=saved.pk).update(name=name)


def forget_unconfirmed() -> int:
    """Delete what guests never confirmed, with the e-mail that somebody typed; returns how many."""
    last = timezone.now() - timedelta(days=int(figure("confirm_search_days")))
    return SavedSearch.objects.filter(confirmed_at=None, asked_at__lt=last).delete()[0]


def _leave_room(others: int) -> None:
    if others >= MOST_PER_PERSON:
        raise TooMany


def _ask(saved: SavedSearch) -> None:
    window = int(saved.asked_at.timestamp()) // (60 * ASK_AGAIN_MINUTES)
    outbox.post(
        "search_confirm",
        about=f"search:{saved.pk}:ask-{window}",
        to=saved.email,
        context={
            "search": saved,
            "link": links.link_to("concierge:search", links.SEARCH, saved.pk),
            "days": figure("confirm_search_days"),
        },
    )
