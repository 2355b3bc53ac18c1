"""The tables of `data/`, read once: letters, series, factories, prefixes, signs, and the years of styles."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from authentication.codes.readings import Status

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Span:
    """Years with their certainty: a letter's, a series', an era's, a style's."""

    first: int | None
    last: int | None
    status: Status
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Factory:
    """Where a factory code was used; one code can stand for several countries."""

    country: str
    status: Status
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Sign:
    """A mark beside a stamp, a letter after a reference, a name as stamped."""

    scheme: str
    sign: str
    also: tuple[str, ...]
    meaning: str
    material: str
    other_materials: tuple[str, ...]
    years: Span


@cache
def hermes_letters() -> dict[tuple[str, str], tuple[Span, ...]]:
    """(letter, frame) → the years it stood for: a bare letter stands for two or more cycles."""
    found: dict[tuple[str, str], tuple[Span, ...]] = {}
    for row in _rows("hermes_letters"):
        key = row["letter"], row["frame"]
        found[key] = (*found.get(key, ()), _span(row, row["year"], row["year"]))
    return found


@cache
def chanel_series() -> dict[tuple[int, int], Span]:
    """(number of digits, series) → years."""
    return {
        (int(row["digits"]), int(row["series"])): _span(row, row["first"], row["last"])
        for row in _rows("chanel_series")
    }


@cache
def vuitton_factories() -> dict[str, tuple[Factory, ...]]:
    """Factory code → countries."""
    found: dict[str, tuple[Factory, ...]] = {}
    for row in _rows("vuitton_factories"):
        factory = Factory(row["country"], Status(row["status"]), _parts(row["sources"]))
        found[row["code"]] = (*found.get(row["code"], ()), factory)
    return found


@cache
def rolex_prefixes() -> dict[str, Span]:
    """Letter before six digits → years."""
    return {row["letter"]: _span(row, row["first"], row["last"]) for row in _rows("rolex_prefixes")}


@cache
def rolex_clasps() -> dict[str, Span]:
    """Two letters on a clasp → year."""
    return {row["letters"]: _span(row, row["year"], row["year"]) for row in _rows("rolex_clasps")}


@cache
def eras() -> dict[tuple[str, str], Span]:
    """(house, scheme) → the years in which the house used the scheme."""
    return {(row["house"], row["scheme"]): _span(row, row["first"], row["last"]) for row in _rows("eras")}


@cache
def signs(house: str) -> tuple[Sign, ...]:
    """The signs of a house, by its slug."""
    return tuple(
        Sign(
            row["scheme"],
            row["sign"],
            _parts(row["also"]),
            row["meaning"],
            row["material"],
            _parts(row["other_materials"]),
            _span(row, row["first"], row["last"]),
        )
        for row in _rows("signs")
        if row["house"] == house
    )


@cache
def fineness() -> dict[str, tuple[str, int, Status, tuple[str, ...]]]:
    """Hallmark → metal, parts of a thousand, certainty, sources."""
    return {
        row["mark"]: (row["metal"], int(row["parts"]), Status(row["status"]), _parts(row["sources"]))
        for row in _rows("fineness")
    }


@cache
def style_years() -> dict[str, tuple[tuple[str, Span], ...]]:
    """House → (words of a style's name, years in which it was made), the longest name first."""
    found: dict[str, list[tuple[str, Span]]] = {}
    for row in _rows("style_years"):
        found.setdefault(row["house"], []).append((row["style"], _span(row, row["first"], row["last"])))
    return {house: tuple(sorted(rows, key=lambda row: -len(row[0]))) for house, rows in found.items()}


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _span(row: dict[str, str], first: str, last: str) -> Span:
    return Span(_year(first), _year(last), Status(row["status"]), _parts(row.get("sources", "")))


def _year(text: str) -> int | None:
    return int(text) if text else None


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)
