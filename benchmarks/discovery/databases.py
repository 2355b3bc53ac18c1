"""The benchmark's own databases, kept between runs: made once, migrated when the code has moved on."""

import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import psycopg2
from django.db import connection

from benchmarks.discovery.servers import folder, manage

SEED = 7
SOLD_SHARE = 0.1
SMALL, LARGE, FLOOR = "bench_10k", "bench_1m", "bench_floor"


@dataclass(frozen=True)
class Made:
    """How a catalogue came to be: pieces, those of them for sale, seconds, the rows of all tables."""

    pieces: int
    listed: int
    seconds: float
    rows: int = 0


def catalogue(name: str, listed: int, *, fresh: bool) -> Made:
    """A database with about that many pieces for sale and a tenth more that are sold."""
    note = folder() / f"{name}.json"
    if fresh:
        drop(name)
    if create(name) or not note.exists():
        note.unlink(missing_ok=True)
        _fill(name, listed)
    else:
        manage(name, "migrate", "--noinput", "--verbosity", "0")
    return Made(**json.loads(note.read_text()))


def _fill(name: str, listed: int) -> None:
    manage(name, "migrate", "--noinput", "--verbosity", "0")
    manage(name, "seed_demo", "--vocabulary")
    # Shares are drawn: a little more than the quotient, so that there are surely as many.
    pieces = round(listed / (1 - SOLD_SHARE) * 1.002) + 200
    started = time.monotonic()
    said = manage(
        name, "synthesise_items", str(pieces), "--seed", str(SEED), "--sold-share", str(SOLD_SHARE), "--force"
    )
    seconds = time.monotonic() - started
    with using(name), connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
        cursor.execute("select count(*) from catalog_item where state = 'listed'")
        made = Made(pieces, cursor.fetchone()[0], seconds, _rows(said))
    (folder() / f"{name}.json").write_text(json.dumps(asdict(made)))


def _rows(said: str) -> int:
    """The number of rows in the command's last line."""
    found = re.search(r"([\d,]+) rows", said)
    return int(found[1].replace(",", "")) if found else 0


def create(name: str) -> bool:
    """Whether it had to be made."""
    with _maintenance() as cursor:
        cursor.execute("select 1 from pg_database where datname = %s", [name])
        if cursor.fetchone():
            return False
        cursor.execute(f"create database {name}")
    return True


def drop(name: str) -> None:
    """Gone, with what is known of it."""
    (folder() / f"{name}.json").unlink(missing_ok=True)
    with _maintenance() as cursor:
        cursor.execute(f"drop database if exists {name} with (force)")


@contextmanager
def using(name: str) -> Iterator[None]:
    """Django's connection on another database of the server."""
    original = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original


@contextmanager
def _maintenance() -> Iterator[Any]:
    parameters = connection.get_connection_params() | {"dbname": "postgres"}
    wanted = ("dbname", "user", "password", "host", "port")
    with closing(psycopg2.connect(**{key: parameters[key] for key in wanted if key in parameters})) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            yield cursor


def size(name: str) -> float:
    """Gigabytes on disk."""
    with using(name), connection.cursor() as cursor:
        cursor.execute("select pg_database_size(current_database())")
        return cursor.fetchone()[0] / 1e9


def server_version() -> str:
    """PostgreSQL's."""
    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        return os.fspath(cursor.fetchone()[0])
