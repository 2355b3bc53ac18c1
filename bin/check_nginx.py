"""Check every directive of deploy/nginx.conf for its name, context and arguments; no nginx needed."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import crossplane

YOUNGER = 'unknown directive "http2"'  # than the parser: on a line of its own since nginx 1.25.1
CONFIG = Path(__file__).resolve().parent.parent / "deploy" / "nginx.conf"


def main() -> int:
    """0 when nothing is wrong; prints each mistake with its line."""
    found = crossplane.parse(str(CONFIG), strict=True, single=True, catch_errors=True)
    loose = crossplane.parse(str(CONFIG), strict=False, single=True)
    # The parser takes the lines of a map, which are values, for unknown directives.
    values = {line for config in loose["config"] for line in _map_lines(config["parsed"])}
    mistakes = [
        error for error in found["errors"] if error["line"] not in values and YOUNGER not in error["error"]
    ]
    for mistake in mistakes:
        print(mistake["error"])
    return 1 if mistakes else 0


def _map_lines(block: list[dict[str, Any]]) -> Iterator[int]:
    for directive in block:
        inner = directive.get("block", [])
        if directive["directive"] == "map":
            yield from (value["line"] for value in inner)
        else:
            yield from _map_lines(inner)


if __name__ == "__main__":
    sys.exit(main())
