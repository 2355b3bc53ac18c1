"""Two processes with a shelf each: both know of a commit at their very next question."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from catalog.models import Item
from portero import embedded
from tests.factories.catalog import listed_item

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parent.parent.parent


class Asked:
    """Another process, which answers one line with one line."""

    def __init__(self) -> None:
        server = os.environ.get("DATABASE_URL") or embedded.locations().database_url
        url = urlsplit(server)._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.served", "DATABASE_URL": url}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.shelf.asking"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Asked":
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.communicate(timeout=30)

    def ask(self) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@pytest.fixture
def processes() -> Iterator[list[Asked]]:
    with ExitStack() as stack:
        yield [stack.enter_context(Asked()) for _ in range(2)]


def test_both_know_of_a_commit_at_once(processes: list[Asked]) -> None:
    first, second = listed_item(), listed_item()
    assert {one.ask() for one in processes} == {f"2 0 [{second.pk}, {first.pk}]"}
    Item.objects.filter(pk=first.pk).update(state="sold", sold_at=timezone.now())
    assert {one.ask() for one in processes} == {f"1 1 [{second.pk}, {first.pk}]"}
    Item.objects.filter(pk=second.pk).update(state="withdrawn")
    assert {one.ask() for one in processes} == {f"0 1 [{first.pk}]"}
