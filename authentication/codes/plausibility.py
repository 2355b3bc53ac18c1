"""Does a code fit what is claimed of the piece? Advice for the person who decides, with the sentence that says why."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from authentication.codes.decoding import house_of
from authentication.codes.facts import Span, style_years
from authentication.codes.readings import Decoding, Reading, Status
from authentication.codes.texts import plain
from portero.core.words import country

CLOSE = 2  # years that a piece may be sold after it was made, or that an owner misremembers


class Fit(IntEnum):
    """From good to bad; UNKNOWN where nothing can be compared."""

    PLAUSIBLE = 0
    UNKNOWN = 1
    DOUBTFUL = 2
    IMPOSSIBLE = 3

    @property
    def word(self) -> str:
        """`plausible`, `unknown`, `doubtful`, `impossible`."""
        return self.name.lower()


@dataclass(frozen=True)
class Claim:
    """What is said of the piece: designer and style by name, year, ISO country of making, material in words."""

    designer: str
    style: str = ""
    year: int | None = None
    made_in: str = ""
    material: str = ""


@dataclass(frozen=True)
class Verdict:
    fit: Fit
    why: str


def judge(decoding: Decoding, claim: Claim) -> Verdict:
    """How well the code fits: the reading that fits best counts, in it the worst of its comparisons.

    `unknown` says that there is nothing to compare: no facts about the house, or a code that tells neither year nor
    place nor material.
    """
    if not decoding.readings:
        return _refused(decoding)
    verdicts = [_of(reading, claim) for reading in decoding.readings]
    if any(reading.material for reading in decoding.readings):
        # A letter's year and a skin mark stand side by side: both have to fit.
        return _both(decoding.readings, verdicts)
    return min(verdicts, key=lambda verdict: verdict.fit)


def _refused(decoding: Decoding) -> Verdict:
    refusal = decoding.refusals[0]
    if refusal.impossible:
        return Verdict(Fit.IMPOSSIBLE, refusal.says)
    return Verdict(Fit.DOUBTFUL if decoding.known else Fit.UNKNOWN, refusal.says)


def _both(readings: tuple[Reading, ...], verdicts: list[Verdict]) -> Verdict:
    pairs = list(zip(readings, verdicts, strict=True))
    dated = [verdict for reading, verdict in pairs if reading.years]
    others = [verdict for reading, verdict in pairs if not reading.years]
    best = [min(dated, key=lambda verdict: verdict.fit)] if dated else []
    told = [verdict for verdict in best + others if verdict.fit is not Fit.UNKNOWN]
    return max(told, key=lambda verdict: verdict.fit) if told else verdicts[0]


def _of(reading: Reading, claim: Claim) -> Verdict:
    found = list(_comparisons(reading, claim))
    if reading.status is Status.CONFLICT:
        found.append(Verdict(Fit.DOUBTFUL, f"{reading.says} {reading.status.sentence}"))
    if not found:
        return Verdict(Fit.UNKNOWN, f"{reading.says} There is nothing claimed to compare it with.")
    return max(found, key=lambda verdict: verdict.fit)


def _comparisons(reading: Reading, claim: Claim) -> Iterator[Verdict]:
    if claim.year and reading.years:
        yield _year(reading, claim.year)
    if reading.years and (made := _made(claim)):
        yield _style(reading, claim.style, made)
    if claim.made_in and reading.countries:
        yield _country(reading, claim.made_in.upper())
    if claim.material and reading.material:
        yield _material(reading, claim.material)


def _year(reading: Reading, year: int) -> Verdict:
    off = _distance(reading, year)
    if off == 0:
        return Verdict(Fit.PLAUSIBLE, f"The code says {reading.years}, and {year} is claimed.")
    says = f"The code says {reading.years}, but {year} is claimed, {off} year{'s' if off > 1 else ''} away."
    return Verdict(Fit.IMPOSSIBLE if off > CLOSE and reading.status.is_sure else Fit.DOUBTFUL, says)


def _distance(reading: Reading, year: int) -> int:
    early = (reading.first or 0) - reading.slack - year
    late = year - (reading.last or 9999) - reading.slack
    return max(early, late, 0)


def _made(claim: Claim) -> Span | None:
    """The years of the style, by the longest known name that its own name contains."""
    style = plain(claim.style)
    known = style_years().get(house_of(claim.designer), ())
    return next((years for name, years in known if name in style), None)


def _style(reading: Reading, style: str, made: Span) -> Verdict:
    first, last = made.first or 0, made.last or 9999
    if reading.last is not None and reading.last + reading.slack + CLOSE < first:
        says = f"{style} was first made in {first}, but the code says {reading.years}."
        return Verdict(Fit.IMPOSSIBLE if made.status.is_sure else Fit.DOUBTFUL, says)
    if reading.first is not None and reading.first - reading.slack - CLOSE > last:
        return Verdict(Fit.DOUBTFUL, f"{style} was made until {last}, but the code says {reading.years}.")
    return Verdict(Fit.PLAUSIBLE, f"{style} was made in the years that the code says ({reading.years}).")


def _country(reading: Reading, made_in: str) -> Verdict:
    if made_in in reading.countries:
        return Verdict(Fit.PLAUSIBLE, f"The factory is in {country(made_in)}, as stamped.")
    named = " or ".join(country(place) for place in reading.countries)
    says = f"The piece says made in {country(made_in)}, but the factory's letters stand for {named}."
    return Verdict(Fit.DOUBTFUL, says)


def _material(reading: Reading, material: str) -> Verdict:
    told = plain(material)
    if reading.material in told:
        return Verdict(Fit.PLAUSIBLE, f"{reading.says} {material} is claimed.")
    says = f"{reading.says} {material} is claimed."
    if any(word in told for word in reading.other_materials):
        return Verdict(Fit.IMPOSSIBLE if reading.status.is_sure else Fit.DOUBTFUL, says)
    return Verdict(Fit.DOUBTFUL, says)
