"""Where nothing of a search is here: what stands above it, the houses of its styles, the kinds of its kinds."""

from collections.abc import Mapping

from catalog.models import Style
from catalog.shelf import Shelf
from catalog.shelf.words import Words

Above = tuple[dict[str, tuple[str, ...]], tuple[str, ...]]


def above(chosen: Mapping[str, tuple[str, ...]], shelf: Shelf) -> Above | None:
    """A filter that is wider than what was read, and what its values are called; None where there is none."""
    houses = dict(
        Style.objects.filter(slug__in=chosen.get("style", ()))
        .order_by("designer__name")
        .values_list("designer__slug", "designer__name")
    )
    if houses:
        return {"designer": tuple(houses)}, tuple(houses.values())
    kinds = _parents(chosen.get("category", ()), shelf.words)
    return ({"category": tuple(kinds)}, tuple(kinds.values())) if kinds else None


def _parents(categories: tuple[str, ...], words: Words) -> dict[str, str]:
    numbers = [number for one in categories if (number := words.number("category", one)) is not None]
    parents = [words.word("category", parent) for one in numbers if (parent := words.parents[one]) != one]
    return {word.value: word.label for word in parents if word}
