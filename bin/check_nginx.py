"""Check every directive of deploy/nginx.conf for its name, context and arguments; no nginx needed.

And that nothing in it keeps an answer longer than the shop allows: a page may offer a piece that has been sold since.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import crossplane

YOUNGER = 'unknown directive "http2"'  # than the parser: on a line of its own since nginx 1.25.1
HEARD = frozenset({"Cache-Control", "Expires", "Set-Cookie", "Vary", "X-Accel-Expires"})
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
    told = [str(mistake["error"]) for mistake in mistakes]
    told += [said for config in loose["config"] for said in kept_too_long(config["parsed"])]
    for line in told:
        print(line)
    return 1 if told else 0


def kept_too_long(block: list[dict[str, Any]]) -> Iterator[str]:
    """A sentence for each directive by which an answer would outlive its own Cache-Control."""
    for directive in block:
        name, said = directive["directive"], directive["args"]
        longer = (
            name == "proxy_cache_valid"
            or (name == "proxy_cache_use_stale" and said != ["off"])
            or (name == "proxy_cache_background_update" and said != ["off"])
            or (name == "proxy_ignore_headers" and not HEARD.isdisjoint(said))
        )
        if longer:
            yield f"line {directive['line']}: {name} {' '.join(said)} would keep an answer beyond its ten seconds"
        yield from kept_too_long(directive.get("block", []))


def _map_lines(block: list[dict[str, Any]]) -> Iterator[int]:
    for directive in block:
        inner = directive.get("block", [])
        if directive["directive"] == "map":
            yield from (value["line"] for value in inner)
        else:
            yield from _map_lines(inner)


if __name__ == "__main__":
    sys.exit(main())
