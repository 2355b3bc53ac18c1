"""Our facts, the names other people give their columns, and which column holds which fact."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from catalog.importing.lengths import NAMES
from catalog.importing.values import key_of

# Every fact the importer takes, in the order of the template, with the column names it is known by elsewhere.
FACTS: dict[str, str] = {
    "reference": "id|sku|ref|item id|item number|stock number|stock no|listing id|product id|article|lot|code|handle",
    "designer": "brand|maker|house|label|manufacturer|vendor|marke|marque|brand name",
    "style": "model|style name|model name|line|modell|modele",
    "title": "name|product name|item name|headline|item|product title|listing title|titel|titre|bezeichnung",
    "category": "type|product type|department|kategorie|categorie|item type|product category",
    "description": "details|notes|text|long description|body|beschreibung|about",
    "colour": "color|main colour|main color|farbe|couleur|colore|colourway|colorway",
    "material": "leather|fabric|materials|composition|matiere|exterior material",
    "hardware": "hardware colour|hardware color|metal|metal colour|hw",
    "size": "product size|groesse|taille|size label",
    "year": "production year|year of production|year made|jahr|annee|circa|manufactured",
    "made_in": "country of origin|origin|made",
    "ships_from": "country|location|ships from country|country code|land|pays|seller country",
    "ships_from_city": "city|town|stadt|ville",
    "weight": "weight g|weight in g|weight grams",
    "grade": "condition|zustand|etat|rank|condition grade|quality",
    "never_carried": "never worn|unworn|new with tags|never used",
    "condition_note": "condition description|condition details|condition report|wear|flaws|condition notes",
    "price": "amount|asking price|sale price|selling price|list price|our price|preis|prix|prezzo|cost|price tag",
    "currency": "currency code|price currency|waehrung|devise|ccy",
    "first_price": "first asked price|original asking price|compare at price|previous price|was|old price",
    "retail": "retail price|msrp|rrp|estimated retail|retail estimate|retail value|neupreis",
    "retail_basis": "retail source",
    "bucket": "value or rarity|curation",
    "bucket_reason": "why|reason|curation reason",
    "listed_on": "listed|date listed|listing date|online since|created|created at|date|published at|date added",
    "width": "length|w|breite|largeur|bag width",
    "height": "h|hoehe|hauteur|bag height",
    "depth": "d|tiefe|profondeur|bag depth",
    "drop": "handle drop|strap drop|shoulder drop",
    "diameter": "case size|case diameter|dial",
    "dimensions": "measurements|dimension|w x h x d|masse|size cm",
    "includes": "included|accessories|comes with|inclusions|extras|whats included",
}  # fmt: skip
REQUIRED = ("reference", "designer", "category")
MONEY = ("price", "first_price", "retail")
LENGTHS = ("width", "height", "depth", "drop", "diameter")
CURRENCIES = frozenset(
    [
        "USD",
        "EUR",
        "GBP",
        "CHF",
        "JPY",
        "HKD",
        "CAD",
        "AUD",
        "SGD",
        "CNY",
        "SEK",
        "DKK",
        "NOK",
        "PLN",
        "AED",
        "KRW",
    ]
)


@dataclass(frozen=True)
class Guess:
    """A column read by its name: the fact, and the currency or unit that the name carries."""

    fact: str
    currency: str = ""
    unit: str = ""


def guess(header: str) -> Guess | None:
    """What a column holds, by its name: `Price (EUR)`, `width_in`, `Brand`. None when the name says nothing."""
    for currency, unit, name in _readings(key_of(header.replace("€", " eur ").replace("£", " gbp "))):
        fact = known_names().get(name)
        if (
            fact
            and (not currency or fact in MONEY)
            and (not unit or fact in (*LENGTHS, "dimensions", "weight"))
        ):
            return Guess(fact, currency, unit)
    return None


@cache
def known_names() -> Mapping[str, str]:
    """Every name of a column, in its compared spelling, with its fact; the fact's own name is the surest."""
    others = {key_of(name): fact for fact, names in FACTS.items() for name in names.split("|")}
    return others | {key_of(fact): fact for fact in FACTS}


def guess_all(header: Iterable[str], *, taken_facts: set[str], taken_columns: set[str]) -> dict[str, Guess]:
    """The best column of each fact not taken yet: a column under our own name wins over another name."""
    found: dict[str, Guess] = {}
    own_first = sorted(header, key=lambda name: key_of(name) not in {key_of(fact) for fact in FACTS})
    for column in own_first:
        read = guess(column) if column and column not in taken_columns else None
        if read and read.fact not in taken_facts | {other.fact for other in found.values()}:
            found[column] = read
    return found


def _readings(name: str) -> Iterable[tuple[str, str, str]]:
    """The name as it is, and without a trailing (or leading) currency or unit."""
    yield "", "", name
    words = name.split()
    for word, rest in ((words[-1], words[:-1]), (words[0], words[1:])) if len(words) > 1 else ():
        if word.upper() in CURRENCIES:
            yield word.upper(), "", " ".join(rest)
        if word in NAMES or word == "g":
            yield "", NAMES.get(word, ""), " ".join(rest)
