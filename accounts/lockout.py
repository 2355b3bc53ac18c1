"""What a person sees after too many tries: how long to wait, and what else she can do."""

from typing import Any

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, credentials: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer 429; the same whether the e-mail is known or not."""
    cool_off = get_cool_off(request)
    return too_many(request, minutes=int(cool_off.total_seconds() // 60) if cool_off else 15)


def too_many(request: HttpRequest, *, minutes: int) -> HttpResponse:
    """The lockout page, with the wait in words and in the Retry-After header."""
    response = render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response
