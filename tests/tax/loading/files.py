"""Small rate files in the states' formats, and the command that loads them."""

from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command

COMPONENTS = "state,jurisdiction_type,jurisdiction,parent,rate_pct,valid_from,valid_to,source"
CDTFA = "state,location,type,county,rate,valid_from,notes"


def written(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    """A file of these lines."""
    path = folder / "rates.csv"
    path.write_bytes("\n".join([*lines, ""]).encode(encoding))
    return path


def run(path: Path, kind: str = "components", **options: Any) -> list[str]:
    """The lines that the command reports."""
    out = StringIO()
    call_command("load_tax_rates", str(path), format=kind, stdout=out, **options)
    return out.getvalue().splitlines()


def refused(path: Path, kind: str = "components", **options: Any) -> tuple[str, list[str]]:
    """The error of a file that must be refused, and what was reported of its rows before."""
    out = StringIO()
    try:
        call_command("load_tax_rates", str(path), format=kind, stdout=out, **options)
    except CommandError as error:
        return str(error), out.getvalue().splitlines()
    raise AssertionError(f"loaded: {out.getvalue()}")
