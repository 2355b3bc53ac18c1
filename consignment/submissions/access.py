"""The draft of an address: only its signed token opens it, and whoever guesses tokens is soon answered no more."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse

from accounts.throttle import client_address, is_over, too_often
from consignment.submissions import drafts
from portero.core.personal import personal

PURPOSE, GUESSES, WITHIN = "sell-link", 30, timedelta(hours=1)
WAIT = "Too many links that lead nowhere. Please wait an hour."
View = Callable[..., HttpResponse]
Found = TypeVar("Found")


def by_token(view: View) -> View:
    """Give the view the submission that the token in its address opens, and make its answer private.

    A wrong token is a 404; beyond thirty an hour from one address a 429.
    """

    @wraps(view)
    @personal
    def opened(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        submission = found(request, lambda: drafts.of_token(token))
        if isinstance(submission, HttpResponse):
            return submission
        return view(request, submission, *args, **kwargs)

    return opened


def found(request: HttpRequest, look: Callable[[], Found]) -> Found | HttpResponse:
    """What `look` finds. Raises Http404 where it does; who did so too often finds nothing more, be the link right."""
    if is_over(PURPOSE, client_address(request), limit=GUESSES - 1):
        return HttpResponse(WAIT, status=429, content_type="text/plain")
    try:
        return look()
    except Http404:
        too_often(PURPOSE, client_address(request), limit=GUESSES, within=WITHIN)
        raise
