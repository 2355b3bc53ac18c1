"""The outbox: a row first, sent once, retried, swept when stuck, whole in every transport."""

import logging
import smtplib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, connection, transaction
from django.template import Engine
from django.utils import timezone
from django.utils.module_loading import import_string
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from portero.core.mail import attempts, outbox, transport
from portero.core.mail.models import Mail
from portero.core.tasks import send_mail

pytestmark = pytest.mark.django_db
State = Mail.State


def written(**facts: str) -> Mail:
    told = {"about": "order:R-1", "to": "clara@example.com", "subject": "Hello", "text": "Dear Clara"} | facts
    found = outbox.write("greeting", **told)
    assert found is not None
    return found


def test_a_mail_leaves_after_commit_and_not_before(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = written(html="<p>Dear Clara</p>")
        assert django_mail.outbox == []
    (sent,) = django_mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["clara@example.com"], "Hello", "Dear Clara")
    assert isinstance(sent, EmailMultiAlternatives)
    assert sent.alternatives[0][0] == "<p>Dear Clara</p>"
    assert sent.extra_headers["Message-ID"] == transport.message_id(row) == f"<mail-{row.pk}@127.0.0.1>"
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.SENT, 1)


def test_a_rolled_back_transaction_sends_nothing() -> None:
    with transaction.atomic():
        written()
        transaction.set_rollback(True)
    assert not Mail.objects.exists()
    assert django_mail.outbox == []


def test_the_same_mail_is_written_once() -> None:
    written()
    again = {"about": "order:R-1", "subject": "Hello", "text": "again"}
    assert outbox.write("greeting", to="clara@example.com", **again) is None
    assert outbox.write("greeting", to="rosa@example.com", **again) is not None
    assert Mail.objects.filter(to="clara@example.com").get().text == "Dear Clara"


@pytest.mark.parametrize("subject", ["Hello\nBcc: eve@example.com", "Hello\r\nBcc: eve@example.com"])
def test_a_subject_starts_no_header_of_its_own(subject: str) -> None:
    row = written(subject=subject)
    assert row.subject == "Hello Bcc: eve@example.com"
    assert outbox.send(row.pk)
    assert django_mail.outbox[0].message()["Bcc"] is None
    assert django_mail.outbox[0].recipients() == ["clara@example.com"]


def test_an_error_keeps_the_mail_for_later_for_four_days() -> None:
    row, now = written(), timezone.now()
    with patch.object(transport, "deliver", side_effect=ConnectionRefusedError("no server")):
        for delay in [*attempts.RETRIES, timedelta(hours=3)]:
            assert not outbox.send(row.pk, now=now)
            row.refresh_from_db()
            assert (row.state, row.due_at) == (State.QUEUED, now + delay)
            assert not outbox.send(row.pk, now=now)
            now += delay
        now = row.created_at + timedelta(days=4)
        assert not outbox.send(row.pk, now=now)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == (State.FAILED, 6, "ConnectionRefusedError: no server")
    assert outbox.sweep(now=now + timedelta(days=1)) == 0


def test_an_address_refused_for_good_is_not_tried_again() -> None:
    row = written()
    refused = smtplib.SMTPRecipientsRefused({"clara@example.com": (550, b"no such user")})
    with patch.object(transport, "deliver", side_effect=refused):
        outbox.send(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.FAILED, 1)


def test_a_busy_server_is_tried_again() -> None:
    row = written()
    busy = smtplib.SMTPRecipientsRefused({"clara@example.com": (450, b"try later")})
    with patch.object(transport, "deliver", side_effect=busy):
        outbox.send(row.pk)
    row.refresh_from_db()
    assert row.state == State.QUEUED


def test_logs_name_the_row_and_never_the_person(caplog: pytest.LogCaptureFixture) -> None:
    row = written()
    refused = smtplib.SMTPRecipientsRefused({"clara@example.com": (550, b"no such user")})
    with caplog.at_level(logging.DEBUG), patch.object(transport, "deliver", side_effect=refused):
        outbox.send(row.pk)
    assert f"mail {row.pk} (greeting) not sent, attempt 1" in caplog.text
    assert "clara" not in caplog.text


def test_what_a_killed_worker_left_is_sent_by_the_sweep() -> None:
    row, now = written(), timezone.now()
    Mail.objects.filter(pk=row.pk).update(state=State.SENDING, attempts=1, due_at=now + attempts.LEASE)
    assert outbox.sweep(now=now) == 0
    assert outbox.sweep(now=now + attempts.LEASE) == 1
    assert len(django_mail.outbox) == 1


def test_a_mail_that_kills_every_worker_waits_longer_each_time_and_ends_as_failed() -> None:
    row, now = written(), timezone.now()
    stuck = Mail.objects.filter(pk=row.pk)
    stuck.update(state=State.SENDING, attempts=3, due_at=now)
    assert outbox.sweep(now=now) == 0
    row.refresh_from_db()
    assert (row.state, row.due_at, row.error) == (State.QUEUED, now + attempts.RETRIES[1], attempts.DIED)
    stuck.update(state=State.SENDING, created_at=now - attempts.GIVE_UP_AFTER, due_at=now)
    assert outbox.sweep(now=now) == 0
    row.refresh_from_db()
    assert row.state == State.FAILED
    assert django_mail.outbox == []


def test_one_mail_that_cannot_be_sent_stops_none_of_its_task() -> None:
    rows = [written(about=f"order:R-{n}", to=f"{n}@example.com") for n in range(3)]
    deliver = transport.deliver

    def refuse_one(mail: Mail, *args: Any, **kwargs: Any) -> None:
        if mail.pk == rows[1].pk:
            raise ValueError("a template")
        deliver(mail, *args, **kwargs)

    with patch.object(transport, "deliver", refuse_one):
        send_mail(*[row.pk for row in rows], 0)
    assert [sent.to for sent in django_mail.outbox] == [["0@example.com"], ["2@example.com"]]
    rows[1].refresh_from_db()
    assert (rows[1].state, rows[1].error) == (State.QUEUED, "ValueError: a template")


def test_a_task_whose_server_is_down_leaves_the_rest_to_the_sweep() -> None:
    rows = [written(about=f"order:R-{n}") for n in range(10)]
    with patch.object(transport, "deliver", side_effect=ConnectionRefusedError("no server")):
        assert outbox.send_all(row.pk for row in rows) == 0
    untouched = Mail.objects.filter(state=State.QUEUED, attempts=0)
    assert untouched.count() == 10 - outbox.PATIENCE
    assert outbox.sweep() == 10 - outbox.PATIENCE


def test_a_library_cannot_bypass_the_outbox(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "portero.core.mail.backend.OutboxBackend"
    message = EmailMultiAlternatives("Reset", "text", "shop@example.com", ["a@example.com", "b@example.com"])
    message.attach_alternative("<p>html</p>", "text/html")
    assert message.send() == 1
    rows = Mail.objects.order_by("to")
    assert [(row.to, row.kind, row.html, row.sender) for row in rows] == [
        ("a@example.com", "library", "<p>html</p>", "shop@example.com"),
        ("b@example.com", "library", "<p>html</p>", "shop@example.com"),
    ]
    assert django_mail.outbox == []


def test_the_outbox_takes_no_mail_whose_attachment_it_would_lose(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "portero.core.mail.backend.OutboxBackend"
    message = EmailMultiAlternatives("Invoice", "text", "shop@example.com", ["a@example.com"])
    message.attach("invoice.pdf", b"%PDF", "application/pdf")
    with pytest.raises(ValueError, match="no attachments"):
        message.send()
    assert not Mail.objects.exists()


def test_staff_see_for_a_week_how_many_mails_failed() -> None:
    row, now = written(), timezone.now()
    assert not attempts.failed_lately().exists()
    Mail.objects.filter(pk=row.pk).update(state=State.FAILED, due_at=now - timedelta(days=6))
    assert attempts.failed_lately().get() == row
    Mail.objects.filter(pk=row.pk).update(due_at=now - timedelta(days=8))
    assert not attempts.failed_lately().exists()


def test_in_development_mails_are_files(settings: Settings, tmp_path: Path) -> None:
    backend = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAIL_TRANSPORT = {"EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": str(tmp_path)}
    assert outbox.send(written().pk)
    (file,) = tmp_path.iterdir()
    assert "Dear Clara" in file.read_text()


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_one_mail() -> None:
    row = Mail.objects.create(
        kind="greeting", about="order:R-1", to="clara@example.com", subject="s", text="t"
    )
    start = Barrier(8)

    def sender() -> bool:
        try:
            start.wait(timeout=60)
            return outbox.send(row.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        left = [future.result() for future in [threads.submit(sender) for _ in range(8)]]
    assert sorted(left) == [False] * 7 + [True]
    assert len(django_mail.outbox) == 1


def test_an_answer_reaches_client_care(settings: Settings) -> None:
    settings.CARE_EMAIL = "care@portero.example"
    outbox.send(written().pk)
    (sent,) = django_mail.outbox
    assert sent.reply_to == ["care@portero.example"]


def greeting(name: str) -> dict[str, str]:
    return {"find": "F-1", "dear": name, "link": "https://portero.example/search", "said": "It is here."}


@pytest.fixture
def later(settings: Settings) -> Mail:
    """A mail that the task which sends it will write."""
    settings.MAIL_CONTEXTS = {"find_closed": "tests.core.test_outbox.greeting"}
    row = outbox.post_later("find_closed", about="user:1", to="clara@example.com", facts={"name": "Clara"})
    assert row is not None
    return row


def test_a_mail_is_written_by_the_task_that_sends_it(later: Mail) -> None:
    assert (later.subject, later.text, later.html) == ("", "", "")
    again = outbox.post_later("find_closed", about="user:1", to="clara@example.com", facts={"name": "Rosa"})
    assert again is None
    assert outbox.send(later.pk)
    later.refresh_from_db()
    assert (later.state, later.facts) == (State.SENT, None)
    assert "Dear Clara," in later.text
    assert "Dear Clara," in later.html
    (sent,) = django_mail.outbox
    assert (sent.subject, sent.body) == (later.subject, later.text)


def test_the_sweep_writes_what_no_task_came_for(later: Mail) -> None:
    assert outbox.sweep() == 1
    later.refresh_from_db()
    assert (later.state, later.facts) == (State.SENT, None)


def test_a_mail_that_cannot_be_written_stays_visible_and_is_tried_again(
    later: Mail, settings: Settings
) -> None:
    works, settings.MAIL_CONTEXTS = settings.MAIL_CONTEXTS, {"find_closed": "tests.core.test_outbox.lost"}
    now = timezone.now()
    for delay in [*attempts.RETRIES, attempts.GIVE_UP_AFTER, timedelta(0)]:
        assert not outbox.send(later.pk, now=now)
        now += delay
    later.refresh_from_db()
    assert (later.state, later.text) == (State.FAILED, "")
    assert later.error.startswith("ImportError: ")
    assert django_mail.outbox == []
    settings.MAIL_CONTEXTS = works
    Mail.objects.filter(pk=later.pk).update(state=State.QUEUED)
    assert outbox.send(later.pk, now=now)


def test_a_mail_does_not_count_as_sent_before_it_is_written(later: Mail) -> None:
    sent = Mail.objects.filter(pk=later.pk)
    with pytest.raises(IntegrityError, match="mail_sent_is_written"), transaction.atomic():
        sent.update(state=State.SENT, sent_at=timezone.now())


def test_every_mail_that_is_written_later_can_be(settings: Settings) -> None:
    for kind, path in settings.MAIL_CONTEXTS.items():
        assert callable(import_string(path))
        assert Engine.get_default().get_template(f"emails/{kind}.html")
