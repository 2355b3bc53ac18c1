"""What a search was read as: filters with the words they come from, and the words that are left for the text."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from catalog.searching.meanings import FLAGS

PRICE = "price"


@dataclass(frozen=True, slots=True)
class Span:
    """A recognised filter: `words[start:end]` say it; `meant` is the name it was taken for if they were mistyped."""

    facet: str
    values: tuple[str, ...]
    label: str
    start: int
    end: int
    meant: str = ""
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is looked for in the text, as it is compared; `meant` where it was mistyped.

    `begins`: no piece is called so, it may be the beginning of a word. `called`: it must stand in what a piece is
    called; the word "card" is in the name of the wallets' category.
    """

    key: str
    start: int
    end: int
    meant: str = ""
    begins: bool = False
    called: bool = False

    @property
    def sought(self) -> str:
        """What the text is asked for."""
        return self.meant or self.key


@dataclass(frozen=True)
class Reading:
    """The words as typed (tidied), the filters in them, and what is left: words and quoted phrases.

    `as_text` are filters that were taken for words after all, because with them nothing would be found.
    `leanings` are words whose pieces come first, though none has to have them: for men.
    """

    words: str
    spans: tuple[Span, ...] = ()
    left: tuple[Word, ...] = ()
    phrases: tuple[str, ...] = ()
    as_text: tuple[str, ...] = ()
    leanings: tuple[str, ...] = ()

    @cached_property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """Values by filter; a filter that was said twice means either."""
        found: dict[str, tuple[str, ...]] = {}
        for span in self.spans:
            if span.facet not in (*FLAGS, PRICE):
                found[span.facet] = tuple(dict.fromkeys(found.get(span.facet, ()) + span.values))
        return found

    @cached_property
    def flags(self) -> tuple[str, ...]:
        """Never carried, new arrivals, reduced: those that were asked for."""
        return tuple(flag for flag in FLAGS if any(span.facet == flag for span in self.spans))

    @property
    def price_from(self) -> Decimal | None:
        """The lowest price in USD."""
        return max((span.low for span in self.spans if span.low is not None), default=None)

    @property
    def price_to(self) -> Decimal | None:
        """The highest price in USD."""
        return min((span.high for span in self.spans if span.high is not None), default=None)

    @property
    def rest(self) -> str:
        """What is left for the full text, as it was typed."""
        quoted = [f'"{phrase}"' for phrase in self.phrases]
        return " ".join([self.words[word.start : word.end] for word in self.left] + quoted)

    @property
    def corrected(self) -> str:
        """The search as it was understood, where something was mistyped; else empty."""
        parts: list[Span | Word] = [*self.spans, *self.left]
        changes = [(part.start, part.end, part.meant) for part in parts if part.meant]
        text = self.words
        for start, end, meant in sorted(changes, reverse=True):
            text = text[:start] + meant + text[end:]
        return text if changes else ""

    def without(self, span: Span) -> str:
        """The words minus those of one filter: what its chip leads to."""
        return " ".join((self.words[: span.start] + " " + self.words[span.end :]).split())

    @property
    def kept(self) -> str:
        """The words that this reading still means: what is typed for it."""
        parts: list[Span | Word] = [*self.spans, *self.left]
        said = [
            (isinstance(part, Span) and part.meant) or self.words[part.start : part.end]
            for part in sorted(parts, key=lambda part: part.start)
        ]
        return " ".join(said + [f'"{one}"' for one in self.phrases])

    def freed(self, span: Span, words: tuple[Word, ...]) -> "Reading":
        """The same, with one filter's words sought in the text instead."""
        left = tuple(sorted((*self.left, *words), key=lambda word: word.start))
        spans = tuple(one for one in self.spans if one is not span)
        said = self.words[span.start : span.end]
        return replace(self, spans=spans, left=left, as_text=(*self.as_text, said))
