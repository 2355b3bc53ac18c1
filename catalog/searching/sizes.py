"""Sizes as they are typed: "size 39", "39 EU", "36mm", "XL", "us 6.5"; matched with the sizes that pieces have."""

import re
from collections.abc import Iterable

from catalog.searching.tokens import Token, key_of

SYSTEMS = {"eu", "it", "fr", "uk", "us", "jp", "international", "int", "de"}
UNITS = {"cm", "mm", "inch", "in", "ml", "ct"}
LETTERS = {"xxs", "xs", "xl", "xxl", "xxxl"}
SINGLE = {"s", "m", "l"}
SAID = {"size", "sz", "sized"}
WORN = {"m": "m", "s": "s", "l": "l", "medium": "m", "small": "s", "large": "l"}
_NUMBER = re.compile(r"^\d+(\.\d+)?$")


def size_at(tokens: list[Token], at: int) -> tuple[int, str, bool] | None:
    """How many tokens from here are a size, the size's compared spelling, and whether it is one beyond doubt.

    "size 39" and "39 eu" are; a bare "39" or "s" may be part of a name, so the pieces decide.
    """
    keys = [token.key for token in tokens[at : at + 4]]
    if keys[0] in SAID and len(keys) > 1:
        return _after(keys[1:], 1)
    if keys[0] in SYSTEMS and len(keys) > 1 and _NUMBER.match(keys[1]):
        return 2, f"{keys[1]} {keys[0]}", True
    if _NUMBER.match(keys[0]) and len(keys) > 1 and keys[1] in SYSTEMS | UNITS:
        return 2, f"{keys[0]} {keys[1]}", True
    if keys[0] in LETTERS:
        return (2 if keys[1:2] == ["international"] else 1), keys[0], True
    return (1, keys[0], False) if _NUMBER.match(keys[0]) or keys[0] in SINGLE else None


def _after(keys: list[str], before: int) -> tuple[int, str, bool] | None:
    if _NUMBER.match(keys[0]) or keys[0] in LETTERS | set(WORN):
        unit = keys[1] if len(keys) > 1 and keys[1] in SYSTEMS | UNITS else ""
        return before + 1 + bool(unit), f"{WORN.get(keys[0], keys[0])} {unit}".strip(), True
    if keys[0] in SYSTEMS and len(keys) > 1 and _NUMBER.match(keys[1]):
        return before + 2, f"{keys[1]} {keys[0]}", True
    return None


def fitting(size: str, sizes: Iterable[str]) -> tuple[str, ...]:
    """The sizes of pieces that are meant: of "39" those of every system, of "39 eu" that one, of "s" the letter."""
    wanted = size.split()
    found = []
    for known in sizes:
        words = key_of(known).split()
        number_first = sorted(words, key=lambda word: word in SYSTEMS)
        if number_first == wanted or (len(wanted) == 1 and _is(wanted[0], number_first)):
            found.append(known)
    return tuple(sorted(found))


def _is(size: str, words: list[str]) -> bool:
    if size in LETTERS | set(WORN):
        return WORN.get(words[0], words[0]) == size and set(words[1:]) <= {"international"}
    return words[0] == size and all(word in SYSTEMS | UNITS or word.isdigit() for word in words[1:])
