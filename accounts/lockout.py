"""What a person sees after too many wrong passwords."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def locked_out(request: HttpRequest, credentials: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
    """Say how long to wait; the same whether the e-mail is known or not."""
    return HttpResponse("Too many tries. Wait 15 minutes, or reset your password.", status=429)
