"""A saved search in words: what it is called, and what of it fills in a request to the concierge."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from accounts.names import NOT_IN_A_NAME
from catalog.browsing.facets import FLAG_LABELS
from catalog.browsing.selection import Selection
from catalog.models import Category, Colour, Designer, Grade, Hardware, Material, Style
from concierge.searches.place import Place
from portero.core import words
from portero.core.money import dollars

NAME_LENGTH = 120
WORDS_LENGTH, VALUE_LENGTH = 60, 40
# Facets whose values are slugs of a row that has a name.
NAMED: dict[str, type[Model]] = {
    "designer": Designer,
    "category": Category,
    "style": Style,
    "hardware": Hardware,
    "shade": Colour,
    "finish": Material,
}


def name_of(place: Place) -> str:
    """What to call a search at first: `Chanel: “flap”, Black, up to $5,000`."""
    said = ", ".join(_parts(place.selection))
    if NOT_IN_A_NAME.search(said):
        said = ""  # our mails repeat the name, perhaps to somebody who never asked: they carry no address
    if (
        place.path.startswith(("/search", "/shop/"))
        and not place.scope.crumbs
        and said
        and not _is_kind(place)
    ):
        return said[:1].upper() + said[1 : NAME_LENGTH - 1]
    return f"{place.scope.title}: {said}"[:NAME_LENGTH] if said else place.scope.title[:NAME_LENGTH]


def filled_in(place: Place) -> dict[str, Any]:
    """What a request to the concierge is filled in with: the words and filters of this search."""
    chosen = place.selection.chosen
    designers = _labels("designer", chosen.get("designer", ()))
    colours = [*_labels("shade", chosen.get("shade", ())), *_labels("colour", chosen.get("colour", ()))]
    materials = [
        *_labels("finish", chosen.get("finish", ())),
        *_labels("material", chosen.get("material", ())),
    ]
    found = {
        "designer": " or ".join(designers)
        or (place.scope.title if [*place.scope.fixed] == ["designer"] else ""),
        "style": " or ".join(_labels("style", chosen.get("style", ()))) or place.selection.words,
        "colours": ", ".join(colours),
        "material": " or ".join(materials),
        "hardware": " or ".join(_labels("hardware", chosen.get("hardware", ()))),
        "size": " or ".join(chosen.get("size", ())),
        "grade": _lowest(chosen.get("grade", ())),
        "budget": place.selection.price_to,
    }
    return {name: value for name, value in found.items() if value}


def _is_kind(place: Place) -> bool:
    return place.scope.title not in ("All pieces", "Search")


def _parts(selection: Selection) -> list[str]:
    said = [f"“{selection.words[:WORDS_LENGTH]}”"] if selection.words else []
    for facet, values in selection.chosen.items():
        said += _labels(facet, values)
    said += [FLAG_LABELS.get(flag, flag).lower() for flag in selection.flags]
    if selection.price_from is not None:
        said.append(f"from {dollars(selection.price_from)}")
    if selection.price_to is not None:
        said.append(f"up to {dollars(selection.price_to)}")
    return said


def _labels(facet: str, values: Iterable[str]) -> list[str]:
    values = list(values)
    if not values:
        return []
    if facet in NAMED:
        rows = NAMED[facet]._default_manager.filter(slug__in=values).values_list("slug", "name")
        names = dict(rows)
        return [str(names[value]) for value in values if value in names]
    if facet == "grade":
        return [str(Grade(value).label) for value in values if value in Grade.values]
    return (
        [words.country(value) for value in values] if facet == "ships" else [v[:VALUE_LENGTH] for v in values]
    )


def _lowest(grades: Iterable[str]) -> str:
    """Any of these grades will do, so the lowest of them is the floor."""
    known = [grade for grade in Grade.values if grade in set(grades)]
    return known[-1] if known else ""
