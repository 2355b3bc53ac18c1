"""The tables that duties and import taxes are computed from, and what each order was charged of them."""

from orders.tax.border.models.charges import BorderCharge, ChargeKind
from orders.tax.border.models.tables import BorderFee, CountryRule, DutyRate, ImportTax, TariffHeading

__all__ = [
    "BorderCharge",
    "BorderFee",
    "ChargeKind",
    "CountryRule",
    "DutyRate",
    "ImportTax",
    "TariffHeading",
]
