"""Lets an operation go wrong as a switch demands, before or after it acted."""

import threading
from collections.abc import Callable

from .http import Answer
from .switches import Switch, Switches

BEFORE = ("timeout_before", "http_500_before", "rate_limit", "slow")
AFTER = ("timeout_after", "http_500_after")


def perform(
    switches: Switches,
    stopping: threading.Event,
    operation: str,
    act: Callable[[], Answer],
    instead: Callable[[Switch], Answer],
) -> Answer:
    """Act and answer; ``instead`` gives the provider's own 429 or 500 where a switch is on.

    A timeout is that 500 with ``hang``, which the server turns into silence.
    """
    before = switches.take(operation, *BEFORE)
    if before is not None and before.kind != "slow":
        return _hanging(before, instead)
    if before is not None:
        stopping.wait(before.seconds)
    after = switches.take(operation, *AFTER)
    answer = act()
    return answer if after is None else _hanging(after, instead)


def _hanging(switch: Switch, instead: Callable[[Switch], Answer]) -> Answer:
    answer = instead(switch)
    answer.hang = switch.seconds if switch.kind.startswith("timeout") else None
    return answer
