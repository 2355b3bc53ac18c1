"""Our facts, the names other people give their columns, and which column holds which fact."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from catalog.importing.currencies import known_codes
from catalog.importing.lengths import NAMES
from catalog.importing.values import key_of

# Every fact the importer takes, in the order of the template, with the column names it is known by elsewhere.
FACTS: dict[str, str] = {
    "reference": "id|sku|ref|item id|item number|stock number|stock no|stock id|listing id|"
    "listing code|product id|article|"
    "article number|lot|lot number|lot no|code|product code|handle|variant sku|inventory number|"
    "inventory no|artikelnummer|"
    "artikel nr|codice|referencia|codigo|商品番号|管理番号|編号|编号|货号|артикул|reference number|reference no",
    "designer": "brand|maker|house|label|manufacturer|vendor|marke|marque|marca|brand name|"
    "designer name|hersteller|createur|"
    "ブランド|ブランド名|品牌|бренд",
    "style": "model|style name|model name|line|modell|modele|modello|modelo|collection|モデル|型番|型号|модель",
    "title": "name|product name|item name|headline|item|product title|listing title|item title|"
    "titel|titre|titolo|titulo|"
    "bezeichnung|designation|nom|nome|商品名|タイトル|名称|标题|название",
    "category": "type|product type|department|kategorie|categorie|categoria|item type|"
    "product category|warengruppe|subcategory|"
    "sub category|カテゴリ|カテゴリー|类别|分类|категория",
    "description": "details|notes|note|text|long description|body|body html|beschreibung|"
    "descrizione|descripcion|about|item description|"
    "商品説明|説明|描述|описание",
    "colour": "color|main colour|main color|farbe|couleur|colore|colourway|colorway|カラー|色|颜色|цвет",
    "material": "leather|fabric|materials|composition|matiere|materiale|exterior material|素材|材质|материал",
    "hardware": "hardware colour|hardware color|metal|metal colour|hw|金具",
    "size": "product size|groesse|große|taille|taglia|talla|size label|サイズ|尺寸|размер",
    "year": "production year|year of production|year made|jahr|baujahr|annee|anno|circa|manufactured|年式|製造年|год",
    "made_in": "country of origin|origin|made|herkunftsland|pays d origine|原産国",
    "ships_from": "country|location|ships from country|country code|land|pays|paese|pais|"
    "seller country|item location|所在地|发货地",
    "ships_from_city": "city|town|stadt|ville|citta",
    "weight": "weight g|weight in g|weight grams|gewicht|poids|peso|重量",
    "grade": "condition|zustand|etat|condizione|condizioni|condicion|estado|rank|condition grade|"
    "quality|ランク|状態|コンディション|成色|"
    "состояние",
    "never_carried": "never worn|unworn|new with tags|never used|neu mit etikett",
    "condition_note": "condition description|condition details|condition report|wear|flaws|condition notes|defects",
    "price": "amount|asking price|sale price|selling price|list price|our price|current price|"
    "start price|buy now price|preis|prix|prezzo|"
    "precio|price tag|価格|販売価格|税込価格|价格|цена",
    "currency": "currency code|price currency|waehrung|wahrung|devise|valuta|moneda|ccy|通貨|货币|валюта",
    "first_price": "first asked price|original asking price|original price|compare at price|"
    "previous price|was|was price|old price",
    "retail": "retail price|msrp|rrp|uvp|estimated retail|est retail|retail estimate|retail value|"
    "neupreis|prix neuf|定価",
    "retail_basis": "retail source",
    "bucket": "value or rarity|curation",
    "bucket_reason": "why|reason|curation reason",
    "availability": "sold|is sold|sold out|stock status|status|listing status|vendu|verkauft|venduto",
    "listed_on": "listed|date listed|listing date|online since|created|created at|date|published at|"
    "date added|eingestellt am|"
    "date de mise en ligne|出品日",
    "width": "length|base length|w|breite|largeur|larghezza|bag width|幅",
    "height": "h|hoehe|hohe|hauteur|altezza|bag height|高さ",
    "depth": "d|tiefe|profondeur|profondita|bag depth|マチ|奥行",
    "drop": "handle drop|strap drop|shoulder drop",
    "diameter": "case size|case diameter|ケース径",
    "dimensions": "measurements|dimension|w x h x d|size w x h x d|masse|abmessungen|size cm|寸法",
    "includes": "included|accessories|comes with|inclusions|extras|whats included|scope of delivery|付属品|комплект",
}  # fmt: skip
REQUIRED = ("reference", "designer", "category")
MONEY = ("price", "first_price", "retail")
LENGTHS = ("width", "height", "depth", "drop", "diameter")
# Words that exports put before a column's own name: "Variant Price", "C:Brand".
PREFIXES = frozenset({"variant", "product", "item", "listing", "c", "bag", "article", "the"})


@dataclass(frozen=True)
class Guess:
    """A column read by its name: the fact, and the currency or unit that the name carries."""

    fact: str
    currency: str = ""
    unit: str = ""


def guess(header: str) -> Guess | None:
    """What a column holds, by its name: `Price (EUR)`, `width_in`, `Brand`. None when the name says nothing."""
    marked = header.replace("€", " eur ").replace("£", " gbp ").replace("$", " usd ")
    inside = re.findall(r"\(([^()]*)\)", marked)
    names = dict.fromkeys(key_of(name) for name in (marked, re.sub(r"\([^()]*\)", " ", marked), *inside))
    for currency, unit, name in (reading for key in names if key for reading in _readings(key)):
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
    """The best column of each fact not taken yet: our own name for it, else the one that stands first in FACTS."""
    best: dict[str, tuple[int, str, Guess]] = {}
    for column in header:
        read = guess(column) if column and column not in taken_columns else None
        if read and read.fact not in taken_facts:
            rank = _rank(read.fact, column)
            if read.fact not in best or rank < best[read.fact][0]:
                best[read.fact] = rank, column, read
    return {column: read for _, column, read in best.values()}


def _rank(fact: str, column: str) -> int:
    """How sure a name is: our own before others, and those in their order; a name with something around it last."""
    names = [key_of(fact), *(key_of(name) for name in FACTS[fact].split("|"))]
    key = key_of(column)
    return names.index(key) if key in names else len(names)


def _readings(name: str) -> Iterable[tuple[str, str, str]]:
    """The name as it is, and without a trailing (or leading) currency or unit."""
    yield "", "", name
    words = name.split()
    if len(words) > 1 and words[0] in PREFIXES:
        yield "", "", " ".join(words[1:])
    for word, rest in ((words[-1], words[:-1]), (words[0], words[1:])) if len(words) > 1 else ():
        if word.upper() in known_codes():
            yield word.upper(), "", " ".join(rest)
        if word in NAMES or word == "g":
            yield "", NAMES.get(word, ""), " ".join(rest)
