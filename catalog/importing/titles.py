"""What a title says and its columns don't: "Leather crossbody bag Black" has a colour, a material and a kind.

Only the phrases that a mapping names under [titles] are taken from a title, so that the same row always gives the
same facts, and nothing is read into another sender's titles.
"""

from collections.abc import Mapping as Words
from dataclasses import dataclass, field

from catalog.importing.facts import Facts
from catalog.importing.mapping import Mapping
from catalog.importing.values import key_of

KEPT = 50_000  # titles: most senders have the same ones again and again


@dataclass(frozen=True, slots=True)
class Said:
    """What one title says; `kind` is anywhere in it, `kind_at_end` is what it ends with, a colour apart."""

    colour: str
    material: str
    style: str
    kind: str
    kind_at_end: str


@dataclass
class Titles:
    """Reads titles by the phrases of a mapping, every title once."""

    mapping: Mapping
    _said: dict[str, Said] = field(default_factory=dict)

    def complete(self, facts: Facts) -> None:
        """Fill in empty facts, and name the kind of piece where the category says less, or one beside it."""
        if not self.mapping.titles:
            return
        said = self._said.get(facts.title)
        if said is None:
            if len(self._said) >= KEPT:
                self._said.clear()
            said = self._said[facts.title] = _read(facts.title, self.mapping.titles)
        facts.colour = facts.colour or said.colour
        if said.material and (not facts.material or facts.material in self.mapping.vague_materials):
            facts.material = said.material
        facts.style = facts.style or said.style
        facts.category = self._narrower(facts.category, said)

    def _narrower(self, category: str, said: Said) -> str:
        """A kind of the row's category; or the other kind of the same parent that the title ends with (a tote among
        backpacks, a shirt among tops).
        """
        kinds = self.mapping.categories
        if said.kind and (new := kinds.get(said.kind)) and new.parent == category:
            return said.kind
        beside, own = kinds.get(said.kind_at_end), kinds.get(category)
        if beside and own and beside.parent and beside.parent == own.parent:
            return said.kind_at_end
        return category


def _read(title: str, phrases: Words[str, Words[str, str]]) -> Said:
    said = f" {key_of(title)} "
    colours = phrases.get("colour", {})
    colour = next((phrase for phrase in _matching(said, colours) if said.endswith(f" {phrase} ")), "")
    uncoloured = said.removesuffix(f" {colour} ") + " " if colour else said
    return Said(
        colours.get(colour, ""),
        _only(said, phrases.get("material", {})),
        _beginning(said, phrases.get("style", {})),
        _longest(said, phrases.get("category", {})),
        _ending(uncoloured, phrases.get("category", {})),
    )


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
