"""One settings file for every place Portero runs; what differs comes from the environment.

`docs/running.md` lists the variables. Without DATABASE_URL / REDIS_URL the embedded services under
`var/` are used; without keys of the payment providers the shop talks to their local doubles and says so.
"""

from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from oscar.defaults import *  # noqa: F403  (Oscar reads its defaults from settings)

from portero import embedded
from portero.carrier_settings import *  # noqa: F403  (settings)
from portero.environment import BASE_DIR, env
from portero.file_settings import *  # noqa: F403  (settings)
from portero.file_settings import MEDIA_ORIGINS, STORAGES
from portero.payment_settings import *  # noqa: F403  (settings)
from portero.payment_settings import PAYMENT_FORM_ORIGINS, PAYMENT_SCRIPT_ORIGINS
from portero.rounds import CELERY_BEAT_SCHEDULE  # noqa: F401  (a setting)
from portero.sealing_settings import *  # noqa: F403  (settings)
from portero.serial_settings import *  # noqa: F403  (settings)
from portero.unfold import STAFF_POLICY, UNFOLD  # noqa: F401  (a setting)

DEBUG = env.bool("DEBUG", default=False)
PRODUCTION = env.bool("PRODUCTION", default=False)
PORT = env.int("PORT", default=8000)
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
SECRET_KEY = env.str("SECRET_KEY", default="" if PRODUCTION else "development-only-" + "k" * 50)
if PRODUCTION and not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY: production never starts with a known key.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[PUBLIC_URL])

INSTALLED_APPS = [
    "portero.core.apps.CoreConfig",
    "accounts.apps.AccountsConfig",
    "catalog.apps.CatalogConfig",
    "authentication.apps.AuthenticationConfig",
    "logistics.apps.LogisticsConfig",
    "consignment.apps.ConsignmentConfig",
    "orders.apps.OrdersConfig",
    "orders.payments.apps.PaymentsConfig",
    "orders.tax.apps.TaxConfig",
    "orders.tax.border.apps.BorderConfig",
    "orders.routes.apps.RoutesConfig",
    "orders.delivery.apps.DeliveryConfig",
    "orders.books.apps.BooksConfig",
    "orders.invoices.apps.InvoicesConfig",
    "orders.fulfilment.apps.FulfilmentConfig",
    "orders.readdressing.apps.ReaddressingConfig",
    "orders.returns.apps.ReturnsConfig",
    "orders.returns.exchanging.apps.ExchangingConfig",
    "orders.promise.apps.PromiseConfig",
    "concierge.apps.ConciergeConfig",
    "unfold.apps.BasicAppConfig",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.flatpages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    # Oscar without its dashboard; ours are the forks named by Oscar's label.
    "catalog.catalogue.apps.CatalogueConfig",
    "catalog.partner.apps.PartnerConfig",
    "orders.order.apps.OrderConfig",
    "orders.basket.apps.BasketConfig",
    "orders.checkout.apps.CheckoutConfig",
    "orders.shipping.apps.ShippingConfig",
    "catalog.analytics.SilentAnalyticsConfig",
    "oscar.apps.address.apps.AddressConfig",
    "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
    "oscar.apps.communication.apps.CommunicationConfig",
    "oscar.apps.payment.apps.PaymentConfig",
    "oscar.apps.offer.apps.OfferConfig",
    "oscar.apps.customer.apps.CustomerConfig",
    "oscar.apps.search.apps.SearchConfig",
    "oscar.apps.voucher.apps.VoucherConfig",
    "oscar.apps.wishlists.apps.WishlistsConfig",
    "widget_tweaks",
    "haystack",
    "treebeard",
    "django_tables2",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "csp",
    "django_htmx",
]
# Oscar's later migrations arrive with its package; a fork holds classes only.
MIGRATION_MODULES = {
    label: f"oscar.apps.{label}.migrations"
    for label in ("catalogue", "partner", "order", "basket", "shipping")
}

MIDDLEWARE = [
    "catalog.pages.middleware.PublicPages",  # first: what it keeps carries the headers of all others
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portero.core.content_policy.PolicyByPlace",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portero.core.card_numbers.CardNumbersStayOut",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portero.core.dialogs.LeaveDialogs",
    "orders.basket.middleware.LazyBasketMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "portero.urls"
WSGI_APPLICATION = "portero.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portero.core.context.shop",
                "catalog.context.menu",
            ],
        },
    },
    {
        "NAME": "components",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "components"],
        "OPTIONS": {"environment": "portero.jinja.environment"},
    },
]

_services = embedded.locations()
DATABASES = {"default": env.db_url_config(env.str("DATABASE_URL", default=_services.database_url))}
DATABASES["default"] |= {
    "ENGINE": "portero.core.postgres",
    # A connection that is new to our tables costs PostgreSQL as much as three orders on one that knows them.
    "CONN_MAX_AGE": 600,
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": False,
}
REDIS_URL = env.str("REDIS_URL", default=_services.redis_url)
CACHES = {
    "default": {
        "BACKEND": "portero.core.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": env.str("CACHE_KEY_PREFIX", default=""),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "accounts.backends.EmailBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "orders:list"
LOGOUT_REDIRECT_URL = "catalog:home"
PASSWORD_RESET_TIMEOUT = 4 * 3600
STAFF_SESSION_HOURS = 12  # then the second factor is asked for again
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=PRODUCTION)  # nginx appends the caller's address
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "accounts.lockout.locked_out"
AXES_USERNAME_FORM_FIELD = "username"
AXES_CLIENT_IP_CALLABLE = "accounts.throttle.client_address"
OTP_TOTP_ISSUER = "Portero"
SESSION_ENGINE = "portero.core.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Oscar
SITE_ID = 1
OSCAR_SHOP_NAME = "Portero"
OSCAR_DEFAULT_CURRENCY = "USD"
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT = True
OSCAR_HOMEPAGE = "/"
OSCAR_SEND_REGISTRATION_EMAIL = False
OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = 40
OSCAR_REQUIRED_ADDRESS_FIELDS = ("first_name", "last_name", "line1", "line4", "postcode", "country")
OSCAR_BASKET_COOKIE_OPEN = "oscar_open_basket"
OSCAR_BASKET_COOKIE_SECURE = PRODUCTION
# The states an order can be in and what may follow: orders.lifecycle is the only writer.
OSCAR_ORDER_STATUS_PIPELINE: dict[str, tuple[str, ...]] = {}
OSCAR_INITIAL_ORDER_STATUS = "pending_payment"
OSCAR_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Portero <orders@portero.example>")
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}

# Words, numbers, time
LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/New_York"

# Customer care, as every page and mail names it
CARE_EMAIL = env.str("CARE_EMAIL", default="customercare@portero.example")
CARE_PHONE = env.str("CARE_PHONE", default="1-800-555-0142")

# Files
STATIC_URL = "/static/"
STATIC_ROOT = embedded.var_dir() / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES["staticfiles"] = {"BACKEND": "portero.core.stylesheets.BundledStaticStorage"}
if env.bool("TESTING", default=False):
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = not PRODUCTION

# Mail: every mail is an outbox row first, so that no library can bypass it.
EMAIL_BACKEND = "portero.core.mail.backend.OutboxBackend"
DEFAULT_FROM_EMAIL = OSCAR_FROM_EMAIL
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if env.bool("TESTING", default=False):
    _transport = "memorymail://"
else:
    # Production: a transport that nobody set up fails visibly and is retried; it never drops a mail.
    _transport = "smtp://localhost:25" if PRODUCTION else f"filemail:///{embedded.var_dir() / 'mails'}"
MAIL_TRANSPORT_URL = env.str("MAIL_TRANSPORT_URL", default=_transport)
MAIL_TRANSPORT = env.email_url_config(MAIL_TRANSPORT_URL)
# Mails that are written by the task that sends them: what makes the context of the facts kept with the row.
MAIL_CONTEXTS = {
    "order_received": "orders.mails.received_context",
    "payment_confirmed": "orders.mails.confirmed_context",
}
# At which address whoever a mail is for is reached today (portero.core.mail.again).
MAIL_ADDRESSEE = "orders.contacts.addressee"
# By kind of paper: what hands it over to the mail that names it (portero.core.mail.enclosing).
MAIL_ENCLOSURES = {
    "invoice": "orders.invoices.enclosing.invoice",
    "credit_note": "orders.invoices.enclosing.credit_note",
}

# Celery
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=env.str("REDIS_URL", default=_services.celery_url))
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_ALWAYS_EAGER = env.bool("TESTING", default=False)
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
# What takes seconds of a processor waits in a queue of its own: no payment may stand behind a photograph.
CELERY_TASK_ROUTES = {
    f"catalog.tasks.{name}": {"queue": "photos"} for name in ("render_photo", "sweep_discarded_photos")
} | {"authentication.tasks.digest_flagged": {"queue": "photos"}}
# How long the open figures of /trust/ stand before they are counted again.
TRUST_KEPT_SECONDS = env.int("TRUST_KEPT_SECONDS", default=600)

# How long a process may answer from the figures (portero.core.figures) it read last.
FIGURES_FRESH_SECONDS = env.int("FIGURES_FRESH_SECONDS", default=2)

# Public pages that this process keeps while the shelf stands (catalog.pages): how long at most, how much of them.
PAGES_KEPT_SECONDS = env.int("PAGES_KEPT_SECONDS", default=10)
# A piece's own page stands as long as the pieces on it do; after so long at most new ones like it are looked for.
PIECES_KEPT_SECONDS = env.int("PIECES_KEPT_SECONDS", default=900)
PAGES_KEPT_BYTES = env.int("PAGES_KEPT_BYTES", default=64_000_000)

# Sales tax
TAX_PROVIDER = env.str("TAX_PROVIDER", default="local")
_CALCULATORS = {"local": "orders.tax.local.LocalTables", "stripe": "orders.tax.stripe_tax.StripeTax"}
if TAX_PROVIDER not in _CALCULATORS:
    raise ImproperlyConfigured("TAX_PROVIDER must be local or stripe.")
TAX_CALCULATOR = _CALCULATORS[TAX_PROVIDER]
# Her page waits for Stripe Tax so long and no longer.
STRIPE_TAX_TIMEOUT_SECONDS = env.float("STRIPE_TAX_TIMEOUT_SECONDS", default=3.0)
# How long a process may answer from its tax tables before it asks whether they changed.
TAX_TABLES_FRESH_SECONDS = env.int("TAX_TABLES_FRESH_SECONDS", default=5)
# Duties and import tax: our own tables, or a provider that is asked over HTTP (docs/border.md).
LANDED_COST_PROVIDER = env.str("LANDED_COST_PROVIDER", default="orders.tax.border.local.LocalTables")
LANDED_COST_URL = env.str("LANDED_COST_URL", default="")
LANDED_COST_KEY = env.str("LANDED_COST_KEY", default="")
LANDED_COST_TIMEOUT_SECONDS = env.float("LANDED_COST_TIMEOUT_SECONDS", default=4.0)

# Delivery
DELIVERY_TABLES_FRESH_SECONDS = env.int("DELIVERY_TABLES_FRESH_SECONDS", default=5)
# How the bill states them, and whether a buyer may fetch her piece: both change the tax (docs/delivery.md).
DELIVERY_AND_HANDLING_IN_ONE_LINE = env.bool("DELIVERY_AND_HANDLING_IN_ONE_LINE", default=False)
PICKUP_OFFERED = env.bool("PICKUP_OFFERED", default=False)

# The installable shop (docs/pwa.md). Off: whichever service worker browsers have clears its caches and goes.
SERVICE_WORKER = env.bool("SERVICE_WORKER", default=True)

# Security
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE, *PAYMENT_SCRIPT_ORIGINS],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", *MEDIA_ORIGINS],
        "connect-src": [SELF, *PAYMENT_SCRIPT_ORIGINS],
        "frame-src": [*PAYMENT_SCRIPT_ORIGINS],
        "form-action": [SELF, *PAYMENT_FORM_ORIGINS],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
STAFF_CONTENT_SECURITY_POLICY = STAFF_POLICY | {"img-src": [*STAFF_POLICY["img-src"], *MEDIA_ORIGINS]}

DEFAULT_EXCEPTION_REPORTER_FILTER = "portero.core.reports.NothingPersonal"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "portero.core.logs.DiscreetFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # The SDKs write request bodies (names, addresses) at DEBUG; they never may.
    "loggers": {
        name: {"level": "WARNING"}
        for name in ("stripe", "paypalrestsdk", "easypost", "axes", "httpx", "oscar")
    },
}
