"""The local doubles of providers: each runs where its provider has no key (payment_settings, carrier_settings)."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class LocalDouble:
    """A double: its package below tests.fakes, the variable that would name the real provider's key, its port."""

    name: str
    title: str
    key_variable: str
    port_offset: int
    webhook_secret: str

    @property
    def port_variable(self) -> str:
        """What moves it to another port."""
        return f"{self.name.upper()}_DOUBLE_PORT"

    def port(self, shop_port: int) -> int:
        """Its own variable's, or so far above the shop's."""
        return int(os.environ.get(self.port_variable) or shop_port + self.port_offset)


# The secrets are the doubles' own, worth nothing; the settings have the same.
DOUBLES = (
    LocalDouble("stripe", "Stripe", "STRIPE_SECRET_KEY", 111, "whsec_portero_double"),
    LocalDouble("authorizenet", "Authorize.net", "AUTHORIZENET_LOGIN_ID", 112, "D0B1E" * 25 + "D0B"),
    LocalDouble("paypal", "PayPal", "PAYPAL_CLIENT_ID", 113, "paypal-double-signing"),
    LocalDouble("easypost", "EasyPost", "EASYPOST_API_KEY", 114, "easypost-double-signing"),
)
HIGHEST_OFFSET = max(double.port_offset for double in DOUBLES)


def local_doubles() -> list[LocalDouble]:
    """Those that stand in for a provider without keys."""
    return [double for double in DOUBLES if not os.environ.get(double.key_variable)]
