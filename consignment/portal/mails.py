"""The mails of the portal: a fresh link, and that we wrote to her. Their text goes to proven mailboxes only."""

from django.utils import timezone

from consignment.models import Submission, SubmissionEvent
from consignment.portal.links import portal_link
from portero.core.mail import outbox


def link_wanted(email: str) -> None:
    """The link to everything under this e-mail, if there is something; at most one in ten minutes."""
    latest = Submission.objects.filter(email=email, consignor__isnull=False).order_by("-pk").first()
    if latest is None:
        return
    slot = int(timezone.now().timestamp()) // 600
    context = {"submission": latest, "dear": latest.name, "link": portal_link(latest)}
    outbox.post("sell_link", about=f"portal:{latest.consignor_id}:{slot}", to=email, context=context)


def declined(submission: Submission, why: str) -> None:
    """We can't take it, and why."""
    _post("sell_declined", submission, f"submission:{submission.pk}", said=why)


def withdrawn(submission: Submission, *, offered: bool) -> None:
    """She took it back, or refused our offer: it is done, and nothing more comes."""
    _post("sell_withdrawn", submission, f"submission:{submission.pk}", offered=offered)


def asked(submission: Submission, what: str) -> None:
    """Which pictures we need, and where she adds them."""
    asked_before = submission.events.filter(kind=Submission.State.ASKED).count()
    _post("sell_asked", submission, f"submission:{submission.pk}:asked-{asked_before}", said=what)


def written(event: SubmissionEvent) -> None:
    """We wrote to her about a piece."""
    _post("sell_message", event.submission, f"message:{event.pk}", said=event.said)


def _post(kind: str, submission: Submission, about: str, **facts: str | bool) -> None:
    context = {"submission": submission, "dear": submission.name, "link": portal_link(submission)}
    outbox.post(kind, about=about, to=submission.email, context=context | facts)
