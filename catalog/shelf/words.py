"""The words behind the numbers: what a value is called in an address and on a page."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connection

from catalog.models import Grade
from catalog.shelf.reading import GRADES
from portero.core import words

# In the order in which the house lists them.
VOCABULARY = """
select facet, id, slug, name, family, hex, parent from (
    select 'designer' as facet, id, slug, name, '' as family, '' as hex, 0 as parent, 0 as place
    from catalog_designer
    union all
    select 'category', id, slug, name, '', '', coalesce(parent_id, 0), position from catalog_category
    union all select 'style', id, slug, name, '', '', designer_id, 0 from catalog_style
    union all select 'shade', id, slug, name, family, hex, 0, 0 from catalog_colour
    union all select 'finish', id, slug, name, family, '', 0, 0 from catalog_material
    union all select 'hardware', id, slug, name, '', '', 0, 0 from catalog_hardware
) words order by place, name
"""
FAMILY_OF = {"shade": "colour", "finish": "material"}
KEYED = ("designer", "category", "style", "shade", "finish", "hardware")


@dataclass(frozen=True, slots=True)
class Word:
    """A value as an address has it and as a page shows it; `swatch` is a colour's #rrggbb, or empty."""

    value: str
    label: str
    swatch: str = ""


@dataclass
class Words:
    """Words by facet and number, and numbers by facet and value.

    `families` and `parents` lead from a number to that of its family or parent category; a category without
    a parent is its own. `houses` leads from a style to its designer.
    """

    by_number: dict[str, dict[int, Word]] = field(default_factory=dict)
    by_value: dict[str, dict[str, int]] = field(default_factory=dict)
    families: dict[str, dict[int, int]] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)
    houses: dict[int, int] = field(default_factory=dict)
    _named: dict[tuple[str, str], Word] = field(default_factory=dict)  # a list names a hundred
    _called: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    def word(self, facet: str, number: int) -> Word | None:
        """What that number is called; None where the vocabulary has lost it."""
        if facet == "year":
            return Word(str(number), str(number))
        if facet == "grade":
            grade = Grade(GRADES[number - 1])
            return Word(str(grade), str(grade.label))
        if facet == "ships":
            code = _country(number)
            return Word(code, words.country(code))
        return self.by_number[facet].get(number)

    def value(self, facet: str, number: int) -> str | None:
        """What that number is in an address, without the trouble of a label; None for a word that is lost."""
        if facet in ("year", "ships"):
            return _country(number) if facet == "ships" else str(number)
        if facet == "grade":
            return str(GRADES[number - 1])
        word = self.by_number[facet].get(number)
        return word.value if word else None

    def number(self, facet: str, value: str) -> int | None:
        """The number of a value as an address has it; None for an unknown one."""
        if facet == "year":
            return int(value) if value.isascii() and value.isdigit() and len(value) == 4 else None
        if facet == "grade":
            return GRADES.index(value) + 1 if value in GRADES else None
        if facet == "ships":
            is_code = len(value) == 2 and value.isascii() and value.isalpha() and value.isupper()
            return ord(value[0]) * 256 + ord(value[1]) if is_code else None
        return self.by_value[facet].get(value)

    def called(self, facet: str, label: str) -> tuple[str, ...]:
        """The values of a facet of the vocabulary that a page shows by that very label, in any case."""
        if facet not in self._called:
            by_label: dict[str, tuple[str, ...]] = {}
            for word in self.by_number[facet].values():
                by_label[word.label.lower()] = (*by_label.get(word.label.lower(), ()), word.value)
            self._called[facet] = by_label
        return self._called[facet].get(label.lower(), ())

    def named(self, facet: str, value: str) -> Word | None:
        """The word of a value as an address has it; None for an unknown one."""
        found = self._named.get((facet, value))
        if found is None and (number := self.number(facet, value)) is not None:
            found = self.word(facet, number)
            if found:
                self._named[facet, value] = found
        return found

    def learn_sizes(self, examples: Mapping[int, int]) -> None:
        """Read the sizes behind hashes; `examples` gives for each the primary key of a piece that has it."""
        known = self.by_number["size"]
        unknown = [pk for hashed, pk in examples.items() if hashed not in known]
        if unknown:
            known |= _sizes(unknown)
            self.by_value["size"] = {word.value: hashed for hashed, word in known.items()}


def _country(number: int) -> str:
    return chr(number >> 8) + chr(number & 255)


def read_words(before: Words | None = None) -> Words:
    """The vocabulary as it is now; sizes, which stand with the pieces, are taken over from `before`."""
    read = Words(by_number={name: {} for name in (*KEYED, "colour", "material", "size")})
    if before:  # the numbers of families stay, so that a new colour moves no piece
        read.by_number["size"] = before.by_number["size"]
        read.by_value = {family: dict(before.by_value[family]) for family in FAMILY_OF.values()}
    with connection.cursor() as cursor:
        cursor.execute(VOCABULARY)
        for facet, pk, slug, name, family, swatch, parent in cursor.fetchall():
            read.by_number[facet][pk] = Word(slug, name, swatch)
            if facet == "category":
                read.parents[pk] = parent or pk
            elif facet == "style":
                read.houses[pk] = parent
            elif facet in FAMILY_OF:
                _into_family(read, facet, pk, family, swatch)
    read.by_value = {
        facet: {word.value: number for number, word in known.items()}
        for facet, known in read.by_number.items()
    }
    return read


def _into_family(read: Words, facet: str, pk: int, family: str, swatch: str) -> None:
    """Families have no row of their own: their number is counted off, their swatch the first of theirs."""
    families = read.by_number[FAMILY_OF[facet]]
    numbers = read.by_value.setdefault(FAMILY_OF[facet], {})
    if not family:
        return
    number = numbers.setdefault(family, len(numbers) + 1)
    had = families.get(number)
    swatches = [one for one in (had.swatch if had else "", swatch) if one]
    families[number] = Word(family, family, min(swatches, default=""))
    read.families.setdefault(FAMILY_OF[facet], {})[pk] = number


def _sizes(pks: list[int]) -> dict[int, Word]:
    with connection.cursor() as cursor:
        cursor.execute("select hashtextextended(size, 0), size from catalog_item where id = any(%s)", [pks])
        return {hashed: Word(size, size) for hashed, size in cursor.fetchall() if size}
