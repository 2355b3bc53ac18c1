"""What a client has told us at checkout so far, kept in her session until the order is placed."""

from dataclasses import asdict, dataclass, field, replace
from types import SimpleNamespace
from typing import Any, Self

import phonenumbers
from django.http import HttpRequest
from oscar.core.loading import get_model

from orders.addressing.county import known
from orders.delivery import tables
from orders.models import Contact
from orders.order.models import Order
from orders.quote import Wishes, destination_of
from orders.tax.exemptions import certificates
from orders.tax.models import TaxAnswer
from orders.tax.places import Destination
from portero.core import sessions
from portero.core.rows import Writer

ShippingAddress = get_model("order", "ShippingAddress")
BillingAddress = get_model("order", "BillingAddress")
KEY = "checkout"
# The fields in which a billing address that differs from the delivery address makes staff look first.
PLACE = ("line1", "line2", "line4", "state", "postcode", "country")
FIELDS = ("first_name", "last_name", *PLACE)


@dataclass
class CheckoutDraft:
    """E-mail, phone, addresses (plain words by field name) and delivery; empty where she hasn't been yet.

    The delivery address has a `county` where she was asked for it; `kept` is what she insists on (addressing).
    """

    email: str = ""
    phone: str = ""
    shipping: dict[str, str] = field(default_factory=dict)
    billing: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    speed: str = ""
    signature: bool = False
    gift: bool = False
    gift_note: str = field(default="", repr=False)
    resale: int | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """The draft in this session, or an empty one. A certificate counts only for its owner, whoever took
        the order back or signed in meanwhile: what is shown must be what placement charges.
        """
        draft = cls(**request.session.get(KEY, {}))
        draft.resale = draft.resale and certificates.owned(draft.resale, request.user)
        return draft

    def keep(self, request: HttpRequest) -> None:
        """Store the draft in the session."""
        request.session[KEY] = asdict(self)

    @staticmethod
    def forget(request: HttpRequest, *, written: bool = False) -> None:
        """The order is placed: its own row has everything from now on. `written`: by `forget_with`, so is that."""
        request.session.pop(KEY, None)
        if written:
            request.session.modified = False

    @staticmethod
    def forget_with(request: HttpRequest, rows: Writer) -> None:
        """As `forget`, with the rows of the order: either all of it is written, or the draft stays."""
        sessions.keep_without(request.session, KEY, rows)

    @classmethod
    def from_order(cls, order: Order) -> Self:
        """What was told for an order that she takes back to change something."""
        shipping, billing = _told(order.shipping_address), _told(order.billing_address)
        return cls(
            email=order.contact.email,
            phone=order.contact.phone,
            shipping=shipping | {"county": order.contact.county},
            billing={} if billing == shipping else billing,
            kept=order.contact.address_kept,
            speed=order.contact.speed,
            signature=order.contact.signature,
            gift=order.contact.gift,
            gift_note=order.contact.gift_note,
            resale=_certificate_of(order),
        )

    @property
    def next_step(self) -> str:
        """The URL name of the first step that isn't done."""
        if not (self.email and self.shipping):
            return "orders:checkout-address"
        return "orders:checkout-review" if self.speed else "orders:checkout-delivery"

    @property
    def billing_differs(self) -> bool:
        """Whether the billing address is another place than the delivery address (the name doesn't matter)."""
        return bool(self.billing) and any(self.billing.get(f) != self.shipping.get(f) for f in PLACE)

    @property
    def zone(self) -> str:
        """The delivery zone of the address; empty before there is one."""
        if not self.shipping:
            return ""
        return str(tables.current().zone_of(self.shipping["country"], self.shipping["state"]) or "elsewhere")

    @property
    def speed_label(self) -> str:
        """`Standard` or `Expedited`."""
        return Contact.Speed(self.speed).label

    @property
    def phone_in_words(self) -> str:
        """The phone number as people write it: `+1 212-555-0118`."""
        number = phonenumbers.parse(self.phone)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    @property
    def wishes(self) -> Wishes:
        """What to quote, as far as she has told it."""
        return Wishes(
            to=self._destination() if self.shipping else Destination(),
            kept=tuple(self.kept),
            speed=self.speed or Contact.Speed.STANDARD.value,
            billing_differs=self.billing_differs,
            signature=self.signature,
            gift=self.gift,
            gift_note=self.gift_note,
            resale=self.resale,
        )

    def _destination(self) -> Destination:
        to = destination_of(SimpleNamespace(**_columns(self.shipping)))
        return replace(to, county=known(self.shipping.get("county", "")))

    def shipping_address(self) -> Any:
        """The delivery address, unsaved."""
        return ShippingAddress(**_columns(self.shipping), phone_number=self.phone)

    def billing_address(self) -> Any:
        """The billing address, unsaved; the delivery address unless she gave another."""
        return BillingAddress(**_columns(self.billing or self.shipping))


def _certificate_of(order: Order) -> int | None:
    answer = TaxAnswer.objects.filter(order=order).first()
    return answer.certificate_id if answer else None


def _columns(told: dict[str, str]) -> dict[str, Any]:
    return {("country_id" if name == "country" else name): told.get(name, "") for name in FIELDS}


def _told(address: Any) -> dict[str, str]:
    return (
        {name: getattr(address, "country_id" if name == "country" else name) for name in FIELDS}
        if address
        else {}
    )
