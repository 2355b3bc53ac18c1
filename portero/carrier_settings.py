"""Settings of the carrier gateway. Without a key EasyPost is its local double; in production it is off then.

`docs/logistics.md` lists the variables.
"""

from django.core.exceptions import ImproperlyConfigured

from portero.environment import env

PRODUCTION = env.bool("PRODUCTION", default=False)
PORT = env.int("PORT", default=8000)

CARRIER_GATEWAYS = {
    "easypost": "logistics.drivers.easypost.EasyPost",
    "manual": "logistics.drivers.manual.Manual",
}
CARRIER_GATEWAY = env.str("CARRIER_GATEWAY", default="easypost")
if CARRIER_GATEWAY not in CARRIER_GATEWAYS:
    raise ImproperlyConfigured("CARRIER_GATEWAY must be easypost or manual.")

EASYPOST_API_KEY = env.str("EASYPOST_API_KEY", default="")
EASYPOST_WEBHOOK_SECRET = env.str("EASYPOST_WEBHOOK_SECRET", default="")
if bool(EASYPOST_API_KEY) != bool(EASYPOST_WEBHOOK_SECRET):
    raise ImproperlyConfigured("Set both of EASYPOST_API_KEY, EASYPOST_WEBHOOK_SECRET, or none of them.")
EASYPOST_TEST_MODE = not EASYPOST_API_KEY
EASYPOST_DOUBLE_URL = f"http://127.0.0.1:{env.int('EASYPOST_DOUBLE_PORT', default=PORT + 114)}"
EASYPOST_API_BASE = "https://api.easypost.com/v2"
# Where the files of labels may be fetched from.
EASYPOST_FILE_HOSTS = [".easypost.com", ".amazonaws.com"]
if EASYPOST_TEST_MODE:
    EASYPOST_API_KEY = "EZTK_portero_double"
    EASYPOST_WEBHOOK_SECRET = "easypost-double-signing"  # noqa: S105  (the local double's, worth nothing)
    EASYPOST_API_BASE, EASYPOST_FILE_HOSTS = f"{EASYPOST_DOUBLE_URL}/v2", ["127.0.0.1"]
    if PRODUCTION:
        # Labels of a double lead nowhere: staff type the numbers of labels bought elsewhere.
        CARRIER_GATEWAY = "manual"
        CARRIER_GATEWAYS = {"manual": CARRIER_GATEWAYS["manual"]}

# Where parcels leave from, and returns and consigned pieces go to.
SHIPPING_OFFICE = {
    "name": env.str("OFFICE_NAME", default="Portero Shipping"),
    "company": env.str("OFFICE_COMPANY", default="Portero Luxury Inc."),
    "street1": env.str("OFFICE_STREET", default="589 Fifth Avenue"),
    "street2": env.str("OFFICE_STREET_2", default="Floor 7"),
    "city": env.str("OFFICE_CITY", default="New York"),
    "state": env.str("OFFICE_STATE", default="NY"),
    "postcode": env.str("OFFICE_POSTCODE", default="10017"),
    "country": env.str("OFFICE_COUNTRY", default="US"),
    "phone": env.str("OFFICE_PHONE", default="+1 212 555 0142"),
    "email": env.str("OFFICE_EMAIL", default="shipping@portero.example"),
}
# Who signs customs declarations.
CUSTOMS_SIGNER = env.str("CUSTOMS_SIGNER", default="Portero Shipping")
