"""Who sells with us, what she showed us, what we offered and agreed, and the way of the piece."""

from consignment.models.agreements import Agreement, Terms
from consignment.models.covenant import AppliedStep, PriceConsent
from consignment.models.intake import Journey, Receipt, ReceiptPhoto
from consignment.models.offers import CommissionTier, Offer, PriceStep
from consignment.models.payouts import PayoutHold
from consignment.models.people import Consignor
from consignment.models.pieces import Consignment, ConsignmentEvent
from consignment.models.submissions import Submission, SubmissionEvent, SubmissionPhoto

__all__ = [
    "Agreement",
    "AppliedStep",
    "CommissionTier",
    "Consignment",
    "ConsignmentEvent",
    "Consignor",
    "Journey",
    "Offer",
    "PayoutHold",
    "PriceConsent",
    "PriceStep",
    "Receipt",
    "ReceiptPhoto",
    "Submission",
    "SubmissionEvent",
    "SubmissionPhoto",
    "Terms",
]
