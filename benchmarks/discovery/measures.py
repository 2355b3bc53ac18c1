"""What is measured, and against which figure of the specification."""

import itertools
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from django.utils import timezone

from benchmarks.discovery import addresses, bags, databases, exactness, truth
from benchmarks.discovery.client import Client, Load, get
from benchmarks.discovery.pieces import sample, whole_pieces
from benchmarks.discovery.servers import Server

SEED = 11
TURN = 1.5  # seconds
POPULAR, VISITS = 2_000, 12_000  # pieces of a power law, and requests prepared for each of its turns
PAGE = "per=48"


@dataclass(frozen=True)
class Extent:
    """How much is asked: rounds of a measurement, addresses of a log, comparisons with SQL, lists paged deep into."""

    rounds: int = 4
    log: int = 2_000
    compared: int = 60
    deep: int = 24


@dataclass(frozen=True)
class Result:
    """One line of the table. `wanted` is the specification's bound, e.g. ">= 1.5", on the ratio, else on the value."""

    name: str
    value: float
    unit: str
    ratio: float | None = None
    wanted: str = ""

    @property
    def kept(self) -> bool | None:
        """Whether the bound is kept; None without one."""
        if not self.wanted:
            return None
        sign, bound = self.wanted.split()
        measured = self.value if self.ratio is None else self.ratio
        return measured >= float(bound) if sign == ">=" else measured <= float(bound)


@dataclass
class Turns:
    """Shop and floor by turns: on a machine that others use too, both are then slow at the same moments."""

    floor: Client
    floor_requests: Sequence[bytes]
    rounds: int

    def measure(
        self, name: str, act: Callable[[int], Load], wanted: str, right: tuple[int, ...] = (200,)
    ) -> Result:
        """Requests a second of `act(round)`, and their ratio to the floor's. Raises ValueError for a wrong status."""
        shop, floor = Load(), Load()
        for turn in range(self.rounds + 1):
            stretch = act(turn)
            if wrong := stretch.wrong(*right):
                raise ValueError(
                    f"{name}: {len(wrong)} answers with {wrong[0].status}, first request {wrong[0].request}"
                )
            beside = self.floor.during(self.floor_requests, TURN)
            if turn:  # the first one warms both up
                shop.add(stretch)
                floor.add(beside)
        return Result(name, shop.rate, "requests/s", shop.rate / floor.rate, wanted)


def floor_requests() -> list[bytes]:
    """The floor's own pages: thirty categories, the first seven pages of each."""
    return [get(f"/c/{category}/?page={page}") for category in range(1, 31) for page in range(1, 8)]


def small(shop: Server, turns: Turns, extent: Extent) -> list[Result]:
    """The table at 10,000 listings."""
    pieces, client = sample(SEED), shop.client()
    lists = _requests(addresses.log(pieces, 30, SEED, searches=False), PAGE)
    distinct = _parts(
        _requests(addresses.log(pieces, extent.log, SEED + 1, searches=False), PAGE), turns.rounds + 1
    )
    searches = _parts(_requests(addresses.log(pieces, extent.log, SEED + 2, searches=True)), turns.rounds + 1)
    items = [get(piece.path) for piece in whole_pieces(30)]
    others = [get(piece.path) for piece in whole_pieces(30 + extent.log + POPULAR)[30:]]
    once, popular = _parts(others[: extent.log], turns.rounds + 1), _by_power_law(others[extent.log :], turns)
    buyable = itertools.cycle(pieces)
    prepared = [bags.requests(shop, buyable) for _ in range(turns.rounds + 1)]
    measure = turns.measure
    return [
        measure(
            "browse, 48 pieces, 30 addresses again and again", lambda n: client.during(lists, TURN), ">= 1.5"
        ),
        measure("browse, 48 pieces, every address once", lambda n: client.each(distinct[n]), ">= 0.5"),
        measure("item page, 30 pieces again and again", lambda n: client.during(items, TURN), ">= 2"),
        measure("item page, 2,000 by power law", lambda n: client.during(popular[n], TURN), ">= 2"),
        measure("item page, every piece once", lambda n: client.each(once[n]), ""),
        measure("search, every address once", lambda n: client.each(searches[n]), ">= 0.5", (200, 302)),
        measure("add to bag", lambda n: bags.add(shop, prepared[n]), ">= 0.6", (302,)),
    ]


def log_times(shop: Server, extent: Extent, *, connections: int) -> Load:
    """A log of distinct addresses of every kind, each asked once."""
    paths = addresses.log(sample(SEED), extent.log, SEED + 3 + connections)
    load = shop.client(connections).each(_requests(paths))
    if wrong := load.wrong(200, 302):
        raise ValueError(f"{paths[wrong[0].request]} answers {wrong[0].status}")
    return load


def large(shop: Server, extent: Extent, small_median: float) -> list[Result]:
    """The table at 1,000,000 listings; `small_median` is the same kind of log's at 10,000."""
    busy = log_times(shop, extent, connections=16)
    alone = log_times(shop, Extent(log=extent.log // 4), connections=1)
    first, deep = _deep(shop, extent)
    return [
        Result("log of distinct addresses, median", busy.percentile(0.5), "ms", wanted="<= 40"),
        Result("log of distinct addresses, 95 of 100 within", busy.percentile(0.95), "ms", wanted="<= 120"),
        Result("log of distinct addresses", busy.rate, "requests/s"),
        Result("the same on one connection, median", alone.percentile(0.5), "ms"),
        Result("the same on one connection, 95 of 100 within", alone.percentile(0.95), "ms"),
        Result(
            "median beside the one at 10,000", busy.percentile(0.5) / small_median, "times", wanted="<= 3"
        ),
        Result("page 500, median", deep, "ms"),
        Result("page 500 beside page 1", deep / first, "times", wanted="<= 2"),
    ]


def exact(shop: Server, extent: Extent) -> list[Result]:
    """Pages that say what SQL says, of a sample of the log. Raises ValueError, naming them, when some don't."""
    paths = addresses.log(sample(SEED), extent.log, SEED + 4)
    chosen = [paths[n] for n in exactness.comparable(paths, extent.compared, SEED)]
    truth.prepare()
    client = shop.client(1)
    # A piece may cease to be new between the page and SQL: what differs is asked once more.
    wrong = [line for path in chosen if _differs(client, path) for line in _differs(client, path)]
    if wrong:
        raise ValueError("\n".join(wrong[:20]))
    return [Result("pages compared with SQL: every count, every piece", len(chosen), "pages")]


def _differs(client: Client, path: str) -> list[str]:
    at = timezone.now()
    (answer,) = client.each([get(path)], bodies=True).answers
    return exactness.differences(path, answer.body, at) if answer.status == 200 else []


def made(large_one: databases.Made, shop: Server, load: tuple[float, float]) -> list[Result]:
    """How the catalogue came to be, and what a process needs to hold it; `load` are seconds and megabytes."""
    seconds, megabytes = load
    return [
        Result(
            "synthesise_items, when the database was made",
            large_one.pieces / large_one.seconds,
            "pieces/s",
            wanted=">= 20000",
        ),
        Result("the same, of all tables", large_one.rows / large_one.seconds, "rows/s"),
        Result("the same, in all", large_one.seconds / 60, "minutes"),
        Result("index of a process, from the database", seconds, "s"),
        Result("index of a process, memory", megabytes, "MB"),
        Result("a worker in all, memory", shop.memory(), "MB"),
    ]


def _deep(shop: Server, extent: Extent) -> tuple[float, float]:
    """Medians of page 1 and page 500 of the same lists, by turns, one at a time."""
    lists = ["/shop/", "/shop/handbags/", "/designers/louis-vuitton/", "/designers/chanel/"]
    filters = [
        "",
        "never=1",
        "grade=excellent",
        "ships=US",
        "from=500",
        "to=9000",
        "sort=price",
        "sort=-price",
    ]
    client = shop.client(1)
    times: dict[int, list[float]] = {1: [], 500: []}
    for path, pair in itertools.islice(itertools.product(lists, filters), extent.deep):
        for page, found in times.items():
            query = "&".join(filter(None, (pair, PAGE, f"page={page}")))
            found.append(client.each([get(f"{path}?{query}")]).percentile(0.5))
    return statistics.median(times[1]), statistics.median(times[500])


def _requests(paths: Sequence[str], extra: str = "") -> list[bytes]:
    return [get(f"{path}{'&' if '?' in path else '?'}{extra}" if extra else path) for path in paths]


def _parts(requests: Sequence[bytes], parts: int) -> list[Sequence[bytes]]:
    size = len(requests) // parts
    return [requests[n * size : (n + 1) * size] for n in range(parts)]


def _by_power_law(requests: Sequence[bytes], turns: Turns) -> list[list[bytes]]:
    """What visitors ask for: the piece of rank n once for every n times that the first one is asked for (Zipf)."""
    weights = [1 / rank for rank in range(1, len(requests) + 1)]
    dice = Random(SEED)
    return [dice.choices(requests, weights, k=VISITS) for _ in range(turns.rounds + 1)]
