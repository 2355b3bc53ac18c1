"""A connection that is kept between requests: a silent one is used at once, one that the server ended is replaced."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from django.db import connection as main
from django.db.backends.postgresql import base as postgresql

from portero.core.postgres.base import DatabaseWrapper
from tests.polling import eventually

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> Iterator[DatabaseWrapper]:
    """A connection of its own, as a worker's is at the beginning of a request."""
    copy = main.copy()
    assert isinstance(copy, DatabaseWrapper)
    copy.ensure_connection()
    yield copy
    copy.close()


def backend(kept: DatabaseWrapper) -> int:
    with kept.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return int(cursor.fetchone()[0])


def begin_request(kept: DatabaseWrapper) -> None:
    vars(kept).update(health_check_enabled=True, health_check_done=False)


def test_a_silent_connection_is_not_asked(kept: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch) -> None:
    before = backend(kept)
    monkeypatch.setattr(
        postgresql.DatabaseWrapper, "is_usable", lambda _: pytest.fail("the server was asked")
    )
    begin_request(kept)
    assert backend(kept) == before
    assert vars(kept)["health_check_done"]


def test_a_connection_that_the_server_ended_is_replaced(kept: DatabaseWrapper) -> None:
    before = backend(kept)
    with main.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s, 5000)", [before])
        assert cursor.fetchone() == (True,)
    eventually(lambda: not kept._is_silent(), "the server says something")
    begin_request(kept)
    assert backend(kept) != before


def test_a_connection_that_has_something_to_say_is_asked_and_used(kept: DatabaseWrapper) -> None:
    before = backend(kept)
    with kept.cursor() as cursor:
        cursor.execute("listen portero_says")
    with closing(kept.copy()) as other, other.cursor() as cursor:
        cursor.execute("notify portero_says")
    eventually(lambda: not kept._is_silent(), "the server says something")
    begin_request(kept)
    assert backend(kept) == before
