"""Local rates of states where Portero isn't registered (tables/elsewhere.csv), as rows of the shipped tables.

A line is one rate of one state and level, and the places that have it: counties without the word `County`, cities
with theirs behind an `@` where the list tells it. Nobody has checked them; a registration shows staff how many.
"""

from collections.abc import Iterator

from orders.tax.models.dated import Confidence

BEGINNING = "2000-01-01"
OTHER_WORDS = ("Borough", "Parish", "Municipality", "city", "County")
Row = dict[str, str]


def rates(lines: list[Row]) -> Iterator[Row]:
    """One row of rates.csv for each place."""
    for line, name, _ in _places(lines):
        yield {
            "state": line["state"],
            "level": line["level"],
            "name": name,
            "percent": line["percent"],
        } | _facts(line, line["since"])


def boundaries(lines: list[Row]) -> Iterator[Row]:
    """One row of boundaries.csv for each place: it taxes itself."""
    for line, name, county in _places(lines):
        level = line["level"]
        place = {"city": name, "county": county} if level == "city" else {"city": "", "county": name}
        yield {
            "state": line["state"], "match": level, "level": level, "name": name,
            "outside_cities": "", "ambiguous": "",
        } | place | _facts(line, min(line["since"], BEGINNING))  # fmt: skip


def _places(lines: list[Row]) -> Iterator[tuple[Row, str, str]]:
    """Each place with its line, its name, and of a city its county."""
    for line in lines:
        for told in line["places"].split("|"):
            name, _, county = told.partition("@")
            if line["level"] == "county":
                yield line, _whole(name), ""
            else:
                yield line, name, _whole(county) if county else ""


def _whole(county: str) -> str:
    return county if county.endswith(OTHER_WORDS) else f"{county} County"


def _facts(line: Row, since: str) -> Row:
    return {"since": since, "until": "", "source": line["source"], "confidence": Confidence.UNVERIFIED.value}
