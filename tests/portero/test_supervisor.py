import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portero.embedded.errors import ServiceError
from portero.supervisor.child import Child
from portero.supervisor.leftovers import MARK, end_leftovers
from portero.supervisor.loop import Supervisor
from portero.supervisor.opening import port_is_taken
from portero.supervisor.programs import Address
from portero.supervisor.single import AlreadyRunning, SingleInstance, running
from tests.polling import eventually

WAITS = [sys.executable, "-c", "import signal; signal.pause()"]


def child(folder: Path, command: list[str]) -> Child:
    return Child("part", command, dict(os.environ), folder / "part.log", folder)


@contextmanager
def supervised(*children: Child) -> Iterator[tuple[Supervisor, list[str]]]:
    said: list[str] = []
    supervisor = Supervisor(children, list, said.append)
    supervisor.start()
    try:
        yield supervisor, said
    finally:
        supervisor.stop()


def test_a_dead_child_starts_again_after_a_pause(tmp_path: Path) -> None:
    part = child(tmp_path, WAITS)
    with supervised(part) as (supervisor, said):
        assert part.process
        killed = part.process.pid
        os.kill(killed, signal.SIGKILL)

        def is_back() -> bool:
            supervisor.tick()
            return part.is_running and part.process is not None and part.process.pid != killed

        eventually(is_back, "the child runs again")
    assert [line.split(";")[0] for line in said] == ["part ended (-9)", "part is running again"]


def test_pauses_double_for_a_child_that_keeps_dying(tmp_path: Path) -> None:
    part = child(tmp_path, [sys.executable, "-c", "raise SystemExit(3)"])
    with supervised(part) as (supervisor, said):

        def died_twice() -> bool:
            supervisor.tick()
            return len([line for line in said if "ended (3)" in line]) == 2

        eventually(died_twice, "two deaths")
    pauses = [line.split(" in ")[1].split(" s")[0] for line in said if "ended" in line]
    assert pauses == ["0.5", "1.0"]


def test_stop_ends_children_and_what_they_started(tmp_path: Path) -> None:
    inner = "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE); "
    part = child(tmp_path, [sys.executable, "-c", inner + "print(p.pid, flush=True); p.wait()"])
    with supervised(part):
        eventually(lambda: part.log.read_text().strip().isdigit(), "the grandchild's pid")
        grandchild = int(part.log.read_text())
    assert part.process
    assert part.process.poll() == -signal.SIGTERM
    eventually(lambda: not _lives(grandchild), "the grandchild is gone")


def test_dead_services_are_reported_and_children_stay(tmp_path: Path) -> None:
    def refuse() -> list[str]:
        raise ServiceError("PostgreSQL didn't start")

    part, said = child(tmp_path, WAITS), list[str]()
    supervisor = Supervisor([part], refuse, said.append)
    supervisor.start()
    supervisor.tick()
    supervisor.tick()
    assert said == ["PostgreSQL didn't start"]
    assert part.is_running
    supervisor.stop()


def test_only_one_supervisor_per_checkout(own_var: Path) -> None:
    assert running() is None
    with SingleInstance("http://127.0.0.1:8123"):
        with pytest.raises(AlreadyRunning, match="8123"), SingleInstance("http://127.0.0.1:9000"):
            pass
        told = running()
        assert told
        assert (told.url, told.pid) == ("http://127.0.0.1:8123", os.getpid())
    assert running() is None


def test_leftovers_of_this_checkout_end_and_no_others(tmp_path: Path) -> None:
    mine, other = tmp_path / "mine", tmp_path / "other"
    processes = [
        subprocess.Popen(WAITS, env=os.environ | {MARK: str(path)}, start_new_session=True)
        for path in (mine, other)
    ]
    assert end_leftovers(mine) == 1
    assert processes[0].wait(60) < 0
    assert processes[1].poll() is None
    processes[1].kill()
    processes[1].wait()


def test_a_taken_port_is_noticed() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert port_is_taken("127.0.0.1", port)
    assert not port_is_taken("127.0.0.1", port)


@pytest.mark.parametrize("port", ["http", "0", "70000"])
def test_a_wrong_port_is_named(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SystemExit, match=f"PORT={port}"):
        Address.from_environment()


def _lives(pid: int) -> bool:
    """A zombie that nobody reaps is as good as gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
