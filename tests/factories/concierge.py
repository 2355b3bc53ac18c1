"""What clients asked of the concierge, in the situations that the business knows."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from catalog.models import Item
from concierge.finding import lifecycle
from concierge.models import FindRequest, PlaceInLine, SavedSearch
from concierge.searches.place import read_place
from concierge.searches.wording import name_of
from tests.factories.people import staff

HANDBAGS = "/shop/handbags/"


def a_search(address: str = HANDBAGS, *, email: str = "clara@example.com", **facts: Any) -> SavedSearch:
    """A guest's confirmed search, saved an hour ago; the list at that address must exist."""
    place = read_place(address)
    assert place is not None, address
    before = timezone.now() - timedelta(hours=1)
    told = {"name": name_of(place), "confirmed_at": before, "since": before, "looked_at": before}
    return SavedSearch.objects.create(email=email, path=place.path, query=place.query, **told | facts)


def in_line(item: Item, email: str = "clara@example.com", **facts: Any) -> PlaceInLine:
    """Somebody who waits for a piece."""
    return PlaceInLine.objects.create(item=item, email=email, **facts)


def a_request(*, email: str = "clara@example.com", user: Any = None, **facts: Any) -> FindRequest:
    """A request for a Kelly 28, opened a moment ago."""
    told = {"name": "Clara", "designer": "Hermès", "style": "Kelly 28", "grade": "very_good"} | facts
    return lifecycle.open_request(uuid.uuid4(), email=email, user=user, facts=told)


def proposed(found: FindRequest, item: Item) -> Any:
    """The concierge's proposal of a listed piece."""
    return lifecycle.propose(
        found.pk, item, actor=staff("Concierge", email="iris@portero.example"), why="Sellier."
    )
