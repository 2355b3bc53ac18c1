"""Who stands where on the way into the staff site: password checked, second factor proven."""

from collections.abc import Callable
from functools import wraps
from time import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django_otp import login as otp_login

from accounts.destination import wanted_place
from portero.core.admin_site import VERIFIED_AT, is_verified_staff

View = Callable[..., HttpResponse]


def staff_only(view: View) -> View:
    """For staff whose password was checked; anybody else starts at the sign-in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and request.user.is_staff:
            return view(request, *args, **kwargs)
        return redirect(with_next("staff:sign-in", request))

    return guarded


def verified_only(view: View) -> View:
    """For staff who proved the second factor in this session."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_verified_staff(request):
            return view(request, *args, **kwargs)
        return redirect(reverse("staff:sign-in") + "?" + urlencode({"next": request.path}))

    return guarded


def wanted(request: HttpRequest) -> str:
    """The page of `next`, else the staff site's first."""
    return wanted_place(request, default="admin:index")


def with_next(name: str, request: HttpRequest) -> str:
    """The address of a step that leads on to the same page afterwards."""
    return reverse(name) + "?" + urlencode({"next": wanted(request)})


def let_in(request: HttpRequest, device: Any) -> None:
    """Mark the session as proven, under a new key, for STAFF_SESSION_HOURS."""
    request.session.cycle_key()
    otp_login(request, device)
    request.session[VERIFIED_AT] = int(time())
