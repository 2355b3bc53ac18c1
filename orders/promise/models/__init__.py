"""Promise claims: what a buyer doubts, what was found, decided and paid, and what rang on the way."""

from orders.promise.models.claims import Choice, Claim, ClaimState, Kind, RefundKind
from orders.promise.models.clocks import ClaimReminder
from orders.promise.models.decisions import ClaimDecision, Outcome
from orders.promise.models.evidence import ClaimInspection, ClaimPhoto
from orders.promise.models.holders import HolderDoubt

__all__ = [
    "Choice",
    "Claim",
    "ClaimDecision",
    "ClaimInspection",
    "ClaimPhoto",
    "ClaimReminder",
    "ClaimState",
    "HolderDoubt",
    "Kind",
    "Outcome",
    "RefundKind",
]
