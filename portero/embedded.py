"""Provisional: PostgreSQL and Redis are expected at DATABASE_URL and REDIS_URL until the embedded ones land."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Locations:
    database_url: str = "postgres://portero@127.0.0.1:5432/portero"
    redis_url: str = "redis://127.0.0.1:6379/0"
    celery_url: str = "redis://127.0.0.1:6379/1"


def locations() -> Locations:
    """Where the services are."""
    return Locations()


def var_dir() -> Path:
    """The folder for data that is not in version control."""
    return Path(os.environ.get("PORTERO_VAR", Path(__file__).resolve().parent.parent / "var"))


def enter() -> None:
    """Nothing to start yet."""
