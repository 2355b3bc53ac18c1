"""Run the double on its own: ``python -m tests.fakes.stripe --port 4242 --state var/stripe.json``."""

import argparse
import signal
import sys
import threading

from .double import SECRET, StripeDouble


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    asked = _arguments()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with StripeDouble(**vars(asked)) as double:
        sys.stdout.write(f"Stripe double (no card is charged) at {double.url}\n")
        sys.stdout.flush()
        stop.wait()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.fakes.stripe", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one")
    parser.add_argument("--state", help="journal file; without it nothing outlives the process")
    parser.add_argument("--webhook-url", help="where events are delivered")
    parser.add_argument("--webhook-secret", default=SECRET)
    parser.add_argument("--public-url", help="the address browsers use, where it differs")
    return parser.parse_args()


if __name__ == "__main__":
    main()
