"""Tells the workers of mails to send: of the first at once, of those that follow within a moment together.

To hand a task to the broker costs a page some tenths of a millisecond of its processor. It is a nudge and no more: what
a process takes along when it ends, or a broker that is down doesn't take, the sweep finds.
"""

import logging
import os
import threading
from time import monotonic, sleep

from django.conf import settings

from portero.core.tasks import enqueue, send_mail

logger = logging.getLogger(__name__)

MOMENT = 0.1  # seconds
TOGETHER = 20  # mails in one task, which sends them one after the other: other workers take the rest


class Nudges:
    """The mails that this process has yet to tell of; safe among threads.

    A thread lives only while some wait and for a moment after. There is never more than one: while a slow broker keeps
    it, the next ones wait for it, and no page does.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew: in a child by fork there is no thread, and its parent tells of what waits."""
        self._lock = threading.Lock()
        self._waiting: list[int] = []
        self._gathering = False
        self._quiet_from = 0.0

    def add(self, mail_id: int) -> None:
        """Tell of a mail, at once after a quiet moment, else together with others."""
        if not self._gathered(mail_id):
            _tell([mail_id])

    def _gathered(self, mail_id: int) -> bool:
        with self._lock:
            if not self._gathering:
                if (now := monotonic()) >= self._quiet_from:
                    self._quiet_from = now + MOMENT
                    return False
                try:
                    threading.Thread(target=self._gather, name="mail-nudges", daemon=True).start()
                except RuntimeError:  # the machine has no thread left: the mail goes without
                    return False
                self._gathering = True
            self._waiting.append(mail_id)
            return True

    def _gather(self) -> None:
        while mail_ids := self._after_a_moment():
            try:
                _tell(mail_ids)
            except Exception:
                logger.exception("mails %s not announced: the sweep will find them", mail_ids)

    def _after_a_moment(self) -> list[int]:
        sleep(MOMENT)
        with self._lock:
            mail_ids, self._waiting = self._waiting, []
            self._gathering = bool(mail_ids)
        return mail_ids


def nudge(mail_id: int) -> None:
    """Have a worker send this mail, which is committed; where tasks run at once, it is sent on return."""
    if settings.CELERY_TASK_ALWAYS_EAGER:
        enqueue(send_mail, mail_id)
    else:
        _nudges.add(mail_id)


def _tell(mail_ids: list[int]) -> None:
    for first in range(0, len(mail_ids), TOGETHER):
        enqueue(send_mail, *mail_ids[first : first + TOGETHER])


_nudges = Nudges()
os.register_at_fork(after_in_child=_nudges.forget)
