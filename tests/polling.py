"""Bounded waiting for what another process does."""

from collections.abc import Callable

from portero.embedded.processes import wait_until


def eventually(check: Callable[[], bool], what: str, seconds: float = 20.0) -> None:
    """Return as soon as `check` holds; fail naming `what` was awaited when the time is over."""
    assert wait_until(check, seconds, every=0.02), f"not within {seconds} s: {what}"
