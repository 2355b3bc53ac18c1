import pytest
from django.core.cache import cache
from django.test import Client
from redis.exceptions import ConnectionError as NoRedis

from portero.core import health, heartbeat

UP = {"ok": True, "web": "up", "database": "up", "redis": "up", "worker": "up"}


@pytest.fixture(autouse=True)
def no_worker() -> None:
    cache.delete(heartbeat.KEY)


@pytest.mark.django_db
def test_all_up(client: Client) -> None:
    heartbeat.beat(sender=None)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, UP)


@pytest.mark.django_db
def test_a_missing_worker_is_named(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, UP | {"ok": False, "worker": "down"})


@pytest.mark.django_db
def test_missing_redis_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> bool:
        raise NoRedis

    monkeypatch.setattr(heartbeat, "worker_lives", refuse)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (
        503,
        UP | {"ok": False, "redis": "down", "worker": "down"},
    )


@pytest.mark.django_db
def test_a_missing_database_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    heartbeat.beat(sender=None)
    monkeypatch.setattr(health, "_database_answers", lambda: False)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, UP | {"ok": False, "database": "down"})


@pytest.mark.django_db
def test_keeps_no_session_and_no_copy(client: Client) -> None:
    answer = client.get("/healthz")
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert "Cookie" not in answer.get("Vary", "")


def test_a_heartbeat_expires() -> None:
    heartbeat.beat(sender=None)
    assert heartbeat.worker_lives()
    assert heartbeat.SECONDS == 15
