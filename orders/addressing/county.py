"""The one question that a ZIP can't answer: in which county she lives, where that changes the sales tax."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from orders.tax import snapshot
from orders.tax.calculator import TaxableLine
from orders.tax.candidates import counties_to_choose
from orders.tax.days import tax_day
from orders.tax.destination import HOME, Destination

UNSURE = "unsure"


@dataclass(frozen=True)
class CountyQuestion:
    """The counties to choose from and what she chose: one of them, `unsure`, or nothing yet."""

    zip5: str
    counties: tuple[str, ...]
    chosen: str

    @property
    def open(self) -> bool:
        """Whether she has not answered yet."""
        return self.chosen not in (*self.counties, UNSURE)

    @property
    def answer(self) -> str:
        """What the draft keeps."""
        return "" if self.open else self.chosen


def question(told: Mapping[str, str], lines: Sequence[TaxableLine], chosen: str) -> CountyQuestion | None:
    """What to ask about a checked address, None where these pieces are taxed alike whatever the answer."""
    if told.get("country") != HOME or not told.get("postcode"):
        return None
    to = Destination(
        state=told.get("state", ""),
        zip=told["postcode"],
        city=told.get("line4", ""),
        line1=told.get("line1", ""),
    )
    counties = counties_to_choose(to, lines, snapshot.current(), tax_day(timezone.now(), to))
    return CountyQuestion(told["postcode"][:5], counties, chosen) if counties else None


def known(chosen: str) -> str:
    """The county to quote with; empty where she wasn't asked or isn't sure."""
    return "" if chosen == UNSURE else chosen
