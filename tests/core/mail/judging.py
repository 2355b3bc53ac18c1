"""What must hold of an outbox that went through a storm, and of nothing less."""

from collections import defaultdict

from portero.core.mail import transport
from portero.core.mail.models import Mail
from tests.fakes.smtp import STRANGER, Arrival, SmtpDouble


def unfinished() -> int:
    """How many mails still wait or are being sent."""
    return Mail.objects.filter(state__in=["queued", "sending"]).count()


def judge(double: SmtpDouble, written: int) -> int:
    """Every row is finished and true; raises AssertionError. Returns how many mails came more than once.

    One that came twice came over connections of which all but one ended without a goodbye: their senders never
    noted the answer, because it was lost or they were killed before.
    """
    came: dict[str, list[Arrival]] = defaultdict(list)
    for arrival in double.arrivals:
        came[arrival.message_id].append(arrival)
    mails = list(Mail.objects.all())
    assert len(mails) == written
    for mail in mails:
        arrivals = came.pop(transport.message_id(mail), [])
        if mail.to.startswith(STRANGER):
            assert (mail.state, mail.attempts >= 1, arrivals) == ("failed", True, []), mail.pk
            continue
        assert mail.state == "sent", (mail.pk, mail.state, mail.error)
        assert arrivals, f"mail {mail.pk} is noted as sent and never came"
        assert {arrival.to for arrival in arrivals} == {mail.to}
        assert sum(arrival.goodbye for arrival in arrivals) <= 1, f"mail {mail.pk} came twice for no reason"
    assert not came, "something came that nobody wrote"
    return len(double.arrivals) - sum(mail.state == "sent" for mail in mails)
