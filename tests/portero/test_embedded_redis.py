import os
import signal

from redis import Redis as Client

from portero.embedded.redis import Redis


def test_starting_twice_adopts_the_running_server(redis: Redis) -> None:
    redis.start()
    first = redis.pid()
    redis.start()
    assert redis.pid() == first is not None


def test_starts_again_after_kill_9_with_its_data(redis: Redis) -> None:
    redis.start()
    with Client(unix_socket_path=str(redis.socket)) as client:
        client.set("kept", "42")
        killed = redis.pid()
        assert killed
        os.kill(killed, signal.SIGKILL)
    redis.start()
    with Client(unix_socket_path=str(redis.socket)) as client:
        assert client.get("kept") == b"42"
    assert redis.pid() != killed


def test_an_old_pid_of_a_stranger_is_not_taken_for_redis(redis: Redis) -> None:
    (redis.data / "redis.pid").write_text(f"{os.getpid()}\n")
    assert redis.pid() is None
    redis.start()
    assert redis.pid() not in (None, os.getpid())
