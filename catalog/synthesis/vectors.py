"""The words a piece is found by, put together from parts that the database has parsed once.

Parsing a text costs the database fifty microseconds, more than all the rest of a row. Most of a piece's words are its
design's, or come from a sentence that thousands share: those are parsed once, by the shop's own rule
(`catalog.searching.texts.vector_of`), and moved to the positions at which a row has them. What comes out is what
the rule gives, to the letter; a test holds it to that.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.db import connection

from catalog.models import Item
from catalog.searching.texts import vector_of

DIGITS, CHECK = "900000", "0"  # stand for an item number's
MARK = "zzmark"  # stands for the description, or ends a sentence
AT_ONCE = 200
_ENTRY = re.compile(r"'((?:[^']|'')+)':([0-9ABCD,]+)")


@dataclass(frozen=True)
class Frame:
    """A design's vector: what is always there, what follows the number, and where the description begins."""

    fixed: str
    number: str
    description_at: int

    def with_number(self, number: str) -> str:
        """All but the description, for a number in its written form."""
        return f"{self.fixed} {self.number.replace('#', number[2:-2]).replace('@', number[-1])}"


class Sentence:
    """A sentence's vector at any position."""

    def __init__(self, vector: str) -> None:
        entries = list(_entries(vector))
        marks = [at for lexeme, at, _ in entries if lexeme == MARK]
        first, last = (min(marks), max(marks)) if marks else (0, 0)  # a rule may leave descriptions out
        self.length = last - first - 1
        self._words = [
            (lexeme, at - first - 1, weight) for lexeme, at, weight in entries if first < at < last
        ]
        self.at = cache(self._at)

    def _at(self, position: int) -> str:
        return " ".join(f"'{lexeme}':{position + at}{weight}" for lexeme, at, weight in self._words)


def frames_of(items: Sequence[Item]) -> list[Frame]:
    """A frame for each item, which gets a number and a description that stand for any."""
    for item in items:
        item.number, item.description = f"P-{DIGITS}-{CHECK}", MARK
    return [_frame(vector) for vector in _parsed(items)]


def sentences_of(texts: Sequence[str], item: Item) -> list[Sentence]:
    """The vectors of sentences; the item lends the other words that the rule wants."""
    probes = [
        Item(
            number=item.number,
            description=f"{MARK} {text} {MARK}",
            designer=item.designer,
            style=item.style,
            category=item.category,
        )
        for text in texts
    ]
    return [Sentence(vector) for vector in _parsed(probes)]


def _frame(vector: str) -> Frame:
    fixed, number, description_at = [], [], 0
    for lexeme, at, weight in _entries(vector):
        if lexeme == MARK:
            description_at = at
        elif DIGITS in lexeme or lexeme == f"-{CHECK}":
            form = lexeme.replace(DIGITS + CHECK, "#@").replace(DIGITS, "#").replace(f"-{CHECK}", "-@")
            number.append(f"'{form}':{at}{weight}")
        else:
            fixed.append(f"'{lexeme}':{at}{weight}")
    return Frame(" ".join(fixed), " ".join(number), description_at)


def _entries(vector: str) -> Iterable[tuple[str, int, str]]:
    """Lexeme, position and weight, one by one."""
    for lexeme, places in _ENTRY.findall(vector):
        for place in places.split(","):
            yield lexeme, int(place.rstrip("ABCD")), place.lstrip("0123456789")


def _parsed(items: Sequence[Item]) -> list[str]:
    """The items' vectors, as text, by the shop's rule."""
    found: list[str] = []
    query = Item.objects.all().query
    compiler = query.get_compiler(connection=connection)
    for start in range(0, len(items), AT_ONCE):
        rules = [vector_of(item).resolve_expression(query) for item in items[start : start + AT_ONCE]]
        parts = [compiler.compile(rule) for rule in rules]
        values = [value for _, values in parts for value in values]
        with connection.cursor() as cursor:
            cursor.execute("select " + ", ".join(f"({sql})::text" for sql, _ in parts), values)
            found += cursor.fetchone()
    return found
