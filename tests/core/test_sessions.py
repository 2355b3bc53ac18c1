"""Sessions: a change is one statement, and one that was ended stays ended."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.core.cache import cache
from pytest_django import DjangoAssertNumQueries

from portero.core.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_a_change_is_one_statement_and_read_from_the_cache(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    session = SessionStore()
    session["speed"] = "standard"
    session.save()
    session["speed"] = "expedited"
    with django_assert_num_queries(1):
        session.save()
    with django_assert_num_queries(0):
        assert SessionStore(session.session_key)["speed"] == "expedited"
    cache.delete(session.cache_key)
    assert SessionStore(session.session_key)["speed"] == "expedited"


def test_a_session_that_was_ended_elsewhere_is_not_revived() -> None:
    session = SessionStore()
    session.create()
    SessionStore(session.session_key).delete()
    session["speed"] = "standard"
    with pytest.raises(UpdateError):
        session.save()
    assert not Session.objects.exists()
