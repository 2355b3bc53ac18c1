"""python -m audits.situations FILE: orders, returns and claims in every state a page shows, made by the shop's verbs.

Runs beside the shop, on its database, with the factories of the tests; writes what `audits.behind` walks: the path of
each page by its name, and the cookie of a member of staff.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import transaction

from portero import embedded

Paths = dict[str, str]


def main() -> None:
    """Make them all, each in its own transaction, and write down where they are."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portero.settings")
    embedded.enter()
    django.setup()
    from audits import certified, claimed, desks, ordered, returned
    from audits.pictures import put_on_disk
    from audits.pieces import pieces

    supply, found = pieces(), Paths()
    for room in (ordered, returned, claimed, certified):
        found |= made(room.SITUATIONS, supply)
    put_on_disk()
    call_command("publish_log_root")
    told = {"buyer": found, "staff": desks.paths(), "cookie": desks.cookie()}
    Path(sys.argv[1]).write_text(json.dumps(told, indent=1))


def made(situations: Mapping[str, Callable[[Any], str | Paths]], supply: Any) -> Paths:
    """The path of each page by its name. Raises SystemExit with the name of what can't be made."""
    found = Paths()
    for name, make in situations.items():
        found |= _one(name, make, supply)
    return found


def _one(name: str, make: Callable[[Any], str | Paths], supply: Any) -> Paths:
    try:
        with transaction.atomic():
            found = make(supply)
    except Exception as error:
        raise SystemExit(f"audits/situations.py: {name}: {error!r}") from error
    return (
        {name: found} if isinstance(found, str) else {f"{name}{more}": path for more, path in found.items()}
    )


if __name__ == "__main__":
    main()
