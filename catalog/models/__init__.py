"""Facts about a piece. The work that makes them lives in the rooms above."""

from catalog.models.announcements import Announcement
from catalog.models.changes import Change
from catalog.models.condition import ConditionReport, Defect, Inclusion, Measurement, ZoneGrade
from catalog.models.custody import Custody, Ownership, VaultPlace
from catalog.models.grading import GradeDecision, GradeRule
from catalog.models.holds import Hold
from catalog.models.item import Clearance, Grade, Item, ListingState
from catalog.models.landing import LandingText
from catalog.models.log import ItemLogEntry, ItemLogHead, ItemLogLeaf, ItemLogRoot
from catalog.models.photos import DiscardedPhoto, Photo
from catalog.models.prices import PriceChange
from catalog.models.vocabulary import Category, Colour, Designer, Hardware, Material, Style

__all__ = [
    "Announcement",
    "Category",
    "Change",
    "Clearance",
    "Colour",
    "ConditionReport",
    "Custody",
    "Defect",
    "Designer",
    "DiscardedPhoto",
    "Grade",
    "GradeDecision",
    "GradeRule",
    "Hardware",
    "Hold",
    "Inclusion",
    "Item",
    "ItemLogEntry",
    "ItemLogHead",
    "ItemLogLeaf",
    "ItemLogRoot",
    "LandingText",
    "ListingState",
    "Material",
    "Measurement",
    "Ownership",
    "Photo",
    "PriceChange",
    "Style",
    "VaultPlace",
    "ZoneGrade",
]
