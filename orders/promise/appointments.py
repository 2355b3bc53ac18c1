"""She wants an expert to go through the authentication with her: a wish in her words, answered with a time."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from orders.promise import mails, states
from orders.promise.locks import lock_claim
from orders.promise.models import Claim
from orders.promise.states import ClaimRefused
from portero.core.words import moment

WORDS_LENGTH = 1000


@transaction.atomic
def wish(claim: Claim, words: str, *, actor: Any = None, now: datetime | None = None) -> Claim:
    """What and when she would like; a new wish replaces one and its answer. Raises ClaimRefused."""
    said, at = words.strip(), now or timezone.now()
    if not said:
        raise ClaimRefused("Tell us when it would suit you.")
    locked = _open(claim)
    facts: dict[str, Any] = {
        "appointment_wanted": said[:WORDS_LENGTH],
        "appointment_wanted_at": at,
        "appointment_at": None,
        "appointment_note": "",
        "appointment_by": None,
        "appointment_answered_at": None,
    }
    _save(locked, facts)
    states.append(locked, "appointment_wanted", actor=actor, at=at)
    return locked


@transaction.atomic
def answer(claim: Claim, *, at: datetime, note: str, actor: Any, now: datetime | None = None) -> Claim:
    """Offer a time; `note` says where or how, and she reads it. Raises ClaimRefused for a time that is over."""
    now = now or timezone.now()
    locked = _open(claim)
    if not locked.appointment_wanted:
        raise ClaimRefused("She hasn’t asked for an appointment.")
    if at <= now:
        raise ClaimRefused("That time is over.")
    if not note.strip():
        raise ClaimRefused("Say where, or how to reach us.")
    facts: dict[str, Any] = {
        "appointment_at": at,
        "appointment_note": " ".join(note.split())[:300],
        "appointment_by": actor,
        "appointment_answered_at": now,
    }
    _save(locked, facts)
    states.append(locked, "appointment", actor=actor, reason=moment(at), at=now)
    mails.claim_appointment(locked)
    return locked


def _open(claim: Claim) -> Claim:
    locked = lock_claim(claim.pk)
    if not locked.is_open:
        raise ClaimRefused("This claim has ended.")
    return locked


def _save(claim: Claim, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(claim, name, value)
    claim.save(update_fields=list(facts))
