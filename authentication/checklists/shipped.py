"""The checklists that the shop begins with (`lists/*.toml`): version 1 of each, read from its file.

A list may begin with another one: its own checks take the place of those with the same code, new ones stand after the
check that they name, or at the end. A file is never changed once it was shipped; staff publish new versions instead.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LISTS = Path(__file__).parent / "lists"
GENERAL = "general"


@dataclass(frozen=True)
class ShippedCheck:
    """As authentication.models.Check, without a row."""

    code: str
    title: str
    how: str
    where: str = ""
    evidence: str = "in_doubt"
    asks: str = ""
    after: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """What the row holds."""
        names = ("code", "title", "where", "how", "evidence", "asks")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class ShippedList:
    """For a category and perhaps one designer, by slug; both empty: for whatever has no list of its own."""

    name: str
    category: str
    designer: str
    checks: tuple[ShippedCheck, ...]


@cache
def shipped(name: str, folder: Path = LISTS) -> ShippedList:
    """One list with all its checks in order. Raises FileNotFoundError for a name that isn't there."""
    told = _told(folder / f"{name}.toml")
    begun = shipped(told["begins_with"], folder).checks if "begins_with" in told else ()
    own = [ShippedCheck(**check) for check in told.get("check", ())]
    return ShippedList(name, told.get("category", ""), told.get("designer", ""), _joined(begun, own))


def all_shipped(folder: Path = LISTS) -> list[ShippedList]:
    """Every list, by name."""
    return [shipped(path.stem, folder) for path in sorted(folder.glob("*.toml"))]


def _joined(begun: tuple[ShippedCheck, ...], own: list[ShippedCheck]) -> tuple[ShippedCheck, ...]:
    checks = list(begun)
    for check in own:
        codes = [one.code for one in checks]
        if check.code in codes:
            checks[codes.index(check.code)] = check
        elif check.after:
            checks.insert(codes.index(check.after) + 1, check)
        else:
            checks.append(check)
    return tuple(checks)


def _told(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
