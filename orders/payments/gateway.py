"""What every payment provider's driver offers, and the values and errors it answers with.

Rules of the house: no gateway call inside a database transaction; every call that changes something carries
a key stored beforehand; what a call did is believed from its own first answer or from `lookup`, never from an
answer that the provider repeats.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from orders.payments.models import Payment
from portero.core import outside


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
    APPROVED = "approved"
    PROCESSING = "processing"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Truth:
    """What the provider says of a payment. `amount` in USD: authorised, or captured, by the standing.

    `hosted_url` is where the browser goes; with `hosted_form` it is a form to be posted there, else a link.
    `held`: the provider's own rules want a person to look before the money is taken.
    `expires_at`: until when the authorised money can be captured.
    `watch`: although it is cancelled, money may still come (a page that can't be closed): keep asking for a day.
    """

    standing: Standing
    reference: str
    amount: Decimal
    currency: str
    details: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    client_secret: str = field(default="", repr=False)
    hosted_url: str = field(default="", repr=False)
    hosted_form: Mapping[str, str] = field(default_factory=dict, repr=False)
    held: bool = False
    expires_at: datetime | None = None
    watch: bool = False


class RefundStanding(StrEnum):
    """Where a refund stands at the provider."""

    DONE = "done"
    PENDING = "pending"
    NOT_YET = "not_yet"
    FAILED = "failed"


@dataclass(frozen=True)
class RefundTruth:
    """What the provider says of a refund of `amount` USD.

    NOT_YET: the sale must settle first, ask again under a new key. `voided`: the sale was taken back whole
    before it settled, so that nothing shows on her statement.
    """

    standing: RefundStanding
    reference: str
    amount: Decimal
    problem: str = ""
    voided: bool = False


class Topic(StrEnum):
    """What a webhook is about, which decides who works it off."""

    PAYMENT = "payment"
    REFUND = "refund"
    DISPUTE = "dispute"
    OTHER = "other"


@dataclass(frozen=True)
class WebhookEvent:
    """A verified event: its id, its kind, and which payment (or refund, or dispute) it is about.

    `reference` is the provider's id of the payment wherever the event names it; `facts` are ids only.
    """

    id: str
    kind: str
    reference: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    topic: Topic = Topic.PAYMENT


class DisputeStanding(StrEnum):
    """Where a dispute stands at the provider. UNCLEAR: it is closed, and the answer doesn't say who has the money."""

    NEEDS_RESPONSE = "needs_response"
    UNDER_REVIEW = "under_review"
    UNCLEAR = "unclear"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True)
class DisputeTruth:
    """What the provider says of a dispute of `amount` USD about the payment `payment_reference`."""

    reference: str
    payment_reference: str
    standing: DisputeStanding
    amount: Decimal
    currency: str
    reason: str
    opened_at: datetime
    due_by: datetime | None = None


@dataclass(frozen=True)
class Movement:
    """One movement of money in the provider's own list; `amount` is positive for captures and refunds alike.

    `payment_reference` as in `Truth.reference`; `reference` is the movement's own id (of a refund: the refund's).
    `note` carries our order and attempt if the provider's list does (invoice number, metadata).
    """

    kind: str
    reference: str
    payment_reference: str
    amount: Decimal
    currency: str
    at: datetime
    note: str = ""


CAPTURE, REFUND = "capture", "refund"


@dataclass(frozen=True)
class Sale:
    """What a driver must know to say whether a method fits: the total in USD, and where it goes."""

    total: Decimal
    currency: str
    country: str
    address_differs: bool


class BadWebhook(Exception):
    """The signature doesn't fit, or the body can't be read: nothing is stored."""


class Gateway(Protocol):
    """A driver. All methods but `unavailable` may raise Declined, Refused or Unknown."""

    def unavailable(self, method: str, sale: Sale) -> str:
        """Why this method can't be offered for this sale, in a sentence for the buyer; empty if it can."""
        ...

    def start(self, payment: Payment, return_url: str, cancel_url: str, key: str) -> Truth:
        """Begin `payment.method` at the provider for `payment.amount`; charging nothing yet.

        On our page the answer carries what the provider's script needs; hosted methods answer `hosted_url`.
        """
        ...

    def authorize(self, payment: Payment, token: str, key: str) -> Truth:
        """Set the money aside with what the buyer agreed to: the one-use token of the provider's fields, if any.

        Only where our server does this (Authorize.net, PayPal). The token is never stored or logged.
        """
        ...

    def lookup(self, payment: Payment) -> Truth:
        """Ask the provider where the payment stands, also if we never learned its reference."""
        ...

    def capture(self, payment: Payment, amount: Decimal, key: str) -> Truth:
        """Take the authorised money (USD)."""
        ...

    def void(self, payment: Payment, key: str) -> Truth:
        """Cancel whatever isn't captured; afterwards it can't be authorised any more (else `Truth.watch`)."""
        ...

    def renew(self, payment: Payment, key: str) -> Truth:
        """Prolong an authorisation that is about to end, where the provider can; else answer it as it stands."""
        ...

    def refund(self, payment: Payment, amount: Decimal, key: str) -> RefundTruth:
        """Give captured money (USD) back to the form of payment it came from; void if it hasn't settled."""
        ...

    def lookup_refund(
        self, payment: Payment, amount: Decimal, key: str, reference: str
    ) -> RefundTruth | None:
        """Where a refund stands, by its reference or, if we never learned it, by its key; None: there is none."""
        ...

    def lookup_dispute(self, reference: str) -> DisputeTruth:
        """Where a dispute stands."""
        ...

    def movements(self, since: datetime, until: datetime) -> Iterator[Movement]:
        """Every capture and refund the provider booked in [since, until), for reconciliation."""
        ...

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent:
        """Verify the raw body and read it. Raises BadWebhook; Unknown if the provider must be asked and is silent."""
        ...


def no_transaction() -> None:
    """Every driver calls it before it sends anything. Raises RuntimeError while a transaction is open."""
    outside.no_transaction("A payment provider")


def gateway(provider: str) -> Gateway:
    """The driver of this name. Raises KeyError for one that isn't configured."""
    return import_string(settings.PAYMENT_PROVIDERS[provider])()
