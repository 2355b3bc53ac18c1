"""The first command of a bare checkout: tables for the embedded database, never for one that was given."""

import io
from typing import Any

import pytest
from django.core.management import CommandError
from django.core.management.base import OutputWrapper
from django.db.migrations.recorder import MigrationRecorder

from portero.core import first_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def migrated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that were called; none of them runs."""
    called: list[str] = []

    def call(name: str, **options: Any) -> None:
        called.append(name)

    monkeypatch.setattr(first_run, "call_command", call)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return called


def _forget_one() -> None:
    MigrationRecorder.Migration.objects.filter(app="tax").latest("id").delete()


def test_the_embedded_database_gets_the_tables_it_lacks(migrated: list[str]) -> None:
    _forget_one()
    said = io.StringIO()
    first_run.create_tables(OutputWrapper(said))
    assert migrated == ["migrate"]
    assert "Creating the tables" in said.getvalue()


def test_nothing_happens_when_the_tables_are_there(migrated: list[str]) -> None:
    said = io.StringIO()
    first_run.create_tables(OutputWrapper(said))
    assert (migrated, said.getvalue()) == ([], "")


def test_a_database_that_was_given_is_left_alone(
    migrated: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/portero")
    _forget_one()
    with pytest.raises(CommandError, match="migrate"):
        first_run.create_tables(OutputWrapper(io.StringIO()))
    assert migrated == []
