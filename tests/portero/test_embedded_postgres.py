import os
import signal
import subprocess
import sys
from contextlib import closing
from typing import Any

import psycopg2

from portero.embedded import processes
from portero.embedded.places import ROLE
from portero.embedded.postgres import NOBODYS_PID, Postgres
from tests.polling import eventually


def query(server: Postgres, statement: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(host=str(server.socket_dir), user=ROLE, dbname="portero")) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def test_starting_twice_adopts_the_running_server(postgres: Postgres) -> None:
    postgres.start()
    first = postgres.pid()
    postgres.start()
    assert postgres.pid() == first is not None


def test_letters_beyond_ascii_have_cases(postgres: Postgres) -> None:
    postgres.start()
    assert query(postgres, "SELECT lower('HERMÈS')") == [("hermès",)]


def test_listens_on_no_network_address(postgres: Postgres) -> None:
    postgres.start()
    assert query(postgres, "SHOW listen_addresses") == [("",)]


def test_what_was_committed_survives_kill_9(postgres: Postgres) -> None:
    postgres.start()
    query(postgres, "CREATE TABLE kept AS SELECT 42 AS answer")
    killed = postgres.pid()
    assert killed
    os.kill(killed, signal.SIGKILL)
    postgres.start()
    assert postgres.pid() != killed
    assert query(postgres, "SELECT answer FROM kept") == [(42,)]


def test_a_stranger_with_the_old_pid_is_neither_adopted_nor_ended(postgres: Postgres) -> None:
    postgres.start()
    query(postgres, "CREATE TABLE kept AS SELECT 42 AS answer")
    lock = (postgres.data / "postmaster.pid").read_text().partition("\n")[2]
    killed = postgres.pid()
    assert killed
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: not postgres.is_running(), "the killed server is gone")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        (postgres.data / "postmaster.pid").write_text(f"{stranger.pid}\n{lock}")
        assert postgres.pid() is None
        postgres.start()
        assert postgres.pid() not in (None, stranger.pid)
        assert query(postgres, "SELECT answer FROM kept") == [(42,)]
        assert stranger.poll() is None
        stranger.communicate(b"\n")


def test_a_killed_initdb_leaves_nothing_half_made(postgres: Postgres) -> None:
    half = postgres.data.with_name("postgres.new")
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    postgres.start()
    assert postgres.is_running()
    assert not half.exists()


def test_stop_ends_the_server(postgres: Postgres) -> None:
    postgres.start()
    pid = postgres.pid()
    assert pid
    postgres.stop()
    assert not postgres.is_running()
    eventually(lambda: processes.arguments(pid) in ([], [""]), "the server's process to be gone")


def test_nobodys_pid_is_beyond_what_the_kernel_gives() -> None:
    assert not processes.exists(NOBODYS_PID)
