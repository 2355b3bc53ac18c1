"""What a list costs a worker: processor time of a page of 48 with all its filters, every address asked once.

    python -m benchmarks.lists                      # 10,000 listings
    python -m benchmarks.lists --large              # a million
    python -m benchmarks.lists --searches           # searches, of 24
    python -m benchmarks.lists --log                # as in the log of a million: lists and searches of 24
    python -m benchmarks.lists --profile 40         # and the forty functions that take most of it

The shop as it is deployed (benchmarks.discovery.servers), but in this process: no socket, no client, one thread.
Seconds of the processor, not of the clock; what others do on the machine still shows, least in the best of three
rounds, of which the second and third find what the process keeps of each piece.
"""

import argparse
import cProfile
import gzip
import io
import os
import pstats
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

PAGES = 400
WARM = 200
ROUNDS = 3
Body = bytes
Ask = Callable[[str], Body]


def main() -> None:
    """Start what has to run, and measure in a process that begins with production's environment."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--large", action="store_true", help="a million listings")
    parser.add_argument("--searches", action="store_true", help="searches instead of lists")
    parser.add_argument("--log", action="store_true", help="as the log of a million: every kind, 24 pieces")
    parser.add_argument("--profile", type=int, default=0, metavar="N", help="the N dearest functions")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        from portero.wsgi import application  # sets Django up

        measure(asking(application), options)
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portero.settings")
    from portero import embedded

    embedded.enter()
    import django

    django.setup()
    from benchmarks.discovery import databases, runs
    from benchmarks.discovery.servers import ROOT, manage, production

    name, count = (databases.LARGE, runs.LARGE_ONE) if options.large else (databases.SMALL, runs.SMALL_ONE)
    databases.catalogue(name, count, fresh=False)
    manage(name, "collectstatic", "--noinput", "--verbosity", "0")
    command = [sys.executable, "-m", "benchmarks.lists", "--inside", *sys.argv[1:]]
    sys.exit(subprocess.run(command, cwd=ROOT, env=production(name), check=False).returncode)


def measure(ask: Ask, options: argparse.Namespace) -> None:
    """Warm up, ask every address once in each round, say what it took."""
    from benchmarks.discovery import addresses, measures
    from benchmarks.discovery.pieces import sample
    from catalog.pages.middleware import store

    profile = cProfile.Profile()
    searches = None if options.log else options.searches
    paths = addresses.log(sample(measures.SEED), PAGES + WARM, measures.SEED + 1, searches=searches)
    if not options.log and not searches:
        paths = [f"{path}{'&' if '?' in path else '?'}{measures.PAGE}" for path in paths]
    for path in paths[:WARM]:
        ask(path)
    rounds, bodies, pace = [], [b""], []
    for _ in range(ROUNDS):
        store.clear()
        if options.profile:
            profile.enable()
        rounds.append([_timed(ask, path, bodies) for path in paths[WARM:]])
        profile.disable()
        pace += [_timed(_stint, "", bodies[:]) for _ in range(50)]
    best = [min(times) for times in zip(*rounds, strict=True)]
    print(f"processor time of a page: {_said(rounds[0])}; best of {ROUNDS}: {_said(best)}")
    print(f"a fixed stint of Python beside it: {statistics.median(pace):.3f} ms")
    sizes = [len(body) / 1000 for body in bodies[1 : PAGES + 1]]
    packed = [len(gzip.compress(body, 6)) / 1000 for body in bodies[1 : PAGES + 1]]
    print(f"HTML: {statistics.mean(sizes):.1f} kB, compressed {statistics.mean(packed):.1f} kB")
    for order in ("tottime", "cumtime") if options.profile else ():
        pstats.Stats(profile).sort_stats(order).print_stats(options.profile)


def _stint(_: str) -> Body:
    """Always the same work: what it takes says how fast the processor is just now."""
    words = {str(n): n for n in range(2_000)}
    return "".join(sorted(words)).encode()


def _timed(ask: Ask, path: str, bodies: list[Body]) -> float:
    began = time.process_time()
    bodies.append(ask(path))
    return 1000 * (time.process_time() - began)


def _said(times: list[float]) -> str:
    deciles = statistics.quantiles(times, n=10)
    return f"{statistics.mean(times):.2f} ms, median {deciles[4]:.2f}, 9 of 10 within {deciles[8]:.2f}"


def asking(application: Callable[..., Any]) -> Ask:
    """A function that asks the shop for an address, as gunicorn behind nginx does."""

    def ask(path: str) -> Body:
        place, _, query = path.partition("?")
        status: list[str] = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote(place, "latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_X_FORWARDED_PROTO": "https",
            "HTTP_ACCEPT": "text/html",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
        }
        answer = application(environ, lambda said, _headers: status.append(said))
        body = b"".join(answer)
        answer.close()
        if status[0][:3] not in ("200", "302"):
            sys.exit(f"{path} answers {status[0]}")
        return body

    return ask


if __name__ == "__main__":
    main()
