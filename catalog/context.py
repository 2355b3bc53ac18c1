"""What header and footer list on every page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from catalog.queries.vocabulary import top_categories
from catalog.shelf import Shelf, current

KEPT = "shelf_of_this_request"


def shelf_of(request: HttpRequest) -> Shelf:
    """The shelf, made true once per request however many parts of a page ask."""
    kept: Shelf | None = getattr(request, KEPT, None)
    if kept is None:
        kept = current()
        setattr(request, KEPT, kept)
    return kept


def menu(request: HttpRequest) -> dict[str, Any]:
    """The top-level categories; counted when a page first asks."""
    return {"menu": SimpleLazyObject(lambda: top_categories(shelf_of(request)))}
