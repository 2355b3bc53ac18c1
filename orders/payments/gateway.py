"""What every payment provider's driver offers, and the values and errors it answers with.

Rules of the house: no gateway call inside a database transaction; every call that changes something carries
a key stored beforehand; what a call did is believed only from `lookup`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from orders.payments.models import Payment


class GatewayError(Exception):
    """A provider didn't do what we asked; `message` may be shown to the buyer."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.message, self.code = message, code


class Declined(GatewayError):
    """The buyer's bank said no; she can try another way."""


class Refused(GatewayError):
    """The provider refused what we asked: our fault, staff are told."""


class Unknown(GatewayError):
    """No answer, or none that can be trusted (timeout, 5xx): the state stays, the poller looks up."""


class Standing(StrEnum):
    """Where a payment stands at the provider."""

    OPEN = "open"
    PROCESSING = "processing"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Truth:
    """What the provider says of a payment. `amount` in USD: authorised, or captured, by the standing."""

    standing: Standing
    reference: str
    amount: Decimal
    currency: str
    details: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    client_secret: str = field(default="", repr=False)
    hosted_url: str = ""


@dataclass(frozen=True)
class WebhookEvent:
    """A verified event: its id, its kind, and which payment it is about."""

    id: str
    kind: str
    reference: str
    facts: Mapping[str, Any] = field(default_factory=dict)


class BadWebhook(Exception):
    """The signature doesn't fit, or the body can't be read: nothing is stored."""


class Gateway(Protocol):
    """A driver. All methods may raise Declined, Refused or Unknown."""

    def start(self, payment: Payment, return_url: str, key: str) -> Truth:
        """Begin the payment at the provider for `payment.amount`; charging nothing yet."""
        ...

    def start_hosted(self, payment: Payment, return_url: str, cancel_url: str, key: str) -> Truth:
        """Begin it on the provider's own page (`hosted_url`), for browsers without JavaScript."""
        ...

    def lookup(self, payment: Payment) -> Truth:
        """Ask the provider where the payment stands."""
        ...

    def capture(self, payment: Payment, amount: Decimal, key: str) -> Truth:
        """Take the authorised money (USD)."""
        ...

    def void(self, payment: Payment, key: str) -> Truth:
        """Cancel whatever isn't captured; afterwards it can't be authorised any more."""
        ...

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent:
        """Verify the raw body and read it. Raises BadWebhook."""
        ...


def gateway(provider: str) -> Gateway:
    """The driver of this name. Raises KeyError for one that isn't configured."""
    return import_string(settings.PAYMENT_PROVIDERS[provider])()
