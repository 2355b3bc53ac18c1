"""Workers are told of mails: of the first at once, of the next ones together, of none that wasn't committed."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, count

import pytest
from django.core import mail as django_mail
from django.db import connection, transaction
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from portero.core.mail import nudging, outbox
from portero.core.mail.models import Mail
from portero.core.tasks import send_mail
from tests.races.together import together

PATIENCE = 60  # seconds, for a test that would wait for ever


class Moments:
    """Time that goes by only when a test says so."""

    def __init__(self) -> None:
        self.now, self._passed = 1000.0, threading.Semaphore(0)

    def sleep(self, _: float) -> None:
        assert self._passed.acquire(timeout=PATIENCE)

    def pass_by(self, times: int) -> None:
        """Let so many moments go by, and wait until nobody gathers any more."""
        self.now += times * nudging.MOMENT
        self._passed.release(times)
        for thread in gatherers():
            thread.join(PATIENCE)
            assert not thread.is_alive()


def gatherers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "mail-nudges"]


@pytest.fixture
def moments(monkeypatch: pytest.MonkeyPatch) -> Iterator[Moments]:
    found = Moments()
    monkeypatch.setattr(nudging, "sleep", found.sleep)
    monkeypatch.setattr(nudging, "monotonic", lambda: found.now)
    nudging._nudges.forget()
    yield found
    found.pass_by(10)
    nudging._nudges.forget()


@pytest.fixture
def told(moments: Moments, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[list[int]]:
    """The tasks that reach the broker, each by the keys that it tells; nobody does them."""
    settings.CELERY_TASK_ALWAYS_EAGER = False
    found: list[list[int]] = []
    monkeypatch.setattr(send_mail, "apply_async", lambda args, _: found.append(list(args)))
    return found


def write(n: int) -> None:
    assert outbox.write(
        "greeting", about=f"order:R-{n}", to="clara@example.com", subject="Hello", text="Clara"
    )


def test_one_mail_is_told_at_once_and_needs_no_thread(told: list[list[int]], moments: Moments) -> None:
    for mail_id in (1, 2):
        nudging.nudge(mail_id)
        assert told[-1] == [mail_id]
        moments.now += nudging.MOMENT
    assert gatherers() == []


def test_what_follows_within_a_moment_is_told_in_one_task(told: list[list[int]], moments: Moments) -> None:
    for mail_id in (1, 2, 3, 4):
        nudging.nudge(mail_id)
    assert told == [[1]]
    assert len(gatherers()) == 1
    moments.pass_by(2)
    assert told == [[1], [2, 3, 4]]
    nudging.nudge(5)
    assert told == [[1], [2, 3, 4], [5]]


def test_many_are_shared_among_the_workers(told: list[list[int]], moments: Moments) -> None:
    for mail_id in range(2 * nudging.TOGETHER + 2):
        nudging.nudge(mail_id)
    moments.pass_by(2)
    assert [len(mail_ids) for mail_ids in told] == [1, nudging.TOGETHER, nudging.TOGETHER, 1]
    assert list(chain.from_iterable(told)) == list(range(2 * nudging.TOGETHER + 2))


def test_among_many_threads_each_mail_is_told_once(
    told: list[list[int]], moments: Moments, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = count(step=nudging.MOMENT / 3)
    monkeypatch.setattr(nudging, "monotonic", lambda: next(clock))
    monkeypatch.setattr(nudging, "sleep", lambda _: None)
    rarely = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # threads take turns anywhere

    def visitor(first: int) -> None:
        for mail_id in range(first, first + 200):
            nudging.nudge(mail_id)

    try:
        assert together([lambda n=n: visitor(n * 200) for n in range(8)]) == [None] * 8  # type: ignore[misc]
        moments.pass_by(1)
    finally:
        sys.setswitchinterval(rarely)
    assert sorted(chain.from_iterable(told)) == list(range(8 * 200))


def test_what_comes_just_as_the_thread_ends_is_not_left_behind(
    told: list[list[int]], moments: Moments, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Meddler:
        """A lock behind which, when the thread has found nothing more, somebody else comes at once."""

        lock, turns = threading.Lock(), count(1)

        def __enter__(self) -> None:
            self.lock.acquire()

        def __exit__(self, *_: object) -> None:
            self.lock.release()
            if threading.current_thread() in gatherers() and next(self.turns) == 2:
                nudging.nudge(3)

    monkeypatch.setattr(nudging._nudges, "_lock", Meddler())
    nudging.nudge(1)
    nudging.nudge(2)
    moments.pass_by(2)
    assert told == [[1], [2], [3]]


def test_the_thread_opens_no_connection_to_the_database(
    told: list[list[int]], moments: Moments, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: dict[str, bool] = {}

    def look(*_: object) -> None:
        opened[threading.current_thread().name] = connection.connection is not None

    monkeypatch.setattr(send_mail, "apply_async", look)
    nudging.nudge(1)
    nudging.nudge(2)
    moments.pass_by(2)
    assert opened["mail-nudges"] is False


def test_while_a_broker_is_slow_the_next_ones_wait_together_and_no_page_does(
    told: list[list[int]], moments: Moments, monkeypatch: pytest.MonkeyPatch
) -> None:
    nudging.nudge(1)
    asked, answers = threading.Event(), threading.Event()

    def slow(args: tuple[int, ...], _: object) -> None:
        asked.set()
        assert answers.wait(PATIENCE)
        told.append(list(args))

    monkeypatch.setattr(send_mail, "apply_async", slow)
    nudging.nudge(2)
    moments._passed.release()
    assert asked.wait(PATIENCE)
    moments.now += 100 * nudging.MOMENT
    for mail_id in (3, 4):
        nudging.nudge(mail_id)
    assert len(gatherers()) == 1
    answers.set()
    moments.pass_by(2)
    assert told == [[1], [2], [3, 4]]


@pytest.mark.parametrize("error", [OperationalError("no broker"), ValueError("anything")])
def test_what_the_broker_does_not_take_is_logged_and_the_next_is_told(
    error: Exception,
    told: list[list[int]],
    moments: Moments,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    nudging.nudge(1)
    nudging.nudge(2)
    with monkeypatch.context() as down:

        def refuse(*_: object) -> None:
            raise error

        down.setattr(send_mail, "apply_async", refuse)
        moments.pass_by(2)
    assert "sweep will find" in caplog.text
    nudging.nudge(3)
    assert told == [[1], [3]]


def test_without_a_thread_to_be_had_each_goes_by_itself(
    told: list[list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", none_left)
    for mail_id in (1, 2, 3):
        nudging.nudge(mail_id)
    assert told == [[1], [2], [3]]


def test_a_child_by_fork_waits_for_no_thread_of_its_parent(told: list[list[int]], moments: Moments) -> None:
    nudging.nudge(1)
    nudging.nudge(2)
    with nudging._nudges._lock:  # as another thread of the parent may hold it just then
        child = os.fork()
        if not child:
            try:
                signal.alarm(PATIENCE)
                told.clear()
                nudging.nudge(3)
            finally:
                os._exit(told != [[3]])
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    moments.pass_by(2)
    assert told == [[1], [2]]


@pytest.mark.django_db
def test_only_what_is_committed_is_told(
    told: list[list[int]],
    moments: Moments,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        with suppress(ZeroDivisionError), transaction.atomic():
            write(1)
            write(2)
            raise ZeroDivisionError
        write(3)
        assert told == []
    moments.pass_by(2)
    assert told == [[Mail.objects.get().pk]]


@pytest.mark.django_db
def test_the_sweep_sends_what_a_process_took_along_when_it_ended(
    told: list[list[int]], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for n in range(3):
            write(n)
    assert len(told) == 1  # and nobody lives to tell of the other two
    assert outbox.sweep() == 3
    assert len(django_mail.outbox) == 3
    send_mail(*Mail.objects.values_list("pk", flat=True))
    assert len(django_mail.outbox) == 3
