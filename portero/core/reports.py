"""What an error report may say: names of fields and variables, never what was in them."""

from collections.abc import ItemsView
from types import FrameType, TracebackType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class NothingPersonal(SafeExceptionReporterFilter):
    """Hides every value of a form, cookie, header and variable: a token or an address may be in any of them."""

    KEPT = frozenset(
        {"REQUEST_METHOD", "PATH_INFO", "SERVER_NAME", "SERVER_PORT", "CONTENT_TYPE", "wsgi.version"}
    )

    def is_active(self, request: HttpRequest | None) -> bool:
        """Always, also on a developer's machine."""
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """The names of what was posted."""
        return {} if request is None else dict.fromkeys(request.POST, self.cleansed_substitute)

    def get_safe_cookies(self, request: HttpRequest | None) -> dict[str, Any]:
        """The names of the cookies."""
        return {} if request is None else dict.fromkeys(request.COOKIES, self.cleansed_substitute)

    def get_safe_request_meta(self, request: HttpRequest | None) -> dict[str, Any]:
        """The environment of the request; headers by name only."""
        meta = {} if request is None else request.META
        return {
            name: value if name in self.KEPT else self.cleansed_substitute for name, value in meta.items()
        }

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType | TracebackType
    ) -> ItemsView[str, Any]:
        """The names of the variables."""
        local: dict[str, Any] = getattr(tb_frame, "f_locals", {})
        return dict.fromkeys(local, self.cleansed_substitute).items()
