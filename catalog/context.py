"""What header and footer list on every page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from catalog.queries.vocabulary import top_categories


def menu(request: HttpRequest) -> dict[str, Any]:
    """The top-level categories; read when a page first asks, at most one query."""
    return {"menu": SimpleLazyObject(top_categories)}
