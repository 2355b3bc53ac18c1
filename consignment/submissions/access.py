"""The draft of an address: only its signed token opens it, and whoever guesses tokens is soon answered no more."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from accounts.throttle import client_address, too_often
from consignment.models import Submission
from consignment.submissions import drafts
from portero.core.personal import personal

GUESSES, WITHIN = 30, timedelta(hours=1)
View = Callable[..., HttpResponse]


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


def found(request: HttpRequest, look: Callable[[], Submission]) -> Submission | HttpResponse:
    """What `look` finds. Raises Http404 where it does; who did so too often gets the answer that says so."""
    try:
        return look()
    except Http404:
        if too_often("sell-link", client_address(request), limit=GUESSES, within=WITHIN):
            return HttpResponse("Too many links that lead nowhere.", status=429, content_type="text/plain")
        raise
