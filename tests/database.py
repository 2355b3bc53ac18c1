"""A database per test process in a fraction of a second: a copy of a migrated template.

The template is named by a checksum of every migration and tax table, so it is built once per set of them and
shared by all workers and later runs. Advisory locks, which the server frees when a process dies, keep
two processes from building one template or using one copy.
"""

import gc
import hashlib
import itertools
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from orders.tax import shipped

BUILDING, COPY = 7101, 7102  # classes of advisory locks


@contextmanager
def own_database(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Point Django's connection at a fresh migrated database of this process; yields its name."""
    before = connection.settings_dict["NAME"]
    with closing(_maintenance(connection)) as server:
        template = _template(connection, server)
        slot = next(n for n in itertools.count() if _one(server, "pg_try_advisory_lock(%s, %s)", COPY, n))
        name = f"test_portero_{slot}"
        _run(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        _run(server, f"CREATE DATABASE {name} TEMPLATE {template}")
        # Tests lose nothing when the machine loses power.
        _run(server, f"ALTER DATABASE {name} SET synchronous_commit = off")
        _use(connection, name)
        try:
            yield name
        finally:
            _use(connection, before)
            _run(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def build_ahead(connection: BaseDatabaseWrapper) -> None:
    """If there is no template, begin with it in a process of its own; whoever needs it waits for the rest."""
    with closing(_maintenance(connection)) as server:
        if not _is_built(server, _name()):
            subprocess.Popen([sys.executable, "-m", "tests.template"], cwd=settings.BASE_DIR)


def build(connection: BaseDatabaseWrapper) -> None:
    """The template, unless it is there or somebody else is at it: then wait."""
    with closing(_maintenance(connection)) as server:
        _template(connection, server)


def _name() -> str:
    return f"template_portero_{_checksum()}"


def _is_built(server: Any, name: str) -> bool:
    return bool(_one(server, "count(*) FROM pg_database WHERE datname = %s", name))


def _template(connection: BaseDatabaseWrapper, server: Any) -> str:
    name = _name()
    _run(server, f"SELECT pg_advisory_lock({BUILDING}, 0)")
    try:
        if not _is_built(server, name):
            _forget_older(server)
            _build(connection, server, name)
    finally:
        _run(server, f"SELECT pg_advisory_unlock({BUILDING}, 0)")
    return name


def _build(connection: BaseDatabaseWrapper, server: Any, name: str) -> None:
    """Renamed only when whole, so that a killed run leaves no half-migrated template.

    Migrations make thousands of classes that refer to one another: looking through them for garbage again and
    again takes a third of the time.
    """
    before = connection.settings_dict["NAME"]
    unfinished = "unfinished_portero_template"
    _run(server, f"DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)")
    _run(server, f"CREATE DATABASE {unfinished}")
    _use(connection, unfinished)
    gc.disable()
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        gc.enable()
        _use(connection, before)
    _run(server, f"ALTER DATABASE {unfinished} RENAME TO {name}")


def _forget_older(server: Any) -> None:
    with server.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_portero\\_%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _checksum() -> str:
    """Of every migration file on disk, Oscar's and Django's among them, and of the tables that one of them loads."""
    digest = hashlib.sha256()
    migrations = MigrationLoader(None).disk_migrations
    for key in sorted(migrations):
        source = sys.modules[type(migrations[key]).__module__].__file__
        digest.update(repr(key).encode() + Path(source or "").read_bytes())
    for table in sorted(shipped.TABLES.glob("*.csv")):
        digest.update(table.read_bytes())
    return digest.hexdigest()[:16]


def _use(connection: BaseDatabaseWrapper, name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _maintenance(connection: BaseDatabaseWrapper) -> Any:
    parameters = connection.get_connection_params() | {"dbname": "postgres"}
    wanted = ("dbname", "user", "password", "host", "port")
    server = psycopg2.connect(**{key: parameters[key] for key in wanted if key in parameters})
    server.autocommit = True
    return server


def _run(server: Any, statement: str) -> None:
    with server.cursor() as cursor:
        cursor.execute(statement)


def _one(server: Any, expression: str, *values: object) -> Any:
    with server.cursor() as cursor:
        cursor.execute(f"SELECT {expression}", values)
        return cursor.fetchone()[0]
