"""Search as the shop does it: what was recognised, how many pieces, the first of them."""

import json
from argparse import ArgumentParser
from dataclasses import replace
from typing import Any

from django.core.management.base import BaseCommand

from catalog.models import Designer, Item
from catalog.numbers import read_number
from catalog.searching.answering import Found, nearest, search
from catalog.searching.reading import Reading, Span
from catalog.shelf import current


class Command(BaseCommand):
    help = "Search as the shop does it: what was recognised, how many pieces, the first of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("words", help="what a shopper types")
        parser.add_argument("--json", action="store_true", help="the whole answer as JSON")
        parser.add_argument("--limit", type=int, default=10, help="pieces to show (10)")

    def handle(self, *args: Any, **options: Any) -> None:
        told = account(options["words"], options["limit"])
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) if options["json"] else _text(told))


def account(words: str, limit: int = 10) -> dict[str, Any]:
    """What `search_items --json` prints: the reading, the exact total, the first results.

    Where nothing has all that was typed, `total` is 0, `results` are the nearest and `given_up` says without what.
    """
    if numbered := _numbered(read_number(words)):
        return _answer(Reading(words), None, numbered) | {"total": len(numbered)}
    found = search(words)
    reading = found.reading
    near = None if found.total else nearest(reading)
    return _answer(reading, near, _results(near or found, limit)) | {"total": found.total}


def _answer(reading: Reading, near: Found | None, results: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "words": reading.words,
        "read_as": reading.corrected or reading.words,
        "recognised": [_told(span) for span in reading.spans],
        "facets": _facets(reading),
        "implied": _implied(reading),
        "leanings": list(reading.leanings),
        "rest": reading.rest,
        "total": 0,
        "given_up": list(near.given_up) if near else [],
        "nearest_total": near.total if near else 0,
        "results": results,
    }


def _told(span: Span) -> dict[str, Any]:
    kind = {"shade": "colour", "finish": "material"}.get(span.facet, span.facet)
    told: dict[str, Any] = {
        "facet": span.facet,
        "kind": kind,
        "values": list(span.values),
        "label": span.label,
    }
    sums = {
        name: int(amount) for name, amount in (("from", span.low), ("to", span.high)) if amount is not None
    }
    return told | sums


def _facets(reading: Reading) -> dict[str, Any]:
    """The filters of the address, by name."""
    facets: dict[str, Any] = {facet: list(values) for facet, values in reading.chosen.items()}
    facets |= dict.fromkeys(reading.flags, True)
    prices = {"from": reading.price_from, "to": reading.price_to}
    return facets | {name: int(price) for name, price in prices.items() if price is not None}


def _implied(reading: Reading) -> dict[str, list[str]]:
    """The house of a style, where it wasn't named."""
    if "designer" in reading.chosen or "style" not in reading.chosen:
        return {}
    houses = Designer.objects.filter(styles__slug__in=reading.chosen["style"]).distinct()
    return {"designer": sorted(houses.values_list("slug", flat=True))}


def _results(found: Found, limit: int) -> list[dict[str, Any]]:
    pks = current().answer(replace(found.query, size=limit, facets=())).pks if found.total else []
    items = Item.objects.select_related("designer").in_bulk(pks)
    return [_shown(items[pk]) for pk in pks if pk in items]


def _numbered(number: str | None) -> list[dict[str, Any]]:
    pieces = (
        Item.objects.filter(number=number, state__in=("listed", "sold")) if number else Item.objects.none()
    )
    return [_shown(item) for item in pieces.select_related("designer")]


def _shown(item: Item) -> dict[str, Any]:
    return {
        "number": item.number,
        "designer": item.designer.name,
        "title": item.title,
        "price": str(item.price),
        "state": item.state,
        "reference": item.source_reference,
        "source": item.source,
    }


def _text(told: dict[str, Any]) -> str:
    lines = [f"{part['facet']}: {part['label']}" for part in told["recognised"]]
    lines += [f"in the text: {told['rest']}"] if told["rest"] else []
    lines += [f"{told['total']:,} pieces"]
    if told["given_up"]:
        lines += [f"{told['nearest_total']:,} without {', '.join(told['given_up'])}"]
    lines += [_line(piece) for piece in told["results"]]
    return "\n".join(lines)


def _line(piece: dict[str, Any]) -> str:
    price = f"${float(piece['price']):,.0f}"
    return f"{piece['number']}  {price:>9}  {piece['designer']} {piece['title']}  ({piece['reference']})"
