"""From designs to rows in the database: several processes, a transaction per chunk, everything as the shop keeps it."""

import gc
import multiprocessing
import os
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import connection, connections, models, transaction
from oscar.core.loading import get_model

from catalog import numbers, stock
from catalog.models import Clearance, Item, Photo, PriceChange
from catalog.synthesis.copying import Columns, copy_columns
from catalog.synthesis.designs import Design, Drawing
from catalog.synthesis.draws import Chunk, Odds, Stock, draw
from catalog.synthesis.indexes import restore, set_aside, side_by_side
from catalog.synthesis.market import HERE, Market
from catalog.synthesis.parts import VIEWS, Whole, parts_of
from catalog.synthesis.rows import Keys, Pool, Press
from catalog.synthesis.vectors import Frame, frames_of, sentences_of
from portero.core import audit

CHUNK = 10_000
PARSED_APART = 2_000  # designs, from which on other processes are worth their start
MANY = 50_000  # from here on making the indexes again costs less than keeping them up


class Written(NamedTuple):
    """What is there now: pieces, and the rows of all tables that make them up."""

    pieces: int
    rows: int


Tick = Callable[[Written, str], None]
NOTHING = Written(0, 0)


class SynthesisRefused(Exception):
    """This is a shop that sells; the message says why nothing was written."""


@dataclass(frozen=True)
class Plan:
    """Everything that the processes share: they are forked and read it where it is."""

    stock: Stock
    press: Press
    designs: Sequence[Design]
    odds: Odds
    places: Odds
    items: range
    products: range
    clearances: range
    digits: range
    photos: range
    widest: dict[str, int]

    def write(self, first: int) -> Written:
        """One chunk, in one transaction: whole pieces or none."""
        size = min(CHUNK, self.stock.count - first)
        chunk = draw(first, size, self.stock, self.odds, self.places)
        part = slice(first, first + size)
        digits = [numbers.number_from(n) for n in self.digits[part]]
        keys = Keys(self.items[part], self.products[part], self.clearances[part], digits)
        Product, StockRecord = _oscar()
        rows: list[tuple[type[models.Model], Columns]] = [
            (Product, self.press.products(chunk, keys)),
            (StockRecord, self.press.stock_records(chunk, keys)),
            (Clearance, self.press.clearances(chunk, keys)),
            (Item, self.press.items(chunk, keys)),
            (PriceChange, self.press.prices(chunk, keys)),
        ]
        if whole := self._whole(first, chunk):
            rows += parts_of(whole, self.widest)
        with transaction.atomic():
            with connection.cursor() as cursor:
                # A power cut may cost the last chunks; whoever measures makes them again.
                cursor.execute("set local synchronous_commit = off")
            written = sum(copy_columns(model, columns, self.stock.now) for model, columns in rows)
        return Written(size, written)

    def _whole(self, first: int, chunk: Chunk) -> list[Whole]:
        """Those of the chunk that get photographs and a condition report: the newest of all."""
        begin = self.stock.count - len(self.photos) // len(VIEWS)
        found = []
        for n, number in enumerate(chunk.design.tolist(), start=first):
            if n >= begin:
                design, place = self.designs[number], (n - begin) * len(VIEWS)
                name = f"{design.item.designer.name} {design.item.title}"
                photos = self.photos[place : place + len(VIEWS)]
                measured = design.item.category.measured_as
                found.append(Whole(self.items[n], photos, design.photos, name, measured))
        return found


def synthesise(wanted: Stock, *, jobs: int = 1, tick: Tick = lambda done, work: None) -> Written:
    """Add that many pieces to the shop. With one job it all happens on this connection, in the caller's transaction.

    Returns what was written. Raises NothingToSynthesise where there is no vocabulary.
    """
    plan = _plan(wanted, jobs)
    tables: list[type[models.Model]] = [*_oscar(), Clearance, Item, PriceChange]
    many = wanted.count >= MANY and wanted.count * 2 >= Item.objects.count()
    starts = range(0, wanted.count, CHUNK)
    with set_aside(tables, jobs=jobs) if many else nullcontext(), _frozen():
        done = NOTHING
        for chunk in _written(plan, starts, jobs):
            done = Written(done.pieces + chunk.pieces, done.rows + chunk.rows)
            tick(chunk, "writing")
        tick(NOTHING, "making the indexes again" if many else "analysing")
    side_by_side([f"analyze {table._meta.db_table}" for table in tables], jobs=jobs)
    audit.record("catalog.synthesised", "catalogue", pieces=wanted.count, seed=wanted.seed)
    return done


def refuse_in_a_real_shop() -> None:
    """Raises SynthesisRefused where people have bought something, and in production."""
    if settings.PRODUCTION:
        raise SynthesisRefused("This is production.")
    if apps.get_model("order", "Order").objects.exists():
        raise SynthesisRefused("This shop has orders: invented pieces would stand among real ones.")


def repair(*, jobs: int) -> None:
    """Make again what a killed run had set aside; nothing to do is fine."""
    restore(jobs=jobs)


def _plan(wanted: Stock, jobs: int) -> Plan:
    market = Market()
    designs = Drawing(market, wanted.seed, wanted.now.year).designs(wanted.count)
    frames = _frames([design.item for design in designs], jobs)
    places = market.figures["places"]
    widest = dict(Photo.objects.filter(file__startswith="demo/").values_list("file", "widest"))
    parents = {"product_class": stock.product_class().pk, "partner": stock.partner().pk}
    named = [(place["country"], place["city"]) for place in places]
    press = Press(designs, frames, _pools(designs[0].item), named, parents, widest)
    Product, _ = _oscar()
    complete = min(wanted.complete, wanted.count)
    return Plan(
        stock=wanted,
        press=press,
        designs=designs,
        odds=Odds([design.share for design in designs], [design.price for design in designs]),
        places=Odds([place["share"] for place in places], [0.0] * len(places)),
        items=_reserved(_keys_of(Item), wanted.count),
        products=_reserved(_keys_of(Product), wanted.count),
        clearances=_reserved(_keys_of(Clearance), wanted.count),
        digits=_reserved("catalog_item_digits", wanted.count),
        photos=_reserved(_keys_of(Photo), complete * len(VIEWS)),
        widest=widest,
    )


def _frames(items: Sequence[Item], jobs: int) -> list[Frame]:
    """The designs' vectors, parsed by as many processes as will write afterwards."""
    if jobs == 1 or len(items) < PARSED_APART:
        return frames_of(items)
    parts = [items[n : n + PARSED_APART] for n in range(0, len(items), PARSED_APART)]
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        return [frame for part in pool.map(frames_of, parts) for frame in part]


def _pools(item: Item) -> dict[str, list[Pool]]:
    texts = tomllib.loads((HERE / "sentences.toml").read_text("utf-8"))
    origins = texts["came"] + [f"Bought in {city} and looked after since." for city in texts["cities"]]
    came, closing = ((pool, sentences_of(pool, item)) for pool in (origins, texts["closing"]))
    return {kind: [came, (seen, sentences_of(seen, item)), closing] for kind, seen in texts["seen"].items()}


def _reserved(sequence: str, count: int) -> range:
    """That many numbers in a row from a sequence; asks again when somebody else took one in between."""
    while count:
        with connection.cursor() as cursor:
            cursor.execute(
                "select min(n), max(n) from (select nextval(%s) as n from generate_series(1, %s)) numbers",
                [sequence, count],
            )
            first, last = cursor.fetchone()
        if last - first + 1 == count:
            return range(first, last + 1)
    return range(0)


def _keys_of(model: type[models.Model]) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
        name: str = cursor.fetchone()[0]
    return name


def _oscar() -> tuple[type[models.Model], type[models.Model]]:
    return get_model("catalogue", "Product"), get_model("partner", "StockRecord")


def _written(plan: Plan, starts: range, jobs: int) -> Iterator[Written]:
    """The chunks as they are done, in any order."""
    if jobs == 1:
        yield from map(plan.write, starts)
        return
    _shared[:] = [plan]
    connections.close_all()  # a connection that two processes use is broken for both
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        yield from pool.imap_unordered(_write, starts)


_shared: list[Plan] = []  # filled before the fork


def _write(first: int) -> Written:
    return _shared[0].write(first)


@contextmanager
def _frozen() -> Iterator[None]:
    """The designs stay where the processes share them: the collector of cycles would copy every page."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def processes() -> int:
    """How many to run by default."""
    return min(4, os.cpu_count() or 1)
