"""What is on record of a piece that a check measures, and whether two figures agree within the tolerance."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from authentication.measures.reading import Measured
from authentication.measures.units import converted, in_words
from authentication.models import Case, Check, Finding, Review
from catalog.condition.words import measures_of
from catalog.models import Item

# By Category.measured_as: what the shipped checklists measure under a word of their own. Any other check is held
# against the measurement whose key is its code.
KEYS: Mapping[tuple[str, str], str] = {
    ("bag", "outline"): "width",
    ("watch", "case"): "case",
    ("necklace", "size"): "length",
    ("scarf", "measure"): "width",
    ("wallet", "measure"): "width",
}
# Scales differ, and so do links and straps: a twentieth of the weight, a gram at least.
WEIGHT_WITHIN, LEAST_G = Decimal("0.05"), Decimal(1)


@dataclass(frozen=True)
class Listed:
    """A figure on record, in its own unit, and what two people may differ by."""

    label: str
    value: Decimal
    unit: str
    tolerance: Decimal

    def off_by(self, measured: Measured) -> Decimal:
        """By how much in our unit she measured more (or less, below zero); 0 within the tolerance."""
        more = converted(measured.value, measured.unit, self.unit) - self.value
        return more if abs(more) > self.tolerance else Decimal(0)

    def compared(self, measured: Measured) -> str:
        """The sentence that says both."""
        figure = in_words(self.value, self.unit)
        within = f", to within {in_words(self.tolerance, self.unit)}" if self.tolerance else ""
        if not (off := self.off_by(measured)):
            return f"It agrees with what is on record: {self.label.lower()} {figure}{within}."
        by = in_words(abs(off).quantize(Decimal("0.01")), self.unit)
        return (
            f"On record: {self.label.lower()} {figure}{within}. This is {by} {'more' if off > 0 else 'less'}."
        )


def listed_for(check: Check, item: Item) -> Listed | None:
    """What is on record of the piece for this check; None where nothing is, or nothing comparable is asked."""
    if check.asks == Check.Asks.WEIGHT and check.code == "weight":
        return _weight(item)
    key = KEYS.get((item.category.measured_as, check.code), check.code)
    row = next((one for one in item.measurements.all() if one.key == key), None)
    if row is None or not _comparable(row.unit, check.asks):
        return None
    usual = {measure.key: Decimal(measure.tolerance) for measure in measures_of(item.category.measured_as)}
    return Listed(row.label, row.value, row.unit, row.tolerance or usual.get(key, Decimal(0)))


def reviewed(item: Item) -> list[str]:
    """What was measured in the newest review of a piece, against what is on record: a sentence for each that differs.

    Of decided cases alone: before that nobody reads in a review.
    """
    decided = Case.objects.filter(item=item, decided_at__isnull=False, reviews__state=Review.State.SUBMITTED)
    case = decided.exclude(kind=Case.Kind.SEEDED).order_by("-decided_at", "-pk").first()
    findings = Finding.objects.filter(
        review__case=case, review__state=Review.State.SUBMITTED, value__isnull=False
    )
    pairs = (
        (one, listed_for(one.check_made, item))
        for one in findings.select_related("check_made").order_by("check_made__position", "review__round")
    )
    return [
        f"{one.check_made.title}, measured in its review: {in_words(one.value, one.unit)}. {listed.compared(measured)}"
        for one, listed in pairs
        if listed and one.value and listed.off_by(measured := Measured(one.value, one.unit))
    ]


def _weight(item: Item) -> Listed | None:
    if not item.weight_g:
        return None
    grams = Decimal(item.weight_g)
    return Listed("Weight", grams, "g", max(LEAST_G, (grams * WEIGHT_WITHIN).quantize(Decimal("0.1"))))


def _comparable(unit: str, asks: str) -> bool:
    return (unit in ("mm", "cm")) == (asks == Check.Asks.MEASURE)
