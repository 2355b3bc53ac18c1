"""Runs a double on its own: ``python -m tests.fakes.<provider> --port 4242 --state var/<provider>.json``."""

import argparse
import signal
import sys
import threading

from .double import Double


def run(kind: type[Double]) -> None:
    """Serve until SIGTERM or SIGINT."""
    asked = _arguments(kind)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with kind(**vars(asked)) as double:
        sys.stdout.write(f"{kind.title} double (nothing is charged) at {double.url}\n")
        sys.stdout.flush()
        stop.wait()


def _arguments(kind: type[Double]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=f"A double of {kind.title} (docs/doubles.md).")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one")
    parser.add_argument("--state", help="journal file; without it nothing outlives the process")
    parser.add_argument("--webhook-url", help="where events are delivered")
    parser.add_argument("--webhook-secret", default=kind.secret)
    parser.add_argument("--public-url", help="the address browsers use, where it differs")
    return parser.parse_args()
