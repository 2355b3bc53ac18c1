"""How a page that is the same for everybody may be kept: by us while the shelf stands, by others for ten seconds."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import cache_control

from catalog import shelf

View = Callable[..., HttpResponseBase]
VERSION = "version_shown"
# Ten seconds: a hold or a sale shows soon enough, and a crowd on one page costs one rendering.
SECONDS = 10


def kept_shortly(view: View) -> View:
    """Mark a view whose answer is the same for everybody: no session, no user, no token, nothing by cookie.

    Our own processes keep it while the shelf's version stands (catalog.pages), caches between us and her for ten
    seconds.
    """

    @wraps(view)
    @cache_control(public=True, max_age=SECONDS)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with shelf.settled() as shown:
            version = shown.version  # before anything is read: what is read then is as new or newer
            response = view(request, *args, **kwargs)
        setattr(response, VERSION, version)
        return response

    return wrapped


def version_shown(response: HttpResponseBase) -> int | None:
    """The version of the shelf that a public answer shows; None for every other answer."""
    return getattr(response, VERSION, None)
