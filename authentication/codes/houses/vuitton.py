"""Louis Vuitton: date codes by era, and the factory's letters as a country.

1982 to 1984 year and month; 1985 to 1989 the same with the factory after it; 1990 to 2006 the factory, then month and
year in turns; 2007 to 2021 week and year in turns; since 2021 a chip that nobody sees.
"""

import re

from authentication.codes.facts import Factory, Span, eras, vuitton_factories
from authentication.codes.readings import Decoding, Reading, Status, impossible, read, unknown
from authentication.codes.texts import compact, says_chip, says_none
from portero.core.words import country

HOUSE = "louis-vuitton"
_DIGITS = re.compile(r"^(\d\d)(\d{1,2})$", re.ASCII)
_DIGITS_LETTERS = re.compile(r"^(\d\d)(\d{1,2})([A-Z][A-Z0-9])$", re.ASCII)
_LETTERS_DIGITS = re.compile(r"^([A-Z][A-Z0-9]{1,2})(\d)(\d)(\d)(\d)$", re.ASCII)
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
WEEKS = 53


def decode(text: str) -> Decoding:
    """`836`, `874VI`, `SP0956`, `DU3009`, `none` or `chip`."""
    code = compact(text)
    if says_none(text):
        return read(_era("none"), _era("chip"))
    if says_chip(text):
        return read(_era("chip"))
    if seen := _DIGITS.match(code):
        return _early(seen[1], seen[2], "", eras()[HOUSE, "digits"])
    if seen := _DIGITS_LETTERS.match(code):
        return _early(seen[1], seen[2], seen[3], eras()[HOUSE, "digits-letters"])
    if seen := _LETTERS_DIGITS.match(code):
        return _late(seen[1], int(seen[2] + seen[4]), int(seen[3] + seen[5]))
    return unknown(
        "A date code has three or four digits, alone, before two letters or after two or three letters."
    )


def _early(short: str, month: str, factory: str, era: Span) -> Decoding:
    year = 1900 + int(short)
    if not _within(year, era):
        form = "with two letters after the digits" if factory else "of digits alone"
        return impossible(f"A date code {form} is from {era.first} to {era.last}, and this one says {year}.")
    return _dated(year, int(month), factory, era)


def _late(factory: str, number: int, short: int) -> Decoding:
    by_month, by_week = eras()[HOUSE, "letters-month"], eras()[HOUSE, "letters-week"]
    year = 1900 + short if 1900 + short >= (by_month.first or 0) else 2000 + short
    if _within(year, by_month):
        return _dated(year, number, factory, by_month)
    if not _within(year, by_week):
        return impossible(
            f"Two letters and four digits are from {by_month.first} to {by_week.last}, and this one says {year}."
        )
    if not 1 <= number <= WEEKS:
        return impossible(f"The first and third digit give the week, and there is no week {number}.")
    return read(_reading(f"Week {number} of {year}", year, factory, by_week))


def _dated(year: int, month: int, factory: str, era: Span) -> Decoding:
    if not 1 <= month <= len(_MONTHS):
        return impossible(f"The digits give the month beside the year {year}, and there is no month {month}.")
    return read(_reading(f"{_MONTHS[month - 1]} {year}", year, factory, era))


def _reading(when: str, year: int, factory: str, era: Span) -> Reading:
    places = vuitton_factories().get(factory, ())
    known = bool(places) or not factory
    return Reading(
        "Date code",
        f"{when}. {_where(factory, places)}".strip(),
        era.status if known else Status.UNVERIFIED,
        year,
        year,
        countries=tuple(place.country for place in places),
        country_status=min((place.status for place in places), key=list(Status).index, default=None),
        sources=era.sources,
    )


def _where(factory: str, places: tuple[Factory, ...]) -> str:
    if not factory:
        return "It names no factory."
    if not places:
        return f"No guide lists a factory {factory}."
    named = " or ".join(
        country(place.country) + (" (one guide only)" if place.status is Status.SINGLE else "")
        for place in places
    )
    return f"Factory {factory}: {named}."


def _within(year: int, era: Span) -> bool:
    return (era.first or 0) <= year <= (era.last or 9999)


def _era(scheme: str) -> Reading:
    span = eras()[HOUSE, scheme]
    if scheme == "none":
        says, name = f"Pieces without a date code were made until {span.last}.", "No date code"
    else:
        says = f"A chip replaced the date code in March {span.first}; nothing can be read by eye."
        name = "Chip"
    return Reading(name, says, span.status, span.first, span.last, sources=span.sources)
