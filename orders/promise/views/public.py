"""The rules of the Promise, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.views.public import kept_shortly

TITLE = "The Portero Promise"


@require_safe
@kept_shortly
def rules(request: HttpRequest) -> HttpResponse:
    """What we answer for, how a claim goes, and how long each step of it may take."""
    return render(request, "promise/page.html", {"canonical": request.path, "shared_title": TITLE})
