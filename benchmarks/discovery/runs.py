"""A whole run: databases, servers, measurements, in an order that lets the machine do one thing at a time."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tqdm import tqdm

from benchmarks.discovery import databases, measures
from benchmarks.discovery.measures import Extent, Result, Turns
from benchmarks.discovery.servers import FLOOR, ROOT, Server, floor, manage, production, shop

__all__ = ["FLOOR", "everything"]
SMALL_ONE, LARGE_ONE = 10_000, 1_000_000
PROBE = 1.0
# In a process of its own, as each worker does it: seconds and megabytes.
LOAD = """
import resource, time, django
django.setup()
from django.db import connection
from catalog.shelf import current
def pss():
    return next(int(line.split()[1]) for line in open("/proc/self/smaps_rollup") if line.startswith("Pss:")) / 1024
connection.ensure_connection()
before, started = pss(), time.perf_counter()
current()
print(time.perf_counter() - started, pss() - before)
"""
Sections = dict[str, list[Result]]


def everything(
    stack: ExitStack, *, fresh: bool = False, only: str | None = None, extent: Extent | None = None
) -> Sections:
    """All sections, or one of them; servers end with the stack."""
    extent = extent or Extent()
    bar = stack.enter_context(tqdm(total=2 if only else 4, disable=not sys.stderr.isatty()))
    manage(databases.SMALL, "collectstatic", "--noinput", "--verbosity", "0")
    sections: Sections = {}
    bar.set_description("10,000 listings: database")
    databases.catalogue(databases.SMALL, SMALL_ONE, fresh=fresh)
    with shop(databases.SMALL) as server, databases.using(databases.SMALL):
        if only != "large":
            bar.set_description("10,000 listings: pages beside the floor")
            sections["10,000 listings"] = _small(server, extent)
            bar.update()
        median = measures.log_times(server, extent, connections=16).percentile(0.5)
    if only != "small":
        sections |= _large(fresh, extent, median, bar)
    return sections


def _small(server: Server, extent: Extent) -> list[Result]:
    with _floor() as beside:
        turns = Turns(beside.client(), measures.floor_requests(), extent.rounds)
        results = measures.small(server, turns, extent)
        rate = turns.floor.during(turns.floor_requests, measures.TURN).rate
        return [Result("floor, 48 cards from one query", rate, "requests/s", 1.0), *results]


def _large(fresh: bool, extent: Extent, median: float, bar: tqdm) -> Sections:
    bar.set_description("1,000,000 listings: database")
    made = databases.catalogue(databases.LARGE, LARGE_ONE, fresh=fresh)
    bar.update()
    title = f"{made.listed:,} live listings"
    with shop(databases.LARGE) as server, databases.using(databases.LARGE):
        bar.set_description(f"{title}: a log of distinct addresses")
        results = measures.large(server, extent, median)
        bar.update()
        bar.set_description(f"{title}: compared with SQL")
        results += measures.exact(server, extent)
        results += measures.made(made, server, _load(databases.LARGE))
        results.append(Result("database", databases.size(databases.LARGE), "GB"))
        bar.update()
    return {title: results}


def _load(database: str) -> tuple[float, float]:
    command = [sys.executable, "-c", LOAD]
    said = subprocess.run(
        command, cwd=ROOT, env=production(database), check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    seconds, megabytes = said.split()
    return float(seconds), float(megabytes)


@contextmanager
def _floor() -> Iterator[Server]:
    """The floor with the workers its own file names, or with the shop's kind of them, whichever is faster here."""
    databases.create(databases.FLOOR)
    requests = measures.floor_requests()
    with (
        floor(databases.FLOOR) as plain,
        floor(databases.FLOOR, "-k", "gthread", "--threads", "8") as threaded,
    ):
        yield max((plain, threaded), key=lambda one: one.client().during(requests, PROBE).rate)
    databases.drop(databases.FLOOR)
