import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from portero.embedded import places
from tests.polling import eventually

Users = Callable[[], "subprocess.Popen[str]"]


def is_up(var: Path) -> bool:
    return (var / "postgres" / "postmaster.pid").exists()


def say_up(user: "subprocess.Popen[str]") -> str:
    assert user.stdout
    return user.stdout.readline().strip()


def leave(user: "subprocess.Popen[str]") -> None:
    user.communicate(timeout=60)


def test_users_who_start_together_share_one_server(own_var: Path, service_user: Users) -> None:
    users = [service_user() for _ in range(4)]
    assert [say_up(user) for user in users] == ["up"] * 4
    log = (own_var / "log" / "postgres.log").read_text()
    assert log.count("database system is ready to accept connections") == 1


def test_the_last_user_to_leave_stops_the_services(own_var: Path, service_user: Users) -> None:
    first, second = service_user(), service_user()
    assert say_up(first) == say_up(second) == "up"
    leave(first)
    assert is_up(own_var)
    leave(second)
    assert not is_up(own_var)


def test_a_killed_user_counts_no_longer(own_var: Path, service_user: Users) -> None:
    killed = service_user()
    assert say_up(killed) == "up"
    killed.kill()
    killed.wait()
    assert is_up(own_var)
    last = service_user()
    assert say_up(last) == "up"
    leave(last)
    eventually(lambda: not is_up(own_var), "the services stop")


@pytest.mark.parametrize("name", ["with space", "v" * 120])
def test_awkward_paths_get_a_short_plain_socket_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("PORTERO_VAR", str(tmp_path / name))
    where = places.locations()
    assert where.socket_dir.parent == Path("/tmp")  # noqa: S108
    assert len(str(where.redis_socket)) <= 107
    assert where.database_url.endswith(f"?host={where.socket_dir}")
