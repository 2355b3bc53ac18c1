"""The shop's icon at the address that browsers try by themselves."""

from django.http import HttpRequest, HttpResponseRedirect
from django.templatetags.static import static


def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """To the icon under its current name; looked up per request, the manifest exists only after collectstatic."""
    return HttpResponseRedirect(static("icons/portero.svg"))
