"""The sell form while it is being filled in: opened once per key, found by its token, kept for a while, then gone."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from consignment.models import Submission, SubmissionPhoto
from consignment.submissions import mails, pictures, shots
from consignment.submissions.links import DRAFT
from consignment.submissions.states import State, SubmissionRefused, lock, move
from portero.core import links
from portero.core.figures import figure
from portero.core.numbers import random_number

ANSWERS = ("kind", "designer", "style", "condition", "included", "asking_price", "name", "email", "phone")
AT_ONCE = 200
NOBODY: dict[str, Any] = {"name": "", "email": "", "phone": "", "condition": ""}


def open_draft(key: UUID, **facts: Any) -> Submission:
    """The draft of this key, opened now unless it was before; two requests at once open one.

    `facts` are what is known from the start: the kind, a piece that was bought here and its owner.
    """
    while True:
        try:
            with transaction.atomic():
                told = {"number": random_number("S"), **facts}
                return Submission.objects.get_or_create(key=key, defaults=told)[0]
        except IntegrityError as error:
            if "number" not in str(error):
                raise


def of_token(token: str) -> Submission:
    """The submission that a token opens, in whatever state. Raises Http404 for a guessed or forgotten one."""
    found = Submission.objects.filter(pk=links.pk_of(DRAFT, token)).first()
    if found is None:
        raise Http404
    return found


def is_open(submission: Submission) -> bool:
    """Whether its pages still take something: a draft, or one that we asked more pictures of."""
    return submission.state in pictures.OPEN


@transaction.atomic
def answer(submission_pk: int, **answers: Any) -> Submission:
    """Keep answers of the form (`ANSWERS`); pictures follow a change of kind to the other list.

    Raises SubmissionRefused once it is sent, KeyError for what is no answer.
    """
    submission = lock(submission_pk)
    if submission.state != State.DRAFT:
        raise SubmissionRefused("It has been sent.")
    if unknown := answers.keys() - set(ANSWERS):
        raise KeyError(*unknown)
    for name, value in answers.items():
        setattr(submission, name, value)
    submission.touched_at = timezone.now()
    submission.save(update_fields=[*answers, "touched_at"])
    if "kind" in answers:
        _fit_pictures(submission)
    return submission


def pictures_of(submission: Submission) -> QuerySet[SubmissionPhoto]:
    """Its pictures, as they came."""
    return SubmissionPhoto.objects.filter(submission=submission)


def forget_left_alone() -> int:
    """Delete drafts that nobody touched for `draft_days`, with their files; returns how many went.

    Files first: a worker killed in between leaves a draft that the next round finishes.
    """
    before = timezone.now() - timedelta(days=int(figure("draft_days")))
    return sum(_forget(pk, before) for pk in _left_alone(State.DRAFT, before))


def lapse_left_alone() -> int:
    """What was never confirmed lapses, and its pictures and the typed person go; so does what we asked in vain.

    Returns how many lapsed. The pictures of somebody confirmed stay with her submission.
    """
    before = timezone.now() - timedelta(days=int(figure("draft_days")))
    count = 0
    for pk in _left_alone(State.UNCONFIRMED, before):
        if _lapse(pk, said="Nobody confirmed it.", **NOBODY):
            SubmissionPhoto.objects.filter(submission_id=pk).delete()
            pictures.discard_all(pk)
            count += 1
    return count + sum(_close(pk) for pk in _left_alone(State.ASKED, before))


def _left_alone(state: str, before: Any) -> list[int]:
    found = Submission.objects.filter(state=state, touched_at__lt=before).order_by("touched_at")
    return list(found.values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _forget(pk: int, before: Any) -> bool:
    free = Submission.objects.select_for_update(skip_locked=True)
    draft = free.filter(pk=pk, state=State.DRAFT, touched_at__lt=before).first()
    if draft is None:  # she came back meanwhile, or another round has it
        return False
    pictures.discard_all(pk)
    draft.delete()
    return True


def _lapse(pk: int, said: str, **emptied: Any) -> bool:
    try:
        move(pk, State.LAPSED, said=said, public=False, **emptied)
    except SubmissionRefused:
        return False
    return True


@transaction.atomic
def _close(pk: int) -> bool:
    closed = _lapse(pk, said="The pictures we asked for didn’t come.")
    if closed:
        mails.closed(Submission.objects.get(pk=pk))
    return closed


def _fit_pictures(submission: Submission) -> None:
    """A shot that the new kind doesn't know is one more picture; the lists share their commonest codes."""
    known = [shot.code for shot in shots.shots_of(submission.kind)]
    submission.photos.exclude(shot__in=known).update(shot=shots.MORE)
