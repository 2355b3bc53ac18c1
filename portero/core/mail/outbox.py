"""The outbox: mails are written as rows in the caller's transaction, and taken out of it to be sent.

A mail leaves at least once, and once unless the transport's answer was lost: on its way, or with a worker that was
killed before it had noted it. Then it leaves again under the same Message-ID, so that the receiving side can tell.
Logs name rows, never people.
"""

import logging
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from portero.core.mail import attempts, nudging, transport
from portero.core.mail.composing import compose, one_line, rendered
from portero.core.mail.enclosing import enclosures_of
from portero.core.mail.models import Mail
from portero.core.rows import Together

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 25  # beat begins one every 30
PATIENCE = 3


class LeaseLost(Exception):
    """An attempt took so long that the mail is somebody else's by now."""


def post(
    kind: str,
    *,
    about: str,
    to: str,
    context: dict[str, Any],
    unsubscribe: str = "",
    enclosed: dict[str, list[int]] | None = None,
) -> Mail | None:
    """Write the mail `emails/<kind>` into the outbox, in the caller's transaction; sent after commit.

    `unsubscribe` is the address that ends such mails by one POST (RFC 8058), for a mail that she subscribed to;
    `enclosed` names the papers that go with it (portero.core.mail.enclosing). Returns None if this kind of mail
    about this subject was written to this address before.
    """
    letter = rendered(kind, context | {"unsubscribe": unsubscribe})
    facts = letter._asdict() | {"unsubscribe": unsubscribe}
    return _insert(Mail(kind=kind, about=about, to=to, enclosed=enclosed or {}, **facts))


def post_later(
    kind: str,
    *,
    about: str,
    to: str,
    facts: dict[str, Any],
    enclosed: dict[str, list[int]] | None = None,
    rows: Together | None = None,
) -> Mail | None:
    """As `post`, but the task that sends the mail writes it: nobody waits for that inside the transaction.

    `facts` (JSON) are kept as they are now; `settings.MAIL_CONTEXTS[kind]` makes the context of them, and may add
    only what never changes again. A mail that can't be written is tried again and then *failed*, like any other.
    `rows`: it is written with these; if it was there already, what is returned is the one that was dropped.
    """
    mail = Mail(kind=kind, about=about, to=to, facts=facts, enclosed=enclosed or {})
    if rows is None:
        return _insert(mail)
    rows.add_last(mail, unless_there=True)
    send_after_commit(mail)
    return mail


def write(
    kind: str, *, about: str, to: str, subject: str, text: str, html: str = "", sender: str = ""
) -> Mail | None:
    """Insert an outbox row and send it after commit; None when the same mail exists already."""
    subject = one_line(subject)
    return _insert(Mail(kind=kind, about=about, to=to, subject=subject, text=text, html=html, sender=sender))


def copied(mail: Mail, *, to: str) -> Mail | None:
    """The same mail to another address, sent after commit; None if it was written there before."""
    same = ("kind", "about", "sender", "subject", "text", "html", "facts", "enclosed", "unsubscribe")
    return _insert(Mail(to=to, **{name: getattr(mail, name) for name in same}))


def _insert(mail: Mail) -> Mail | None:
    """The UniqueConstraint decides, not a look-up, so two writers at once leave one mail."""
    try:
        with transaction.atomic():
            mail.save(force_insert=True)
    except IntegrityError as error:
        if "mail_once_per_subject_and_kind" not in str(error):
            raise
        return None
    send_after_commit(mail)
    return mail


def send_after_commit(mail: Mail) -> None:
    """Have a task send a row of the outbox once the transaction is committed (portero.core.mail.nudging).

    Its key may come with other rows', just before the commit; one that wasn't written has none, and isn't sent.
    """
    transaction.on_commit(lambda: nudging.nudge(mail.pk) if mail.pk else None)


def send(mail_id: int, *, now: datetime | None = None) -> bool:
    """Send one row if it is due and nobody else is sending it; True if it left.

    An error keeps the row with a later due time; after four days, or when the mail is refused for good, it is
    *failed* and stays visible to staff.
    """
    claim = attempts.claim_one(mail_id, now=now)
    return claim is not None and _attempt(claim) is None


def send_all(mail_ids: Iterable[int]) -> int:
    """Send these rows, each on its own; returns how many left. What this doesn't get to, the sweep does."""
    return _attempt_each(claim for pk in mail_ids if (claim := attempts.claim_one(pk)))


def sweep(*, now: datetime | None = None) -> int:
    """Put rows back that a killed worker left in *sending*, send all that are due; returns how many left."""
    attempts.free_the_stuck(now=now)
    return _attempt_each(iter(lambda: attempts.claim_next(now=now), None))


def _attempt_each(claims: Iterator[attempts.Claim]) -> int:
    """Attempt each mail just after it is claimed; returns how many left.

    It stops when its time is over, because the next sweep begins then, and when several mails in a row didn't get
    as far as the other side's opinion: what is down stays down for the rest.
    """
    left, out_of_reach, until = 0, 0, time.monotonic() + SWEEP_SECONDS
    while out_of_reach < PATIENCE and time.monotonic() < until and (claim := next(claims, None)):
        error = _attempt(claim)
        left += error is None
        out_of_reach = out_of_reach + 1 if error and transport.out_of_reach(error) else 0
    return left


def _attempt(claim: attempts.Claim) -> Exception | None:
    """Write the mail if need be and hand it over; None if it left, else why it didn't."""
    mail = claim.mail
    try:
        if compose(mail):
            claim.row.update(subject=mail.subject, text=mail.text, html=mail.html, facts=None)
        papers = enclosures_of(mail)
        if not attempts.renew(claim):
            return LeaseLost("Somebody else sends it.")
        transport.deliver(mail, papers, taken=lambda: attempts.note_sent(claim))
    except Exception as error:  # noqa: BLE001  (whatever one mail does, its row must not stay in *sending*)
        attempts.put_off(claim, error)
        logger.warning(
            "mail %s (%s) not sent, attempt %s: %s", mail.pk, mail.kind, mail.attempts, type(error).__name__
        )
        return error
    return None
