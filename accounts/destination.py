"""Where somebody goes after signing in."""

from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def wanted_place(request: HttpRequest, *, default: str) -> str:
    """The address in `next` if it's a page of ours, else the default: nobody is sent to a stranger's site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # Without the slash `redirect` would look for a view of that name.
    return wanted if ours and wanted.startswith("/") else resolve_url(default)
