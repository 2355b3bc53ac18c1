"""The outbox over a real connection: what arrives whatever a server, a killed worker or an address does to it."""

import random
import smtplib
from datetime import timedelta

import pytest
from django.db import connection

from portero.core.mail import attempts, outbox, transport
from portero.core.mail.models import Mail
from tests.core.mail.judging import judge, unfinished
from tests.core.mail.postmen import hire, kill
from tests.fakes.smtp import STRANGER, Arrival, SmtpDouble
from tests.polling import eventually

pytestmark = pytest.mark.django_db(transaction=True)
MAILS, KILLS = 150, 12


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Minutes become tenths of a second; the law stays."""
    monkeypatch.setattr(attempts, "LEASE", timedelta(seconds=0.5))
    monkeypatch.setattr(attempts, "RETRIES", [timedelta(seconds=0.05)])


def waiting(to: str = "clara@example.com", about: str = "order:R-1") -> Mail:
    return Mail.objects.create(kind="greeting", about=about, to=to, subject="Hello", text="Dear Clara")


def some_strangers(n: int) -> str:
    return f"{STRANGER}{n}@example.com" if n % 50 == 0 else f"clara-{n}@example.com"


@pytest.mark.usefixtures("hurried")
def test_in_a_storm_each_mail_arrives_and_none_twice_whose_answer_came(double: SmtpDouble) -> None:
    for n in range(MAILS):
        waiting(some_strangers(n), f"order:R-{n}")
    double.faults = 0.2
    chance = random.Random(7)
    postmen = [hire(double) for _ in range(3)]
    try:
        for round_ in range(1, KILLS + 1):
            handed = len(double.arrivals) + chance.randint(1, 8)
            eventually(lambda handed=handed: len(double.arrivals) >= handed or not unfinished(), "more mails")  # type: ignore[misc]
            if round_ == KILLS // 2:
                double.stop()
                double.start()
            kill(postmen.pop(0))
            postmen.append(hire(double))
        eventually(lambda: not unfinished(), "the whole outbox", 60)
    finally:
        for pid in postmen:
            kill(pid)
    judge(double, MAILS)
    assert double.happened["keep_and_hang_up"]


@pytest.mark.usefixtures("hurried")
def test_killed_between_the_answer_and_the_note_it_leaves_again_under_the_same_name(
    double: SmtpDouble,
) -> None:
    mail = waiting()
    double.faults, double.slow_seconds = 1.0, 30.0
    double.fault = lambda: "slow_answer"  # type: ignore[method-assign]
    postman = hire(double)
    eventually(lambda: len(double.arrivals) == 1, "the first arrival")
    kill(postman)
    double.fault = lambda: ""  # type: ignore[method-assign]
    double.pause.set()
    eventually(lambda: outbox.sweep() == 1, "the end of its lease")
    assert [arrival.goodbye for arrival in double.arrived(transport.message_id(mail))] == [False, True]
    assert judge(double, 1) == 1


def test_a_mail_is_noted_before_the_goodbye_and_a_lost_goodbye_changes_nothing(
    double: SmtpDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = waiting()

    def hang_up(_: smtplib.SMTP) -> None:
        assert Mail.objects.get(pk=mail.pk).state == "sent"
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(smtplib.SMTP, "quit", hang_up)
    assert outbox.send(mail.pk)
    assert len(double.arrivals) == 1


@pytest.mark.parametrize(
    "to", ["", "élise@example.com", "a@example.com, b@example.com", "nobody", "@example.com"]
)
def test_what_is_no_address_fails_at_once_and_goes_to_nobody(double: SmtpDouble, to: str) -> None:
    mail = waiting(to)
    assert not outbox.send(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.error.partition(":")[0]) == ("failed", "Unaddressable")
    assert double.arrivals == []


def test_one_mailbox_that_does_not_exist_keeps_nobody_else_waiting(double: SmtpDouble) -> None:
    waiting(f"{STRANGER}1@example.com")
    waiting("rosa@müller.example")
    assert outbox.sweep() == 1
    assert [arrival.to for arrival in double.arrivals] == ["rosa@xn--mller-kva.example"]
    assert Mail.objects.get(state="failed").attempts == 1


@pytest.mark.parametrize(
    ("error", "for_good", "down"),
    [
        (smtplib.SMTPDataError(554, b"spam"), True, False),
        (smtplib.SMTPDataError(451, b"later"), False, False),
        (smtplib.SMTPRecipientsRefused({"a@example.com": (552, b"full")}), True, False),
        (smtplib.SMTPRecipientsRefused({"a@example.com": (421, b"closing")}), False, False),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), False, True),
        (smtplib.SMTPSenderRefused(550, b"unknown sender", "shop@example.com"), False, True),
        (smtplib.SMTPNotSupportedError("no AUTH"), False, True),
        (ConnectionRefusedError(), False, True),
        (TimeoutError(), False, True),
        (ValueError("a template"), False, False),
    ],
)
def test_our_own_mistakes_and_a_server_that_is_down_lose_no_mail(
    error: Exception, for_good: bool, down: bool
) -> None:
    assert (transport.refused_for_good(error), transport.out_of_reach(error)) == (for_good, down)


def test_a_sweep_against_a_server_that_is_down_spends_few_attempts(double: SmtpDouble) -> None:
    double.stop()
    for n in range(10):
        waiting(about=f"order:R-{n}")
    assert outbox.sweep() == 0
    assert Mail.objects.filter(attempts=0).count() == 10 - outbox.PATIENCE
    double.start()
    assert outbox.sweep() == 10 - outbox.PATIENCE


def test_whoever_lost_its_lease_sends_nothing_and_notes_nothing(double: SmtpDouble) -> None:
    mail = waiting()
    claim = attempts.claim_one(mail.pk)
    assert claim
    Mail.objects.filter(pk=mail.pk).update(attempts=2)  # a sweep gave it to somebody else
    assert isinstance(outbox._attempt(claim), outbox.LeaseLost)
    assert double.arrivals == []
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.error) == ("sending", 2, "")


def test_a_late_note_stops_the_next_sender(double: SmtpDouble) -> None:
    mail = waiting()
    first = attempts.claim_one(mail.pk)
    assert first
    attempts.free_the_stuck(now=first.at + attempts.LEASE + timedelta(seconds=1))
    second = attempts.claim_one(mail.pk, now=first.at + attempts.LEASE + timedelta(seconds=2))
    assert second
    attempts.note_sent(first)
    assert isinstance(outbox._attempt(second), outbox.LeaseLost)
    assert double.arrivals == []
    assert Mail.objects.get(pk=mail.pk).state == "sent"


def test_a_note_survives_a_lost_connection_to_the_database(double: SmtpDouble) -> None:
    mail = waiting()
    claim = attempts.claim_one(mail.pk)
    assert claim
    connection.ensure_connection()
    connection.connection.close()
    attempts.note_sent(claim)
    assert Mail.objects.get(pk=mail.pk).state == "sent"


@pytest.mark.parametrize(
    ("goodbyes", "said"), [([], "noted as sent and never came"), ([True, True], "came twice for no reason")]
)
def test_canary_a_lost_mail_and_one_sent_twice_are_noticed(
    double: SmtpDouble, goodbyes: list[bool], said: str
) -> None:
    mail = waiting()
    assert outbox.send(mail.pk)
    name = transport.message_id(mail)
    double.arrivals[:] = [Arrival(name, mail.to, answered=True, goodbye=goodbye) for goodbye in goodbyes]
    with pytest.raises(AssertionError, match=said):
        judge(double, 1)
