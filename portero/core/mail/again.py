"""A mail that was given up is sent once more: to the address it had, or to the one that is right by now.

To the same address it is the same row under the same Message-ID, because it may have left before a server's answer was
lost; to another one it is a row of its own. Either way the constraint on the outbox lets it be written there once.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.module_loading import import_string

from portero.core import audit
from portero.core.mail import outbox
from portero.core.mail.models import Mail

# These mails carry a link that opens an account: whoever reads one could take it over, and the link is soon over.
PERSONAL = frozenset({"password_reset", "staff_welcome"})


class AgainRefused(Exception):
    """It can't be sent again; the message says why, to staff."""


def corrected(mail: Mail) -> str:
    """The address at which whoever the mail is for is reached today, if that is another than it went to."""
    known: str = import_string(settings.MAIL_ADDRESSEE)(mail)
    return "" if known.lower() == mail.to.lower() else known


@transaction.atomic
def send_again(pk: int, *, actor: Any) -> Mail:
    """Put a failed mail back, as if it had been written now; it is sent after commit.

    Raises AgainRefused for one that hasn't failed, or whose link is personal.
    """
    mail = _locked(pk)
    Mail.objects.filter(pk=pk).update(state=Mail.State.QUEUED, due_at=Now(), again_at=Now(), error="")
    audit.record("core.mail_sent_again", mail, actor=actor, kind=mail.kind, about=mail.about)
    outbox.send_after_commit(mail)
    mail.refresh_from_db()
    return mail


@transaction.atomic
def send_to_corrected(pk: int, *, actor: Any) -> Mail:
    """Write a failed mail to the address that is right by now, and leave the one that failed as it is.

    Raises AgainRefused as `send_again` does, where no other address is known, and where it was written there before.
    """
    failed = _locked(pk)
    to = corrected(failed)
    if not to:
        raise AgainRefused("We know no other address.")
    again = outbox.copied(failed, to=to)
    if again is None:
        raise AgainRefused("It was written to that address before.")
    Mail.objects.filter(pk=pk).update(again_at=Now())
    audit.record(
        "core.mail_sent_elsewhere", failed, actor=actor, kind=failed.kind, about=failed.about, mail=again.pk
    )
    return again


def _locked(pk: int) -> Mail:
    mail = Mail.objects.select_for_update().get(pk=pk)
    if mail.state != Mail.State.FAILED:
        raise AgainRefused(f"It is {mail.get_state_display().lower()}: only a failed mail is sent again.")
    if mail.kind in PERSONAL:
        raise AgainRefused("Its link is personal and soon over: have a new one sent.")
    return mail
