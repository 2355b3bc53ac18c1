"""What decoding gives: readings with their years, places and certainty, and refusals with their reason."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How far the guides agree on a fact; the first is the surest."""

    AGREED = "agreed"
    RANGE = "range"
    SINGLE = "single"
    UNVERIFIED = "unverified"
    CONFLICT = "conflict"

    @property
    def sentence(self) -> str:
        """The certainty in words, for staff."""
        return _CERTAINTY[self]

    @property
    def is_sure(self) -> bool:
        """Whether a contradiction to the fact weighs as impossible rather than as doubtful."""
        return self in (Status.AGREED, Status.RANGE)


_CERTAINTY = {
    Status.AGREED: "Independent guides agree.",
    Status.RANGE: "Guides agree within a year or two; all their years are given.",
    Status.SINGLE: "One guide only says so.",
    Status.UNVERIFIED: "General knowledge, not checked against a guide.",
    Status.CONFLICT: "Guides contradict each other.",
}


@dataclass(frozen=True)
class Reading:
    """One way to read a code.

    `first` and `last` are the years of making, both included, None where that end is open; `slack` is by how many
    years guides differ. `countries` are ISO codes. `material` and `other_materials` are words of a material that the
    sign stands for, and of those that it rules out.
    """

    scheme: str
    says: str
    status: Status
    first: int | None = None
    last: int | None = None
    slack: int = 0
    countries: tuple[str, ...] = ()
    country_status: Status | None = None
    material: str = ""
    other_materials: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def years(self) -> str:
        """`2002`, `1989 to 1991`, `since 2021`, `until 1983`; nothing where a code carries no year."""
        if self.first is None and self.last is None:
            return ""
        if self.first is None:
            return f"until {self.last}"
        if self.last is None:
            return f"since {self.first}"
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"


@dataclass(frozen=True)
class Refusal:
    """Why a text isn't read: `impossible` for what the house can't have made, else it's only unknown to us."""

    says: str
    impossible: bool = False


@dataclass(frozen=True)
class Decoding:
    """All readings of a text; `known` tells whether we hold facts about the house's codes at all."""

    readings: tuple[Reading, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    known: bool = True


def read(*readings: Reading) -> Decoding:
    """A decoding of these readings."""
    return Decoding(readings=readings)


def impossible(says: str) -> Decoding:
    """A code that the house can't have made: a thirteenth month, a series that never was."""
    return Decoding(refusals=(Refusal(says, impossible=True),))


def unknown(says: str) -> Decoding:
    """A text in no form that we have facts about."""
    return Decoding(refusals=(Refusal(says),))
