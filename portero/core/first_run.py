"""A command that may be the first thing run in a bare checkout: the embedded database gets its tables then."""

import fcntl
import os

from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portero.embedded import var_dir


def create_tables(say: OutputWrapper) -> None:
    """Migrate the embedded database if it is behind, telling `say`.

    A database that was given to us is not ours to change: CommandError says what to run there.
    """
    if not _behind():
        return
    if os.environ.get("DATABASE_URL"):
        raise CommandError("The database is behind this version: run `manage.py migrate` first.")
    # A file, not an advisory lock: an index that is built concurrently waits for whoever waits for that.
    with (var_dir() / "first-run.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _behind():
            say.write("Creating the tables of the embedded database (once, about a minute)")
            call_command("migrate", interactive=False, verbosity=0, stdout=say)


def _behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
