"""Copies of the published roots outside the database: what was cut off in there, roots and all, is missed by them.

The private storage has one of each (in production a bucket that keeps versions); who keeps /log/roots.json has others.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from catalog.log.verifying.findings import Findings
from catalog.models import ItemLogRoot
from portero.core.sealing import canonical, holds

FOLDER = "log-roots"
NEWEST = 14  # looked at each time, so that a copy that couldn't be stored is stored later
Copy = dict[str, Any]
DELETED = "deleted: a copy of it is kept outside the database"
ANOTHER = "not the one that was published: the copy outside the database says something else"


def copy_of(root: ItemLogRoot) -> Copy:
    """A root as it is published: its statement byte for byte, with its seal."""
    return {
        "day": root.day.isoformat(),
        "pieces": root.pieces,
        "root": root.hex,
        "statement": root.statement,
        "kid": root.kid,
        "signature": root.signature,
    }


def keep() -> int:
    """Store a copy of each of the newest roots that has none; how many. What is stored is never written over."""
    storage, kept = storages["private"], 0
    for root in ItemLogRoot.objects.all()[:NEWEST]:
        name = f"{FOLDER}/{root.day}.json"
        if not storage.exists(name):
            storage.save(name, ContentFile(canonical(copy_of(root))))
            kept += 1
    return kept


def stored() -> Iterator[Copy]:
    """The copies in the private storage, oldest first."""
    storage = storages["private"]
    if not storage.exists(FOLDER):
        return
    for name in sorted(storage.listdir(FOLDER)[1]):
        with storage.open(f"{FOLDER}/{name}") as file:
            yield json.loads(file.read())


def read(path: Path) -> list[Copy]:
    """The copies in a file that somebody kept of /log/roots.json. Raises OSError, and ValueError for another file."""
    told = json.loads(path.read_bytes())
    if not isinstance(told, dict) or not isinstance(told.get("roots"), list):
        raise ValueError("It isn't a copy of /log/roots.json.")
    return list(told["roots"])


def verify_against(copies: Iterable[Copy], findings: Findings) -> int:
    """Whether the database still has every root that was kept, as it was; how many copies were compared.

    A copy without our seal proves nothing, and is named.
    """
    there = {root.day.isoformat(): root.statement for root in ItemLogRoot.objects.all()}
    compared = 0
    for copy in copies:
        compared += 1
        day, statement = str(copy["day"]), str(copy["statement"])
        if not holds(statement.encode(), str(copy["kid"]), str(copy["signature"])):
            findings.add(f"copy of the root of {day}", "its seal doesn't hold: it isn't ours, or was edited")
        elif day not in there:
            findings.add(f"root of {day}", DELETED)
        elif there[day] != statement:
            findings.add(f"root of {day}", ANOTHER)
    return compared
