"""Every address of the shop, room by room."""

from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.module_loading import module_has_submodule
from django.views.static import serve

from portero.core.admin_site import site as staff_site
from portero.core.health import healthz
from portero.core.icons import favicon
from portero.core.sealing.published import keys

ROOMS = (
    "portero",
    "accounts",
    "catalog",
    "authentication",
    "logistics",
    "consignment",
    "orders",
    "concierge",
)


def _register_staff_pages() -> None:
    """Load the `admin` module of our own rooms; Oscar's would register 59 models that staff don't need."""
    for app in apps.get_app_configs():
        if app.name.split(".")[0] in ROOMS and module_has_submodule(app.module, "admin"):
            import_module(f"{app.name}.admin")


_register_staff_pages()
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    # Browsers ask for it on pages that name no icon (the provider's pages, the staff site's).
    path("favicon.ico", favicon, name="favicon"),
    path(".well-known/portero-keys.json", keys, name="keys"),
    path("", include("catalog.urls")),  # first: what is asked most is compared with least
    path("staff/", include("accounts.staff_urls")),
    path("staff/", include("portero.core.mail.urls")),
    path("staff/", include("catalog.photography.urls")),
    path("staff/", include("authentication.condition.urls")),
    path("staff/", include("authentication.quality.urls")),
    path("staff/", include("authentication.codes.urls")),
    path("staff/", include("authentication.checklists.urls")),
    path("staff/", include("authentication.serials.desk_urls")),
    path("staff/", include("authentication.bench.urls")),
    path("staff/", include("orders.fulfilment.urls")),
    path("staff/", include("orders.preorders.urls")),
    path("staff/", include("orders.returns.desk.urls")),
    path("staff/", include("orders.promise.desk.urls")),
    path("staff/", include("orders.delivery.urls")),
    path("staff/", include("orders.payments.wire_urls")),
    path("staff/", include("orders.payments.refunds.urls")),
    path("staff/", include("orders.books.urls")),
    path("staff/", include("concierge.staff_urls")),
    path("staff/", include("consignment.desk.urls")),
    path("staff/", include("consignment.bench.urls")),
    path("staff/", include("consignment.bench.vault_urls")),
    path("staff/", staff_site.urls),
    path("account/", include("accounts.urls")),
    path("", include("authentication.bench.outside_urls")),
    path("", include("authentication.serials.public_urls")),
    path("", include("authentication.certificates.urls")),
    path("", include("concierge.urls")),
    path("", include("consignment.portal.urls")),
    path("", include("consignment.logistics.urls")),
    path("", include("consignment.submissions.urls")),
    path("", include("logistics.urls")),  # before the payment providers' webhooks, whose pattern fits too
    path("", include("orders.trust.urls")),
    path("", include("orders.returns.urls")),
    path("", include("orders.promise.urls")),
    path("", include("orders.urls")),
]
if not settings.PRODUCTION:
    # nginx serves photographs in production (deploy/nginx.conf).
    urlpatterns.append(re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}))
