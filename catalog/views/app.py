"""What makes the shop an app: the manifest, the service worker, the page without a network."""

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from catalog.offline.manifest import manifest as app_manifest
from catalog.offline.worker import source
from catalog.views.public import kept_shortly


@require_safe
@kept_shortly
def manifest(request: HttpRequest) -> JsonResponse:
    """Name, colours, icons, shortcuts."""
    return JsonResponse(app_manifest(), content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
@csp_update({"connect-src": settings.MEDIA_ORIGINS})  # it fetches pictures, which for a worker is connecting
@conditional_page
def service_worker(request: HttpRequest) -> HttpResponse:
    """Never from a cache: a worker that can't be replaced would outlive its mistakes."""
    return HttpResponse(source(), content_type="text/javascript; charset=utf-8")


@require_safe
@kept_shortly
def offline(request: HttpRequest) -> HttpResponse:
    """What a browser without a network shows; its script fills in the pieces that were looked at last."""
    return render(request, "catalog/offline.html")
