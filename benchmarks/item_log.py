"""Events a second of `verify_log`, beside a floor of the same run: SHA-256 over the same bytes and nothing else.

    python -m benchmarks.item_log [--events 1000000] [--pieces 50000] [--days 30]

In a database of its own, made once and kept (`drop database bench_log` removes it): so many pieces, their events as
triggers wrote them, and a signed root a day with the heads that changed that day.
"""

import argparse
import hashlib
import os
import platform
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

DATABASE = "bench_log"
# A piece's first days are busy, later ones bring little: so much of all events each day after the first.
A_DAY = 0.02
APPEND = """
    insert into catalog_itemlogentry (item_id, kind, at, body)
    select id, 'priced', now() + %s * interval '1 day',
        '{"amount":"' || 900 + n || '.00","currency":"USD","kind":"step","previous":"' || 1000 + n || '.00"}'
    from generate_series(0, %s) n
    join (select id, row_number() over (order by id) - 1 as place from catalog_item) pieces
        on place = (n + %s) %% %s
"""


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--pieces", type=int, default=50_000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portero.settings")
    from portero import embedded

    embedded.enter()
    django.setup()
    from benchmarks.discovery import databases
    from benchmarks.discovery.servers import manage

    made = databases.create(DATABASE)
    manage(DATABASE, "migrate", "--noinput", "--verbosity", "0")
    with databases.using(DATABASE):
        if made:
            _fill(options.pieces, options.events, options.days)
        _table([_round() for _ in range(options.rounds)])


def _fill(pieces: int, events: int, days: int) -> None:
    """Invented pieces, whose chains begin with their first event; most of those on the first day."""
    from django.utils import timezone

    from catalog.log import roots

    _pieces(pieces)
    later = int(events * A_DAY)
    _append(events - later * days, 0)
    now, started = timezone.now(), time.monotonic()
    roots.publish(now)
    print(f"first root over {pieces:,} pieces: {time.monotonic() - started:.1f} s", file=sys.stderr)
    for day in range(1, days + 1):
        _append(later, day)
        roots.publish(now + timedelta(days=day))


def _pieces(count: int) -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from catalog.synthesis.draws import Stock
    from catalog.synthesis.run import synthesise

    call_command("seed_demo", "--vocabulary", verbosity=0)
    synthesise(Stock(count, 7, 0.1, timezone.now(), complete=0))


def _append(events: int, day: int) -> None:
    """So many events for pieces by turns, chained by the trigger, as everything that is appended."""
    from django.db import connection

    from catalog.models import Item

    started, pieces = time.monotonic(), Item.objects.count()
    with connection.cursor() as cursor:
        cursor.execute(APPEND, [day, events - 1, day * 7919, pieces])
    seconds = time.monotonic() - started
    print(f"day {day}: {events:,} events appended, {events / seconds:,.0f} a second", file=sys.stderr)


def _round() -> dict[str, float]:
    from catalog.log.verifying import verify

    before, started = _backend(), time.perf_counter()
    processor = time.process_time()
    findings = verify()
    seconds, own = time.perf_counter() - started, time.process_time() - processor
    if findings.found:
        raise SystemExit(f"The log doesn't hold: {findings.found[0]}")
    floor = _floor()
    return {
        "events": findings.entries,
        "pieces": findings.pieces,
        "roots": findings.roots,
        "seconds": seconds,
        "events/s": findings.entries / seconds,
        "floor/s": findings.entries / floor,
        "floor : verify": seconds / floor,
        "CPU s": own,
        "database CPU s": _backend() - before,
    }


def _floor() -> float:
    """The seconds of hashing the bytes of all entries, which are in memory already."""
    from catalog.log.digests import LINES, entry_bytes
    from catalog.log.streaming import stream

    texts: list[bytes] = []
    # Our own words; the bytes are those that verification hashes.
    query = (
        f"select {LINES} from catalog_itemlogentry entry join catalog_item item on item.id = entry.item_id"  # noqa: S608
    )
    stream(query, [], lambda row: texts.append(entry_bytes(row)))
    started = time.perf_counter()
    for text in texts:
        hashlib.sha256(text).digest()
    return time.perf_counter() - started


def _backend() -> float:
    """Seconds of processor time that the server's process of this connection has used."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (pid,) = cursor.fetchone()
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def _table(rounds: list[dict[str, Any]]) -> None:
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f};"
        f" Python {platform.python_version()}, Django {django.get_version()}"
    )
    print(" ".join(f"{head:>14}" for head in rounds[0]))
    for one in rounds:
        print(" ".join(f"{value:>14,.1f}" if value < 1000 else f"{value:>14,.0f}" for value in one.values()))


if __name__ == "__main__":
    main()
