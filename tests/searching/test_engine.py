"""The reader is made again beside the requests once the vocabulary changed."""

import threading

import pytest

from catalog.searching import engine
from catalog.searching.engine import Engine
from catalog.shelf import forget
from tests.factories.catalog import listed_item

pytestmark = pytest.mark.django_db


def test_a_reader_stays_while_nothing_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    listed_item()
    held = Engine()
    first = held.reader()
    monkeypatch.setattr(engine, "FRESH_SECONDS", -1.0)
    assert held.reader() is first


def test_a_new_one_is_made_in_a_thread_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    listed_item()
    held, started = Engine(), list[object]()
    first = held.reader()
    monkeypatch.setattr(engine, "FRESH_SECONDS", -1.0)
    monkeypatch.setattr(threading.Thread, "start", lambda thread, *others: started.append(thread))
    forget()
    listed_item(title="Another")
    assert held.reader() is first
    assert held.reader() is first
    assert len(started) == 1
