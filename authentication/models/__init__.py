"""What experts look at, the cases they decide, their reviews and what shows them."""

from authentication.models.cases import Bar, Case, CaseEvent, CasePhoto, Tier, TierRule
from authentication.models.checklists import Check, ChecklistTemplate
from authentication.models.reviews import Evidence, Finding, OutsideExpert, Review

__all__ = [
    "Bar",
    "Case",
    "CaseEvent",
    "CasePhoto",
    "Check",
    "ChecklistTemplate",
    "Evidence",
    "Finding",
    "OutsideExpert",
    "Review",
    "Tier",
    "TierRule",
]
