"""`python -m portero.supervisor [stop]`."""

import os
import signal
import subprocess
import sys
import time

from portero import embedded
from portero.embedded import ROOT
from portero.embedded.processes import wait_until
from portero.supervisor import opening
from portero.supervisor.doubles import local_doubles
from portero.supervisor.leftovers import end_leftovers
from portero.supervisor.loop import TICK, Supervisor
from portero.supervisor.programs import Address, children, environment
from portero.supervisor.single import AlreadyRunning, SingleInstance, running

OPENING_SECONDS = 90.0
STOP_SECONDS = 90.0


def main() -> int:
    """Run the shop until told to stop; 0 when all ended cleanly or it ran already."""
    if sys.argv[1:] == ["stop"]:
        return stop()
    address = Address.from_environment()
    try:
        with SingleInstance(address.url):
            return serve(address)
    except AlreadyRunning as already:
        print(already)
        return 0
    except embedded.ServiceError as error:
        print(error, file=sys.stderr)
        return 1
    except PermissionError as error:
        print(f"{error.filename} belongs to another user: chown it to you.", file=sys.stderr)
        return 1


def stop() -> int:
    """Stop the supervisor of this checkout, wherever it was started."""
    if not (other := running()):
        print("The shop of this checkout is not running.")
        return 0
    os.kill(other.pid, signal.SIGTERM)
    return 0 if wait_until(lambda: running() is None, STOP_SECONDS) else 1


def serve(address: Address) -> int:
    """Services, preparation, children, opening; then watch. 1 when the shop can't open."""
    end_leftovers(ROOT)
    if taken := _taken_port(address):
        print(f"Port {taken} is used by another program. Choose another: make run PORT={address.port + 1}")
        return 1
    supervisor = Supervisor(children(address), embedded.keep_up)
    supervisor.listen()
    with embedded.session():
        prepared = subprocess.Popen(
            [sys.executable, "-m", "portero.supervisor.preparation"], cwd=ROOT, env=environment(address)
        )
        while prepared.poll() is None and not supervisor.stopping:
            time.sleep(TICK)
        if prepared.poll() is None:
            prepared.terminate()
        if prepared.wait() != 0:
            return 0 if supervisor.stopping else 1
        _watch(supervisor, address)
    return 0


def _watch(supervisor: Supervisor, address: Address) -> None:
    supervisor.start()
    try:
        _open(supervisor, address)
        supervisor.run()
    finally:
        print("Closing", flush=True)
        supervisor.stop()


def _open(supervisor: Supervisor, address: Address) -> None:
    """Already watches while waiting, so that a part which dies at once is started again."""

    def is_open() -> bool:
        supervisor.tick()
        return supervisor.stopping or bool(opening.health(address).get("ok"))

    if not wait_until(is_open, OPENING_SECONDS, TICK):
        print(opening.missing(address), flush=True)
    elif not supervisor.stopping:
        opening.announce(address)
        sys.stdout.flush()


def _taken_port(address: Address) -> int | None:
    wanted = [(address.host, address.port)]
    wanted += [("127.0.0.1", double.port(address.port)) for double in local_doubles()]
    return next((port for host, port in wanted if opening.port_is_taken(host, port)), None)


if __name__ == "__main__":
    sys.exit(main())
