"""The pieces that a reading finds, the best first."""

from collections.abc import Sequence

from django.db import connection

from catalog.searching.reading import Reading, Span, Word
from catalog.searching.texts import CONFIG, plain
from catalog.searching.tokens import TEE, tokens_of

RANKED = 2_000  # of the newest pieces found; beyond them the newest come first anyway
# ts_rank's weights of D, C, B and A: what is told, what it is made of, what it is called.
WEIGHTS = "{0.02, 0.05, 0.3, 1.0}"
LOOKED_AT = 200
VISIBLE = "state in ('listed', 'sold')"


def found_in_texts(reading: Reading) -> list[int] | None:
    """The keys of the visible pieces whose text has all words that are left; None if no word is left."""
    asked = [_either(word, reading.words) for word in reading.left]
    asked = [query for query in asked if query]
    phrases = [phrase for phrase in reading.phrases if any(c.isalnum() for c in phrase)]
    if not asked and not phrases:
        return [] if _is_unreadable(reading) else None
    query = " && ".join(
        [f"to_tsquery('{CONFIG}', %s)"] * bool(asked) + [f"phraseto_tsquery('{CONFIG}', %s)"] * len(phrases)
    )
    values = ([" & ".join(f"({one})" for one in asked)] if asked else []) + phrases
    with connection.cursor() as cursor:
        cursor.execute(f"select id from catalog_item where words @@ ({query}) and {VISIBLE}", values)  # noqa: S608
        return [key for (key,) in cursor.fetchall()]


def best_first(keys: Sequence[int], reading: Reading) -> list[int]:
    """The keys (newest first) with those in front that have most of all the words typed where they weigh most."""
    head, tail = list(keys[:RANKED]), list(keys[RANKED:])
    asked = " | ".join(dict.fromkeys(part for token in _sought(reading) for part in token))
    if len(head) < 2 or not asked:
        return [*head, *tail]
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id, ts_rank('{WEIGHTS}', words, to_tsquery('{CONFIG}', %s)) from catalog_item where id = any(%s)",  # noqa: S608
            [asked, head],
        )
        ranks = dict(cursor.fetchall())
    head.sort(key=lambda key: -round(ranks.get(key, 0.0), 4))
    return [*head, *tail]


def is_written(word: str) -> bool:
    """Whether a visible piece's description has that very word: stems meet others, as taby does tabi."""
    query = (
        f"select exists(select from (select description from catalog_item where words @@ to_tsquery('{CONFIG}', %s)"  # noqa: S608
        f" and {VISIBLE} limit {LOOKED_AT}) as said where description ilike %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [f"'{word}'", f"%{word}%"])
        return bool(cursor.fetchone()[0])


def _is_unreadable(reading: Reading) -> bool:
    """Something was typed, but neither a filter nor a word is in it: "&|!" finds nothing, "" finds all."""
    return bool(reading.words) and not reading.spans and not tokens_of(reading.words)


def _sought(reading: Reading) -> list[tuple[str, ...]]:
    """Every word of the search, filters' words too, as typed and as compared."""
    typed = [
        (f"'{plain(reading.words[token.start : token.end])}'", f"'{token.key}'")
        for token in tokens_of(reading.words)
    ]
    parts: list[Span | Word] = [*reading.spans, *reading.left]
    meant = [part.meant for part in parts if part.meant]
    labels = [span.label for span in reading.spans if span.facet in ("style", "designer", "shade", "finish")]
    return typed + [(f"'{token.key}'",) for text in (*meant, *labels) for token in tokens_of(text)]


def _either(word: Word, words: str) -> str:
    """A word as typed or as compared (scarves, scarf); of an abbreviation all that it is short for."""
    if word.meant:
        return " & ".join(f"'{token.key}'" for token in tokens_of(word.meant))
    typed = plain(words[word.start : word.end])
    if word.key == TEE:
        return f"'{TEE}'"
    return f"'{typed}':*" if word.begins else f"'{typed}' | '{word.key}'"
