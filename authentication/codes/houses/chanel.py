"""Chanel: serial stickers by the number of their digits and their series, chip plates, the season on a tag."""

import re

from authentication.codes.facts import Span, chanel_series, eras, signs
from authentication.codes.readings import Decoding, Reading, impossible, read, unknown
from authentication.codes.texts import compact, says_chip, says_none

HOUSE = "chanel"
SLACK = 1  # guides differ by a year about where a series begins and ends
_HIGHEST_OF_SIX = 429_999
_STICKER = re.compile(r"^\d{6,8}$", re.ASCII)
_SERIES_ONLY = re.compile(r"^(\d{1,2})X{4,6}$", re.ASCII)  # 12XXXXXX: somebody hid the rest
_PLATE = re.compile(r"^(?=.*[A-Z])(?=.*\d)[A-Z0-9]{8}$", re.ASCII)
_SEASON = re.compile(r"^(\d\d)([A-Z])$", re.ASCII)
_CRUISE = "C"
_FIRST_SEASON = 83  # nobody reads a tag of 1982 or before; lower numbers are of this century


def decode(text: str) -> Decoding:
    """A sticker's digits, a plate's eight signs, a season as `18C`, or `none`."""
    code = compact(text)
    if says_none(text) or says_chip(text):
        return read(_era("none"), _era("chip")) if says_none(text) else read(_era("chip"))
    if _SERIES_ONLY.match(code):
        code = code.replace("X", "1")
    if _STICKER.match(code):
        return _sticker(code)
    if season := _SEASON.match(code):
        return _season(int(season[1]), season[2])
    if _PLATE.match(code):
        return read(_era("chip"))
    return unknown("A Chanel serial has six to eight digits; a plate has eight signs, letters among them.")


def _sticker(digits: str) -> Decoding:
    if len(digits) == 6:
        return _six(digits)
    series = int(digits[: len(digits) - 6])
    span = chanel_series().get((len(digits), series))
    if span is None:
        highest = max(known for _, known in chanel_series())
        return impossible(
            f"There is no series {digits[:-6]} of {len(digits)} digits: "
            f"series 0 to 9 have seven, 10 to {highest} eight."
        )
    says = f"Series {series} was used from {span.first} to {span.last}."
    if span.first == span.last:
        says = f"Series {series} was used in {span.first}."
    return _read_as(len(digits), says, span)


def _six(digits: str) -> Decoding:
    span = eras()[HOUSE, "sticker-6"]
    if not 100_000 <= int(digits) <= _HIGHEST_OF_SIX:
        return impossible("Serials of six digits begin with 1 to 42.")
    says = f"Serials of six digits were used from {span.first} to {span.last}."
    return _read_as(6, says, span)


def _read_as(digits: int, says: str, span: Span) -> Decoding:
    name = f"Serial sticker of {digits} digits"
    return read(Reading(name, says, span.status, span.first, span.last, slack=SLACK, sources=span.sources))


def _era(scheme: str) -> Reading:
    span = eras()[HOUSE, scheme]
    if scheme == "none":
        says, name = f"Pieces without a serial were made until {span.last}.", "No serial"
    else:
        says = f"A metal plate with a chip replaced stickers and cards in {span.first}; it tells no year."
        name = "Chip plate"
    return Reading(name, says, span.status, span.first, span.last, sources=span.sources)


def _season(short: int, letter: str) -> Decoding:
    season = next((sign for sign in signs(HOUSE) if sign.scheme == "season" and sign.sign == letter), None)
    if season is None:
        return unknown(f"No season of Chanel's tags is called {letter}.")
    year = 1900 + short if short >= _FIRST_SEASON else 2000 + short
    first = year - 1 if letter == _CRUISE else year  # Cruise is in the shops in November of the year before
    says = (
        f"A tag with {short:02d}{letter} belongs to {season.meaning} {year}. It dates the tag, not the bag."
    )
    return read(
        Reading("Season on a tag", says, season.years.status, first, year, sources=season.years.sources)
    )
