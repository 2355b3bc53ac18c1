"""A page of the staff site: second factor and permission asked before the view runs, unfold's content policy."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from csp.decorators import csp
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portero.core.admin_site import site

Answer = TypeVar("Answer", bound=HttpResponseBase)


def desk(permission: str) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Wrap a view for staff who hold the permission.

    Who isn't signed in with a second factor is sent to the sign-in; who lacks the permission gets a 403.
    """

    def decorate(view: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        wrapped: Any = csp(settings.STAFF_CONTENT_SECURITY_POLICY)(site.admin_view(checked))
        return wrapped

    return decorate
