"""What a title says and its columns don't: "Leather crossbody bag Black" has a colour, a material and a kind.

Only the phrases that a mapping names under [titles] are taken from a title, so that the same row always gives the
same facts, and nothing is read into another sender's titles.
"""

from collections.abc import Mapping as Words

from catalog.importing.facts import Facts
from catalog.importing.mapping import Mapping
from catalog.importing.values import key_of


def complete(facts: Facts, mapping: Mapping) -> None:
    """Fill in empty facts from the title, and name the kind of bag where the category only says that it is one."""
    titles = mapping.titles
    if not titles:
        return
    said = f" {key_of(facts.title)} "
    if not facts.colour:
        facts.colour = _ending(said, titles.get("colour", {}))
    if not facts.material:
        facts.material = _only(said, titles.get("material", {}))
    if not facts.style:
        facts.style = _beginning(said, titles.get("style", {}))
    kind = _longest(said, titles.get("category", {}))
    if kind and (new := mapping.categories.get(kind)) and new.parent == facts.category:
        facts.category = kind


def _matching(said: str, words: Words[str, str]) -> list[str]:
    return sorted((phrase for phrase in words if f" {phrase} " in said), key=len, reverse=True)


def _longest(said: str, words: Words[str, str]) -> str:
    return next((words[phrase] for phrase in _matching(said, words)), "")


def _ending(said: str, words: Words[str, str]) -> str:
    return next((words[phrase] for phrase in _matching(said, words) if said.endswith(f" {phrase} ")), "")


def _beginning(said: str, words: Words[str, str]) -> str:
    return next((words[phrase] for phrase in _matching(said, words) if said.startswith(f" {phrase} ")), "")


def _only(said: str, words: Words[str, str]) -> str:
    """The one material that is named; of two, nobody knows which is the main one."""
    found = _matching(said, words)
    longest = found[0] if found else ""
    others = [phrase for phrase in found if phrase not in longest]
    return "" if others else words.get(longest, "")
