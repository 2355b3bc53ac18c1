"""Her parcel's and her receipt's signed links: the token is the key, and whoever guesses is soon answered no more."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from consignment.submissions.access import found
from portero.core.links import pk_of
from portero.core.personal import personal

View = Callable[..., HttpResponse]


def by_link(kind: str) -> Callable[[View], View]:
    """Give the view the primary key that a link of this kind is for, and make its answer private.

    Wrong tokens count with those of the sell form's links: a 404, beyond thirty an hour from one address a 429.
    """

    def given(view: View) -> View:
        @wraps(view)
        @personal
        def opened(request: HttpRequest, token: str) -> HttpResponse:
            pk = found(request, lambda: pk_of(kind, token))
            return pk if isinstance(pk, HttpResponse) else view(request, pk, token)

        return opened

    return given
