"""The grade that the recorded defects propose: pure functions over the rules that staff edit (GradeRule).

A rule counts the defects that are at least as severe as it says, in its zones or everywhere; from its number on the
piece is graded no better than it says. The strictest rule that counts enough decides. So another defect, or a worse
one, never betters a grade, whatever the table says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from catalog.condition.zones import label_of
from catalog.models.item import Grade

SEVERITIES = ("light", "moderate", "marked")
# This severe or worse.
IN_WORDS = {"light": "", "moderate": "moderate or marked ", "marked": "marked "}
# Best first; the empty word is below Good, which nothing that we take is.
GRADES = (*Grade.values, "")
BELOW = "below Good, which we don't take"


@dataclass(frozen=True)
class Fault:
    """What the rules read of a defect: the zone it lies in (empty: none that is known) and how severe it is."""

    zone: str
    severity: str


@dataclass(frozen=True)
class Rule:
    """From `at_least` defects of this severity or worse, in these zones (none: everywhere), at best `highest`."""

    severity: str
    at_least: int
    highest: str
    zones: tuple[str, ...] = ()

    def counts(self, faults: Iterable[Fault]) -> int:
        """How many of the defects it is about."""
        worse = SEVERITIES[SEVERITIES.index(self.severity) :]
        return sum(
            fault.severity in worse and (not self.zones or fault.zone in self.zones) for fault in faults
        )

    def in_words(self, counted: int) -> str:
        """`4 moderate or marked defects in odour: Good at best.`."""
        worse = IN_WORDS[self.severity]
        where = f" in {_listed([label_of(zone).lower() for zone in self.zones])}" if self.zones else ""
        plural = "defect" if counted == 1 else "defects"
        return f"{counted} {worse}{plural}{where}: {_at_best(self.highest)}."


class Proposal(NamedTuple):
    """The grade that the rules propose (empty: below Good) and the rules that decided it, in words."""

    grade: str
    why: tuple[str, ...]


def proposed(faults: Sequence[Fault], rules: Iterable[Rule]) -> Proposal:
    """The best grade that every rule allows, with what decided it."""
    counted = [(rule, rule.counts(faults)) for rule in rules]
    holding = [(rule, count) for rule, count in counted if count >= rule.at_least]
    if not holding:
        return Proposal(Grade.PRISTINE.value, ("No rule counts against it: Pristine.",))
    grade = max((rule.highest for rule, _ in holding), key=GRADES.index)
    return Proposal(grade, tuple(rule.in_words(count) for rule, count in holding if rule.highest == grade))


def in_zone(zone: str, faults: Iterable[Fault], rules: Iterable[Rule]) -> str:
    """The sub-grade that the defects of one zone alone propose."""
    return proposed([fault for fault in faults if fault.zone == zone], rules).grade


def _at_best(grade: str) -> str:
    return f"{Grade(grade).label} at best" if grade else BELOW


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
