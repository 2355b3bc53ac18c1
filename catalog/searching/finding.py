"""The pieces that have what filters don't say in their texts, and what brings a piece forward among those found."""

from django.db import connection
from pyroaring import BitMap

from catalog.searching import written
from catalog.searching.reading import Reading, Span, Word
from catalog.searching.texts import CONFIG, plain
from catalog.searching.tokens import TEE, tokens_of
from catalog.shelf import Shelf
from catalog.shelf.bitmaps import all_in
from catalog.shelf.query import Keys, Values

LOOKED_AT = 200
VISIBLE = "state in ('listed', 'sold')"
FAMILIES = {"colour": "shade", "material": "finish"}


def found_in_texts(reading: Reading, shelf: Shelf) -> BitMap | None:
    """The keys of the pieces whose text has all words that are left; None if no word is left."""
    found = [written.having(query, shelf) for word in reading.left if (query := _either(word, reading.words))]
    phrases = [phrase for phrase in reading.phrases if any(c.isalnum() for c in phrase)]
    found += [written.having(phrase, shelf, function="phraseto_tsquery") for phrase in phrases]
    if not found and _is_unreadable(reading):
        return BitMap()
    return all_in(found)


def preferred(reading: Reading, shelf: Shelf) -> tuple[Values | Keys, ...]:
    """What brings a piece forward: a word that stands in what it is called, a colour or material of just that name;
    and for whom it is.
    """
    called = [_either(word, reading.words, weight="A") for word in reading.left]
    called += [_kind(span, reading.words) for span in reading.spans if span.facet == "category"]
    called += [f"'{word}'" for word in reading.leanings]
    in_names = [written.having(query, shelf) for query in dict.fromkeys(called) if query]
    exact = [values for span in reading.spans if (values := _exact(span, shelf))]
    return (*in_names, *exact)


def is_written(word: str) -> bool:
    """Whether a visible piece's description has that very word: stems meet others, as taby does tabi."""
    query = (
        f"select exists(select from (select description from catalog_item where words @@ to_tsquery('{CONFIG}', %s)"  # noqa: S608
        f" and {VISIBLE} limit {LOOKED_AT}) as said where description ilike %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [f"'{word}'", f"%{word}%"])
        return bool(cursor.fetchone()[0])


def _kind(span: Span, words: str) -> str:
    """The kind in the words that were typed for it: of scarves the handkerchiefs first."""
    said = tokens_of(span.meant or words[span.start : span.end])
    named = ("'" + "':A | '".join(_forms(token.said, token.key)) + "':A" for token in said)
    return " & ".join(f"({one})" for one in named)


def _forms(typed: str, key: str) -> tuple[str, ...]:
    """As typed and as compared; once where they only differ by an s, which the full text takes off by itself."""
    return (key,) if typed in (key, f"{key}s") else (typed, key)


def _exact(span: Span, shelf: Shelf) -> Values | None:
    """Of a family the member that has its name: who types blue gets blue before navy."""
    facet = FAMILIES.get(span.facet)
    values = shelf.words.called(facet, span.label) if facet else ()
    return {facet: values} if facet and values else None


def _is_unreadable(reading: Reading) -> bool:
    """Something was typed, but neither a filter nor a word is in it: "&|!" finds nothing, "" finds all."""
    return bool(reading.words) and not reading.spans and not tokens_of(reading.words)


def _either(word: Word, words: str, *, weight: str = "") -> str:
    """A word as typed or as compared (scarves, scarf); of an abbreviation all that it is short for.

    `weight` A asks for it in what a piece is called.
    """
    weight = "A" if word.called else weight
    ending = f":{weight}" if weight else ""
    if word.meant:
        return " & ".join(f"'{token.key}'{ending}" for token in tokens_of(word.meant))
    typed = plain(words[word.start : word.end])
    if word.key == TEE:
        return f"'{TEE}'{ending}"
    if word.begins:
        return " | ".join(f"'{form}':*{weight}" for form in dict.fromkeys((typed, word.key)))
    return " | ".join(f"'{form}'{ending}" for form in _forms(typed, word.key))
