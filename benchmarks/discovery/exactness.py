"""Are the counts true? What a page says beside what SQL says, for a sample of the addresses that were measured."""

import re
from collections.abc import Sequence
from datetime import datetime
from html import unescape
from random import Random
from urllib.parse import parse_qsl, urlsplit

from benchmarks.discovery import truth
from benchmarks.discovery.truth import FACETS, FLAGS, Asked
from catalog.models import Category

PER_PAGE = 24
_OPTION = re.compile(
    r'name="(\w+)" value="([^"]*)"( checked)?>(?:<svg.*?</svg>)?<span>[^<]*</span><span>([\d,]+)<span',
    re.DOTALL,
)
_AVAILABLE = re.compile(r'<p class="soft">([\d,]+) pieces?\b')
_PRICE = re.compile(r'name="(from|to)"[^>]* value="([^"]+)"')
_NUMBER = re.compile(r'card-name"><a href="/items/([^/"]+)/')
# Facets that every list offers; the others only where something narrows it.
ALWAYS = {"designer", "category", "grade", "colour", "material", "hardware", "year", "ships", *FLAGS}
Filters = dict[str, list[str]]
Options = dict[str, dict[str, int]]


def comparable(paths: Sequence[str], count: int, seed: int) -> list[int]:
    """Which of the addresses to compare: all that have a filter, a page or words, and what is new."""
    fit = [
        n for n, path in enumerate(paths) if set(_asked(path)) - {"sort", "per"} or path.startswith("/new/")
    ]
    return Random(seed).sample(fit, min(count, len(fit)))


def differences(path: str, body: bytes, at: datetime) -> list[str]:
    """What the page that was asked for at a moment says and SQL doesn't, one sentence each: the number of pieces,
    every count of every facet, and which pieces stand on it in which order.
    """
    html = body.decode()
    asked = _read(path, html, at)
    found = _AVAILABLE.search(html)
    said = int(found[1].replace(",", "")) if found else 0
    true, every = truth.extent(asked)
    wrong = [] if said == true else [f"{path}: {said} pieces for sale, in truth {true}"]
    if found:
        wrong += _wrong_counts(path, _options(html), asked)
        wrong += _wrong_page(path, _NUMBER.findall(html), asked, every)
    return wrong


def _read(path: str, html: str, at: datetime) -> Asked:
    """A list's filters stand in its address; what a search read in its words is ticked on its page."""
    address = _asked(path)
    chosen: Filters = {
        name: values for name, values in address.items() if name in (*FACETS, *FLAGS, "from", "to")
    }
    if "q" in address:
        for name, value, checked, _ in _OPTION.findall(html):
            if checked and unescape(value) not in chosen.get(name, ()):
                chosen.setdefault(name, []).append(unescape(value))
        chosen |= {name: [unescape(value)] for name, value in _PRICE.findall(html)}
    return Asked(chosen, _place(path), " ".join(address.get("q", ())), at)


def _wrong_counts(path: str, options: Options, asked: Asked) -> list[str]:
    unoffered = {*asked.fixed, *(("designer",) if "style" in asked.fixed else ())}  # a style has one house
    names = [name for name in (*FACETS, *FLAGS) if name in options or name in ALWAYS - unoffered]
    counts = truth.counts(asked, names)
    wrong = []
    for name in names:
        shown, true = options.get(name, {}), counts[name]
        here = _here(name, asked)
        true = {value: number for value, number in true.items() if value not in here}
        if name == "style" and "designer" not in {*asked.chosen, *asked.fixed}:
            true = {
                value: number for value, number in true.items() if value in shown
            }  # one house's are offered
        if odd := [value for value in sorted(shown | true) if shown.get(value, 0) != true.get(value, 0)]:
            told = ", ".join(f"{value} {shown.get(value)}, in truth {true.get(value)}" for value in odd[:3])
            wrong.append(f"{path}: {name} {told}")
    return wrong


def _wrong_page(path: str, shown: list[str], asked: Asked, every: int) -> list[str]:
    address = _asked(path)
    sort = address.get("sort", [""])[0]
    if "q" in address and not sort:
        return []  # the best first: tests/searching says which those are
    size = int(address.get("per", [str(PER_PAGE)])[0])
    last = max(0, -(-every // size) - 1)
    first = size * min(int(address.get("page", ["1"])[0]) - 1, last)
    true = truth.page(asked, sort, first, size)
    return [] if shown == true else [f"{path}: shows {shown[:3]} ..., in truth {true[:3]} ..."]


def _options(html: str) -> Options:
    found: Options = {}
    for name, value, _, number in _OPTION.findall(html):
        found.setdefault(name, {})[unescape(value)] = int(number.replace(",", ""))
    return found


def _here(name: str, asked: Asked) -> set[str]:
    """Values that every piece of the place has and no box offers: of a kind also its parent."""
    here = set(asked.fixed.get(name, ()))
    if name == "category" and here:
        parents = Category.objects.filter(slug__in=here, parent__isnull=False)
        here |= set(parents.values_list("parent__slug", flat=True))
    return here


def _asked(path: str) -> Filters:
    found: Filters = {}
    for name, value in parse_qsl(urlsplit(path).query):
        found.setdefault(name, []).append(value)
    return found


def _place(path: str) -> Filters:
    """What the address itself fixes."""
    parts = urlsplit(path).path.strip("/").split("/")
    if parts[0] == "new":
        return {"new": ["1"]}
    names = {
        "shop": ("category",),
        "designers": ("designer", "category"),
        "styles": ("style",),
        "search": (),
    }[parts[0]]
    return {name: [value] for name, value in zip(names, parts[1:], strict=False)}
