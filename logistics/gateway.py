"""What every carrier driver offers, and the values and errors it answers with.

A label is money: rules of the house as for payments (no call inside a transaction, what a call did is believed only
from `lookup`). Weights are grams, lengths centimetres, sums Decimals in USD, countries ISO codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from portero.core import outside


class CarrierError(Exception):
    """The gateway didn't do what we asked; `message` is for the person at the bench."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.message, self.code = message, code


class Refused(CarrierError):
    """A definite no, with what to put right: nothing was bought, nothing changed."""


class NotKnown(Refused):
    """The provider has no such thing."""


class Silent(CarrierError):
    """No answer, or none that can be trusted: it may have happened. Ask with `lookup`, never buy elsewhere."""


class BadWebhook(Exception):
    """The signature doesn't fit, or the body can't be read: nothing is stored."""


@dataclass(frozen=True)
class Address:
    """Somebody's address as carriers print it."""

    name: str
    street1: str
    city: str
    country: str
    company: str = ""
    street2: str = ""
    state: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The address line by line, without the country."""
        town = f"{self.city}, {self.state} {self.postcode}" if self.state else f"{self.postcode} {self.city}"
        return tuple(filter(None, [self.name, self.company, self.street1, self.street2, town.strip(" ,")]))


@dataclass(frozen=True)
class Parcel:
    """A packed box."""

    grams: int
    length_cm: Decimal
    width_cm: Decimal
    height_cm: Decimal


@dataclass(frozen=True)
class CustomsItem:
    """One line of a customs declaration; `value` is of all of them together."""

    description: str
    quantity: int
    grams: int
    value: Decimal
    hs_code: str
    made_in: str


@dataclass(frozen=True)
class Customs:
    """What is declared where a parcel crosses a border: sold goods, returned if they can't be delivered.

    `filing` is the export filing: an exemption (`NOEEI 30.37(a)`) or the number of a filing (`AES ITN ...`);
    empty for what doesn't leave the United States.
    """

    items: tuple[CustomsItem, ...]
    filing: str
    signer: str
    invoice: str
    incoterm: str = "DDP"
    contents: str = "merchandise"

    @property
    def value(self) -> Decimal:
        """The declared value of everything, in USD."""
        return sum((item.value for item in self.items), Decimal("0.00"))


@dataclass(frozen=True)
class Dispatch:
    """Something that is to travel. `reference` names it to us (a shipment's or a return's number).

    `is_return`: the label comes back to us; sender and recipient are who really sends and receives.
    """

    reference: str
    sender: Address
    recipient: Address
    parcel: Parcel
    insured_for: Decimal
    signature: bool = False
    customs: Customs | None = None
    is_return: bool = False


@dataclass(frozen=True)
class Rate:
    """One way to send it: `days` of transit where the carrier says so; `id` is the provider's."""

    id: str
    carrier: str
    service: str
    cost: Decimal
    days: int | None = None


@dataclass(frozen=True)
class Offer:
    """What the provider answers to `rates`: its shipment, which is what is bought, and why carriers gave no rate."""

    shipment: str
    rates: tuple[Rate, ...]
    remarks: tuple[str, ...] = ()


class Refund(StrEnum):
    """Where the money of a voided label stands."""

    NONE = "none"
    SUBMITTED = "submitted"
    REFUNDED = "refunded"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Bought:
    """A paid label. `cost` is postage with insurance and fees; `insured_for` is what it really is insured for."""

    tracking_number: str
    carrier: str
    service: str
    cost: Decimal
    insured_for: Decimal
    tracker: str = ""
    file_url: str = ""
    refund: Refund = Refund.NONE


@dataclass(frozen=True)
class LabelFile:
    """The label as it is printed."""

    content: bytes = field(repr=False)
    content_type: str = "application/pdf"


class Status(StrEnum):
    """Where a parcel is, in the words carriers share."""

    UNKNOWN = "unknown"
    PRE_TRANSIT = "pre_transit"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    AVAILABLE_FOR_PICKUP = "available_for_pickup"
    DELIVERED = "delivered"
    RETURN_TO_SENDER = "return_to_sender"
    FAILURE = "failure"
    CANCELLED = "cancelled"
    ERROR = "error"


MOVING = frozenset(
    {Status.IN_TRANSIT, Status.OUT_FOR_DELIVERY, Status.AVAILABLE_FOR_PICKUP, Status.DELIVERED}
)
TROUBLE = frozenset({Status.RETURN_TO_SENDER, Status.FAILURE, Status.CANCELLED, Status.ERROR})


def status_of(raw: str) -> Status:
    """The status of a carrier's word; UNKNOWN for one we have never heard (the word itself is kept)."""
    try:
        return Status(raw)
    except ValueError:
        return Status.UNKNOWN


@dataclass(frozen=True)
class Scan:
    """One thing a carrier noted; `raw` is its own word for the status."""

    raw: str
    at: datetime
    message: str = ""
    detail: str = ""
    place: str = ""

    @property
    def status(self) -> Status:
        return status_of(self.raw)


@dataclass(frozen=True)
class Tracking:
    """Everything known of a parcel on its way; `updated_at` orders two answers about the same parcel."""

    tracker: str
    raw: str
    updated_at: datetime
    scans: tuple[Scan, ...] = ()
    detail: str = ""
    signed_by: str = ""
    expected_at: datetime | None = None

    @property
    def status(self) -> Status:
        return status_of(self.raw)


@dataclass(frozen=True)
class CarrierEvent:
    """A verified webhook: what it is about by the provider's ids; where things stand is asked for."""

    id: str
    kind: str
    tracker: str = ""
    shipment: str = ""
    tracking_number: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


class CarrierGateway(Protocol):
    """A driver. Every method but `parse_webhook` may raise Refused or Silent."""

    def rates(self, dispatch: Dispatch, key: str) -> Offer:
        """What sending it would cost; buys nothing. `key` names the request at the provider."""
        ...

    def buy(self, shipment: str, rate: str, insured_for: Decimal) -> Bought:
        """Buy this rate of an offered shipment, insured. A shipment is bought once: asking again is harmless."""
        ...

    def lookup(self, shipment: str) -> Bought | None:
        """What was bought for this shipment, with where a refund stands; None if nothing was."""
        ...

    def void(self, shipment: str) -> Refund:
        """Take a label back that wasn't used; asking again is harmless."""
        ...

    def label_file(self, url: str) -> LabelFile:
        """The label of a bought shipment, to be printed."""
        ...

    def track(self, tracker: str, tracking_number: str, carrier: str) -> Tracking:
        """Where a parcel is; a number that has no tracker yet gets one."""
        ...

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> CarrierEvent:
        """Verify the raw body and read it. Raises BadWebhook."""
        ...


def no_transaction() -> None:
    """Every driver calls it before it sends anything. Raises RuntimeError while a transaction is open."""
    outside.no_transaction("A carrier")


def gateway(name: str = "") -> CarrierGateway:
    """The driver of this name, by default the one that is set. Raises KeyError for one that isn't configured."""
    return import_string(settings.CARRIER_GATEWAYS[name or settings.CARRIER_GATEWAY])()


def office() -> Address:
    """Portero's shipping office."""
    return Address(**settings.SHIPPING_OFFICE)
