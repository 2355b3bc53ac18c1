"""Watching: what dies starts again, until somebody asks us to stop."""

import signal
import time
from collections.abc import Callable, Sequence
from types import FrameType

from portero.embedded.errors import ServiceError
from portero.embedded.processes import wait_until
from portero.supervisor.child import Child

TICK = 0.25  # seconds
GRACE = 25.0  # seconds for a running request or task to finish


class Supervisor:
    """Children, the services under them, and the wish to stop."""

    def __init__(
        self,
        children: Sequence[Child],
        keep_services_up: Callable[[], list[str]],
        say: Callable[[str], None] = print,
    ) -> None:
        self.children = children
        self.keep_services_up = keep_services_up
        self.say = say
        self.stopping = False
        self._services_wait = 0.0

    def listen(self) -> None:
        """SIGTERM, SIGINT and SIGHUP mean: stop all, cleanly."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)

    def start(self) -> None:
        """Start every child."""
        for child in self.children:
            child.start()

    def run(self) -> None:
        """Revive what dies; returns when asked to stop. Stopping itself is `stop`."""
        while not self.stopping:
            self.tick()
            time.sleep(TICK)

    def tick(self) -> None:
        """One look at everything."""
        self._look_after_services()
        for child in self.children:
            if news := child.revive():
                self.say(news)

    def stop(self) -> None:
        """Ask all children at once, give them time, then end what is left."""
        for child in self.children:
            child.ask_to_stop()
        wait_until(lambda: not any(child.is_running for child in self.children), GRACE)
        for child in self.children:
            child.end_group(signal.SIGKILL)

    def _look_after_services(self) -> None:
        if time.monotonic() < self._services_wait:
            return
        try:
            for name in self.keep_services_up():
                self.say(f"{name} had died and is running again")
        except ServiceError as error:
            self.say(str(error))
            self._services_wait = time.monotonic() + GRACE

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True
