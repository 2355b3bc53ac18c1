"""Where Portero collects sales tax, by which rates and rules, and what each order was taxed."""

from orders.tax.models.boundaries import Boundary
from orders.tax.models.components import TaxComponent
from orders.tax.models.exemptions import ResaleCertificate, TaxAnswer
from orders.tax.models.rates import Between, Jurisdiction, Rate, Registration, SameJurisdiction
from orders.tax.models.rules import RefundRule, RoundingRule, ShippingRule, TaxRule
from orders.tax.models.stamp import TablesStamp

__all__ = [
    "Between",
    "Boundary",
    "Jurisdiction",
    "Rate",
    "RefundRule",
    "Registration",
    "ResaleCertificate",
    "RoundingRule",
    "SameJurisdiction",
    "ShippingRule",
    "TablesStamp",
    "TaxAnswer",
    "TaxComponent",
    "TaxRule",
]
