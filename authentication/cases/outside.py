"""An authenticator outside the house is asked by an expiring link; her word decides.

She sees what the bench shows her behind the link, and never who reviewed it or what they said. Unanswered, the case
goes back to the queue.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from authentication.cases import deadlines, deciding, standing, states
from authentication.cases.locks import lock_case, lock_review
from authentication.cases.refusals import CaseRefused, refusals_told
from authentication.cases.reviewing import THIRD
from authentication.models import Case, OutsideExpert, Review
from portero.core.figures import figure
from portero.core.links import link_to, pk_of, token_for
from portero.core.mail import outbox
from portero.core.words import moment

S, R = Case.State, Review.State
KIND, PAGE = "outside", "outside:case"
FROM = (S.OPEN, S.DISAGREED, S.OUTSIDE)
HERS = (Review.Verdict.AUTHENTIC, Review.Verdict.COUNTERFEIT, Review.Verdict.CANNOT_VERIFY)


@transaction.atomic
def ask(
    case_pk: int, expert: OutsideExpert, *, actor: Any, said: str = "", now: datetime | None = None
) -> Review:
    """Ask her: she gets the link by mail, good for `outside_days`; the case is *outside* until she answers.

    `said` is what she should know, in the mail. Whoever calls has asked for `authentication.ask_outside`. Raises
    CaseRefused before one of us has reviewed it, while somebody reviews it, and while somebody outside is asked.
    """
    now, case = now or timezone.now(), lock_case(case_pk)
    if reasons := _against(case, expert):
        raise CaseRefused(*reasons)
    ends = now + timedelta(days=int(figure("outside_days")))
    rings = ends - timedelta(hours=int(figure("outside_reminder_hours")))
    review = Review(
        case=case,
        round=deciding.OUTSIDE,
        expert=expert,
        begun_at=now,
        link_expires_at=ends,
        ring_at=max(now, rings),
    )
    told: dict[str, Any] = {"actor": actor, "said": said.strip(), "at": now}
    if case.state == S.OUTSIDE:
        case.due_at, case.ring_at = ends, None
        case.save(update_fields=["due_at", "ring_at"])
        states.append(case, "asked", data={"expert": expert.pk}, **told)
    else:
        data = {"expert": expert.pk}
        case = states.move(case.pk, S.OUTSIDE, data=data, due_at=ends, ring_at=None, **told)
    with refusals_told():
        review.save(force_insert=True)
    _tell(review, "outside_asked", said.strip())
    return review


def asked(token: str, *, now: datetime | None = None) -> Review:
    """The review behind a link, to be answered. Raises Http404 for a wrong or expired link, and once it is answered."""
    now = now or timezone.now()
    open_ = Review.objects.select_related("case__item", "expert").filter(expert__isnull=False, state=R.BEGUN)
    review = open_.filter(pk=pk_of(KIND, token), link_expires_at__gt=now).first()
    if review is None:
        raise Http404
    return review


def token_of(review: Review) -> str:
    """What opens her page."""
    return token_for(KIND, review.pk)


@transaction.atomic
def word(review_pk: int, verdict: str, reason: str, *, now: datetime | None = None) -> Case:
    """Her word, for good, with her reason; it decides the case. Raises CaseRefused without both, and too late."""
    now, review = now or timezone.now(), lock_review(review_pk)
    rules = {
        "This link has expired, or was answered.": not _is_open(review, now),
        "Give your verdict.": verdict not in HERS,
        "Say why.": not reason.strip(),
    }
    if reasons := [sentence for sentence, against in rules.items() if against]:
        raise CaseRefused(*reasons)
    deciding.submitted(review, verdict, reason, now)
    return deciding.follow(review.case_id, actor=None, now=now)


def ring(review: Review, now: datetime) -> None:
    """Her link is soon over: she is reminded, once. Over: the case is ours again. Under the case's lock."""
    if review.link_expires_at is not None and review.link_expires_at > now:
        review.ring_at = review.link_expires_at
        review.save(update_fields=["ring_at"])
        _tell(review, "outside_reminder")
        return
    unanswered(review, now)


def unanswered(review: Review, now: datetime, *, actor: Any = None, said: str = "Unanswered.") -> None:
    """Her link is good no more: a third of us looks, or, after that third, somebody else outside is asked."""
    review.state, review.ring_at = R.HANDED_BACK, None
    review.save(update_fields=["state", "ring_at"])
    case, told = review.case, {"actor": actor, "said": said, "at": now}
    states.append(case, "handed_back", data={"round": review.round}, **told)
    due, rings = deadlines.of(case, now)
    if case.reviews.filter(round=THIRD, state=R.SUBMITTED).exists():
        case.due_at, case.ring_at = due, rings
        case.save(update_fields=["due_at", "ring_at"])
    else:
        states.move(case.pk, S.DISAGREED, due_at=due, ring_at=rings, **told)


@transaction.atomic
def take_back(review_pk: int, *, actor: Any, now: datetime | None = None) -> None:
    """She isn't asked any more. Raises CaseRefused once she has answered."""
    now, review = now or timezone.now(), lock_review(review_pk)
    if review.expert_id is None or review.state != R.BEGUN:
        raise CaseRefused("Nobody outside is asked.")
    unanswered(review, now, actor=actor, said="Taken back.")


def _is_open(review: Review, now: datetime) -> bool:
    ends = review.link_expires_at
    return review.expert_id is not None and review.state == R.BEGUN and ends is not None and ends > now


def _against(case: Case, expert: OutsideExpert) -> list[str]:
    begun = case.reviews.filter(state=R.BEGUN)
    rules = {
        "It is decided.": case.state not in FROM,
        "She isn't among those we ask.": not expert.is_active,
        "One of us reviews it first.": not (
            case.reviews.filter(state=R.SUBMITTED).exists() or standing.stands_on_ours(case)
        ),
        "Somebody is reviewing it: wait, or have it handed back.": begun.filter(expert=None).exists(),
        "Somebody outside is asked already.": begun.exclude(expert=None).exists(),
    }
    return [sentence for sentence, against in rules.items() if against]


def _tell(review: Review, kind: str, said: str = "") -> None:
    expert = review.expert
    if expert is None or review.link_expires_at is None:
        return
    context = {
        "dear": expert.name,
        "what": f"{review.case.item.designer} {review.case.item.title}",
        "case": review.case,
        "said": said,
        "until": moment(review.link_expires_at),
        "link": link_to(PAGE, KIND, review.pk),
    }
    outbox.post(kind, about=f"review:{review.pk}", to=expert.email, context=context)
