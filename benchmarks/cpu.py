"""Processor time of the programs that a measurement runs, each with all the processes it has started.

On a machine that others use too, seconds say little; what a request costs in processor time stays the same.
"""

import os
from pathlib import Path

from django.db import connection

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")

Spent = dict[str, float]


def spent(programs: dict[str, int]) -> Spent:
    """The seconds that each program (its first pid by its name) has used until now; this one is beside them.

    Counts user and system time of every live process of the tree and of those that have ended, whose time the
    kernel adds to their parent's.
    """
    children: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for pid, parent, seconds in _processes():
        children.setdefault(parent, []).append(pid)
        used[pid] = seconds
    mine = os.times()
    return {name: _tree(pid, children, used) for name, pid in programs.items()} | {
        "load generator": mine.user + mine.system
    }


def between(before: Spent, after: Spent) -> Spent:
    """What was used from the one moment to the other."""
    return {name: after[name] - before[name] for name in after}


def added(one: Spent, other: Spent) -> Spent:
    """Both together."""
    return {name: one.get(name, 0.0) + other.get(name, 0.0) for name in one | other}


def database_server() -> int:
    """The pid of the database server on this machine: the parent of the process that serves us."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    return next(parent for pid, parent, _ in _processes() if pid == backend)


def _tree(pid: int, children: dict[int, list[int]], used: dict[int, float]) -> float:
    return used.get(pid, 0.0) + sum(_tree(child, children, used) for child in children.get(pid, ()))


def _processes() -> list[tuple[int, int, float]]:
    """Pid, parent and seconds used of every process on this machine."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                # The name, in brackets, may hold blanks and brackets itself.
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it ended just now
                continue
            found.append((int(entry.name), int(fields[1]), sum(map(int, fields[11:15])) / TICKS_A_SECOND))
    return found
