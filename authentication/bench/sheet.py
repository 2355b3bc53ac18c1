"""What the workbench shows of one review: its own checklist, findings and photographs, and nothing of another's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from authentication.bench import looking, reading
from authentication.bench.saving import Told, told_by, verdict_of
from authentication.bench.seats import Seat
from authentication.models import CasePhoto, Check, Evidence, Finding

CLAIMED = (
    *("designer", "style", "category", "year", "material", "colour", "hardware", "size", "made_in"),
    *("included", "code", "stamp", "reference"),
)

ASKS = {
    Check.Asks.WEIGHT: "Weight, in g if no unit is named",
    Check.Asks.MEASURE: "Measurement, in mm if no unit is named",
    Check.Asks.CARAT: "Weight of the stone in ct",
    Check.Asks.CODE: "Code or stamp, as it stands there",
}
RESULTS = dict(Finding.Result.choices)


@dataclass
class Row:
    """One check with her finding. `stale` is what another window wrote, `told` what this one would write."""

    check: Check
    place: int
    told: Told
    seen: str
    evidence: list[Evidence]
    seat: Seat
    stale: Told | None = None
    refused: list[str] = field(default_factory=list)

    @property
    def save_url(self) -> str:
        return self.seat.to("finding", self.check.code)

    @property
    def evidence_url(self) -> str:
        return self.seat.to("evidence", self.check.code)

    @property
    def decode_url(self) -> str:
        return self.seat.to("decode", self.check.code)

    @property
    def asks_for(self) -> str:
        """What is entered beside the finding, if anything."""
        return ASKS.get(Check.Asks(self.check.asks), "")

    @property
    def said(self) -> dict[str, Any]:
        """How the code or measurement that she entered reads."""
        return reading.said_of(self.seat, self.check, self.told.entered)

    @property
    def stale_words(self) -> str:
        """What another window wrote, in a line."""
        there = self.stale or Told()
        parts = (RESULTS.get(there.result), there.entered, there.note)
        return ". ".join(part for part in parts if part) or "nothing"

    @property
    def result_words(self) -> str:
        """Her finding in words, for the list of checks."""
        return RESULTS.get(self.told.result, "Not looked at yet")

    @property
    def pictures(self) -> list[dict[str, Any]]:
        """Her photographs of it, with their addresses."""
        return [picture(self.seat, one) for one in self.evidence]


@dataclass
class Sheet:
    """One review as the page shows it."""

    seat: Seat
    rows: list[Row]
    photos: list[dict[str, Any]]
    claims: list[tuple[str, str]]
    verdict: Told
    looked: str

    def row_of(self, code: str) -> Row:
        """The row of a check."""
        return next(row for row in self.rows if row.check.code == code)


def sheet_of(seat: Seat) -> Sheet:
    """The whole sheet; four queries however long the checklist is."""
    review = seat.review
    findings = review.findings.select_related("check_made").prefetch_related("evidence")
    made = {finding.check_made_id: finding for finding in findings}
    checks = review.case.template.checks.all()
    return Sheet(
        seat=seat,
        rows=[_row(seat, check, place, made.get(check.pk)) for place, check in enumerate(checks, start=1)],
        photos=[_photo(seat, photo) for photo in review.case.photos.all()],
        claims=claims_of(review.case.claims),
        verdict=verdict_of(review),
        looked=looking.in_words(review),
    )


def picture(seat: Seat, evidence: Evidence) -> dict[str, Any]:
    """A photograph of hers as pages and scripts show it."""
    return {
        "pk": evidence.pk,
        "small": seat.to("evidence-picture", evidence.pk, "small"),
        "full": seat.to("evidence-picture", evidence.pk, "full"),
        "remove": seat.to("evidence-remove", evidence.pk),
        "width": evidence.width,
        "height": evidence.height,
    }


def claims_of(claims: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What its owner says of the piece, and nothing about the owner: only what we know to matter is shown."""
    told = [(name, claims[name]) for name in CLAIMED if claims.get(name)]
    return [(name.replace("_", " ").capitalize(), _in_words(value)) for name, value in told]


def _in_words(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _row(seat: Seat, check: Check, place: int, finding: Finding | None) -> Row:
    told = told_by(finding)
    evidence = list(finding.evidence.all()) if finding else []
    return Row(check, place, told, told.seen, evidence, seat)


def _photo(seat: Seat, photo: CasePhoto) -> dict[str, Any]:
    return {
        "pk": photo.pk,
        "caption": photo.caption,
        "small": seat.to("photo", photo.pk, "small"),
        "medium": seat.to("photo", photo.pk, "medium"),
        "full": seat.to("photo", photo.pk, "full"),
        "width": photo.width,
        "height": photo.height,
    }
