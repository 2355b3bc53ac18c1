"""What experts look at, the cases they decide, their reviews and what shows them."""

from authentication.models.cases import Bar, Case, CaseEvent, CasePhoto, Tier, TierRule
from authentication.models.checklists import Check, ChecklistTemplate
from authentication.models.reviews import Evidence, Finding, OutsideExpert, Review
from authentication.models.serials import FlaggedList, FlaggedNumber, MatchAttempt, Serial, SerialAlarm

__all__ = [
    "Bar",
    "Case",
    "CaseEvent",
    "CasePhoto",
    "Check",
    "ChecklistTemplate",
    "Evidence",
    "Finding",
    "FlaggedList",
    "FlaggedNumber",
    "MatchAttempt",
    "OutsideExpert",
    "Review",
    "Serial",
    "SerialAlarm",
    "Tier",
    "TierRule",
]
