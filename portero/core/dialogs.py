"""Dialogs of the staff site leave their page when they are done."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase

STAFF = "/staff/"  # the shop's own pages let htmx follow
GetResponse = Callable[[HttpRequest], HttpResponse]


class LeaveDialogs:
    """Unfold posts its dialogs by htmx, which follows a redirect unseen and leaves the dialog open, emptied.

    With HX-Redirect the browser goes where the redirect leads, and the page says what was done.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Turn a redirect that htmx asked for into one of the whole page."""
        response = self.get_response(request)
        asked = "HX-Request" in request.headers and request.path.startswith(STAFF)
        if asked and isinstance(response, HttpResponseRedirectBase):
            response.status_code = 200
            response["HX-Redirect"] = response.url
            del response["Location"]
        return response
