"""What experts look at, the cases they decide, their reviews and what shows them; the certificates."""

from authentication.models.cases import Bar, Case, CaseEvent, CasePhoto, Tier, TierRule
from authentication.models.certificates import (
    Certificate,
    CertificateEvent,
    CertificateVersion,
    Holder,
    TransferCode,
)
from authentication.models.checklists import Check, ChecklistTemplate
from authentication.models.condition import ReportDraft
from authentication.models.quality import BlindGrade, Miss, QualityDraw, ReportReader, TrainingFake
from authentication.models.reviews import Evidence, Finding, OutsideExpert, Review
from authentication.models.serials import FlaggedList, FlaggedNumber, MatchAttempt, Serial, SerialAlarm

__all__ = [
    "Bar",
    "BlindGrade",
    "Case",
    "CaseEvent",
    "CasePhoto",
    "Certificate",
    "CertificateEvent",
    "CertificateVersion",
    "Check",
    "ChecklistTemplate",
    "Evidence",
    "Finding",
    "FlaggedList",
    "FlaggedNumber",
    "Holder",
    "MatchAttempt",
    "Miss",
    "OutsideExpert",
    "QualityDraw",
    "ReportDraft",
    "ReportReader",
    "Review",
    "Serial",
    "SerialAlarm",
    "Tier",
    "TierRule",
    "TrainingFake",
    "TransferCode",
]
