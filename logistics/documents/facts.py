"""What stands on the papers; whoever knows the order fills it in. Sums are USD, weights grams."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from logistics.gateway import Address


@dataclass(frozen=True)
class SlipPiece:
    """One piece in the box. `price` is None where no prices may be seen."""

    number: str
    name: str
    detail: str
    security_tag: str
    price: Decimal | None = None


@dataclass(frozen=True)
class Slip:
    """A packing slip. A gift's carries no sums, and its note is a card for the packer to copy by hand."""

    number: str
    order: str
    on: date
    recipient: Address
    carrier: str
    pieces: tuple[SlipPiece, ...]
    gift: bool = False
    note: str = ""
    return_days: int = 10
    care: str = ""


@dataclass(frozen=True)
class InvoiceItem:
    """One line of a commercial invoice; `value` is of one piece."""

    description: str
    number: str
    hs_code: str
    made_in: str
    quantity: int
    grams: int
    value: Decimal


@dataclass(frozen=True)
class Invoice:
    """What customs read: who sends what to whom, what it is worth and who pays duty."""

    number: str
    order: str
    on: date
    shipper: Address
    consignee: Address
    items: tuple[InvoiceItem, ...]
    freight: Decimal
    insurance: Decimal
    carrier: str
    tracking_number: str
    filing: str
    signer: str
    gross_grams: int
    incoterm: str = "DDP"
    reason: str = "Sale"
    currency: str = "USD"

    @property
    def goods(self) -> Decimal:
        """The value of all pieces."""
        return sum((item.value * item.quantity for item in self.items), Decimal("0.00"))

    @property
    def total(self) -> Decimal:
        """Goods, freight and insurance."""
        return self.goods + self.freight + self.insurance
