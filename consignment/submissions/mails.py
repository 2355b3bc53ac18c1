"""The mails of the sell form, written in the caller's transaction, once per subject.

Until an address is confirmed they carry nothing that somebody typed: whoever types a stranger's e-mail can make us
send her a short mail without a word of his own.
"""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from consignment.models import Submission
from consignment.portal.links import portal_link
from consignment.submissions import links
from portero.core.figures import figure
from portero.core.mail import outbox


def later(submission: Submission, email: str) -> None:
    """The link to go on with on another day or device; to the same address once a day."""
    about = f"submission:{submission.number}:{timezone.localdate()}"
    context = {"link": links.draft_link(submission), "days": figure("draft_days")}
    outbox.post("sell_later", about=about, to=email, context=context)


def confirm(submission: Submission) -> None:
    """The link that confirms her e-mail; to the same address once a day."""
    about = f"submission:{submission.number}:{timezone.localdate()}"
    context = {
        "link": links.confirm_link(submission),
        "number": submission.number,
        "hours": figure("quote_hours"),
        "days": figure("draft_days"),
    }
    outbox.post("sell_confirm", about=about, to=submission.email, context=context)


def received(submission: Submission) -> None:
    """It has arrived: its number, until when we answer, what happens next. The address is confirmed by now."""
    context = {
        "submission": submission,
        "dear": submission.name,
        "link": portal_link(submission),
        "pictures": submission.photos.count(),
    }
    outbox.post(
        "sell_received", about=f"submission:{submission.number}", to=submission.email, context=context
    )


def closed(submission: Submission) -> None:
    """The pictures that we asked for didn't come, so it is closed; nothing is held against her."""
    context = {
        "submission": submission,
        "dear": submission.name,
        "link": settings.PUBLIC_URL + reverse("sell:start"),
        "days": figure("draft_days"),
    }
    outbox.post("sell_closed", about=f"submission:{submission.number}", to=submission.email, context=context)
