"""What is answered to a submission beside an offer: no, more pictures please, a message; and her own withdrawal."""

from typing import Any

from django.db import transaction

from consignment.models import Submission, SubmissionEvent
from consignment.offers.making import close_open_of
from consignment.portal import mails
from consignment.submissions import states
from portero.core import audit

State = Submission.State


@transaction.atomic
def decline(pk: int, *, actor: Any, why: str) -> Submission:
    """Staff say no, with the reason that she reads. An open offer ends. Raises SubmissionRefused once it is over."""
    submission = states.move(
        pk, State.DECLINED, actor=actor, said=_told(why, "Why? The consignor reads the reason.")
    )
    close_open_of(submission)
    audit.record("consignment.declined", submission, actor=actor, reason=why)
    mails.declined(submission, why)
    return submission


@transaction.atomic
def ask_for_pictures(pk: int, *, actor: Any, what: str) -> Submission:
    """Staff need to see more before they can say anything; their clock stops until she has answered."""
    what = _told(what, "Which pictures, and why? The consignor reads it.")
    submission = states.move(pk, State.ASKED, actor=actor, said=what)
    mails.asked(submission, what)
    return submission


@transaction.atomic
def withdraw(pk: int, *, said: str = "") -> Submission:
    """She takes it back before there is an agreement; twice is once. Raises SubmissionRefused once there is one."""
    submission = states.lock(pk)
    if submission.state == State.WITHDRAWN:
        return submission
    offered = submission.state == State.OFFERED
    submission = states.move(pk, State.WITHDRAWN, by_consignor=True, said=said)
    close_open_of(submission)
    mails.withdrawn(submission, offered=offered)
    return submission


@transaction.atomic
def write(pk: int, said: str, *, actor: Any = None) -> SubmissionEvent:
    """A message of staff (`actor`), mailed to her, or of hers (no actor), which staff find in their queue."""
    submission = states.lock(pk)
    event = states.append(
        submission,
        "message",
        actor=actor,
        by_consignor=actor is None,
        said=_told(said, "What would you like to say?"),
    )
    if actor is not None:
        mails.written(event)
    return event


def _told(text: str, question: str) -> str:
    text = text.strip()
    if not text:
        raise states.SubmissionRefused(question)
    return text
