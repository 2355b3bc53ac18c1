"""Searches that nobody looked at: made from random rows, shuffled, abbreviated, mistyped, always the same ones."""

import csv
import random
from collections import Counter
from pathlib import Path

from catalog.models import Item
from tests.searching.quality import Asked

FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "vestiaire_2021_listings.csv"
SEED, KNOWN, ATTRIBUTES = 20_211_130, 220, 140
TOO_MANY_ALIKE = 6  # pieces that the same words describe: none of them is known by these
SHORT = {"Louis Vuitton": "LV", "Saint Laurent": "YSL", "Dolce & Gabbana": "D&G", "Christian Louboutin": "Louboutin",
         "Alexander McQueen": "McQueen", "Valentino Garavani": "Valentino", "Bottega Veneta": "Bottega"}  # fmt: skip
SAID = {"Metallic Gold": "Gold", "Canvas and cloth": "Cloth"}  # as the file says it


def holdout() -> list[Asked]:
    """Known pieces in five wordings, each also with one typing error, and combinations of attributes."""
    chance = random.Random(SEED)
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = {row["reference"]: row for row in csv.DictReader(file)}
    joins = ("designer", "colour", "material", "category")
    items = Item.objects.filter(source="vestiaire-2021", state="listed").select_related(*joins)
    pieces = list(items.order_by("source_reference"))
    found = []
    for item in chance.sample(pieces, KNOWN):
        found += _known(item, rows[item.source_reference], pieces, chance)
    return found + [
        asked for item in chance.sample(pieces, ATTRIBUTES) if (asked := _attributes(item, chance))
    ]


def _known(item: Item, row: dict[str, str], pieces: list[Item], chance: random.Random) -> list[Asked]:
    wording = chance.randrange(5)
    words = _wording(row, wording, chance)
    facts = ("designer_id", "style_id", "colour_id", "material_id", "category_id") if wording == 4 else (
        "designer_id", "title", "size")  # fmt: skip
    alike = Counter(tuple(getattr(other, fact) for fact in facts) for other in pieces)
    if alike[tuple(getattr(item, fact) for fact in facts)] > TOO_MANY_ALIKE:
        return []
    wrong = mistyped(words, chance)
    known = Asked("known", words, item.source_reference)
    return [known, Asked("typo", wrong, item.source_reference)] if wrong != words else [known]


def _wording(row: dict[str, str], wording: int, chance: random.Random) -> str:
    brand, title, size = row["brand"], row["title"], row["size"]
    shuffled = f"{brand} {title}".split()
    chance.shuffle(shuffled)
    return (
        f"{brand} {title} {size}",
        f"{row['image_alt']} {row['color']} {size}",
        f"{' '.join(shuffled)} {size}",
        f"{SHORT.get(brand, brand)} {title} {size}".lower(),
        f"{brand} {row['model']} {row['color']} {row['material']} {row['sub_category']}".lower(),
    )[wording].strip()


def mistyped(words: str, chance: random.Random) -> str:
    """One letter left out, doubled, swapped with the next or wrong, in a word of five letters or more."""
    parts = words.split()
    places = [at for at, part in enumerate(parts) if len(part) >= 5 and part.isalpha()]
    if not places:
        return words
    at = chance.choice(places)
    letters = list(parts[at])
    spot = chance.randrange(1, len(letters) - 1)
    match chance.randrange(4):
        case 0:
            del letters[spot]
        case 1:
            letters.insert(spot, letters[spot])
        case 2:
            letters[spot], letters[spot + 1] = letters[spot + 1], letters[spot]
        case _:
            letters[spot] = chance.choice("aeiorstn")
    parts[at] = "".join(letters)
    return " ".join(parts)


def _attributes(item: Item, chance: random.Random) -> Asked | None:
    kind = item.category.name
    facts = {"designer": (SHORT.get(item.designer.name, item.designer.name), item.designer.name),
             "category": (kind.split(" and ")[0], kind)}  # fmt: skip
    for name, row in (("colour", item.colour), ("material", item.material)):
        if row:
            facts[name] = (SAID.get(row.name, row.name), SAID.get(row.name, row.name))
    most = int((item.price or 0) * 2)
    facts["to"] = (f"under {most}", str(most))
    chosen = [name for name in facts if chance.random() < 0.6]
    if len(chosen) < 2:
        return None
    chance.shuffle(chosen)
    words = " ".join(facts[name][0] for name in chosen).lower()
    return Asked("attribute", words, ";".join(f"{name}={facts[name][1]}" for name in chosen))
