"""Where nothing of a search is here: the kinds above those that it names."""

from collections.abc import Mapping

from catalog.shelf import Shelf
from catalog.shelf.words import Words

Above = tuple[dict[str, tuple[str, ...]], tuple[str, ...]]


def above(chosen: Mapping[str, tuple[str, ...]], shelf: Shelf) -> Above | None:
    """A filter that is wider than what was read, and what its values are called; None where there is none."""
    kinds = _parents(chosen.get("category", ()), shelf.words)
    return ({"category": tuple(kinds)}, tuple(kinds.values())) if kinds else None


def _parents(categories: tuple[str, ...], words: Words) -> dict[str, str]:
    numbers = [number for one in categories if (number := words.number("category", one)) is not None]
    parents = [words.word("category", parent) for one in numbers if (parent := words.parents[one]) != one]
    return {word.value: word.label for word in parents if word}
