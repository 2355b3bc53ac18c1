"""Every address of the shop, room by room."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.static import serve

from portero.core.admin_site import site as staff_site
from portero.core.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("staff/", include("accounts.staff_urls")),
    path("staff/", staff_site.urls),
    path("account/", include("accounts.urls")),
    path("", include("orders.urls")),
    path("", include("catalog.urls")),
]
if not settings.PRODUCTION:
    # nginx serves photographs in production (deploy/nginx.conf).
    urlpatterns.append(re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}))
