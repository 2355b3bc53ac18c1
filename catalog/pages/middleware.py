"""The first middleware: answers public pages from memory while the shelf is as it was when they were made.

It stands before all others, so that what it keeps carries their headers and a kept answer costs none of their
work. That is right because a public page doesn't depend on who asks (catalog.views.public), and everything
else that the others look at is part of the key or of the decision to keep.
"""

import hashlib
from collections.abc import Callable
from time import monotonic

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from catalog import shelf
from catalog.pages.own import KeptPage, OwnAnswer
from catalog.pages.store import Keepable, Kept, Key, Store
from catalog.views.public import version_shown

SAFE = ("GET", "HEAD")
store = Store()


class PublicPages:
    """Keep what a view marked by `kept_shortly` answers; ETag, conditional GET and HEAD for all of those."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The kept answer if it is still true, else a new one."""
        if request.method not in SAFE:
            return self.get_response(request)
        key, began = key_of(request), monotonic()
        kept = store.get(key)
        # In this order: what is too old needn't be compared, and only what is kept costs a look at the shelf.
        if kept and kept.in_time:
            with shelf.settled() as shown:
                if kept.stands(shown):
                    return _as_asked(request, kept.answer())
        response = self.get_response(request)
        fresh = _to_keep(response, began)
        if fresh is None:
            return response
        store.put(key, fresh, most=settings.PAGES_KEPT_BYTES)
        return _as_asked(request, response)


def key_of(request: HttpRequest) -> Key:
    """All that a public answer may depend on: scheme, host, address as it was sent, whether htmx asks."""
    asked = request.META
    return (
        request.scheme or "",
        asked.get("HTTP_HOST", ""),
        request.path,
        asked.get("QUERY_STRING", ""),
        asked.get("HTTP_HX_REQUEST", ""),
    )


def _to_keep(response: HttpResponse, began: float) -> Keepable | None:
    """What is kept of an answer, which gets its ETag; None for one that isn't everybody's."""
    version = version_shown(response)
    if version is None or not _same_for_everybody(response):
        return None
    if isinstance(response, OwnAnswer):
        return KeptPage.of(response)
    response["ETag"] = f'"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
    response["Content-Length"] = str(len(response.content))
    return Kept(response.content, dict(response.items()), version, began + settings.PAGES_KEPT_SECONDS)


def _same_for_everybody(response: HttpResponse) -> bool:
    """A cookie, or anything it varies by that isn't in the key, makes an answer somebody's own."""
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and varies <= {"hx-request"}
    )


def _as_asked(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 to who has it already; no body to who asks for the headers alone (gunicorn would send it)."""
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    assert isinstance(answer, HttpResponse)  # noqa: S101  (for the type checker: one went in)
    if request.method == "HEAD":
        answer.content = b""
    return answer
