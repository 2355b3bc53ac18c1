"""Settings of the payment providers. One without keys is its local double, in test mode; in production it is off.

The card processor must have its keys in production: the doubles' are public. `docs/payments.md` lists the variables.
"""

from django.core.exceptions import ImproperlyConfigured

from portero.environment import env

PRODUCTION = env.bool("PRODUCTION", default=False)
PORT = env.int("PORT", default=8000)

CARD_PROCESSOR = env.str("CARD_PROCESSOR", default="stripe")
if CARD_PROCESSOR not in {"stripe", "authorizenet"}:
    raise ImproperlyConfigured("CARD_PROCESSOR must be stripe or authorizenet.")
PAYMENT_PROVIDERS = {
    "stripe": "orders.payments.providers.stripe.StripePayments",
    "authorizenet": "orders.payments.providers.authorizenet.AuthorizeNet",
    "paypal": "orders.payments.providers.paypal.PayPal",
    "wire": "orders.payments.providers.wire.Wire",
}


def _keys(*names: str) -> tuple[str, ...]:
    """The values of these variables: all of them or none, so that a half-configured provider can't start."""
    values = tuple(env.str(name, default="") for name in names)
    if any(values) and not all(values):
        raise ImproperlyConfigured(f"Set all of {', '.join(names)}, or none of them.")
    return values


def _double(name: str, offset: int) -> str:
    """The address of a provider's local double: its own port, or ours plus the offset."""
    return f"http://127.0.0.1:{env.int(f'{name}_DOUBLE_PORT', default=PORT + offset)}"


# Stripe is for cards and Affirm
STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY, STRIPE_WEBHOOK_SECRET = _keys(
    "STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET"
)
STRIPE_TEST_MODE = not STRIPE_SECRET_KEY
STRIPE_DOUBLE_URL = _double("STRIPE", 111)
STRIPE_API_BASE = "https://api.stripe.com"
STRIPE_JS_URL = "https://js.stripe.com/v3/"
if STRIPE_TEST_MODE:
    STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY = "sk_test_portero_double", "pk_test_portero_double"
    STRIPE_WEBHOOK_SECRET = "whsec_portero_double"  # noqa: S105  (the local double's, worth nothing)
    STRIPE_API_BASE, STRIPE_JS_URL = STRIPE_DOUBLE_URL, f"{STRIPE_DOUBLE_URL}/v3/"

# Authorize.net: cards, if CARD_PROCESSOR says so
(
    AUTHORIZENET_LOGIN_ID,
    AUTHORIZENET_TRANSACTION_KEY,
    AUTHORIZENET_CLIENT_KEY,
    AUTHORIZENET_SIGNATURE_KEY,
) = _keys(
    "AUTHORIZENET_LOGIN_ID",
    "AUTHORIZENET_TRANSACTION_KEY",
    "AUTHORIZENET_CLIENT_KEY",
    "AUTHORIZENET_SIGNATURE_KEY",
)
AUTHORIZENET_TEST_MODE = not AUTHORIZENET_LOGIN_ID
AUTHORIZENET_DOUBLE_URL = _double("AUTHORIZENET", 112)
AUTHORIZENET_SANDBOX = env.bool("AUTHORIZENET_SANDBOX", default=False)
AUTHORIZENET_ORIGINS = [
    f"https://{host}.authorize.net"
    for host in (("apitest", "jstest", "test") if AUTHORIZENET_SANDBOX else ("api", "js", "accept"))
]
AUTHORIZENET_API_URL = f"{AUTHORIZENET_ORIGINS[0]}/xml/v1/request.api"
AUTHORIZENET_JS_URL = f"{AUTHORIZENET_ORIGINS[1]}/v3/AcceptUI.js"
AUTHORIZENET_HOSTED_URL = f"{AUTHORIZENET_ORIGINS[2]}/payment/payment"
if AUTHORIZENET_TEST_MODE:
    AUTHORIZENET_LOGIN_ID, AUTHORIZENET_TRANSACTION_KEY = "portero-double", "double-key"
    AUTHORIZENET_CLIENT_KEY, AUTHORIZENET_SIGNATURE_KEY = "double-client-key", "D0B1E" * 25 + "D0B"
    AUTHORIZENET_API_URL = f"{AUTHORIZENET_DOUBLE_URL}/xml/v1/request.api"
    AUTHORIZENET_JS_URL = f"{AUTHORIZENET_DOUBLE_URL}/v3/AcceptUI.js"
    AUTHORIZENET_HOSTED_URL = f"{AUTHORIZENET_DOUBLE_URL}/payment/payment"

# PayPal
PAYPAL_CLIENT_ID, PAYPAL_CLIENT_SECRET, PAYPAL_WEBHOOK_ID = _keys(
    "PAYPAL_CLIENT_ID", "PAYPAL_CLIENT_SECRET", "PAYPAL_WEBHOOK_ID"
)
PAYPAL_TEST_MODE = not PAYPAL_CLIENT_ID
PAYPAL_DOUBLE_URL = _double("PAYPAL", 113)
PAYPAL_API_BASE = env.str("PAYPAL_API_BASE", default="https://api-m.paypal.com")
if PAYPAL_TEST_MODE:
    PAYPAL_CLIENT_ID, PAYPAL_CLIENT_SECRET = "paypal-double-client", "paypal-double-secret"
    PAYPAL_WEBHOOK_ID, PAYPAL_API_BASE = "PORTERODOUBLE", PAYPAL_DOUBLE_URL

# Bank wire: what the buyer writes on the order to her bank
WIRE_BANK = {
    "beneficiary": env.str("WIRE_BENEFICIARY", default="Portero Luxury Inc."),
    "bank": env.str("WIRE_BANK_NAME", default="" if PRODUCTION else "Test Bank of New York (test mode)"),
    "account": env.str("WIRE_ACCOUNT", default="" if PRODUCTION else "000123456789"),
    "routing": env.str("WIRE_ROUTING", default="" if PRODUCTION else "021000021"),
    "swift": env.str("WIRE_SWIFT", default="" if PRODUCTION else "TESTUS33"),
}

TEST_MODES = {"stripe": STRIPE_TEST_MODE, "authorizenet": AUTHORIZENET_TEST_MODE, "paypal": PAYPAL_TEST_MODE}
if PRODUCTION:
    if TEST_MODES[CARD_PROCESSOR]:
        raise ImproperlyConfigured(
            f"Set the keys of {CARD_PROCESSOR} (docs/payments.md): in production the local double, "
            "whose keys everybody can read, must never pass for the bank."
        )
    if AUTHORIZENET_SANDBOX:
        raise ImproperlyConfigured("AUTHORIZENET_SANDBOX charges nobody: it can't be on in production.")
    off = {name for name, test in TEST_MODES.items() if test} | (set() if WIRE_BANK["account"] else {"wire"})
    PAYMENT_PROVIDERS = {name: path for name, path in PAYMENT_PROVIDERS.items() if name not in off}
PAYMENT_TEST_MODE = any(TEST_MODES[name] for name in PAYMENT_PROVIDERS if name in TEST_MODES)

# Whom the payment page may load scripts and frames from, talk to, and send the browser to.
_LIVE = {
    "stripe": ["https://js.stripe.com", "https://api.stripe.com", "https://hooks.stripe.com"],
    "authorizenet": AUTHORIZENET_ORIGINS,
    "paypal": ["https://www.paypal.com"],
}
_DOUBLES = {
    "stripe": [STRIPE_DOUBLE_URL],
    "authorizenet": [AUTHORIZENET_DOUBLE_URL],
    "paypal": [PAYPAL_DOUBLE_URL],
}
_ORIGINS = {name: (_DOUBLES if test else _LIVE)[name] for name, test in TEST_MODES.items()}
PAYMENT_SCRIPT_ORIGINS = [*_ORIGINS["stripe"], *_ORIGINS["authorizenet"]]
# Where a form of ours may end after redirects: Stripe sends her on to Affirm, PayPal has a page of its own for tests.
_PAGES = ["https://checkout.stripe.com", "https://pm-redirects.stripe.com", "https://*.affirm.com"]
if "sandbox" in PAYPAL_API_BASE:
    _PAGES.append("https://www.sandbox.paypal.com")
PAYMENT_FORM_ORIGINS = [*PAYMENT_SCRIPT_ORIGINS, *_ORIGINS["paypal"], *([] if STRIPE_TEST_MODE else _PAGES)]

# What the shop takes, as the foot of every page and the bag name it; only what is configured.
WAYS_TO_PAY = [
    name
    for name, provider in (
        ("card", CARD_PROCESSOR),
        ("PayPal", "paypal"),
        ("Affirm", "stripe"),
        ("bank wire", "wire"),
    )
    if provider in PAYMENT_PROVIDERS
]
