"""Processes that do nothing but empty the outbox, and can be killed the hard way."""

import os
import signal

from django.db import connection

from portero.core.mail import outbox
from tests.fakes.smtp import SmtpDouble


def hire(double: SmtpDouble) -> int:
    """A fork of this process that sweeps until it is killed; its process id.

    The connection to the database is closed before, so that no two processes speak over one.
    """
    connection.close()
    if pid := os.fork():
        return pid
    try:
        double.let_go()
        while True:
            outbox.sweep()
    finally:
        os._exit(1)


def kill(pid: int) -> None:
    """`kill -9`, and wait until it is gone."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
