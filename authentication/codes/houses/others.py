"""Houses of which less is known: what the form of a code says, with its certainty."""

import re
from dataclasses import dataclass

from authentication.codes.facts import eras, signs
from authentication.codes.houses import fineness
from authentication.codes.readings import Decoding, Reading, impossible, read, unknown
from authentication.codes.texts import compact, plain, says_chip

_DIOR = re.compile(r"^\d\d([A-Z]{2})(\d)(\d)(\d)(\d)$", re.ASCII)
_CELINE = re.compile(r"^[A-Z]{1,4}(\d)(\d)(\d)(\d)$", re.ASCII)


@dataclass(frozen=True)
class Form:
    """A code that carries no year: how it looks, and what can be said of it."""

    house: str
    scheme: str
    name: str
    looks: re.Pattern[str]
    says: str
    else_says: str


_FORMS = (
    Form("gucci", "tab", "Serial on the leather tab", re.compile(r"^\d{9,13}$"),
         "Two rows of digits: the style's number above, the maker's below. It tells no year.",
         "A Gucci tab carries two rows of digits and no letters."),
    Form("goyard", "serial", "Serial", re.compile(r"^[A-Z]{3}\d{6}$"),
         "Three letters and six digits, the form of Goyard's serials. The year in it can't be read.",
         "A Goyard serial has three letters and six digits."),
    Form("bottega-veneta", "seam-tag", "Seam tag", re.compile(r"^\d{6}[A-Z][A-Z0-9]{4}\d{4}$"),
         "A seam tag: six digits for the model, five signs for the material, four digits for the colour.",
         "A seam tag has six digits, five signs and four digits."),
    Form("prada", "factory-tag", "Factory number", re.compile(r"^\d{1,3}$"),
         "A factory number on the small white tag. It tells no year.",
         "The white tag carries one to three digits."),
    Form("balenciaga", "season-letter", "Season letter", re.compile(r"^[A-Z]$"),
         "A season letter: the alphabet began with fall and winter 2003 and has begun again once since.",
         "The tag's reverse carries one letter for the season."),
)  # fmt: skip


def decode_form(house: str, text: str) -> Decoding:
    """What the form of a code of this house says. Raises KeyError for a house that isn't in the table."""
    form = {form.house: form for form in _FORMS}[house]
    if not form.looks.fullmatch(compact(text)):
        return unknown(form.else_says)
    span = eras()[house, form.scheme]
    return read(Reading(form.name, form.says, span.status, span.first, span.last, sources=span.sources))


def decode_dior(text: str) -> Decoding:
    """`01-BO-0192`: the first and third of the last four digits give the month, the others the year."""
    if says_chip(text):
        span = eras()["dior", "chip"]
        says = f"Many bags carry a chip since {span.first}."
        return read(Reading("Chip", says, span.status, span.first, span.last, sources=span.sources))
    seen = _DIOR.match(compact(text))
    if seen is None:
        return unknown("A Dior date code has two digits, two letters and four digits.")
    month, short = int(seen[2] + seen[4]), int(seen[3] + seen[5])
    span = eras()["dior", "date-code"]
    year = 1900 + short if 1900 + short >= (span.first or 0) else 2000 + short
    if not 1 <= month <= 12:
        return impossible(
            f"The last four digits give the month and the year {year}, and there is no month {month}."
        )
    says = f"Month {month} of {year}, factory {seen[1]}."
    return read(Reading("Date code", says, span.status, year, year, sources=span.sources))


def decode_celine(text: str) -> Decoding:
    """Letters and four digits: the first and third give the week, the others the year; or the name as stamped."""
    if named := _name("celine", text):
        return read(named)
    seen = _CELINE.match(compact(text))
    if seen is None:
        return unknown("A Celine date code has letters and four digits.")
    week, short = int(seen[1] + seen[3]), int(seen[2] + seen[4])
    span = eras()["celine", "date-code"]
    year = 2000 + short if 2000 + short <= (span.last or 0) else 1900 + short
    if not 1 <= week <= 53:
        return impossible(f"The digits give the week and the year {year}, and there is no week {week}.")
    return read(
        Reading("Date code", f"Week {week} of {year}.", span.status, year, year, sources=span.sources)
    )


def decode_saint_laurent(text: str) -> Decoding:
    """The name as stamped: it changed in 2012."""
    named = _name("saint-laurent", text)
    return (
        read(named)
        if named
        else unknown("Write the name as stamped: Yves Saint Laurent, or Saint Laurent Paris.")
    )


def decode_fendi(text: str) -> Decoding:
    """`hologram`, or a chip."""
    if plain(text) != "hologram" and not says_chip(text):
        return unknown("Write hologram or chip; Fendi's numbers carry no year that we could read.")
    span = eras()["fendi", "hologram"]
    says = "A hologram since the 2000s, a QR code or chip in the 2020s."
    return read(Reading("Hologram", says, span.status, span.first, span.last, sources=span.sources))


def decode_engraving(house: str, text: str) -> Decoding:
    """Cartier and Van Cleef: maker, fineness, size and serial in one engraving; the serial tells no year."""
    marks = fineness.readings(text)
    if not marks:
        return unknown(
            "The engraving carries the maker, the fineness (750, Pt950) and a serial; no fineness is in this text."
        )
    span = eras()[house, "engraving"]
    serial = Reading(
        "Engraving", "Maker, fineness and serial belong together; the serial tells no year.", span.status,
        sources=span.sources,
    )  # fmt: skip
    return read(*marks, serial)


def _name(house: str, text: str) -> Reading | None:
    """The house's name as stamped; here capitals and accents are what tells."""
    told = " ".join(text.split())
    for sign in signs(house):
        if sign.scheme == "name" and sign.sign == told:
            years = sign.years
            says = f"Stamped {sign.sign}: {sign.meaning}."
            return Reading(
                "Name as stamped", says, years.status, years.first, years.last, 1, sources=years.sources
            )
    return None
