"""Running rivals at the same moment on real connections, and switching guards off to prove that they matter."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

PATIENCE = 30.0  # that all have started, also on a machine that others use
# A rival may wait for a moment for a lock that is given up at once; only who still waits was kept away by a guard.
GLANCE, GLANCES = 0.02, 15


class Rendezvous:
    """A place in the code where rivals wait for each other, each time they come by.

    Once a guard keeps one away, everybody goes on.
    """

    def __init__(self, parties: int, patience: float = PATIENCE) -> None:
        self.parties, self.patience = parties, patience
        self.lock, self.here = threading.Lock(), 0
        self.all_here, self.given_up = threading.Event(), threading.Event()
        self.leaving = threading.Barrier(parties)

    def wait(self) -> None:
        """Until all are here, or one of them waits for a lock of the database, or patience ends (a guard refused)."""
        with self.lock:
            meeting, self.here = self.all_here, self.here + 1
            if self.here == self.parties and not self.given_up.is_set():
                self.all_here, self.here = threading.Event(), 0
                meeting.set()
        deadline, kept_away = time.monotonic() + self.patience, 0
        while not (self.given_up.is_set() or meeting.wait(GLANCE)):
            kept_away = kept_away + 1 if somebody_waits() else 0
            if kept_away == GLANCES or time.monotonic() > deadline:
                self._give_up(meeting)
        if meeting.is_set():
            self.leaving.wait(self.patience)  # who looked around meanwhile isn't left behind

    def _give_up(self, meeting: threading.Event) -> None:
        with self.lock:
            if not meeting.is_set():
                self.given_up.set()

    def after(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with the meeting place behind it."""

        def then_meet(*args: Any, **kwargs: Any) -> Any:
            answer = function(*args, **kwargs)
            self.wait()
            return answer

        return then_meet


def somebody_waits() -> bool:
    """Whether a connection to this test's database waits for a lock that another one has."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_stat_clear_snapshot()")  # else a transaction sees what it saw before
        cursor.execute(
            "select exists (select from pg_stat_activity"
            " where datname = current_database() and wait_event_type = 'Lock')"
        )
        return bool(cursor.fetchone()[0])


def together(rivals: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all at once, each on its own connection; returns each one's answer or the exception it raised."""
    answers: list[Any] = [None] * len(rivals)
    gate = threading.Barrier(len(rivals))

    def run(n: int, rival: Callable[[], Any]) -> None:
        try:
            gate.wait(PATIENCE)
            answers[n] = rival()
        except Exception as error:  # noqa: BLE001  (the test looks at it)
            answers[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, rival)) for n, rival in enumerate(rivals)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "a rival never came back: deadlock"
    return answers


@contextmanager
def without_constraints(**tables: Sequence[str]) -> Iterator[None]:
    """Take database constraints and unique indexes away for a canary, and put them back as they were."""
    saved: list[tuple[str, str]] = []
    with connection.cursor() as cursor:
        for table, names in tables.items():
            saved += [(table, _take(cursor, table, name)) for name in names]
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "set session_replication_role = replica"
            )  # append-only tables below them refuse it
            for table, _ in saved:
                cursor.execute(f"truncate {table} cascade")
            cursor.execute("reset session_replication_role")
            for _, definition in saved:
                cursor.execute(definition)


def _take(cursor: Any, table: str, name: str) -> str:
    cursor.execute("select pg_get_constraintdef(oid) from pg_constraint where conname = %s", [name])
    if row := cursor.fetchone():
        cursor.execute(f"alter table {table} drop constraint {name}")
        return f"alter table {table} add constraint {name} {row[0]}"
    cursor.execute("select indexdef from pg_indexes where indexname = %s", [name])
    definition: str = cursor.fetchone()[0]
    cursor.execute(f"drop index {name}")
    return definition
