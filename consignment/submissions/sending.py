"""A draft is sent: at once for a consignor who is signed in, else when she has confirmed her e-mail. Twice is once."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from consignment.models import Consignor, Submission, SubmissionEvent, SubmissionPhoto
from consignment.submissions import likeness, mails, shots
from consignment.submissions.states import State, append, lock, move

WANTED = {
    "kind": "questions",
    "designer": "questions",
    "condition": "questions",
    "name": "reach",
    "email": "reach",
}


class NotReady(Exception):
    """Something is missing; `step` names the page (`pictures`, `questions`, `reach`) where it is told."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


@transaction.atomic
def send(submission_pk: int, *, user: Any) -> Submission:
    """Send a finished draft: to us where the e-mail is known to be hers, else a mail goes out that she confirms it by.

    One that was sent before is returned as it is. Raises NotReady.
    """
    draft = lock(submission_pk)
    if draft.state != State.DRAFT:
        return draft
    _check_ready(draft)
    if consignor := _known(draft, user):
        return _arrives(draft, consignor)
    draft = move(draft.pk, State.UNCONFIRMED, by_consignor=True, sent_at=timezone.now())
    mails.confirm(draft)
    return draft


@transaction.atomic
def confirm(submission_pk: int, *, user: Any) -> Submission:
    """She pressed the button behind the mailed link, so the mailbox is hers. Twice is once.

    Her account is joined to the consignor only if she is signed in with this e-mail: an account may have been
    opened by anybody, the mailbox is what we know.
    """
    submission = lock(submission_pk)
    if submission.state != State.UNCONFIRMED:
        return submission
    told = {"name": submission.name, "phone": submission.phone}
    consignor, _ = Consignor.objects.get_or_create(email=submission.email, defaults=told)
    if consignor.user_id is None and _is_hers(submission, user):
        Consignor.objects.filter(pk=consignor.pk).exclude(user=user).update(user=user)
    return _arrives(submission, consignor)


@transaction.atomic
def write_again(submission_pk: int, email: str) -> Submission:
    """Send the confirming mail again, to a corrected address if she mistyped it; the link before it is worthless then.

    Does nothing once it is confirmed.
    """
    submission = lock(submission_pk)
    if submission.state == State.UNCONFIRMED:
        submission.email = email
        submission.save(update_fields=["email"])
        mails.confirm(submission)
    return submission


@transaction.atomic
def answer_asked(submission_pk: int) -> Submission:
    """She sent the pictures that we asked for: it is our turn again. Twice is once.

    Raises NotReady where no picture came since we asked.
    """
    submission = lock(submission_pk)
    if submission.state != State.ASKED:
        return submission
    asked = SubmissionEvent.objects.filter(submission=submission, kind=State.ASKED).latest("at")
    new = SubmissionPhoto.objects.filter(submission=submission, taken_at__gt=asked.at)
    if not new.exists():
        raise NotReady("pictures")
    said = f"{new.count()} more"
    submission = move(submission.pk, State.SENT, by_consignor=True, said=said)
    _notice_others(submission)
    return submission


def _check_ready(draft: Submission) -> None:
    if draft.photos.count() < shots.least_of(draft):
        raise NotReady("pictures")
    for field, step in WANTED.items():
        if not getattr(draft, field):
            raise NotReady(step)


def _known(draft: Submission, user: Any) -> Consignor | None:
    """The consignor whose account this is, if its e-mail was confirmed by a mailed link before."""
    if not _is_hers(draft, user):
        return None
    return Consignor.objects.filter(user=user, email=draft.email).first()


def _is_hers(submission: Submission, user: Any) -> bool:
    return bool(user.is_authenticated) and user.email.lower() == submission.email


def _arrives(submission: Submission, consignor: Consignor) -> Submission:
    now = timezone.now()
    stamps: dict[str, Any] = {
        "consignor": consignor,
        "confirmed_at": now,
        "sent_at": submission.sent_at or now,
    }
    sent = move(submission.pk, State.SENT, by_consignor=True, **stamps)
    mails.received(sent)
    _notice_others(sent)
    return sent


def _notice_others(submission: Submission) -> None:
    """Tell staff, among themselves, where the same picture came in another submission."""
    others = SubmissionPhoto.objects.exclude(submission=submission).exclude(submission__state=State.DRAFT)
    found = likeness.seen_elsewhere(submission.photos.all(), others.select_related("submission"))
    numbers = sorted({photo.submission.number for photo in found})
    if numbers:
        append(submission, "same_picture", said=f"A picture is also in {', '.join(numbers)}.", public=False)
