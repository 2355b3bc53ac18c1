"""What must be in place before the shop opens: tables, the demo catalogue, collected static files.

Runs as a process of its own (`python -m portero.supervisor.preparation`), so that the supervisor
stays small and holds no database connection.
"""

import os
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import django
from django.core.management import call_command

from portero.embedded import ROOT, var_dir


def prepare() -> None:
    """Bring database, demo data and static files up to date; quick when nothing changed."""
    django.setup()
    print("Preparing the database", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("sync_roles", stdout=StringIO())
    call_command("rotate_signing_keys", stdout=StringIO())
    stamp = var_dir() / "demo-seeded"
    wanted = not (stamp.exists() or os.environ.get("DATABASE_URL"))
    if wanted:
        print("Hanging the demo catalogue", flush=True)
        call_command("seed_demo", "--for-review")
    call_command("load_checklists", stdout=StringIO())
    if wanted:
        _review_demo()
        stamp.touch()
    _collect_static()


def _review_demo() -> None:
    """The demo pieces get their certificates and come onto the shelf; three others wait on the bench."""
    print("Reviewing and certifying the demo pieces", flush=True)
    call_command("certify_demo")
    call_command("publish_log_root", stdout=StringIO())
    call_command("open_demo_cases", stdout=StringIO())


def _collect_static() -> None:
    """Only when a source file, or a package that brings some, has changed."""
    stamp = var_dir() / "static-collected"
    state = "\n".join(sorted(_static_state()))
    if stamp.exists() and stamp.read_text() == state:
        return
    print("Collecting static files", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(state)


def _static_state() -> Iterator[str]:
    yield str((ROOT / "requirements.txt").stat().st_mtime_ns)
    for folder in (ROOT / "static", *ROOT.glob("*/static"), *ROOT.glob("*/*/static")):
        if folder.is_relative_to(var_dir()) or folder.is_relative_to(ROOT / ".venv"):
            continue
        for path in folder.rglob("*"):
            yield _line(path)


def _line(path: Path) -> str:
    found = path.stat()
    return f"{path.relative_to(ROOT)} {found.st_size} {found.st_mtime_ns}"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portero.settings")
    prepare()
