"""A rate that one process loads is charged by every other within five seconds."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from portero import embedded
from tests.tax.asking import question
from tests.tax.loading.files import COMPONENTS, run, written

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[3]
WITHIN = 5.0
# What two processes of a busy machine may need to answer beside it.
ANSWERING = 3.0


@contextmanager
def quoting() -> Iterator["subprocess.Popen[str]"]:
    """`manage.py tax_quote` in a process of its own, on this test's database, with the real settings."""
    server = os.environ.get("DATABASE_URL") or embedded.locations().database_url
    database = urlsplit(server)._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portero.settings",
        "DATABASE_URL": database,
        "REDIS_URL": settings.REDIS_URL,
        "TAX_TABLES_FRESH_SECONDS": str(int(WITHIN)),
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "tax_quote"],
        cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=60)


def tax_of(process: "subprocess.Popen[str]") -> str:
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(question("Greenwich", "handbag:100.00", "2027-01-01")) + "\n")
    process.stdin.flush()
    return str(json.loads(process.stdout.readline())["tax"])


def test_a_loaded_rate_is_seen_by_every_process_within_five_seconds(tmp_path: Path) -> None:
    with quoting() as one, quoting() as other:
        assert (tax_of(one), tax_of(other)) == ("6.35", "6.35")
        run(written(tmp_path, COMPONENTS, "CT,state,Connecticut,,6.5,2027-01-01,,x"))
        loaded, pause = time.monotonic(), threading.Event()
        while (tax_of(one), tax_of(other)) != ("6.50", "6.50"):
            assert time.monotonic() - loaded < WITHIN + ANSWERING
            pause.wait(0.1)
